"""What the machine found in a revision, what people decided on it, said about it, and looked at."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.store.tables.cases import Item
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.row import Row


class FindingRow(Row):
    """A finding for lists and counts; its places stay sealed with the item's text. `key` is `Finding.id`."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("item_id", "key"),
        Index("ix_finding_revision", "revision_id", "category", "severity"),
        Index("ix_finding_case_key", "case_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(String(64), default="")
    rule: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    category: Mapped[str] = mapped_column(String(30))
    severity: Mapped[str] = mapped_column(String(10))
    count: Mapped[int]
    label: Mapped[str] = mapped_column(String(200), default="")  # where the first one stands
    shown: Mapped[str] = mapped_column(String(120), default="")  # masked

    item: Mapped[Item] = relationship()


class FindingDecision(Row):
    """A person's decision on a finding; the newest of a revision counts, none is ever changed.

    fix: 属实需修改 · false-alarm: 误报 (with reason and scope) · publishable: 可公开 (with ground)
    """

    __tablename__ = "finding_decision"
    __table_args__ = (
        CheckConstraint("kind in ('fix', 'false-alarm', 'publishable')", name="kind"),
        CheckConstraint("length(reason) > 0", name="reason"),
        Index("ix_finding_decision_revision_key", "revision_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    ground: Mapped[str] = mapped_column(String(40), default="")
    scope: Mapped[str] = mapped_column(String(20), default="content")
    until: Mapped[date | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Comment(Row):
    """A word on a finding, or on the case (`key` ""); 退回修改 carries them to the author."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    key: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text)
    rewording: Mapped[str] = mapped_column(Text, default="")  # what it should say instead
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Opened(Row):
    """That a person had something of a revision before their eyes: item, finding or gap.

    `what` is "item:<id>", "finding:<key>" or "gap:<item id>:<number>".
    """

    __tablename__ = "opened"
    __table_args__ = (UniqueConstraint("revision_id", "person_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(90))
    at: Mapped[datetime]
