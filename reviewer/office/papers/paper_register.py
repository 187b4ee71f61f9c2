"""Published cases that a person may see → 上网信息登记表 of a month or a year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from reviewer.casework.form import Form
from reviewer.casework.person import Actor
from reviewer.casework.states import ACTS, Act
from reviewer.errors import UsageError
from reviewer.moments import BEIJING, today
from reviewer.office import arranged
from reviewer.office.office import Office
from reviewer.report.forms.plain import day
from reviewer.report.forms.values import Register, RegisterLine
from reviewer.store import sight
from reviewer.store.tables.cases import Case, Revision
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.signing import SignatureRow

MOST_LINES = 1000  # on one paper; how many more there are is printed
_PUBLIC = ("published", "withdrawn")
_PART = 500  # cases looked up at once
_COLUMNS = {"section-head": 0, "secrecy-officer": 1, "group-member": 1, "leader": 2}
_PERIOD = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """Moments from `start` up to `end`, not included; `name` in words."""

    name: str
    start: datetime
    end: datetime


def period(text: str, now: datetime) -> Period:
    """A month (`2026-03`) or year (`2026`); an empty text is the present month. Raises UsageError."""
    found = _PERIOD.fullmatch(text or f"{now.astimezone(BEIJING):%Y-%m}")
    if found is None:
        raise UsageError("期间应写成 2026-03（月）或 2026（年）")
    year, month = int(found[1]), int(found[2] or 0)
    if not month:
        return Period(f"{year}年", _start(year, 1), _start(year + 1, 1))
    return Period(f"{year}年{month}月", _start(year, month), _start(year + month // 12, month % 12 + 1))


def register(office: Office, session: Session, actor: Actor, during: Period) -> Register:
    """What was published in the period as far as the person may see it, first published first."""
    here = (
        sight.visible(actor), Case.unit_id == actor.unit_id, Case.state.in_(_PUBLIC),
        Case.published_at >= during.start, Case.published_at < during.end,
    )  # fmt: skip
    wanted = select(Case).where(*here).order_by(Case.published_at, Case.id).limit(MOST_LINES)
    wanted = wanted.options(joinedload(Case.section), joinedload(Case.author), joinedload(Case.column))
    cases = list(session.scalars(wanted))
    number = session.scalar(select(func.count()).select_from(Case).where(*here)) or 0
    opinions, forms = _opinions(session, cases), _forms(session, cases)
    form = arranged.form(office.settings)
    return Register(
        session.get_one(Unit, actor.unit_id).name, during.name, office.clock(), actor.name,
        tuple(
            _line(place, case, (form, forms.get(case.id, {})), opinions[case.id])
            for place, case in enumerate(cases, 1)
        ),
        number - len(cases),
    )  # fmt: skip


def _start(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=BEIJING).astimezone(UTC)


def _line(
    place: int, case: Case, filled: tuple[Form, dict[str, object]], said: Sequence[str]
) -> RegisterLine:
    form, values = filled
    told = {field.id: field.told(cast("str", values.get(field.id, ""))) for field in form.fields}
    column = case.column.name if case.column else ""
    return RegisterLine(
        place, case.number, case.title, told.get("source", ""), case.section.name,
        " ".join(part for part in (told.get("channels", ""), column) if part),
        case.author.name, first=said[0], secrecy=said[1], leader=said[2], published_at=case.published_at,
        remark="已撤回" if case.state == "withdrawn" else case.published_url,
    )  # fmt: skip


def _opinions(session: Session, cases: Sequence[Case]) -> dict[int, list[str]]:
    """初审, 专业审核 and 签批 of each case, of signatures in force."""
    found: dict[int, list[list[str]]] = defaultdict(lambda: [[], [], []])
    for part in _parts(cases):
        wanted = select(SignatureRow).where(SignatureRow.case_id.in_(part), SignatureRow.void_at.is_(None))
        wanted = wanted.options(joinedload(SignatureRow.person)).order_by(SignatureRow.id)
        for row in session.scalars(wanted):
            if (column := _COLUMNS.get(row.role)) is not None:
                told = f"{ACTS[cast('Act', row.decision)]} {row.person.name} {day(today(row.at))}"
                found[row.case_id][column].append(told)
    return {case.id: ["\n".join(lines) for lines in found[case.id]] for case in cases}


def _forms(session: Session, cases: Sequence[Case]) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for part in _parts(cases):
        wanted = select(Revision.case_id, Revision.form).join(Case, Case.id == Revision.case_id)
        wanted = wanted.where(Case.id.in_(part), Revision.number == Case.revision)
        found |= {row.case_id: row.form for row in session.execute(wanted)}
    return found


def _parts(cases: Sequence[Case]) -> Iterable[list[int]]:
    ids = [case.id for case in cases]
    return (ids[start : start + _PART] for start in range(0, len(ids), _PART))
