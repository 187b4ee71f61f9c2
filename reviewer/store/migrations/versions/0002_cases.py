"""The first tables: cases, their revisions, items and steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _content()
    _case_file()
    _revision()
    _case_step()
    _consultation()
    _item()


def _content() -> None:
    op.create_table(
        "content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("locked_at", sa.DateTime(), nullable=True),
        sa.Column("purged_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
    )


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("content_class", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("flow", sa.String(60), nullable=False),
        sa.Column("flow_version", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(10), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_url", sa.String(500), nullable=False),
        sa.Column("take_down_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_case_file_author_id")),
        sa.ForeignKeyConstraint(["column_id"], ["site_column.id"], name=op.f("fk_case_file_column_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_case_file_holder_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_case_file_section_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_file_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
    )
    op.create_index("ix_case_file_author_state", "case_file", ["author_id", "state"], unique=False)
    op.create_index(
        "ix_case_file_author_updated", "case_file", ["author_id", "updated_at", "id"], unique=False
    )
    op.create_index("ix_case_file_holder", "case_file", ["holder_id"], unique=False)
    op.create_index("ix_case_file_section_state", "case_file", ["section_id", "state"], unique=False)
    op.create_index(
        "ix_case_file_section_updated", "case_file", ["section_id", "updated_at", "id"], unique=False
    )
    op.create_index("ix_case_file_state_due", "case_file", ["state", "due_at"], unique=False)
    op.create_index("ix_case_file_unit_published", "case_file", ["unit_id", "published_at"], unique=False)
    op.create_index("ix_case_file_unit_state_due", "case_file", ["unit_id", "state", "due_at"], unique=False)
    op.create_index("ix_case_file_unit_submitted", "case_file", ["unit_id", "submitted_at"], unique=False)
    op.create_index("ix_case_file_unit_updated", "case_file", ["unit_id", "updated_at", "id"], unique=False)


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form", JSON, nullable=False),
        sa.Column("form_version", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_revision_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_revision_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_revision_case_id_number")),
    )


def _case_step() -> None:
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("reached_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_step_case_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_case_step_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("revision_id", "ordinal", name=op.f("uq_case_step_revision_id_ordinal")),
    )
    op.create_index(op.f("ix_case_step_case_id"), "case_step", ["case_id"], unique=False)


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("addressee", sa.String(120), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('third-party', 'issuer', 'secrecy-administration', 'superior')",
            name=op.f("ck_consultation_kind"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_consultation_answered_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consultation_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consultation_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_consultation_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index(op.f("ix_consultation_case_id"), "consultation", ["case_id"], unique=False)


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(250), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sm3", sa.String(64), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reviewed_id", sa.Integer(), nullable=True),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("grade", sa.String(10), nullable=False),
        sa.Column("gaps", JSON, nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind in ('text', 'annex')", name=op.f("ck_item_kind")),
        sa.CheckConstraint(
            "state in ('waiting', 'checking', 'checked', 'failed')", name=op.f("ck_item_state")
        ),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_item_content_id")),
        sa.ForeignKeyConstraint(["reviewed_id"], ["content.id"], name=op.f("fk_item_reviewed_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_item_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("revision_id", "ordinal", name=op.f("uq_item_revision_id_ordinal")),
    )
    op.create_index("ix_item_sha256", "item", ["sha256"], unique=False)
