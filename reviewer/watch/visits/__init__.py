"""Visits of a site: fetched, written down, made whole."""
