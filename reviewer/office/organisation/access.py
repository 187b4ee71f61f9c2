"""Access review: who holds what, since when, and was last here when, as a workbook to be signed off."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reviewer.casework.person import Actor
from reviewer.moments import moment_in_words
from reviewer.office.office import Office
from reviewer.office.organisation import directory
from reviewer.office.organisation.people import named
from reviewer.store import audit

STATES = {"open": "正常", "first": "未改初始密码", "locked": "锁定", "closed": "停用"}
HEADINGS = (
    "姓名", "登录名", "科室", "职务", "角色", "状态", "动态密码", "最近登录", "承诺书签订", "建立时间",
)  # fmt: skip
_WIDEST = 40  # characters


def review_xlsx(office: Office, actor: Actor, unit_id: int) -> bytes:
    """The list of everybody in the unit, closed accounts too; that it was taken is recorded."""
    rows = [_cells(line) for line in directory.people(office, unit_id, closed=True)]
    now = office.clock()
    with office.store.write() as session:
        audit.append(
            session, at=now, actor=named(actor), action="access-review", unit_id=unit_id,
            details={"people": len(rows)},
        )  # fmt: skip
    return workbook([("账号与权限清单", HEADINGS, rows)])


def workbook(sheets: Iterable[tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]]]) -> bytes:
    """An xlsx of text cells: name, headings and rows of every sheet. No cell is ever read as a formula."""
    book = Workbook()
    book.remove(book.active)
    for name, headings, rows in sheets:
        sheet = book.create_sheet(name)
        widths = [len(heading) for heading in headings]
        for at, row in enumerate((headings, *rows), 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(at, column)
                cell.value, cell.data_type = value, "s"
                widths[column - 1] = max(widths[column - 1], len(value))
        for column, width in enumerate(widths, 1):
            sheet.cell(1, column).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = 2 * min(width, _WIDEST) + 2
        sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(line: directory.PersonLine) -> tuple[str, ...]:
    posts = "、".join(f"{post.label}（{post.lent}）" if post.lent else post.label for post in line.posts)
    moments = map(moment_in_words, (line.seen_at, line.pledged_at, line.made_at))
    return (
        line.name, line.login, line.section, line.post, posts, STATES[line.state],
        "已启用" if line.second_factor else "", *moments,
    )  # fmt: skip
