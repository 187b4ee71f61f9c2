"""The passage classifier: which passages read like what should not be published."""
