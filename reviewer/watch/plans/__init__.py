"""When which site is looked at, and the tours that come of it."""
