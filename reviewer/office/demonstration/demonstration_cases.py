"""Drafts of the demonstration unit, brought into their states by the same functions people's clicks call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.facts import Ballot
from reviewer.casework.form import Value
from reviewer.casework.person import Actor
from reviewer.casework.states import Act
from reviewer.errors import RefusedError
from reviewer.moments import BEIJING
from reviewer.office.cases import deciding, moving, opening, publishing, signing
from reviewer.office.cases.checking import check_next
from reviewer.office.cases.facts import facts_of
from reviewer.office.demonstration.demonstration import Guest, make_unit
from reviewer.office.office import Office
from reviewer.office.organisation.people import actor_of
from reviewer.resources import folder
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, Item
from reviewer.store.tables.organisation import Column, Person

_log = logging.getLogger(__name__)
_FIRST = timedelta(days=5)  # the story begins so long ago
_MORNING, _EVENING = time(9, 10), time(17, 30)
_FORM: dict[str, Value] = {
    "carrier": "official", "source": ["own"], "reprint": "no", "from_secret": "no", "mark_removed": "no",
    "phone": "0990-1230001", "channels": ["portal"], "attribute": "active", "state_secret": "no",
    "work_secret": "no", "trade_secret": "no", "privacy": "no", "not_secret_computer": "yes",
}  # fmt: skip
_NOTICE = (
    "清溪县示例局关于开展夏季防溺水宣传的通知\n\n各乡镇、各学校：\n"
    "为做好夏季防溺水工作，定于6月10日至20日开展集中宣传。请结合实际张贴宣传画、发放告家长书，"
    "在重点水域设置警示牌。\n咨询电话：0990-1230000（办公室，工作日9:00—17:00）。\n\n（此件公开发布）\n"
)


@dataclass(slots=True)
class _Clock:
    """Time of the story: it passes a little with every look, and never beyond the present."""

    now: datetime
    step: timedelta
    real: Callable[[], datetime]

    def __call__(self) -> datetime:
        self.now = min(self.now + self.step, self.real())
        return self.now

    def rest(self, hours: float) -> None:
        """Let some hours pass, and the night and the weekend if they end there."""
        self.now = min(_at_work(self.now + timedelta(hours=hours)), self.real())


def _at_work(moment: datetime) -> datetime:
    """The moment itself in office hours of Monday to Friday, else the next morning of work."""
    there = moment.astimezone(BEIJING)
    if there.time() >= _EVENING:
        there = datetime.combine(there.date() + timedelta(days=1), _MORNING, BEIJING)
    there = max(there, datetime.combine(there.date(), _MORNING, BEIJING))
    while there.weekday() > 4:
        there = datetime.combine(there.date() + timedelta(days=1), _MORNING, BEIJING)
    return there.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Stage:
    """The office with the clock of the story, and its people."""

    office: Office
    clock: _Clock
    samples: Path

    def who(self, login: str) -> Actor:
        with self.office.store.read() as session:
            person_id = session.scalar(select(Person.id).where(Person.login == login))
            assert person_id is not None
            return actor_of(session, person_id, self.clock.now)


def make(office: Office) -> tuple[Guest, ...]:
    """The demonstration unit with its people and drafts; raises RefusedError when anybody has an account.

    A scene that is refused half way leaves its draft where it stands.
    """
    first = datetime.combine((office.clock() - _FIRST).astimezone(BEIJING), _MORNING, BEIJING)
    clock = _Clock(_at_work(first), timedelta(seconds=7), office.clock)
    then = replace(office, clock=clock)
    guests = make_unit(then)
    stage = _Stage(then, clock, folder("web", office.settings) / "samples")
    for scene in _SCENES:
        try:
            scene(stage)
        except RefusedError as refusal:
            _log.warning("demonstration: %s was refused: %s", scene.__name__, refusal.message)
        clock.rest(1)
    return guests


def _published(stage: _Stage) -> None:
    given = opening.Given("防溺水宣传通知.txt", _NOTICE.encode(), "paste")
    case_id = _open(stage, "xinxi", "关于开展夏季防溺水宣传的通知", "通知公告", given)
    _submit(stage, "xinxi", case_id)
    _sign(stage, "kezhang", case_id, "内容准确，无涉密和个人信息，同意")
    _sign(stage, "lingdao", case_id, "同意发布")
    stage.clock.rest(0.5)
    with stage.office.store.read() as session:
        hashes = tuple(
            item.sha256 for item in dossier.revision_of(session, session.get_one(Case, case_id)).items
        )
    publication = publishing.Publication("https://www.example.gov.cn/tzgg/1.html", stage.clock.now, hashes)
    publishing.publish(stage.office, stage.who("zhongxin"), case_id, _turn(stage, case_id), publication)


def _quarantined(stage: _Stage) -> None:
    _open(stage, "xinxi", "绿化养护通知", "通知公告", _sample(stage, "绿化养护通知及附件.zip"))


def _returned(stage: _Stage) -> None:
    given = _sample(stage, "2026年第三季度低保对象公示名单.xlsx")
    case_id = _open(stage, "jiuzhu", "2026年第三季度低保对象公示名单", "社会救助", given)
    _submit(stage, "jiuzhu", case_id)
    word = deciding.Word(
        "表格里藏着一列完整身份证号，删去后再交", "", "公示只保留姓名、所在村（社区）和保障人数"
    )
    deciding.comment(stage.office, stage.who("jiuzhuke"), case_id, word)
    _sign(stage, "jiuzhuke", case_id, "隐藏列含完整身份证号，请删去该列并核对后重新提交", "return")


def _ready(stage: _Stage) -> None:
    case_id = _open(stage, "xinxi", "保密法知识问答", "保密宣传教育", _sample(stage, "保密法知识问答.txt"))
    _submit(stage, "xinxi", case_id)
    _sign(stage, "kezhang", case_id, "宣传材料，同意")
    if _step(stage, case_id) == "保密审查":
        _let_pass(stage, "baomi", case_id)
        _sign(stage, "baomi", case_id, "系普法内容，可以公开")
    _sign(stage, "lingdao", case_id, "同意")


def _with_officer(stage: _Stage) -> None:
    given = _sample(stage, "信息中心组织开展网站内容自查.html")
    case_id = _open(stage, "xinxi", "信息中心组织开展网站内容自查", "政务动态", given)
    _submit(stage, "xinxi", case_id)
    _let_pass(stage, "kezhang", case_id)
    _sign(stage, "kezhang", case_id, "正文无问题；源代码里的注释请保密办把关")


def _with_head(stage: _Stage) -> None:
    given = _sample(stage, "全民健身活动周启动（新闻稿）.txt")
    case_id = _open(stage, "xinxi", "全民健身活动周在滨河公园启动", "政务动态", given)
    _submit(stage, "xinxi", case_id)


def _draft(stage: _Stage) -> None:
    given = _sample(stage, "关于办公网络切换的通知.txt")
    _open(stage, "xinxi", "关于办公网络切换的通知", "通知公告", given)


_SCENES: tuple[Callable[[_Stage], None], ...] = (
    _published, _quarantined, _returned, _ready, _with_officer, _with_head, _draft,
)  # fmt: skip


def _sample(stage: _Stage, name: str) -> opening.Given:
    return opening.Given(name, (stage.samples / name).read_bytes())


def _open(stage: _Stage, login: str, title: str, column: str, given: opening.Given) -> int:
    """A checked draft."""
    with stage.office.store.read() as session:
        column_id = session.scalar(select(Column.id).where(Column.name == column))
    draft = opening.Draft({**_FORM, "title": title}, (given,), column_id)
    case_id = opening.open_case(stage.office, stage.who(login), draft)
    while check_next(stage.office, "demonstration"):
        pass
    return case_id


def _submit(stage: _Stage, login: str, case_id: int) -> None:
    stage.clock.rest(0.5)
    moving.submit(stage.office, stage.who(login), case_id, _turn(stage, case_id))


def _sign(stage: _Stage, login: str, case_id: int, opinion: str, decision: Act = "approve") -> None:
    """Open everything, then sign."""
    stage.clock.rest(1)
    actor = stage.who(login)
    for item in _items(stage, case_id):
        deciding.open_item(stage.office, actor, case_id, item.id)
    with stage.office.store.read() as session:
        seen = facts_of(session, session.get_one(Case, case_id), actor).digest
    signed = signing.Signing(decision, Ballot(opinion, "", seen), _turn(stage, case_id))
    signing.sign(stage.office, actor, case_id, signed)


def _let_pass(stage: _Stage, login: str, case_id: int) -> None:
    """Decide on every finding the person may let pass, rule by rule."""
    actor = stage.who(login)
    by_rule: dict[str, list[str]] = {}
    with stage.office.store.read() as session:
        case = session.get_one(Case, case_id)
        revision = dossier.revision_of(session, case)
        for row in dossier.findings(session, revision.id):
            if row.severity == "review":
                by_rule.setdefault(row.rule, []).append(row.key)
        number = revision.number
    for keys in by_rule.values():
        reason = "经核对，属于工作说明，不涉及内部情况"
        decision = deciding.Decision(
            tuple(dict.fromkeys(keys)), number, "publishable", reason, "already-public"
        )
        deciding.decide(stage.office, actor, case_id, decision)


def _items(stage: _Stage, case_id: int) -> list[Item]:
    with stage.office.store.read() as session:
        return list(dossier.revision_of(session, session.get_one(Case, case_id)).items)


def _turn(stage: _Stage, case_id: int) -> int:
    with stage.office.store.read() as session:
        return session.get_one(Case, case_id).turn


def _step(stage: _Stage, case_id: int) -> str:
    with stage.office.store.read() as session:
        return _name(session, session.get_one(Case, case_id))


def _name(session: Session, case: Case) -> str:
    steps = dossier.steps_of(session, dossier.revision_of(session, case).id)
    return next((step.name for step in steps if step.ordinal == case.step), "")
