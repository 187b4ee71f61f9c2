"""The tables, one file a subject; `every` imports them all for migrations and tests."""
