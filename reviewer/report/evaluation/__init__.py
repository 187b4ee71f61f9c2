"""Evaluations as text and as a page."""
