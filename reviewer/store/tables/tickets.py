"""整改: tickets, what was done on them, proofs of take-down, and what is online against what was approved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.store.tables.organisation import Person, Section
from reviewer.store.tables.patrol import Address, Site
from reviewer.store.tables.row import Row, Table


class Ticket(Row):
    """One thing to be put right at one address; at most one is open for the same thing."""

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint(
            "kind in ('finding', 'changed', 'unapproved', 'not-published', 'overdue', 'unread', 'blind')",
            name="kind",
        ),
        CheckConstraint("state in ('open', 'notified', 'replied', 'verifying', 'closed')", name="state"),
        Index(
            "uq_ticket_one_open",
            "site_id",
            "address_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=text("closed_at is null"),
            postgresql_where=text("closed_at is null"),
        ),
        Index("ix_ticket_unit_state_due", "unit_id", "state", "due_at"),
        Index("ix_ticket_site_kind_key", "site_id", "kind", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64), default="")  # finding id, or "" for what is about the page
    severity: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))
    problem: Mapped[Table]  # rule, name, category, basis, advice, place, masked excerpt
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(12), default="open")
    turn: Mapped[int] = mapped_column(default=1)
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))  # where it was found
    content: Mapped[str] = mapped_column(String(64), default="")  # hash of where it was found, or accepted
    due_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20), default="")  # gone · mended · lawful · approved
    reopened: Mapped[int] = mapped_column(default=0)
    cause: Mapped[str] = mapped_column(Text, default="")  # 原因
    measure: Mapped[str] = mapped_column(Text, default="")  # 措施

    site: Mapped[Site] = relationship()
    address: Mapped[Address | None] = relationship()
    section: Mapped[Section | None] = relationship()
    person: Mapped[Person | None] = relationship()


class TicketAct(Row):
    """What was done on a ticket; only ever added."""

    __tablename__ = "ticket_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))
    at: Mapped[datetime]


class TicketPlace(Row):
    """Where what a ticket is about is or was to be seen; once known it stays, whoever links there later."""

    __tablename__ = "ticket_place"
    __table_args__ = (UniqueConstraint("ticket_id", "address_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))  # page · attachment · list · cache
    text: Mapped[str] = mapped_column(String(200), default="")  # of a list: what its link said
    seen_id: Mapped[int] = mapped_column(default=0)  # the newest capture that was judged; none before counts
    asked_at: Mapped[datetime | None]  # when it was last asked for, whether or not an answer came

    address: Mapped[Address] = relationship()


class Probe(Row):
    """One look at whether an address of a ticket is still there."""

    __tablename__ = "probe"
    __table_args__ = (Index("ix_probe_ticket", "ticket_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))
    url: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(12))  # page · attachment · list · cache
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    status: Mapped[int] = mapped_column(default=0)
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))
    present: Mapped[bool | None]  # whether the offending content was there; None: could not be told


class Pairing(Row):
    """An address and the approved item it was matched with, as of the last look."""

    __tablename__ = "pairing"
    __table_args__ = (UniqueConstraint("address_id"), Index("ix_pairing_case", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    how: Mapped[str] = mapped_column(String(10), default="")  # bytes · text · near · address
    likeness: Mapped[int] = mapped_column(default=0)  # per mille
    verdict: Mapped[str] = mapped_column(String(20))  # patrol.pairing.VERDICTS
    why: Mapped[str] = mapped_column(String(30), default="", server_default="")  # patrol.pairing.WHYS
    basis: Mapped[str] = mapped_column(String(64), default="", server_default="")  # of what it was told from
    at: Mapped[datetime]
