"""Opening a case from what was handed in, and changing it: every change is a revision of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.facts import Facts
from reviewer.casework.form import CONTENT_CLASS, Value
from reviewer.casework.person import Actor
from reviewer.digests import sm3_of
from reviewer.errors import AbsentError, RefusedError
from reviewer.moments import today
from reviewer.office import arranged
from reviewer.office.cases import chain
from reviewer.office.cases.acting import demand, done, noted
from reviewer.office.cases.checking import carry, order, settle
from reviewer.office.cases.fetching import Fetcher, registered
from reviewer.office.cases.turns import taken_up
from reviewer.office.cases.versions import changes
from reviewer.office.office import Office
from reviewer.records import Blob
from reviewer.settings import Limits
from reviewer.store import dossier
from reviewer.store.numbers import next_number
from reviewer.store.tables.cases import Case, Item, Revision
from reviewer.store.tables.organisation import Column, Section, Unit

MOST_ITEMS = 50
_LONGEST_NAME = 200
_NUMBER = re.compile(r"\d{7,}[\dXx]?")
_LONGEST_TITLE = 60  # of one that nobody gave
_UNTITLED = "未命名草稿"


@dataclass(frozen=True, slots=True)
class Given:
    """One text or file as it was handed in; `address` is where it was fetched from."""

    name: str
    data: bytes
    source: Literal["paste", "upload", "url"] = "upload"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person hands in: the form's values and the items in order, the main text first.

    An item is new (`Given`) or one of the revision before, by its id.
    """

    form: Mapping[str, Value]
    items: tuple[Given | int, ...]
    column_id: int | None = None
    section_id: int | None = None  # for who drafts in several
    reason: str = ""

    @property
    def content_class(self) -> str:
        """By which a unit may set another flow; what nobody said is general."""
        return str(self.form.get(CONTENT_CLASS) or "general")


@dataclass(frozen=True, slots=True)
class _Before:
    """The items of the revision before by id; `counts` says whether their checks may still count."""

    items: Mapping[int, Item]
    counts: bool = False


def fetch(office: Office, actor: Actor, address: str) -> Given:
    """The page behind an address of a host that the person's unit registered; raises RefusedError."""
    with office.store.read() as session:
        hosts = registered(session.get_one(Unit, actor.unit_id).settings)
    page = Fetcher(hosts, most=min(office.settings.limits.bytes, 20 * 2**20)).fetch(address)
    return Given(page.name, page.data, "url", page.address)


def open_case(office: Office, actor: Actor, draft: Draft) -> int:
    """A new draft with its first revision, every item waiting for its check; its id.

    An incomplete form is kept as it is: what is missing is told at submission.
    """
    now = office.clock()
    with office.store.write() as session:
        section = _section(session, actor, draft.section_id)
        unit = session.get_one(Unit, section.unit_id)
        column = _column(session, unit.id, draft.column_id)
        case = Case(
            number=next_number(session, unit, today(now).year),
            unit_id=unit.id,
            section_id=section.id,
            column_id=column.id if column else None,
            author_id=actor.id,
            title=_title(draft, _UNTITLED),
            content_class=draft.content_class,
            flow="",
            take_down_on=_day(draft.form.get("take_down_on")),
            made_at=now,
            updated_at=now,
        )
        session.add(case)
        session.flush()
        revision = _revision(office, session, case, actor, draft)
        _lay(office, session, revision, draft.items, _Before({}))
        noted(session, case, actor, now, ("open", {"revision": 1, "files": _files(revision)}))
        return case.id


def edit_case(office: Office, actor: Actor, case_id: int, turn: int, draft: Draft) -> int:
    """A new revision from the form and items given; the number of the revision that now counts.

    The earlier revision stays as it was; signatures in force become void and their signers are told what
    changed. Where nothing changed there is no new revision. Raises RefusedError, OvertakenError, AbsentError.
    """
    now = office.clock()
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, turn)
        demand(_bare(case), actor, "edit")
        before = dossier.revision_of(session, case)
        column = _column(session, case.unit_id, draft.column_id)
        moved = case.column_id != (column.id if column else None)
        if not moved and _same(before, draft):
            return case.revision
        case.revision += 1
        revision = _revision(office, session, case, actor, draft)
        kept = _Before({item.id: item for item in before.items}, counts=not moved)
        _lay(office, session, revision, draft.items, kept)
        told = changes(arranged.form(office.settings), before, revision)
        if moved:
            told = (*told, "改换栏目")
        case.column_id = column.id if column else None
        case.title = _title(draft, case.title)
        case.content_class = draft.content_class
        case.take_down_on = _day(draft.form.get("take_down_on"))
        case.grade = ""
        chain.void(session, case, f"稿件已修改为第{case.revision}稿：{'；'.join(told)}", now, actor)
        details = {"revision": case.revision, "changed": list(told), "files": _files(revision)}
        done(session, case, actor, now, ("edit", details))
        settle(session, case, revision, now)
        return case.revision


