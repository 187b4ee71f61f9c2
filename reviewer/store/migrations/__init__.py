"""The history of the tables, one file a step; `reviewer.store.migrate` runs it."""
