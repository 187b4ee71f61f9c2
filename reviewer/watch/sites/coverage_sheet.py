"""The list of a site's addresses as a workbook: what became of each, nothing left out in silence."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook

from reviewer.casework.person import Actor
from reviewer.moments import day_in_words, moment_in_words
from reviewer.office.desk.register_sheet import text_cell
from reviewer.office.office import Office
from reviewer.office.organisation.people import named
from reviewer.patrol.outcome import OUTCOMES
from reviewer.patrol.pairing import VERDICTS
from reviewer.patrol.sameness import veiled_numbers
from reviewer.store import audit
from reviewer.store import coverage as store
from reviewer.store.coverage import Line, Wanted
from reviewer.watch.sites.coverage import STANDINGS, addresses, covered, reason_words, uncounted
from reviewer.watch.sites.register import find_site
from reviewer.watch.visits.found import REASONS

MOST = 200_000  # lines of one workbook; that it was cut is told in it
HEADINGS = (
    "序号",
    "地址",
    "标题",
    "类型",
    "栏目",
    "情况",
    "原因",
    "机检等级",
    "对账结果",
    "发布日期",
    "最近读取",
)
_WIDTHS = (8, 60, 40, 8, 16, 20, 24, 10, 16, 12, 18)
_GRADES = {"block": "禁止发布", "review": "需人工审", "clear": "未发现", "": "未查"}
_KINDS = {"attachment": "附件", "page": "网页", "feed": "订阅", "frame": "框架", "sitemap": "网站地图"}


def coverage_xlsx(office: Office, actor: Actor, site_id: int, wanted: Wanted) -> bytes:
    """The found addresses as xlsx with a sheet of sums; that it was taken is recorded. Raises AbsentError."""
    book = Workbook(write_only=True)
    with office.store.read() as session:
        site = find_site(session, actor, site_id)
        sums = book.create_sheet("覆盖情况")
        whole = covered(session, site.id)
        last = next(iter(store.runs(session, site.id, 1)), None)
        for row in _sums(
            site.name, whole.all.standings, whole.all.share, uncounted(last.counts, whole.all) if last else {}
        ):
            sums.append([text_cell(sums, str(value)) for value in row])
        sheet = book.create_sheet("地址清单")
        sheet.freeze_panes = "C2"
        for column, width in zip("ABCDEFGHIJK", _WIDTHS, strict=True):
            sheet.column_dimensions[column].width = width
        sheet.append([text_cell(sheet, heading, bold=True) for heading in HEADINGS])
        count = 0
        for line in addresses(session, site.id).every(wanted):
            if count == MOST:
                sheet.append([text_cell(sheet, f"只导出前{MOST}条，请缩小范围后再导出")])
                break
            count += 1
            sheet.append([count, *(text_cell(sheet, text) for text in _texts(line))])
        unit_id = site.unit_id
    with office.store.write() as session:
        audit.append(
            session, at=office.clock(), actor=named(actor), action="coverage-export", unit_id=unit_id,
            details={"site": site_id, "addresses": count},
        )  # fmt: skip
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sums(
    name: str, standings: Mapping[str, int], share: float, rest: Mapping[str, int]
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [("网站", name), ("覆盖率", f"{share}%")]
    rows += [(words, standings[key]) for key, words in STANDINGS.items()]
    rows += [(f"另有未逐条列出：{REASONS.get(why, why)}", count) for why, count in rest.items()]
    return rows


def _texts(line: Line) -> tuple[str, ...]:
    told = next((words for name, words in OUTCOMES.items() if name == line.outcome), "")
    why = reason_words(line.standing, line.reason) or (told if line.standing == "unread" else "")
    verdict = next((words for key, words in VERDICTS.items() if key == line.verdict), "")
    return (
        line.url, veiled_numbers(line.title), _KINDS.get(line.kind, line.kind), line.column,
        STANDINGS[line.standing], why,
        _GRADES.get(line.grade, line.grade), verdict, day_in_words(line.published_on),
        moment_in_words(line.fetched_at),
    )  # fmt: skip
