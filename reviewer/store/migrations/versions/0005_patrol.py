"""The first tables: portals, their addresses and what was seen there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _campaign()
    _plan()
    _site()
    _address()
    _evidence()
    _run()
    _site_pattern()
    _block()
    _capture()
    _link()


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("stages", JSON, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_campaign_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_unit_id"), "campaign", ["unit_id"], unique=False)


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("cadence", sa.String(20), nullable=False),
        sa.Column("sites", JSON, nullable=False),
        sa.Column("topics", JSON, nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("last_at", sa.DateTime(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_unit_id"), "plan", ["unit_id"], unique=False)


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("hosts", JSON, nullable=False),
        sa.Column("seeds", JSON, nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(120), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("hours", sa.String(20), nullable=False),
        sa.Column("robots", sa.Boolean(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("most_pages", sa.Integer(), nullable=False),
        sa.Column("most_bytes", sa.Integer(), nullable=False),
        sa.Column("history_before", sa.Date(), nullable=True),
        sa.Column("rendering", sa.Boolean(), nullable=False),
        sa.Column("blind_since", sa.DateTime(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["site.id"], name=op.f("fk_site_parent_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_site_person_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_site_section_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_site_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_site_unit_id_name")),
    )
    op.create_index(op.f("ix_site_unit_id"), "site", ["unit_id"], unique=False)


def _address() -> None:
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("found_on_id", sa.Integer(), nullable=True),
        sa.Column("column_id", sa.Integer(), nullable=True),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("after", sa.DateTime(), nullable=False),
        sa.Column("lease", sa.String(40), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("modified", sa.String(60), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("main_sha256", sa.String(64), nullable=False),
        sa.Column("sketch", sa.String(600), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("grade", sa.String(10), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'leased', 'left')", name=op.f("ck_address_state")),
        sa.ForeignKeyConstraint(["column_id"], ["site_column.id"], name=op.f("fk_address_column_id")),
        sa.ForeignKeyConstraint(["found_on_id"], ["address.id"], name=op.f("fk_address_found_on_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_address_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("site_id", "key", name=op.f("uq_address_site_id_key")),
    )
    op.create_index("ix_address_due", "address", ["site_id", "state", "risk", "after"], unique=False)
    op.create_index("ix_address_sha256", "address", ["sha256"], unique=False)
    op.create_index("ix_address_site_grade", "address", ["site_id", "grade"], unique=False)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sm3", sa.String(64), nullable=False),
        sa.Column("manifest", sa.String(64), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_evidence_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("name", name=op.f("uq_evidence_name")),
    )
    op.create_index(op.f("ix_evidence_site_id"), "evidence", ["site_id"], unique=False)


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("seed", sa.String(40), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ending", sa.String(20), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_run_plan_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_run_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index("ix_run_site_begun", "run", ["site_id", "begun_at"], unique=False)


def _site_pattern() -> None:
    op.create_table(
        "site_pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(300), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=True),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["site_column.id"], name=op.f("fk_site_pattern_column_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_pattern_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_pattern")),
        sa.UniqueConstraint("site_id", "ordinal", name=op.f("uq_site_pattern_site_id_ordinal")),
    )


def _block() -> None:
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["address.id"], name=op.f("fk_block_first_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_block_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("site_id", "sha256", name=op.f("uq_block_site_id_sha256")),
    )


def _capture() -> None:
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sm3", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("main_sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.String(120), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(120), nullable=False),
        sa.Column("reviewed_id", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_capture_address_id")),
        sa.ForeignKeyConstraint(["reviewed_id"], ["content.id"], name=op.f("fk_capture_reviewed_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_capture_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
    )
    op.create_index("ix_capture_address", "capture", ["address_id", "at"], unique=False)
    op.create_index("ix_capture_run", "capture", ["run_id"], unique=False)


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["address.id"], name=op.f("fk_link_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["address.id"], name=op.f("fk_link_to_id")),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_link")),
    )
    op.create_index("ix_link_to", "link", ["to_id"], unique=False)
