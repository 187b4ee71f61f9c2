"""The case (一事一审): its revisions, their items, the steps of its flow, and what is asked of others."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.store.tables.organisation import Column, Person, Section, Unit
from reviewer.store.tables.row import Row, Table


class Content(Row):
    """Sealed bytes: a file, its extracted text with the verdict. Without its key it cannot be read."""

    __tablename__ = "content"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    key: Mapped[bytes | None] = mapped_column(LargeBinary)  # wrapped by the installation's own
    size: Mapped[int]  # bytes before sealing
    made_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]  # 封存: only the secrecy officer may open it
    purged_at: Mapped[datetime | None]  # 清除: key and bytes are gone


class Case(Row):
    """One publication item. `turn` rises with every change: who acts on an older one is told so."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_unit_state_due", "unit_id", "state", "due_at"),
        Index("ix_case_file_unit_updated", "unit_id", "updated_at", "id"),
        Index("ix_case_file_section_updated", "section_id", "updated_at", "id"),
        Index("ix_case_file_author_updated", "author_id", "updated_at", "id"),
        Index("ix_case_file_unit_submitted", "unit_id", "submitted_at"),
        Index("ix_case_file_unit_published", "unit_id", "published_at"),
        Index("ix_case_file_state_due", "state", "due_at"),
        Index("ix_case_file_holder", "holder_id"),
        Index("ix_case_file_section_state", "section_id", "state"),
        Index("ix_case_file_author_state", "author_id", "state"),
        UniqueConstraint("number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40))  # 编号
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    column_id: Mapped[int | None] = mapped_column(ForeignKey("site_column.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(300))
    content_class: Mapped[str] = mapped_column(String(40), default="general")
    state: Mapped[str] = mapped_column(String(20), default="draft")
    flow: Mapped[str] = mapped_column(String(60))  # key of the flow, fixed at submission with its version
    flow_version: Mapped[str] = mapped_column(String(64), default="")
    step: Mapped[int] = mapped_column(default=0)  # ordinal of the step it waits at; 0 outside the chain
    escalated: Mapped[bool] = mapped_column(default=False)
    # Roles as bits, kept by the database (`store/followers.py`): of steps reached; of the step it waits at.
    reached: Mapped[int] = mapped_column(default=0, server_default="0")
    waits: Mapped[int] = mapped_column(default=0, server_default="0")
    revision: Mapped[int] = mapped_column(default=1)
    turn: Mapped[int] = mapped_column(default=1)
    grade: Mapped[str] = mapped_column(String(10), default="")  # of the current revision; "" while checked
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who claimed it (签收)
    due_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_url: Mapped[str] = mapped_column(String(500), default="")
    take_down_on: Mapped[date | None]  # the public period's last day
    made_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
    section: Mapped[Section] = relationship()
    column: Mapped[Column | None] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id])


class Revision(Row):
    """One state of form and files; a later one leaves it as it was."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int]
    form: Mapped[Table]  # field id → value, as `web/office/forms` names them
    form_version: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), default="")  # content digest, once it is checked
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]

    items: Mapped[list[Item]] = relationship(back_populates="revision", order_by="Item.ordinal")


class Item(Row):
    """A file or pasted text of a revision: the text itself or an annex, each its own line."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("revision_id", "ordinal"),
        CheckConstraint("kind in ('text', 'annex')", name="kind"),
        CheckConstraint("state in ('waiting', 'checking', 'checked', 'failed')", name="state"),
        Index("ix_item_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(250))
    source: Mapped[str] = mapped_column(String(10))  # paste · upload · url
    address: Mapped[str] = mapped_column(String(500), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sm3: Mapped[str] = mapped_column(String(64), default="")
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reviewed_id: Mapped[int | None] = mapped_column(ForeignKey("content.id"))  # `Reviewed` in msgpack
    text_sha256: Mapped[str] = mapped_column(String(64), default="")  # of the extracted text
    rules: Mapped[str] = mapped_column(String(64), default="")
    model: Mapped[str] = mapped_column(String(64), default="")
    grade: Mapped[str] = mapped_column(String(10), default="")
    gaps: Mapped[list[str]] = mapped_column(default=list)  # reason codes, one for each gap
    checked_at: Mapped[datetime | None]

    revision: Mapped[Revision] = relationship(back_populates="items")


class CaseStep(Row):
    """A step of the chain as it was laid down for one revision at submission."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("revision_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    ordinal: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    roles: Mapped[list[str]]  # any of them may sign
    required: Mapped[bool]  # false: only when escalated or flagged
    working_days: Mapped[int]
    reached_at: Mapped[datetime | None]


class Consultation(Row):
    """需报审: who was asked, when the answer is due in working days, what came back."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint(
            "kind in ('third-party', 'issuer', 'secrecy-administration', 'superior')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    kind: Mapped[str] = mapped_column(String(30))
    addressee: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(20), default="")  # agreed · refused · no-answer
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
