"""What plans and campaigns need beyond their first tables: tours, dates counted from a first one, turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the table, add the columns."""
    _tour()
    op.execute("ALTER TABLE run ADD COLUMN tour_id INTEGER CONSTRAINT fk_run_tour_id REFERENCES tour (id)")
    op.create_index(op.f("ix_run_tour_id"), "run", ["tour_id"], unique=False)
    op.add_column("plan", sa.Column("ahead", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "plan", sa.Column("first_at", sa.DateTime(), nullable=False, server_default="2026-01-01 00:00:00")
    )
    op.execute("UPDATE plan SET first_at = made_at")
    for name in ("plan", "campaign"):
        op.add_column(name, sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))


def _tour() -> None:
    op.create_table(
        "tour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("seed", sa.String(40), nullable=False),
        sa.Column("scope", JSON, nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ending", sa.String(20), nullable=False),
        sa.Column("stop_at", sa.DateTime(), nullable=True),
        sa.Column("stopped_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_tour_site_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_tour_plan_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tour_person_id")),
        sa.ForeignKeyConstraint(["stopped_by"], ["person.id"], name=op.f("fk_tour_stopped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tour")),
        sa.UniqueConstraint("plan_id", "site_id", "due_at", name=op.f("uq_tour_plan_id_site_id_due_at")),
    )
    op.create_index("ix_tour_site_asked", "tour", ["site_id", "asked_at"], unique=False)
