"""Any result → a file or a screen."""
