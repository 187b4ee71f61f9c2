"""Reports of the patrol as one shape: a heading, sections of paragraphs and tables, who made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of two to six columns; every row has as many cells as `heads`."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of a report."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[ReportTable, ...] = ()


@dataclass(frozen=True, slots=True)
class PatrolReport:
    """自查报告, 风险评估阶段报告 or 检查计划, told apart by `heading`; `period` in words."""

    heading: str
    unit: str
    period: str
    sections: tuple[ReportSection, ...]
    day: date
    printed_at: datetime
    made_by: str