def columns(office: Office, actor: Actor) -> list[tuple[int, str]]:
    """The 栏目 of the person's unit that are in use: id and name."""
    with office.store.read() as session:
        wanted = select(Column).where(Column.unit_id == actor.unit_id, Column.closed_at.is_(None))
        return [(column.id, column.name) for column in session.scalars(wanted.order_by(Column.name))]


def _bare(case: Case) -> Facts:
    """The facts that decide whether a case may be changed."""
    return Facts(case.state, case.author_id, case.unit_id, case.section_id)  # type: ignore[arg-type]


def _section(session: Session, actor: Actor, section_id: int | None) -> Section:
    """The 科室 in which the person drafts; raises RefusedError for who is no clerk."""
    places = [held.section_id for held in actor.held if held.role == "clerk" and held.for_id is None]
    wanted = section_id if section_id is not None else actor.section_id
    place = wanted if wanted in places else next(iter(places), None)
    if place is None or (section_id is not None and place != section_id):
        raise RefusedError("只有信息员可以新建审查")
    return session.get_one(Section, place)


def _column(session: Session, unit_id: int, column_id: int | None) -> Column | None:
    if column_id is None:
        return None
    column = session.get(Column, column_id)
    if column is None or column.unit_id != unit_id or column.closed_at is not None:
        raise AbsentError("没有这个栏目")
    return column


def _revision(office: Office, session: Session, case: Case, actor: Actor, draft: Draft) -> Revision:
    revision = Revision(
        case_id=case.id,
        number=case.revision,
        form=dict(draft.form),
        form_version=arranged.form(office.settings).version,
        author_id=actor.id,
        reason=draft.reason[:300],
        made_at=office.clock(),
    )
    session.add(revision)
    session.flush()
    return revision


def _lay(
    office: Office, session: Session, revision: Revision, wanted: Sequence[Given | int], before: _Before
) -> None:
    """Lay the items down in order; one kept unchanged keeps its check where that still counts."""
    if len(wanted) > MOST_ITEMS:
        raise RefusedError(f"一件最多 {MOST_ITEMS} 个文件，请分件提交")
    taken: set[str] = set()
    for ordinal, entry in enumerate(wanted, 1):
        source = None
        if isinstance(entry, int):
            source = before.items.get(entry)
            if source is None:
                raise RefusedError("要保留的文件不在现在这一稿里，请刷新后再改")
        item = _item(office, session, entry) if isinstance(entry, Given) else _kept(before.items[entry])
        item.revision_id, item.ordinal = revision.id, ordinal
        item.kind = "text" if ordinal == 1 else "annex"
        item.name = _unlike(item.name, taken)
        session.add(item)
        session.flush()
        usable = source is not None and before.counts and source.name == item.name
        if source is None or not usable or not carry(office, session, source, item):
            order(session, item, office.clock())
    session.refresh(revision, ["items"])


def _item(office: Office, session: Session, given: Given) -> Item:
    _within(given, office.settings.limits)
    blob = Blob.of(given.data, "")
    content = office.vault.put(session, given.data, office.clock())
    return Item(
        name=given.name[:_LONGEST_NAME] or "未命名文件",
        source=given.source,
        address=given.address[:500],
        size=blob.size,
        sha256=blob.sha256,
        sm3=sm3_of(blob.data),
        content_id=content.id,
        gaps=[],
    )


def _kept(item: Item) -> Item:
    names = ("name", "source", "address", "size", "sha256", "sm3", "content_id", "media_type")
    return Item(**{name: getattr(item, name) for name in names}, gaps=[])


def _within(given: Given, limits: Limits) -> None:
    if not given.data:
        raise RefusedError(f"“{given.name}”是空文件")
    if len(given.data) > limits.bytes:
        raise RefusedError(f"“{given.name}”超过单个文件上限（{limits.bytes // 2**20} MB）")


def _unlike(name: str, taken: set[str]) -> str:
    """A name that no other item of the revision has: findings are known by it."""
    stem, dot, ending = name.rpartition(".")
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{stem}（{number}）.{ending}" if dot else f"{name}（{number}）"
    taken.add(candidate)
    return candidate


def _same(before: Revision, draft: Draft) -> bool:
    return dict(draft.form) == before.form and list(draft.items) == [item.id for item in before.items]


def _title(draft: Draft, current: str) -> str:
    """The form's title; else the first line of pasted text or the first file's name, long numbers covered.

    Where the first item was kept, the title of the revision before.
    """
    told = draft.form.get("title")
    if isinstance(told, str) and told:
        return told[:300]
    first = draft.items[0] if draft.items else None
    if not isinstance(first, Given):
        return current
    lines = first.data[:2000].decode("utf-8", "ignore").split("\n") if first.source == "paste" else []
    line = next((line.strip() for line in lines if line.strip()), first.name)
    return _NUMBER.sub(lambda found: "*" * len(found[0]), line.replace("\0", ""))[:_LONGEST_TITLE]


def _day(value: Value | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _files(revision: Revision) -> list[dict[str, str]]:
    """What the audit chain keeps of the items: hashes, never names or content."""
    return [{"kind": item.kind, "sha256": item.sha256, "sm3": item.sm3} for item in revision.items]
