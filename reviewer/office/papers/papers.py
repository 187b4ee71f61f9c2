"""Papers for people: each filled from rows the person may see, made, and noted in the audit chain."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.intake.sniff import XLSX
from reviewer.moments import today
from reviewer.office import arranged
from reviewer.office.cases.chain import DEFAULT
from reviewer.office.office import Office
from reviewer.office.organisation.access import workbook
from reviewer.office.organisation.people import named
from reviewer.office.papers.paper_form import review_form
from reviewer.office.papers.paper_incident import found_incident, incident_report
from reviewer.office.papers.paper_lines import role_in_words
from reviewer.office.papers.paper_notice import notice
from reviewer.office.papers.paper_register import period, register
from reviewer.report.forms import docx, pdf
from reviewer.report.forms.plain import plain
from reviewer.report.forms.stationery import Stationery
from reviewer.report.forms.values import Policy, PolicyStep, Register, ReviewForm, Value
from reviewer.store import audit, sight
from reviewer.store.cases import NOT_HERE
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Section, Unit

Ending = Literal["docx", "pdf", "xlsx", "html"]
EVENT = "paper"
_HEADINGS = (
    "序号", "编号", "信息内容（标题）", "信息来源", "承办部门", "发布途径", "信息员", "部门初审意见",
    "专业审核意见", "领导签批意见", "上网时间", "备注",
)  # fmt: skip
_WHEN = {
    "always": "每件都走",
    "flagged": "机检有发现、有未读到的内容或有涉密等声明时",
    "escalated": "上一步无法核定时",
    "flagged-or-escalated": "机检有发现、有未读到的内容、有涉密等声明或上一步无法核定时",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to be handed out."""

    name: str
    media_type: str
    data: bytes


def form(office: Office, actor: Actor, case_id: int, ending: Ending) -> Paper:
    """信息发布保密审查表 of a case; raises AbsentError, ReportError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        value = review_form(office, session, case)
    made = _made(office, "review-form", value, ending, f"信息发布保密审查表 {value.number}")
    _note(office, actor, (case.unit_id, case.id), "review-form", made)
    return made


def form_to_print(office: Office, actor: Actor, case_id: int) -> ReviewForm:
    """The same as values for a page that is printed; raises AbsentError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        value = review_form(office, session, case)
    page = Paper("print", "text/html", str(plain(value)).encode("utf-8", "replace"))
    _note(office, actor, (case.unit_id, case.id), "review-form", page)
    return value


def register_of(office: Office, actor: Actor, during: str, ending: Ending) -> Paper:
    """上网信息登记表 of a month ("2026-03") or year; raises UsageError, ReportError."""
    with office.store.read() as session:
        value = register(office, session, actor, period(during, office.clock()))
    name = f"上网信息登记表 {value.period}"
    made = _sheet(value, name) if ending == "xlsx" else _made(office, "register", value, ending, name)
    _note(office, actor, (actor.unit_id, None), "register", made)
    return made


def incident(office: Office, actor: Actor, incident_id: int, ending: Ending) -> Paper:
    """隔离事件报告; raises AbsentError, ReportError."""
    with office.store.read() as session:
        found = found_incident(session, actor, incident_id)
        value = incident_report(office, session, found)
    made = _made(office, "incident", value, ending, f"隔离事件报告 {value.number}")
    _note(office, actor, (found.unit_id, found.case_id), "incident", made)
    return made


def returned(office: Office, actor: Actor, case_id: int, ending: Ending) -> Paper:
    """退回修改, 区分处理 or 不予公开, whichever was last; raises AbsentError, RefusedError, ReportError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        value = notice(office, session, case)
    made = _made(office, "notice", value, ending, f"{value.heading} {value.number}")
    _note(office, actor, (case.unit_id, case.id), "notice", made)
    return made


def policy(office: Office, actor: Actor, ending: Ending) -> Paper:
    """信息发布保密审查制度 of the person's unit, a draft for it to issue; raises ReportError."""
    with office.store.read() as session:
        value = _policy(office, session, session.get_one(Unit, actor.unit_id))
    made = _made(office, "policy", value, ending, "信息发布保密审查制度")
    _note(office, actor, (actor.unit_id, None), "policy", made)
    return made


def case_numbered(office: Office, actor: Actor, number: str) -> int:
    """The id of the case that a paper's code names; raises AbsentError."""
    with office.store.read() as session:
        found = session.scalar(select(Case.id).where(Case.number == number, sight.visible(actor)))
    if found is None:
        raise AbsentError(NOT_HERE)
    return found


def _made(office: Office, paper: str, value: Value, ending: Ending, name: str) -> Paper:
    where = Stationery.of(office.settings)
    if ending == "pdf":
        return Paper(f"{name}.pdf", pdf.MEDIA_TYPE, pdf.pdf(where, paper, value))
    return Paper(f"{name}.docx", docx.MEDIA_TYPE, docx.docx(where, paper, value))


def _sheet(value: Register, name: str) -> Paper:
    keys = tuple(field for field in plain(value)["lines"][0]) if value.lines else ()
    rows = [tuple(str(line[key]) for key in keys) for line in plain(value)["lines"]]
    return Paper(f"{name}.xlsx", XLSX, workbook([("上网信息登记表", _HEADINGS, rows)]))


def _note(office: Office, actor: Actor, about: tuple[int, int | None], paper: str, made: Paper) -> None:
    """Who took which paper, and its hash; nothing of what it says."""
    unit_id, case_id = about
    ending = made.name.rpartition(".")[2]
    with office.store.write() as session:
        audit.append(
            session, at=office.clock(), actor=named(actor), action=EVENT, unit_id=unit_id, case_id=case_id,
            details={"paper": paper, "as": ending, "sha256": sha256(made.data).hexdigest()},
        )  # fmt: skip


def _policy(office: Office, session: Session, unit: Unit) -> Policy:
    chosen = unit.settings.get("flows", {})
    key = (chosen.get("general") or chosen.get("*")) if isinstance(chosen, dict) else None
    flow = arranged.flow_named(office.settings, str(key or DEFAULT))
    sections = select(Section.name).where(
        Section.unit_id == unit.id, Section.kind == "section", Section.closed_at.is_(None)
    )
    return Policy(
        unit.name, today(office.clock()),
        tuple(
            PolicyStep(
                number, step.name, "或".join(map(role_in_words, step.roles)), _WHEN[step.when],
                step.working_days,
            )
            for number, step in enumerate(flow.steps, 1)
        ),
        tuple(session.scalars(sections.order_by(Section.id))),
    )  # fmt: skip
