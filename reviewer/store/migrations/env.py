"""Alembic's entry: runs the steps over the connection that `migrate.upgrade` hands in."""

from __future__ import annotations

from alembic import context

from reviewer.store.tables.every import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction holds all of it
)  # fmt: skip
context.run_migrations()
