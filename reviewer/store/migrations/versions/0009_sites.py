"""What the register of sites and its pairs need beyond their first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NUMBERS = (
    ("site", "public_days", "0"),
    ("site", "turn", "1"),
    ("site_pattern", "public_days", "0"),
    ("address", "letters", "0"),
)
_WORDS = (("site_pattern", "nature", 10), ("pairing", "why", 30), ("pairing", "basis", 64))


def upgrade() -> None:
    """Add the columns, make the tables."""
    for table, name, first in _NUMBERS:
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=False, server_default=first))
    for table, name, most in _WORDS:
        op.add_column(table, sa.Column(name, sa.String(most), nullable=False, server_default=""))
    op.add_column("address", sa.Column("public_until", sa.Date(), nullable=True))
    _approved_text()
    _absence()


def _approved_text() -> None:
    op.create_table(
        "approved_text",
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("main_sha256", sa.String(64), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("sketch", sa.String(600), nullable=False),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_approved_text_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_approved_text_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_approved_text")),
    )
    op.create_index(op.f("ix_approved_text_case_id"), "approved_text", ["case_id"], unique=False)


def _absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_absence_case_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_absence_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("site_id", "case_id", name=op.f("uq_absence_site_id_case_id")),
    )
