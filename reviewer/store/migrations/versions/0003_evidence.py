"""The first tables: findings, decisions, signatures and the audit chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _audit_event()
    _comment()
    _finding_decision()
    _opened()
    _finding()
    _signature()


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sm3", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_action_id", "audit_event", ["action", "id"], unique=False)
    op.create_index("ix_audit_event_at", "audit_event", ["at"], unique=False)
    op.create_index("ix_audit_event_case_id_id", "audit_event", ["case_id", "id"], unique=False)
    op.create_index("ix_audit_event_unit_id_id", "audit_event", ["unit_id", "id"], unique=False)
    op.create_index("ix_audit_event_who_id", "audit_event", ["who", "id"], unique=False)


def _comment() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rewording", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_comment_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_comment_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_case_id"), "comment", ["case_id"], unique=False)


def _finding_decision() -> None:
    op.create_table(
        "finding_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("ground", sa.String(40), nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind in ('fix', 'false-alarm', 'publishable')", name=op.f("ck_finding_decision_kind")
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_finding_decision_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_finding_decision_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_decision_person_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_finding_decision_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_decision")),
    )
    op.create_index(
        "ix_finding_decision_revision_key", "finding_decision", ["revision_id", "key"], unique=False
    )


def _opened() -> None:
    op.create_table(
        "opened",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(90), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opened_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_opened_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opened")),
        sa.UniqueConstraint(
            "revision_id", "person_id", "what", name=op.f("uq_opened_revision_id_person_id_what")
        ),
    )


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("shown", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_finding_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_finding_item_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_finding_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("item_id", "key", name=op.f("uq_finding_item_id_key")),
    )
    op.create_index("ix_finding_case_key", "finding", ["case_id", "key"], unique=False)
    op.create_index("ix_finding_revision", "finding", ["revision_id", "category", "severity"], unique=False)


def _signature() -> None:
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(10), nullable=False),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("decisions_upto", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sm3", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("void_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "decision in ('approve', 'escalate', 'return', 'split', 'refuse')",
            name=op.f("ck_signature_decision"),
        ),
        sa.CheckConstraint("person_id <> author_id", name=op.f("ck_signature_not_own_draft")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_signature_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_signature_case_id")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_signature_for_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_signature_revision_id")),
        sa.ForeignKeyConstraint(["step_id"], ["case_step.id"], name=op.f("fk_signature_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    op.create_index("ix_signature_at", "signature", ["at"], unique=False)
    op.create_index("ix_signature_case_id_person_id", "signature", ["case_id", "person_id"], unique=False)
    op.create_index("ix_signature_person_id", "signature", ["person_id"], unique=False)
    op.create_index(
        "uq_signature_one_a_person",
        "signature",
        ["revision_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("void_at is null"),
        postgresql_where=sa.text("void_at is null"),
    )
    op.create_index(
        "uq_signature_one_a_step",
        "signature",
        ["step_id"],
        unique=True,
        sqlite_where=sa.text("void_at is null"),
        postgresql_where=sa.text("void_at is null"),
    )
