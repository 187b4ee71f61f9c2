"""Sentences and tables of the patrol's reports, from figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reviewer.office.desk.statistics import Line
from reviewer.report.forms.reports import ReportTable
from reviewer.watch.reports.figures import PatrolFigures, Statement

_FIGURE = ("项目", "数量")


def review_words(line: Line) -> tuple[str, ...]:
    """填表、发布、退回、不予公开、发现, and how long it took."""
    told = (
        f"本期填写审查表 {line.filed} 份，发布 {line.published} 条，退回 {line.returned} 次，"
        f"不予公开 {line.refused} 条；机器检查发现 {line.findings} 处，其中禁止发布 {line.blocks} 处。"
    )
    took = "本期没有发布的信息，不计处置时长。"
    if line.hours is not None and line.longest is not None:
        took = f"从提交到发布平均 {line.hours / 24:.1f} 天，最长 {line.longest / 24:.1f} 天。"
    return (told, took)


def review_table(sections: Sequence[Line], total: Line) -> ReportTable:
    """By 科室, with the sum where there are several."""
    rows = [*sections, total] if len(sections) != 1 else [*sections]
    return ReportTable(
        ("科室", "发布条数", "填表数", "退回数", "不予公开", "发现数"),
        tuple(
            (one.name, *map(str, (one.published, one.filed, one.returned, one.refused, one.findings)))
            for one in rows
        ),
    )


def patrol_words(found: PatrolFigures) -> tuple[str, ...]:
    """What was looked at, and what was not."""
    whole = len(found.sites) - len(found.unlooked)
    told = (
        f"登记网站 {len(found.sites)} 个，本期完整巡查过 {whole} 个；读取 {found.answers} 次，"
        f"涉及地址 {found.addresses} 个。"
    )
    return (told, *(f"{name}本期没有完整巡查过。" for name in found.unlooked))


def patrol_tables(found: Mapping[str, Any]) -> tuple[ReportTable, ...]:
    """Coverage of each site, and looks by kind."""
    sites = tuple(_site(site) for site in found["sites"])
    heads = ("网站", "应审地址", "已审", "附件", "覆盖率", "没有读到的")
    tours = _pairs(found["tours"]) or (("（没有做完的检查任务）", "0"),)
    return ReportTable(heads, sites, "各网站覆盖情况（现状）"), ReportTable(_FIGURE, tours, "做完的检查")


def ticket_words(found: PatrolFigures) -> tuple[str, ...]:
    """What was found and put right."""
    took = "" if found.days is None else f"，平均 {found.days:.1f} 天销号，最长 {found.longest or 0:.1f} 天"
    told = (
        f"本期发现需整改的问题 {found.opened} 个，销号 {found.closed} 个{took}；现有未销号 {found.open} 个，"
        f"其中逾期 {found.overdue} 个。"
    )
    return told, f"本期隔离事件 {found.incidents} 起，扣除误报 {found.incidents_real} 起。"


def ticket_tables(found: Mapping[str, Any]) -> tuple[ReportTable, ...]:
    """Tickets, by kind and by category."""
    counts = (
        ("发现", found["opened"]),
        ("销号", found["closed"]),
        ("未销号", found["open"]),
        ("其中逾期", found["overdue"]),
    )
    nothing = (("（没有发现）", "0"),)
    return (
        ReportTable(_FIGURE, _pairs(counts), "整改"),
        ReportTable(_FIGURE, _pairs(found["matters"]) or nothing, "问题种类"),
        ReportTable(_FIGURE, _pairs(found["categories"]) or nothing, "问题类别"),
    )


def problems(said: Statement, review: Line) -> tuple[str, ...]:
    """Drafted from what the data leaves open; never a blank claim (requirements.md, 99)."""
    lines = [f"{number}. {line}" for number, line in enumerate(said.missing, 1)]
    if review.late_now:
        lines.append(f"{len(lines) + 1}. 有 {review.late_now} 件审查超过办理期限")
    return tuple(lines) or ("系统数据未显示未了事项；其他方面由填报单位补充。",)


def conclusion(said: Statement) -> tuple[str, ...]:
    """The statement, or what is missing for one."""
    if said.text:
        return (said.text,)
    return ("目前的数据不足以作出“未发现”的结论，还缺：", *said.missing)


def _pairs(counts: Iterable[Sequence[Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(count)) for name, count in counts)


def _site(site: Mapping[str, Any]) -> tuple[str, ...]:
    missing = "、".join(f"{word} {count}" for word, count in site["missing"]) or "无"
    files = f"{site['files_reviewed']}/{site['files']}"
    return site["name"], str(site["ours"]), str(site["reviewed"]), files, f"{site['share']:.1f}%", missing
