"""隔离 and what follows: the incident, its stages, and the certificate of a purge."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from reviewer.store.tables.row import Row, Table


class Incident(Row):
    """A strong mark stopped a flow. Content is not here: hashes, places and masked snippets only."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    found_at: Mapped[datetime]
    due_at: Mapped[datetime]  # 24 hours to report
    traces: Mapped[Table]  # item hashes, locators, masked snippets, rules
    reported_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(30), default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")


class IncidentStage(Row):
    """停止传输 → 留存记录 → 报告 → 删除 → 技术处理: who did it, when, and what was noted."""

    __tablename__ = "incident_stage"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Purge(Row):
    """A request to purge content for good; a second person confirms it, then it is done and proved."""

    __tablename__ = "purge"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the unit's own setting
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]
    proof: Mapped[Table] = mapped_column(default=dict)  # content ids, sizes, hashes, what was overwritten
