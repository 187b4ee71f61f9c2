"""Figures that were counted once: those of a month that is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from reviewer.store.tables.row import Row


class MonthFigures(Row):
    """What a unit's closed month counts to. The database drops it when one of them changes."""

    __tablename__ = "month_figures"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    counts: Mapped[str] = mapped_column(Text)  # JSON of `store/months.py`
