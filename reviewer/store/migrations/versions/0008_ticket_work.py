"""What tickets need beyond their first tables: where to look, on which answer a look was, notices of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, add the columns."""
    op.add_column("ticket", sa.Column("content", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_ticket_site_kind_key", "ticket", ["site_id", "kind", "key"], unique=False)
    for table, column, other in (("probe", "capture_id", "capture"), ("notice", "ticket_id", "ticket")):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)"
        )
    _place()


def _place() -> None:
    op.create_table(
        "ticket_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_ticket_place_address_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_place_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_place")),
        sa.UniqueConstraint(
            "ticket_id", "address_id", "role", name=op.f("uq_ticket_place_ticket_id_address_id_role")
        ),
    )
    op.create_index(op.f("ix_ticket_place_address_id"), "ticket_place", ["address_id"], unique=False)
