"""The page of one document: the list of findings and the marked text; drawn by `html` and by `web`."""
