"""Signatures over exact bytes, and the chain of events nobody can change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.store.tables.organisation import Person
from reviewer.store.tables.row import Row, Table


class SignatureRow(Row):
    """Who decided what at which step over which digest; voided by later edits, never removed.

    `author_id` repeats the case's author, so that the database itself refuses a self-signature.
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("person_id <> author_id", name="not_own_draft"),
        Index("ix_signature_case_id_person_id", "case_id", "person_id"),
        Index("ix_signature_person_id", "person_id"),
        Index("ix_signature_at", "at"),
        CheckConstraint("decision in ('approve', 'escalate', 'return', 'split', 'refuse')", name="decision"),
        Index(
            "uq_signature_one_a_person",
            "revision_id",
            "person_id",
            unique=True,
            sqlite_where=text("void_at is null"),
            postgresql_where=text("void_at is null"),
        ),
        Index(
            "uq_signature_one_a_step",
            "step_id",
            unique=True,
            sqlite_where=text("void_at is null"),
            postgresql_where=text("void_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("case_step.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(30))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # 受托: whose role it was
    decision: Mapped[str] = mapped_column(String(20))
    opinion: Mapped[str] = mapped_column(Text, default="")
    ground: Mapped[str] = mapped_column(String(10), default="")  # 14-1…16-3, of 不予公开
    content_digest: Mapped[str] = mapped_column(String(64))  # files, texts, findings, form, rules, model
    decisions_upto: Mapped[int] = mapped_column(default=0)  # the last finding decision it covers
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of all that is signed
    sm3: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    void_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Event(Row):
    """One link of the audit chain. Only ever added; the database refuses changes."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_case_id_id", "case_id", "id"),
        Index("ix_audit_event_unit_id_id", "unit_id", "id"),
        Index("ix_audit_event_action_id", "action", "id"),
        Index("ix_audit_event_who_id", "who", "id"),
        Index("ix_audit_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 … without a hole
    at: Mapped[datetime]
    person_id: Mapped[int | None]  # None: the system
    who: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int | None]
    case_id: Mapped[int | None]
    details: Mapped[Table]
    before: Mapped[str] = mapped_column(String(64))  # SHA-256 of the link before
    sha256: Mapped[str] = mapped_column(String(64))
    sm3: Mapped[str] = mapped_column(String(64))
