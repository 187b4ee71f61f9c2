"""Rows about people → findings: what one row joins, how many people, and how grave that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal

from reviewer.detect.late import late
from reviewer.detect.persons.columns import SENSITIVE, TELLERS, Role
from reviewer.detect.persons.counts import grave
from reviewer.detect.persons.facts import (
    age_of,
    at_school,
    detailed_address,
    full_birth,
    ill,
    number_in,
    says,
    stated_age,
)
from reviewer.detect.persons.rows import Cell, Row
from reviewer.detect.plan import Plan
from reviewer.detect.text import Candidate
from reviewer.records import Severity

Joint = Literal["row", "health", "private", "hardship", "address", "birth", "minor", "number"]
_CHILD, _MINOR = 14, 18
_SCORE = 0.9
_SKILL = late("专|擅|诊疗|主治|科|职业|资质|方向|范围|项目")
_PRIVATE: frozenset[Role] = frozenset({"marital", "religion", "crime", "finance", "track"})


@dataclass(slots=True)
class Told:
    """What one row tells of its person: its cells that count, by kind, and the numbers in them."""

    row: Row
    numbers: dict[Role, Cell] = field(default_factory=dict)
    facts: list[Cell] = field(default_factory=list)
    age: int = -1
    identity: str = ""

    @property
    def key(self) -> str:
        """What tells this person from another of the same name."""
        return f"{self.row.name}|{self.identity or self.row.start}"


@dataclass(slots=True)
class _Group:
    rows: list[tuple[Told, list[Cell]]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    roles: set[Role] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)


def told_by(row: Row, today: date) -> Told:
    """Weigh the cells of a row."""
    told = Told(row)
    for cell in row.cells:
        role = cell.role
        if role in {"id", "phone", "card"} and (number := number_in(role, cell.text)):
            told.numbers[role] = cell
            told.identity = told.identity if role == "phone" and told.identity else number
            if role == "id":
                told.age = age_of(number, today)
        elif role == "hardship" and ill(cell.text):
            told.facts.append(cell._replace(role="health"))
        elif role in SENSITIVE and says(role, cell.head, cell.text):
            told.facts.append(cell)
        elif (role == "address" and detailed_address(cell.text)) or (
            role == "birth" and full_birth(cell.text, today)
        ):
            told.numbers[role] = cell
        elif role == "age" and told.age < 0:
            told.age = stated_age(cell.text)
    if "post" in row.heads and "id" not in told.numbers:  # lists of doctors, experts, managers
        told.facts = [
            cell
            for cell in told.facts
            if cell.role != "finance" and not (cell.role == "health" and _SKILL.search(cell.head))
        ]
    return told


def row_candidates(rows: Iterable[Row], plan: Plan, today: date) -> Iterator[Candidate]:
    """One finding for each kind of joint and set of columns; each row that shows it is a place of it."""
    groups: dict[tuple[Joint, tuple[str, ...]], _Group] = defaultdict(_Group)
    for row in rows:
        told = told_by(row, today)
        for joint, cells, note in _joints(told):
            group = groups[joint, tuple(cell.head for cell in cells)]
            group.rows.append((told, cells))
            group.keys.add(told.key)
            group.roles.update(cell.role for cell in cells)
            group.notes.add(note)
    persons: dict[Joint, set[str]] = defaultdict(set)
    for (joint, _), group in groups.items():
        persons[joint] |= group.keys
    for (joint, heads), group in groups.items():
        rule = plan.by_validator.get(f"person.{joint}")
        if rule is None:
            continue
        reasons, severity = _weighed(joint, heads, group, len(persons[joint]))
        value = f"{'+'.join(heads)}:{_digest(group.keys)}"
        for told, cells in group.rows:
            edges = [edge for cell in (told.row.cells[0], *cells) for edge in (cell.start, cell.end)]
            yield Candidate(rule, min(edges), max(edges), value, _SCORE, reasons, severity)


def _joints(told: Told) -> Iterator[tuple[Joint, list[Cell], str]]:
    """The kinds of joint in one row, with the cells that make each."""
    numbers = told.numbers
    tellers = [cell for cell in told.row.of("name") if TELLERS.search(cell.head)]
    if tellers:
        yield "private", tellers, "信访人、举报人的姓名应当保密"
    anchored = [numbers[role] for role in ("id", "card") if role in numbers]
    minor = _minor(told)
    if minor:
        yield "minor", minor, "其中有不满十四周岁的未成年人" if 0 <= told.age < _CHILD else ""
    if anchored and told.facts:
        yield "row", [*anchored, *told.facts], ""
        return
    if anchored and len(numbers) > 1:
        yield "number", list(numbers.values()), ""
        return
    extra = [numbers["phone"]] if "phone" in numbers else []
    for joint, roles in (("health", {"health"}), ("private", _PRIVATE), ("hardship", {"hardship"})):
        facts = [cell for cell in told.facts if cell.role in roles]
        if facts:
            yield joint, [*facts, *extra], ""  # type: ignore[misc]
    if "address" in numbers and "org" not in told.row.heads:
        yield "address", [numbers["address"], *extra], ""
    if "birth" in numbers and not anchored:
        yield "birth", [numbers["birth"]], ""


def _minor(told: Told) -> list[Cell]:
    """The cells that tell who and where a minor is; empty for adults and for name and school alone."""
    schools = [cell for cell in told.row.cells if cell.role in {"school", "class"} and at_school(cell.text)]
    if told.age >= _MINOR or (told.age < 0 and not schools):
        return []
    reach = [told.numbers[role] for role in ("id", "phone", "address", "birth") if role in told.numbers]
    reach += [cell for cell in told.row.of("guardian") if "*" not in cell.text and len(cell.text) > 1]
    return [*schools, *reach] if reach else []


def _weighed(
    joint: Joint, heads: tuple[str, ...], group: _Group, persons: int
) -> tuple[tuple[str, ...], Severity | None]:
    reasons = [f"同一行写有姓名和{'、'.join(dict.fromkeys(heads))}", f"涉及 {persons} 人"]
    reasons += sorted(filter(None, group.notes))
    if any(told.row.hidden for told, _ in group.rows):
        reasons.append("在隐藏的内容里，读者看不到，但随文件一同公开")
    severity: Severity | None = None
    if joint == "minor" and "id" in group.roles:
        severity = "block"
        reasons.append("未成年人的姓名与身份证号码写在一起")
    if why := grave(persons, group.roles):
        severity = "block"
        reasons.append(why)
    return tuple(reasons), severity


def _digest(keys: set[str]) -> str:
    """Tells one set of people from another, so that a list with new people is a new value."""
    return sha256("\x1f".join(sorted(keys)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
