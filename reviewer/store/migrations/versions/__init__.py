"""The steps, oldest first by number. A step that shipped is never changed."""
