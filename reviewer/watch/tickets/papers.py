"""Papers of tickets: 整改通知书 with its 回执 as docx and pdf, the 整改台账 as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Literal

from reviewer.casework.person import Actor
from reviewer.errors import RefusedError
from reviewer.intake.sniff import XLSX
from reviewer.moments import BEIJING, moment_in_words
from reviewer.office.office import Office
from reviewer.office.organisation.access import workbook
from reviewer.office.organisation.people import named
from reviewer.office.papers.paper_lines import back
from reviewer.office.papers.papers import EVENT, Paper
from reviewer.patrol.ticket import KINDS, Kind
from reviewer.report.forms import docx, pdf
from reviewer.report.forms.stationery import Stationery
from reviewer.report.forms.values import Rectification
from reviewer.report.page.words import SEVERITIES
from reviewer.store import audit
from reviewer.store import tickets as store
from reviewer.store.tables.organisation import Unit
from reviewer.watch.tickets.lists import MOST_EXPORTED, exported
from reviewer.watch.tickets.views import Kept, Line, TicketPage, ticket_page

NAME = "rectification"
# What law says on kinds that no rule found: domain.md §1.1 [L1, L2], §1.2 [L3]; nothing where it names none.
_SECRECY = "《中华人民共和国保守国家秘密法》第三十五条，《中华人民共和国保守国家秘密法实施条例》第四十二条"
GROUNDS: dict[Kind, str] = {
    "finding": "",
    "changed": f"{_SECRECY}（先审查、后公开）",
    "unapproved": f"{_SECRECY}（先审查、后公开）",
    "not-published": "《中华人民共和国政府信息公开条例》第二十六条（形成或者变更之日起20个工作日内公开）",
    "overdue": "本单位审定的公示期限",
    "unread": f"{_SECRECY}（逐项审查）",
    "blind": "本单位网站巡查要求",
}
_HEADINGS = (
    "编号", "状态", "类型", "等级", "问题", "网站", "网址", "依据", "整改要求", "责任科室", "责任人",
    "发现时间", "下达时间", "期限", "是否逾期", "原因", "措施", "销号时间", "结果", "再次出现",
)  # fmt: skip


def notice(office: Office, actor: Actor, ticket_id: int, ending: Literal["docx", "pdf"]) -> Paper:
    """整改通知书 as it was issued; raises AbsentError, ReportError, and RefusedError before it was issued."""
    value = rectification(office, ticket_page(office, actor, ticket_id))
    where, name = Stationery.of(office.settings), f"整改通知书 {value.number}.{ending}"
    if ending == "pdf":
        made = Paper(name, pdf.MEDIA_TYPE, pdf.pdf(where, NAME, value))
    else:
        made = Paper(name, docx.MEDIA_TYPE, docx.docx(where, NAME, value))
    with office.store.write() as session:
        ticket = store.find(session, actor, ticket_id)
        digest = sha256(made.data).hexdigest()
        details = {"paper": NAME, "as": ending, "sha256": digest, "ticket": ticket.number}
        audit.append(
            session, at=office.clock(), actor=named(actor), action=EVENT, unit_id=ticket.unit_id,
            details=details,
        )  # fmt: skip
    return made


def rectification(office: Office, page: TicketPage) -> Rectification:
    """The values of the paper."""
    line, problem = page.line, page.line.problem
    if line.notified_at is None or line.due_at is None:
        raise RefusedError("还没有下达整改通知书")
    replies = [act.at for act in page.acts if act.word == "答复"]
    with office.store.read() as session:
        unit = session.get_one(Unit, page.unit_id)
    return Rectification(
        number=line.number, unit=page.unit, addressee=line.section or line.person or "责任科室",
        section=line.section, person=line.person, site=line.site, kind=line.kind, name=line.title,
        severity=SEVERITIES[line.severity].name, url=line.url or line.site,
        place=str(problem.get("place", "")), shown=str(problem.get("excerpt", "")),
        why=tuple(str(one) for one in problem.get("why", ())), files=tuple(map(_file, page.evidence)),
        ground=ground_of(line), demand=str(problem.get("demand", "")), found_at=line.opened_at,
        issued_at=_day(line.notified_at).date(), due_at=_day(line.due_at).date(), printed_at=office.clock(),
        back=_back(unit, line), cause=line.cause, measure=line.measure,
        replied_at=replies[-1] if replies else None, result=line.ending, reopened=line.reopened,
    )  # fmt: skip


def ground_of(line: Line) -> str:
    """What the demand rests on: the rule's own basis, else what law says on the kind."""
    kind = next(key for key, word in KINDS.items() if word == line.kind)
    return str(line.problem.get("basis") or GROUNDS[kind])


def register(office: Office, actor: Actor, fields: Mapping[str, str]) -> Paper:
    """整改台账 of the found tickets as xlsx; what did not fit is told in its last line."""
    lines = exported(office, actor, fields)
    rows = [_row(line) for line in lines[:MOST_EXPORTED]]
    if len(lines) > MOST_EXPORTED:
        rows.append((f"只导出前{MOST_EXPORTED}条，请缩小范围后再导出", *[""] * (len(_HEADINGS) - 1)))
    data = workbook([("整改台账", _HEADINGS, rows)])
    return Paper(f"整改台账_{_day(office.clock()):%Y%m%d}.xlsx", XLSX, data)


def _row(line: Line) -> tuple[str, ...]:
    return (
        line.number, line.state_word, line.kind, SEVERITIES[line.severity].name, line.title, line.site,
        line.url, ground_of(line), str(line.problem.get("demand", "")), line.section, line.person,
        moment_in_words(line.opened_at), moment_in_words(line.notified_at), moment_in_words(line.due_at),
        "是" if line.late else "", line.cause, line.measure, moment_in_words(line.closed_at), line.ending,
        str(line.reopened or ""),
    )  # fmt: skip


def _file(kept: Kept) -> str:
    where = f"{kept.file}　偏移 {kept.offset}" if kept.file else "未留存文件"
    return f"{kept.label}：存档记录 {kept.id}　{where}　SHA-256 {kept.sha256}"


def _back(unit: Unit, line: Line) -> str:
    found = back(unit, line.number)
    return found.rpartition("/records/")[0] + f"/tickets/{line.id}" if "/records/" in found else line.number


def _day(moment: datetime) -> datetime:
    return moment.astimezone(BEIJING)
