"""风险评估: a campaign made, its stages noted and ended in order, with figures as data gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import Role
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import BEIJING
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.patrol.campaign import (
    NAMES,
    STAGES,
    Answered,
    Item,
    Stage,
    Standing,
    following,
    lacking,
    load_checklist,
)
from reviewer.resources import folder
from reviewer.settings import Settings
from reviewer.store import audit
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.patrol import Campaign
from reviewer.watch.reports.figures import PatrolFigures, figures
from reviewer.watch.sites import officers

LONGEST = 4000  # characters of a text
LONGEST_NAME = 60
NOT_HERE = "没有这次风险评估，或你无权查看"


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a stage in Beijing, and who answers for it."""

    first: date | None
    last: date | None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign as a person writes it down."""

    name: str
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StagePage:
    """A stage as it stands; `figures` as of its end once it is ended. `lacking` keeps it from ending."""

    key: Stage
    name: str
    first: date
    last: date
    person: str
    text: str
    rest: str
    answers: Mapping[str, Answered]
    ended_at: datetime | None
    ended_by: str
    late: bool
    figures: Mapping[str, Any]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign with its stages; `now` is the one under way, "" when all are ended."""

    id: int
    turn: int
    unit_id: int
    name: str
    now: str
    made_at: datetime
    closed_at: datetime | None
    stages: tuple[StagePage, ...]
    may_act: bool  # on the stage that is under way


def checklist(settings: Settings) -> tuple[Item, ...]:
    """The items of 查摆问题."""
    return _checklist(folder("web", settings) / "office" / "patrol" / "checklist.toml")


