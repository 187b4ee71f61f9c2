"""Both engines for every test of the store, and a small office in them."""

from databases import database, engines, postgresql  # noqa: F401
