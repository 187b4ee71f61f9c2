"""Units, 科室, people, the roles they hold, delegation, 栏目, and who may fix a classification."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.store.tables.row import Row, Table


class Unit(Row):
    """A 单位; `settings` holds what it set for itself (flows, quarantine, deadlines)."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    settings: Mapped[Table] = mapped_column(default=dict)
    closed_at: Mapped[datetime | None]


class Section(Row):
    """A 科室 of a unit. The 保密工作领导小组 and its 办公室 are sections of these kinds."""

    __tablename__ = "section"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("kind in ('section', 'group', 'group-office')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20), default="section")
    closed_at: Mapped[datetime | None]


class Person(Row):
    """A named account; nobody shares one. `password` is an argon2 hash, `totp` is sealed by the vault."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    post: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    password: Mapped[str] = mapped_column(String(200), default="")
    password_at: Mapped[datetime | None]
    must_change: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    totp: Mapped[str] = mapped_column(String(400), default="")
    totp_used: Mapped[int] = mapped_column(default=0)  # the last time step that was accepted
    pledged_at: Mapped[datetime | None]  # 保密承诺书
    pledge: Mapped[str] = mapped_column(String(64), default="")  # SHA-256 of the text that was accepted
    closed_at: Mapped[datetime | None]
    made_at: Mapped[datetime]

    postings: Mapped[list[Posting]] = relationship(back_populates="person", lazy="selectin")
    unit: Mapped[Unit] = relationship()
    section: Mapped[Section | None] = relationship()


class Former(Row):
    """Password hashes a person had before, so that rotation means a new one."""

    __tablename__ = "former_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    password: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]


class Posting(Row):
    """A role that a person holds (`casework.roles`), in a 科室 for those that belong to one."""

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_role_unit", "role", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="postings")


class Delegation(Row):
    """委托: one person acts in another's role between two days, both included."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("giver_id <> taker_id", name="two_people"),
        CheckConstraint("first_day <= last_day", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    posting: Mapped[Posting] = relationship()


class Column(Row):
    """A 栏目: who owns it, who reviews it, which flow it takes."""

    __tablename__ = "site_column"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(120))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    flow: Mapped[str] = mapped_column(String(60), default="")
    closed_at: Mapped[datetime | None]


class Authority(Row):
    """定密责任人名录: whom to ask when something may have to be classified."""

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    post: Mapped[str] = mapped_column(String(60), default="")
    levels: Mapped[str] = mapped_column(String(60))
    scope: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    filed_at: Mapped[date | None]  # 备案
