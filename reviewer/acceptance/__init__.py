"""Decisions that last: which findings people accepted, and where findings are permitted."""
