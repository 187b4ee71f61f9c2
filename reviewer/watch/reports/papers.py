"""Reports of the patrol from data: 自查报告, 风险评估 by stage, the plan of a year; as docx and xlsx."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.intake.sniff import XLSX
from reviewer.moments import BEIJING, day_in_words, moment_in_words, today
from reviewer.office.desk import statistics
from reviewer.office.desk.statistics import Line
from reviewer.office.office import Office
from reviewer.office.organisation.access import workbook
from reviewer.office.organisation.people import named
from reviewer.office.papers.papers import EVENT, Paper
from reviewer.patrol.campaign import ANSWERS, STAGES
from reviewer.patrol.plans import period
from reviewer.report.forms import docx
from reviewer.report.forms.reports import PatrolReport, ReportSection, ReportTable
from reviewer.report.forms.stationery import Stationery
from reviewer.store import audit
from reviewer.store.tables.organisation import Unit
from reviewer.watch.plans import yearly
from reviewer.watch.reports import campaigns, words
from reviewer.watch.reports.campaigns import StagePage
from reviewer.watch.reports.figures import PatrolFigures, Statement, figures, statement
from reviewer.watch.sites import officers

TEMPLATE = "patrol-report"


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """自查报告 figures of a period: of the review before publication, and of the patrol after it."""

    unit: str
    name: str
    key: str
    review: Line
    sections: tuple[Line, ...]
    patrol: PatrolFigures
    statement: Statement
    at: datetime


def self_check(office: Office, actor: Actor, text: str) -> SelfCheck:
    """The figures of a year ("2026") or quarter ("2026-Q1") of the person's unit."""
    now = office.clock()
    name, since, until = period(text, now)
    local = since.astimezone(BEIJING)
    months = [0] if "季度" not in name else [local.month + n for n in range(3)]
    told = [statistics.figures(office, actor, local.year, month) for month in months]
    units = officers.units(actor)
    unit_id = actor.unit_id if actor.unit_id in units else min(units, default=0)
    with office.store.read() as session:
        unit = session.get_one(Unit, unit_id).name
        patrol = figures(session, unit_id, since, until, now)
        said = statement(session, unit_id, unit, now)
    key = f"{local.year}" if months == [0] else f"{local.year}-Q{(local.month + 2) // 3}"
    return SelfCheck(
        unit, name, key, _sum("合计", [one.total for one in told]), _by_section(told), patrol, said, now
    )


def self_check_docx(office: Office, actor: Actor, text: str) -> Paper:
    """自查报告 of a period, item 6 and the patrol, with what the data leaves open."""
    found = self_check(office, actor, text)
    sections = (
        ReportSection(
            "一、信息发布保密审查",
            words.review_words(found.review),
            (words.review_table(found.sections, found.review),),
        ),
        ReportSection(
            "二、网站巡查", words.patrol_words(found.patrol), words.patrol_tables(asdict(found.patrol))
        ),
        ReportSection(
            "三、发现问题和整改", words.ticket_words(found.patrol), words.ticket_tables(asdict(found.patrol))
        ),
        ReportSection("四、存在的问题", words.problems(found.statement, found.review)),
        ReportSection("五、结论", words.conclusion(found.statement)),
    )
    return _made(office, actor, "网站信息发布保密自查报告", found.unit, found.name, sections)


def self_check_xlsx(office: Office, actor: Actor, text: str) -> Paper:
    """The same figures as a workbook."""
    found = self_check(office, actor, text)
    tables = (
        words.review_table(found.sections, found.review),
        *words.patrol_tables(asdict(found.patrol)),
        *words.ticket_tables(asdict(found.patrol)),
    )
    names = ("信息发布保密审查", "网站巡查", "检查次数", "整改", "问题种类", "问题类别")
    sheets = [(name, table.heads, table.rows) for name, table in zip(names, tables, strict=True)]
    said = [(line,) for line in words.conclusion(found.statement)]
    data = workbook([*sheets, ("结论", ("结论",), said)])
    made = Paper(f"自查报告数据 {found.name}.xlsx", XLSX, data)
    _note(office, actor, made)
    return made


def stage_docx(office: Office, actor: Actor, campaign_id: int, stage: str) -> Paper:
    """The report of one stage of a campaign; raises AbsentError."""
    page = campaigns.page(office, actor, campaign_id)
    found = next((one for one in page.stages if one.key == stage), None)
    if found is None:
        raise AbsentError("没有这个阶段")
    with office.store.read() as session:
        unit = session.get_one(Unit, page.unit_id).name
    number = list(STAGES).index(found.key) + 1
    days = f"{day_in_words(found.first)} 至 {day_in_words(found.last)}"
    span = f"{page.name}（第{'一二三四'[number - 1]}阶段，{days}）"
    sections = tuple(_stage_sections(office, found))
    return _made(office, actor, f"风险评估{found.name}阶段报告", unit, span, sections)


