"""Looks at what a visit brings: reviewed beside the one who fetches."""
