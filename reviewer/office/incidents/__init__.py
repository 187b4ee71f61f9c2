"""隔离 and what follows it."""
