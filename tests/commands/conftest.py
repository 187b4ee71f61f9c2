"""Both engines for commands of the store."""

from databases import database, engines, postgresql  # noqa: F401
