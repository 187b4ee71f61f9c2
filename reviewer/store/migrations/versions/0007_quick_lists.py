"""Lists at a glance: roles that a case reached and waits for, figures of closed months."""

# ruff: noqa: S608 (constants only; nothing of a user comes near)
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BITS = (
    ("clerk", 1), ("section-head", 2), ("secrecy-officer", 4), ("group-member", 8), ("leader", 16),
    ("publisher", 32), ("administrator", 64), ("security-administrator", 128), ("auditor", 256),
)  # fmt: skip


def upgrade() -> None:
    """Add the columns, fill them from the steps there are, make the table."""
    for name in ("reached", "waits"):
        op.add_column("case_file", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    _fill()
    _month_figures()


def _fill() -> None:
    bits = " + ".join(
        f"coalesce(max(CASE WHEN CAST(s.roles AS TEXT) LIKE '%\"{role}\"%' THEN {bit} ELSE 0 END), 0)"
        for role, bit in _BITS
    )
    op.execute(
        f"UPDATE case_file SET"
        f" reached = (SELECT {bits} FROM case_step s"
        " WHERE s.case_id = case_file.id AND s.reached_at IS NOT NULL),"
        f" waits = (SELECT {bits} FROM case_step s JOIN revision r ON r.id = s.revision_id"
        " WHERE r.case_id = case_file.id AND r.number = case_file.revision AND s.ordinal = case_file.step)"
    )


def _month_figures() -> None:
    op.create_table(
        "month_figures",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_month_figures_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "since", name=op.f("pk_month_figures")),
    )