def year_docx(office: Office, actor: Actor, text: str, site_id: int = 0) -> Paper:
    """The plan of a year or quarter and how it stands."""
    year = yearly.year_of(office, actor, text, site_id)
    rows = tuple(
        (
            row.plan, str(sum(row.total.values())), str(row.total["done"] + row.total["missed"]),
            str(row.total["overdue"]), row.cadence, f"{row.site}（{row.kind}）",
        )
        for row in year.rows
    )  # fmt: skip
    late = tuple((day_in_words(look.due_at), look.plan, look.kind, look.site) for look in year.overdue)
    coming = tuple((day_in_words(look.due_at), look.plan, look.kind, look.site) for look in year.coming)
    heads = ("日期", "计划", "方式", "网站")
    told: tuple[str, ...] = (f"截至{moment_in_words(year.at)}：{yearly.in_words(year.total)}。",)
    told += tuple(f"{number}年的放假安排尚未公布或录入，节前检查的日期另行确定。" for number in year.unknown)
    table = ReportTable(("计划", "计划次数", "已完成", "逾期", "多久一次", "网站（方式）"), rows)
    sections = (
        ReportSection("一、计划和完成情况", told, (table,)),
        ReportSection(
            "二、逾期未完成", () if late else ("无。",), (ReportTable(heads, late),) if late else ()
        ),
        ReportSection(
            "三、接下来的检查", () if coming else ("无。",), (ReportTable(heads, coming),) if coming else ()
        ),
    )
    return _made(office, actor, f"{year.name}网站保密检查计划", year.unit, year.name, sections)


def _stage_sections(office: Office, stage: StagePage) -> Iterable[ReportSection]:
    told = stage.text or "（尚未填写）"
    if stage.key == "problems":
        yield ReportSection("一、查摆情况", (told,))
        items = campaigns.checklist(office.settings)
        rows = tuple(
            (
                item.group,
                item.text,
                ANSWERS.get(given.answer, "未答") if given else "未答",
                given.note if given else "",
            )
            for item in items
            for given in (stage.answers.get(item.key),)
        )
        yield ReportSection("二、查摆清单", (), (ReportTable(("方面", "项目", "结果", "说明"), rows),))
    elif stage.key == "checks":
        yield ReportSection("一、检查情况", (told,))
    elif stage.key == "rectify":
        yield ReportSection("一、整改情况", (told,))
        yield ReportSection("二、未销号的原因和后续措施", (stage.rest or "无。",))
    else:
        yield ReportSection("一、督查意见", (told,))
    if stage.figures:
        tables = (*words.patrol_tables(stage.figures), *words.ticket_tables(stage.figures))
        yield ReportSection(
            "数据", ("以下数据由系统统计，起算日为本次评估（专项检查为本阶段）开始之日。",), tables
        )
    ended = (
        f"{moment_in_words(stage.ended_at)} 由{stage.ended_by}确认结束"
        if stage.ended_at
        else "本阶段尚未结束"
    )
    open_ = tuple(f"尚缺：{line}" for line in stage.lacking)
    yield ReportSection("阶段状态", (f"责任人：{stage.person or '未指定'}。{ended}。", *open_))


def _by_section(told: Sequence[statistics.Figures]) -> tuple[Line, ...]:
    names: dict[str, list[Line]] = {}
    for one in told:
        for line in one.lines:
            names.setdefault(line.name, []).append(line)
    return tuple(_sum(name, lines) for name, lines in names.items())


def _sum(name: str, lines: Sequence[Line]) -> Line:
    """Several months of one 科室; the mean weighs each month by what it published."""
    timed = [(line.hours, line.published) for line in lines if line.hours is not None and line.published]
    counts = {
        key: sum(getattr(line, key) for line in lines)
        for key in ("published", "filed", "returned", "refused", "findings", "blocks", "steps", "late")
    }
    return Line(
        name=name, hours=sum(h * n for h, n in timed) / sum(n for _, n in timed) if timed else None,
        longest=max((line.longest for line in lines if line.longest is not None), default=None),
        late_now=max((line.late_now for line in lines), default=0), **counts,
    )  # fmt: skip


def _made(  # noqa: PLR0913, PLR0917 (a report has that many parts)
    office: Office, actor: Actor, heading: str, unit: str, span: str, sections: tuple[ReportSection, ...]
) -> Paper:
    now = office.clock()
    value = PatrolReport(heading, unit, span, sections, today(now), now, actor.name)
    data = docx.docx(Stationery.of(office.settings), TEMPLATE, value)
    made = Paper(f"{heading}.docx", docx.MEDIA_TYPE, data)
    _note(office, actor, made)
    return made


def _note(office: Office, actor: Actor, made: Paper) -> None:
    """Who took which report, and its hash."""
    with office.store.write() as session:
        audit.append(
            session, at=office.clock(), actor=named(actor), action=EVENT, unit_id=actor.unit_id,
            details={
                "paper": TEMPLATE, "as": made.name.rpartition(".")[2], "name": made.name,
                "sha256": sha256(made.data).hexdigest(),
            },
        )  # fmt: skip
