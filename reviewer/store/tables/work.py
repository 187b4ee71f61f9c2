"""Work to be done in the background, notices to people, and what people keep for themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewer.store.tables.row import Row, Table


class JobRow(Row):
    """A job; this row is the truth, whoever runs it holds a lease."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state"),
        Index("ix_job_state_after", "state", "after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[int]  # id of the row it is about
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    after: Mapped[datetime]  # not before
    lease_until: Mapped[datetime | None]
    runner: Mapped[str] = mapped_column(String(60), default="")
    error: Mapped[str] = mapped_column(String(120), default="")  # a code, never content
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Notice(Row):
    """A message to a person inside the product; it names the record, never its content."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person_seen", "person_id", "seen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]  # by mail or webhook, where the unit has them


class SavedView(Row):
    """A person's filter of the 台账, kept under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    filters: Mapped[Table]


class Series(Row):
    """The last running number given in a unit and year; `kind` parts series that must not mix."""

    __tablename__ = "number_series"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True, default="")
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
