"""A plan as a person writes it down: what may stand in it, and the row that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.errors import RefusedError
from reviewer.moments import BEIJING
from reviewer.office.arranged import calendar
from reviewer.office.office import Office
from reviewer.patrol.plans import CADENCES, KINDS, MOST_AHEAD, Cadence, Schedule, next_at
from reviewer.settings import Settings
from reviewer.store.tables.patrol import Plan, Site
from reviewer.watch.plans import choosing

LONGEST_NAME = 60
# requirements.md rows 55, 56, 100, 102: a whole check each year, a topic each quarter, before holidays.
USUAL: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("常态巡查：新的和到期的随时看", "regular", "constant", ()),
    ("每日定期巡查", "regular", "daily", ()),
    ("每月随机抽查", "sample", "monthly", ()),
    ("每季度重点检查：公示附件、表格附件", "topic", "quarterly", ("public-lists", "sheets")),
    ("每年全面检查", "surprise", "yearly", ()),
    ("法定节假日前检查", "holiday", "holidays", ()),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as a person writes it down; `day` and `hour` in Beijing, sites by id (none: all of the unit)."""

    name: str
    kind: str
    cadence: str
    day: date | None
    hour: time = time(1, 0)
    ahead: int = 3
    sites: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    sample: int = 0


def schedule_of(plan: Plan) -> Schedule:
    """A plan's dates."""
    return Schedule(cast("Cadence", plan.cadence), plan.first_at, plan.ahead)


def fill(office: Office, session: Session, plan: Plan, draft: Draft) -> None:
    """Write a draft into a plan; raises RefusedError with all that is wrong with it."""
    now, cadence = office.clock(), "holidays" if draft.kind == "holiday" else draft.cadence
    lines = unfit(office.settings, draft.kind, draft.topics, draft.sample)
    if not draft.name.strip():
        lines.append("请写计划名称")
    if cadence not in CADENCES:
        lines.append("请选择多久一次")
    if cadence == "constant" and draft.kind != "regular":
        lines.append("持续巡查只能是定期巡查：到期的地址随时看")
    if draft.day is None:
        lines.append("请选择第一次的日期")
    own = select(Site.id).where(Site.unit_id == plan.unit_id, Site.closed_at.is_(None))
    if not set(draft.sites) <= set(session.scalars(own)):
        lines.append("选中的网站里有不属于本单位或已停用的")
    if not 1 <= draft.ahead <= MOST_AHEAD and cadence == "holidays":
        lines.append(f"提前的工作日应为 1 至 {MOST_AHEAD}")
    if lines or draft.day is None:
        raise RefusedError(*lines)
    plan.name, plan.kind, plan.cadence = draft.name.strip()[:LONGEST_NAME], draft.kind, cadence
    plan.first_at = datetime.combine(draft.day, draft.hour, BEIJING).astimezone(UTC)
    plan.sites, plan.topics = [str(id_) for id_ in draft.sites], list(draft.topics)
    plan.sample, plan.ahead = draft.sample, draft.ahead if cadence == "holidays" else 0
    plan.next_at = next_at(schedule_of(plan), calendar(office.settings), now)
    if plan.next_at is None and cadence == "once":
        raise RefusedError("只做一次的计划，时间要晚于现在；要马上做请用“现在巡查”")


def unfit(settings: Settings, kind: str, topics: tuple[str, ...], sample: int) -> list[str]:
    """What is wrong with what a look is to be about."""
    lines = []
    if kind not in KINDS:
        lines.append("请选择检查方式")
    if kind == "topic" and not topics:
        lines.append("重点检查请选专题")
    if unknown := sorted(set(topics) - set(choosing.topics(settings))):
        lines.append(f"没有这个专题：{'、'.join(unknown)}")
    if not 0 <= sample <= choosing.MOST:
        lines.append(f"抽查数量应为 1 至 {choosing.MOST}")
    return lines
