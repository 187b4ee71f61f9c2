"""The web door: routes, templates' data, and the desk that keeps submitted work for a while."""
