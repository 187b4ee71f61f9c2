"""Approved items as they are compared with what is online, and approved cases that were not found there."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewer.store.tables.row import Row


class ApprovedText(Row):
    """What of an item's main text is compared; the text itself stays sealed. Made at its first comparison."""

    __tablename__ = "approved_text"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    main_sha256: Mapped[str] = mapped_column(String(64), default="")  # "" where there is no text
    letters: Mapped[int] = mapped_column(default=0)
    sketch: Mapped[str] = mapped_column(String(600), default="")
    public_until: Mapped[date | None]  # the last day of 公示 as the text says
    at: Mapped[datetime]


class Absence(Row):
    """An approved case that should be online and was not found, as of the last comparison."""

    __tablename__ = "absence"
    __table_args__ = (UniqueConstraint("site_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    why: Mapped[str] = mapped_column(String(30))  # patrol.pairing.WHYS
    at: Mapped[datetime]