def make(office: Office, actor: Actor, draft: Draft) -> int:
    """Begin a campaign in the person's unit; its id. Raises RefusedError."""
    officers.demand(actor, actor.unit_id)
    now = office.clock()
    with office.store.write() as session:
        stages = _spans(session, actor.unit_id, draft)
        days = [date.fromisoformat(stage[key]) for stage in stages.values() for key in ("first", "last")]
        row = Campaign(
            unit_id=actor.unit_id, name=draft.name.strip()[:LONGEST_NAME], stages=stages, stage=NAMES[0],
            first_day=min(days), last_day=max(days), person_id=actor.id, made_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _noted(session, row, actor, now, "campaign-made")
        return row.id


def note(office: Office, actor: Actor, campaign_id: int, turn: int, given: Mapping[str, Any]) -> None:
    """Keep what is written on the stage under way: `text`, `rest`, `answers` (key → (answer, note)).

    Raises AbsentError, OvertakenError, RefusedError.
    """
    with office.store.write() as session:
        row = _open(session, actor, campaign_id, turn)
        _write(row, given)
        row.turn += 1
        _noted(session, row, actor, office.clock(), "campaign-note")


def end_stage(office: Office, actor: Actor, campaign_id: int, turn: int, given: Mapping[str, Any]) -> None:
    """Write down and end the stage under way; its figures are kept as they are at this moment.

    Raises AbsentError, OvertakenError, and RefusedError with all that keeps it from ending.
    """
    now = office.clock()
    with office.store.write() as session:
        row = _open(session, actor, campaign_id, turn)
        stage = cast("Stage", row.stage)
        _write(row, given)
        found = _figures(session, row, stage, now)
        if lines := lacking(stage, checklist(office.settings), _standing(row, stage, found)):
            raise RefusedError(*lines)
        ended = {"ended_at": now.isoformat(), "ended_by": actor.name, "figures": asdict(found)}
        row.stages = {**row.stages, stage: {**row.stages[stage], **_plain(ended)}}
        _noted(session, row, actor, now, "campaign-stage")
        after = following(stage)
        row.stage, row.turn = after or "", row.turn + 1
        if after is None:
            row.closed_at = now
            _noted(session, row, actor, now, "campaign-closed")
        elif after == "supervision":
            word = Word("todo", f"风险评估“{row.name}”前三个阶段已结束，请督查并写明意见")
            officers.tell(session, office, row.unit_id, word, roles=("leader",))


def listed(office: Office, actor: Actor) -> list[CampaignPage]:
    """The campaigns of the units whose patrol the person runs or reads, open ones first."""
    with office.store.read() as session:
        query = select(Campaign).where(Campaign.unit_id.in_(officers.units(actor)))
        query = query.order_by(Campaign.closed_at.is_not(None), Campaign.id.desc())
        return [_page(office, session, actor, row, full=False) for row in session.scalars(query)]


def page(office: Office, actor: Actor, campaign_id: int) -> CampaignPage:
    """One campaign; raises AbsentError."""
    with office.store.read() as session:
        row = session.get(Campaign, campaign_id)
        if row is None or row.unit_id not in officers.units(actor):
            raise AbsentError(NOT_HERE)
        return _page(office, session, actor, row, full=True)


def people(office: Office, actor: Actor) -> list[tuple[int, str]]:
    """Who may answer for a stage: people of the unit."""
    with office.store.read() as session:
        query = select(Person).where(Person.unit_id == actor.unit_id, Person.closed_at.is_(None))
        return [(person.id, person.name) for person in session.scalars(query.order_by(Person.name))]


def usual(today: date) -> dict[str, Span]:
    """Spans to begin with: two weeks a stage."""
    step = timedelta(days=14)
    return {
        name: Span(today + n * step, today + (n + 1) * step - timedelta(days=1))
        for n, name in enumerate(NAMES)
    }


def whose(stage: str) -> tuple[Role, ...]:
    """Who writes and ends a stage: the leader that of 上级督查, officers the others."""
    return ("leader",) if stage == "supervision" else officers.OFFICERS


def _spans(session: Session, unit_id: int, draft: Draft) -> dict[str, Any]:
    """The stages of a draft; raises RefusedError with all that is wrong with it."""
    lines = ["请写名称"] * (not draft.name.strip())
    before: date | None = None
    stages: dict[str, Any] = {}
    for key, name in STAGES.items():
        span = draft.spans.get(key, Span(None, None))
        if span.first is None or span.last is None:
            lines.append(f"请填写{name}的起止日期")
            continue
        if span.first > span.last or (before is not None and span.first < before):
            lines.append(f"{name}的日期不对：各阶段要按顺序，开始不晚于结束")
        before = span.last
        person = session.get(Person, span.person_id) if span.person_id else None
        if span.person_id and (person is None or person.unit_id != unit_id):
            lines.append(f"{name}的责任人不是本单位的人员")
        stages[key] = {
            "first": span.first.isoformat(), "last": span.last.isoformat(),
            "person": person.name if person else "",
        }  # fmt: skip
    if lines:
        raise RefusedError(*lines)
    return stages


def _write(row: Campaign, given: Mapping[str, Any]) -> None:
    stage = dict(row.stages[row.stage])
    for name in ("text", "rest"):
        if name in given:
            stage[name] = str(given[name]).strip()[:LONGEST]
    if "answers" in given:
        stage["answers"] = {
            str(key): [str(answer)[:4], str(told).strip()[:500]]
            for key, (answer, told) in given["answers"].items()
        }
    row.stages = {**row.stages, row.stage: stage}


def _figures(session: Session, row: Campaign, stage: Stage, now: datetime) -> PatrolFigures:
    """Of 专项检查: its own days; of the others: from the campaign's first day on."""
    first = date.fromisoformat(row.stages[stage]["first"]) if stage == "checks" else row.first_day
    since = min(_midnight(first), now)
    return figures(session, row.unit_id, since, now + timedelta(microseconds=1), now)


def _standing(row: Campaign, stage: Stage, found: PatrolFigures) -> Standing:
    told = row.stages[stage]
    answers = {key: Answered(*value) for key, value in told.get("answers", {}).items()}
    return Standing(
        told.get("text", ""), tuple(answers.items()), found.unlooked, len(found.sites), found.open,
        told.get("rest", ""),
    )  # fmt: skip


def _page(office: Office, session: Session, actor: Actor, row: Campaign, *, full: bool) -> CampaignPage:
    stages = tuple(_stage(office, session, row, key, full=full) for key in NAMES)
    may = row.stage in STAGES and row.unit_id in officers.units(actor, whose(row.stage))
    return CampaignPage(
        row.id, row.turn, row.unit_id, row.name, row.stage, row.made_at, row.closed_at, stages, may
    )


def _stage(office: Office, session: Session, row: Campaign, key: Stage, *, full: bool) -> StagePage:
    told, now = row.stages[key], office.clock()
    ended = datetime.fromisoformat(told["ended_at"]) if told.get("ended_at") else None
    last = date.fromisoformat(told["last"])
    kept: Mapping[str, Any] = told.get("figures", {})
    missing: tuple[str, ...] = ()
    if full and key == row.stage:
        found = _figures(session, row, key, now)
        kept = _plain(asdict(found))
        missing = lacking(key, checklist(office.settings), _standing(row, key, found))
    return StagePage(
        key=key, name=STAGES[key], first=date.fromisoformat(told["first"]), last=last,
        person=told.get("person", ""), text=told.get("text", ""), rest=told.get("rest", ""),
        answers={item: Answered(*value) for item, value in told.get("answers", {}).items()},
        ended_at=ended, ended_by=told.get("ended_by", ""),
        late=(ended or now) >= _midnight(last + timedelta(days=1)), figures=kept, lacking=missing,
    )  # fmt: skip


def _open(session: Session, actor: Actor, campaign_id: int, turn: int) -> Campaign:
    row = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if row is None or row.unit_id not in officers.units(actor):
        raise AbsentError(NOT_HERE)
    if row.closed_at is not None:
        raise RefusedError("这次风险评估已经结束")
    if row.unit_id not in officers.units(actor, whose(row.stage)):
        who = "分管领导" if row.stage == "supervision" else "保密审查员、保密工作领导小组成员或信息中心"
        raise RefusedError(f"{STAGES[cast('Stage', row.stage)]}由{who}办理")
    if row.turn != turn:
        raise OvertakenError("这一阶段刚被别人改过，请刷新后再填")
    return row


def _noted(session: Session, row: Campaign, actor: Actor, now: datetime, action: str) -> None:
    audit.append(
        session, at=now, actor=named(actor), action=action, unit_id=row.unit_id,
        details={"campaign": row.id, "name": row.name, "stage": STAGES.get(cast("Stage", row.stage), "")},
    )  # fmt: skip


def _plain(value: Any) -> Any:  # noqa: ANN401 (a tree for JSON)
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING).astimezone(UTC)


@cache
def _checklist(path: Path) -> tuple[Item, ...]:
    return load_checklist(path)
