"""待办 and 台账: what waits for a person, and every case the person may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from reviewer.casework.person import Actor
from reviewer.casework.states import STATES
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import BEIJING
from reviewer.office.office import Office
from reviewer.store import inbox, register
from reviewer.store.inbox import Tray
from reviewer.store.lines import MOST_COUNTED, CaseLine
from reviewer.store.register import Wanted
from reviewer.store.tables.work import SavedView

PAGE = 50
MOST_VIEWS = 20
GRADES = ("block", "review", "clear")
# Fields of a search, as the page's address and a saved view hold them.
FIELDS = ("title", "number", "section", "column", "state", "grade", "person", "since", "until")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `following` leads to the next one, "" at the end."""

    lines: list[CaseLine]
    following: str


@dataclass(frozen=True, slots=True)
class Total:
    """How many there are; `more`: at least so many."""

    count: int
    more: bool


class Choice(NamedTuple):
    """A 科室 or 栏目 to choose."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the search form offers."""

    sections: list[Choice]
    columns: list[Choice]
    views: list[tuple[int, str, dict[str, str]]]  # id, name, fields


def counts(office: Office, actor: Actor) -> tuple[int, int]:
    """How many cases wait for the person, and how many notices are unseen."""
    with office.store.read() as session:
        return inbox.waiting(session, actor), inbox.unseen(session, actor.id)


def trays(office: Office, actor: Actor) -> dict[Tray, int]:
    """How many cases each tray of the 待办 has, of those that are for the person."""
    with office.store.read() as session:
        return inbox.counts(session, actor, inbox.trays_of(actor))


def tray(office: Office, actor: Actor, name: str, after: str = "") -> Page:
    """A page of a tray, overdue first; raises AbsentError for a tray that does not exist."""
    if name not in inbox.TRAYS:
        raise AbsentError("没有这一栏")
    with office.store.read() as session:
        key = _due_key(after)
        found = inbox.tray(session, actor, name, after=key, most=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], _told(last.due_at, last.id) if last else "")


def search(office: Office, actor: Actor, fields: Mapping[str, str], before: str = "") -> Page:
    """A page of the 台账, newest change first; raises RefusedError for fields that say nothing."""
    wanted = asked(fields)
    with office.store.read() as session:
        found = register.search(session, actor, wanted, before=_changed_key(before), most=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], _told(last.updated_at, last.id) if last else "")


def total(office: Office, actor: Actor, fields: Mapping[str, str]) -> Total:
    """How many cases a search finds, counted up to MOST_COUNTED."""
    with office.store.read() as session:
        count = register.count(session, actor, asked(fields))
    return Total(min(count, MOST_COUNTED), count > MOST_COUNTED)


def choices(office: Office, actor: Actor) -> Choices:
    """科室 and 栏目 of the units where the person holds a role, and the person's saved views."""
    units = {held.unit_id for held in actor.held}
    with office.store.read() as session:
        return Choices(
            [Choice(row.id, row.name) for row in register.sections(session, units)],
            [Choice(row.id, row.name) for row in register.columns(session, units)],
            [(row.id, row.name, _plain(row.filters)) for row in register.views(session, actor.id)],
        )


def save_view(office: Office, actor: Actor, name: str, fields: Mapping[str, str]) -> None:
    """Keep a search under a name of the person's own; raises RefusedError."""
    name = name.strip()
    kept = {key: fields[key].strip() for key in FIELDS if fields.get(key, "").strip()}
    asked(kept)
    if not 0 < len(name) <= 30:
        raise RefusedError("视图名称须为1至30个字")
    if not kept:
        raise RefusedError("没有筛选条件，不用保存")
    try:
        with office.store.write() as session:
            if len(register.views(session, actor.id)) >= MOST_VIEWS:
                raise RefusedError(f"最多保存{MOST_VIEWS}个视图，请先删除不用的")
            session.add(SavedView(person_id=actor.id, name=name, filters=kept))
    except OvertakenError as problem:
        raise RefusedError("已有同名的视图") from problem


def drop_view(office: Office, actor: Actor, view_id: int) -> None:
    """Forget one of the person's own views; raises AbsentError for others'."""
    with office.store.write() as session:
        view = session.get(SavedView, view_id)
        if view is None or view.person_id != actor.id:
            raise AbsentError("没有这个视图")
        session.delete(view)


def asked(fields: Mapping[str, str]) -> Wanted:
    """The search that the fields of a form ask for; raises RefusedError for values nobody can choose."""
    text = {name: fields.get(name, "").strip()[:_LONGEST] for name in FIELDS}
    if text["state"] and text["state"] not in STATES:
        raise RefusedError("没有这种状态")
    if text["grade"] and text["grade"] not in GRADES:
        raise RefusedError("没有这种等级")
    since, until = _day(text["since"]), _day(text["until"])
    if since and until and since > until:
        raise RefusedError("起始日期晚于截止日期")
    return Wanted(
        title=text["title"], number=text["number"], person=text["person"], state=text["state"],
        grade=text["grade"], section_id=_row(text["section"]), column_id=_row(text["column"]),
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise RefusedError("日期应写作 2026-03-02") from problem
    if day and not 2000 <= day.year <= 2200:
        raise RefusedError("日期应在2000年至2200年之间")
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _row(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise RefusedError("没有这个科室或栏目")
    return int(text)


def _plain(filters: Mapping[str, object]) -> dict[str, str]:
    return {key: value for key, value in filters.items() if isinstance(value, str) and key in FIELDS}


def _told(moment: datetime | None, identity: int) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{identity}" if moment else f"-{identity}"


def _key(text: str) -> tuple[datetime | None, int] | None:
    """What `_told` made; None for anything else, which shows the first page."""
    moment, _, identity = text.partition("-")
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC) if moment else None
        return at, int(identity[:12])
    except ValueError:
        return None


def _due_key(text: str) -> inbox.Key | None:
    found = _key(text)
    return inbox.Key(*found) if found else None


def _changed_key(text: str) -> register.Key | None:
    found = _key(text)
    return register.Key(found[0], found[1]) if found and found[0] else None
