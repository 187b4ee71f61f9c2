"""What the papers say, as frozen values; the office fills them, the templates name their fields.

Texts are Chinese and ready to be printed: masked, in words, never a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reviewer.report.forms.reports import PatrolReport


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the form; `id` is its name in the form's data."""

    id: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form with its fields, in order."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A file of the case: the text itself or an annex; `grade` is the machine's word on it."""

    ordinal: int
    kind: str
    name: str
    size: str
    sha256: str
    sm3: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What the machine found in one file, and what a person decided on it ("" when nobody has)."""

    ordinal: int
    item: str
    place: str
    shown: str  # masked
    severity: str
    category: str
    rule: str
    name: str
    basis: str
    advice: str
    count: int = 1
    decision: str = ""
    reason: str = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine's result over all files; `more` findings did not fit and are in the record only.

    Not `done`: some file is still to be checked, and nothing may be read from what is not listed.
    """

    grade: str
    rules: str
    model: str
    checked_at: datetime | None
    findings: tuple[FindingLine, ...] = ()
    gaps: tuple[str, ...] = ()
    more: int = 0
    done: bool = True


@dataclass(frozen=True, slots=True)
class Opinion:
    """One step's row: signed (`at` is set) or still to be signed by hand or in the system."""

    step: str
    roles: str = ""
    name: str = ""
    for_name: str = ""
    decision: str = ""
    opinion: str = ""
    at: datetime | None = None
    digest: str = ""
    sm3: str = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """征求意见 or 报审: who was asked what, and what came back (`answered_at` None: not yet)."""

    kind: str
    addressee: str
    question: str
    sent_at: datetime
    due_at: datetime
    outcome: str = ""
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A possible outcome and whether it is this one."""

    word: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """信息发布保密审查表 of one revision; `back` leads to the record (an address, else its number)."""

    number: str
    unit: str
    section: str
    title: str
    state: str
    revision: int
    filled_on: date
    printed_at: datetime
    groups: tuple[Group, ...]
    materials: tuple[Material, ...]
    machine: Machine
    opinions: tuple[Opinion, ...]
    outcomes: tuple[Tick, ...]
    back: str
    author: str = ""
    inquiries: tuple[Inquiry, ...] = ()
    ground: str = ""
    reason: str = ""
    digest: str = ""  # of the content that was signed
    voided: int = 0  # signatures that later edits made void


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One published item in the 上网信息登记表."""

    ordinal: int
    number: str
    title: str
    source: str
    section: str
    channel: str
    author: str
    first: str  # 部门初审
    secrecy: str  # 专业审核
    leader: str  # 领导签批
    published_at: datetime | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """上网信息登记表 of a unit for a period (a month or a year, in words)."""

    unit: str
    period: str
    printed_at: datetime
    made_by: str
    lines: tuple[RegisterLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of the material: hashes and a place; the snippet is masked."""

    item: str
    size: str
    sha256: str
    sm3: str = ""
    place: str = ""
    shown: str = ""
    name: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of handling; `at` None: not done yet."""

    name: str
    at: datetime | None = None
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """隔离事件报告; never the title or text of the material, which may be what must not spread."""

    number: str
    unit: str
    case_number: str
    found_at: datetime
    due_at: datetime
    reported_at: datetime | None
    clock: str  # how the 24 hours stand, in words
    course: str  # 发现经过
    traces: tuple[Trace, ...]
    stages: tuple[Stage, ...]
    printed_at: datetime
    back: str
    outcome: str = ""
    conclusion: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One finding in a notice with what people said on it and the rewording they propose."""

    ordinal: int
    item: str
    place: str
    shown: str
    severity: str
    name: str
    advice: str
    decision: str = ""
    comments: tuple[str, ...] = ()
    rewording: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """退回修改意见单, 区分处理意见单 or 不予公开审查意见书, told apart by `heading`."""

    heading: str
    number: str
    unit: str
    section: str
    title: str
    author: str
    by: str
    role: str
    at: datetime
    opinion: str
    printed_at: datetime
    back: str
    ground: str = ""
    lines: tuple[NoticeLine, ...] = ()
    comments: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class PolicyStep:
    """A level of the unit's chain."""

    ordinal: int
    name: str
    roles: str
    when: str
    working_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """信息发布保密审查制度 with the unit's name and chain filled in, for the unit to issue."""

    unit: str
    day: date
    steps: tuple[PolicyStep, ...]
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rectification:
    """整改通知书 with its 回执; `shown` is masked, `ground` is the problem's own, `files` name evidence."""

    number: str
    unit: str
    addressee: str
    section: str
    person: str
    site: str
    kind: str
    name: str
    severity: str
    url: str
    place: str
    shown: str
    why: tuple[str, ...]
    files: tuple[str, ...]
    ground: str
    demand: str
    found_at: datetime
    issued_at: date
    due_at: date
    printed_at: datetime
    back: str
    cause: str = ""
    measure: str = ""
    replied_at: datetime | None = None
    result: str = ""
    reopened: int = 0


Value = ReviewForm | Register | IncidentReport | Notice | Policy | Rectification | PatrolReport
