"""What stands in a sheet's XML around its cells: columns, conditional formats, headers, choices, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.header_codes import header_text
from reviewer.intake.formats.office import Relation, joined, local
from reviewer.intake.formats.xlsx.cells import Scan, column_number
from reviewer.intake.formats.xlsx.styles import Styles

_LAST_COLUMN = 16_384
_LAST_ROW = 1_048_576
_SPAN = re.compile(r"\$?([A-Z]{1,3})?\$?(\d{1,7})?(?::\$?([A-Z]{1,3})?\$?(\d{1,7})?)?")
_ZERO = re.compile(r"0(?:\.[0-3]\d*)?")  # characters; not enough to show one
_PAGES = {"first": "首页", "even": "偶数页"}


class Area(NamedTuple):
    """A rectangle of cells, 1-based, its ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def area(reference: str) -> Area | None:
    """The rectangle of a reference such as `B2:C9`, `B2`, `C:C`; None when it is none."""
    found = _SPAN.fullmatch(reference)
    if not found or not any(found.groups()):
        return None
    left, top, right, bottom = found.groups()
    whole = ":" in reference
    return Area(
        int(top or 1),
        column_number(left) if left else 1,
        int(bottom or (_LAST_ROW if whole else top) or _LAST_ROW),
        column_number(right or "" if whole else left or "") or _LAST_COLUMN,
    )


def hidden_columns(root: Element) -> frozenset[int]:
    """Columns that are hidden or have no width."""
    found: set[int] = set()
    stated: set[int] = set()
    for entry in root.iterfind("{*}cols/{*}col"):
        columns = range(_whole(entry.get("min")), min(_whole(entry.get("max")), _LAST_COLUMN) + 1)
        stated.update(columns)
        if entry.get("hidden") in ("1", "true") or _ZERO.fullmatch(str(entry.get("width", "1"))):
            found.update(columns)
    usual = root.find("{*}sheetFormatPr")
    if usual is not None and _ZERO.fullmatch(str(usual.get("defaultColWidth", "1"))):
        found.update(set(range(1, _LAST_COLUMN + 1)) - stated)
    return frozenset(found)


def covered(root: Element, scan: Scan, styles: Styles) -> None:
    """Note the cells that a conditional format may hide; they stay in their rows."""
    for entry in root.iter("{*}conditionalFormatting"):
        how = next(filter(None, (_covers(rule, styles) for rule in entry.iterfind("{*}cfRule"))), "")
        if how:
            areas = [span for word in str(entry.get("sqref", "")).split() if (span := area(word))]
            for row, column, text in _within(scan, areas):
                scan.note(scan.maybe, how, (row, column), text)


def merged(root: Element, scan: Scan) -> None:
    """Note the cells that a merged area keeps below its first; they stay in their rows."""
    areas = [span for entry in root.iter("{*}mergeCell") if (span := area(str(entry.get("ref", ""))))]
    corners = {(span.top, span.left) for span in areas}
    for row, column, text in _within(
        scan, [span for span in areas if span.bottom - span.top < _LAST_ROW - 1]
    ):
        if (row, column) not in corners:
            scan.note(scan.maybe, "被合并单元格盖住的内容", (row, column), text)


def _covers(rule: Element, styles: Styles) -> str:
    if any(
        child.get("showValue") in ("0", "false") for child in rule.iterchildren("{*}dataBar", "{*}iconSet")
    ):
        return "条件格式只显示图形，不显示数值"
    return styles.covers.get(str(rule.get("dxfId", "")), "")


def _within(scan: Scan, areas: list[Area]) -> Iterator[tuple[int, int, str]]:
    for row in scan.rows:
        near = [span for span in areas if span.top <= row.number <= span.bottom]
        for column, text in zip(row.columns, row.texts, strict=True) if near else ():
            if any(span.left <= column <= span.right for span in near):
                yield row.number, column, text


def read_frame(root: Element, name: str, found: Iterable[Relation], reading: Reading) -> None:
    """Read headers and footers, choices and prompts, links and scenarios of one sheet."""
    for frame in root.iter("{*}headerFooter"):
        for entry in frame:
            kind, word = ("header", "页眉") if "Header" in local(entry) else ("footer", "页脚")
            page = next((text for key, text in _PAGES.items() if local(entry).startswith(key)), "")
            text = header_text(entry.text or "")
            off = _unused(frame, page)
            how = f"{off}{page}{word}" if off else ""
            reading.add(text, "hidden" if off else kind, f"{name}{page}{word}", sheet=name, hidden=how)  # type: ignore[arg-type]  # one of three kinds
    for entry in root.iter("{*}dataValidation"):
        formulas = [joined(formula) for formula in entry if '"' in joined(formula)]
        notes = [str(entry.get(key) or "") for key in ("promptTitle", "prompt", "errorTitle", "error")]
        lower = next((joined(child) for child in entry.iterchildren("{*}sqref")), "")
        _add(
            reading,
            "\n".join(filter(None, formulas + notes)),
            "下拉选项或输入提示",
            name,
            str(entry.get("sqref") or lower),
        )
    _read_links(root, name, {relation.key: relation for relation in found}, reading)
    for entry in root.iter("{*}scenario"):
        values = [f"{cell.get('r', '')}={cell.get('val', '')}" for cell in entry.iter("{*}inputCells")]
        notes = [str(entry.get(key) or "") for key in ("name", "user", "comment")]
        _add(reading, "\n".join(filter(None, notes + values)), "方案", name, "")


def _unused(frame: Element, page: str) -> str:
    """Why no page shows a header: its pages have none of their own, or it is of a custom view; or ""."""
    outer = frame.getparent()
    if outer is not None and local(outer) == "customSheetView":
        return "自定义视图的"
    switch = {"首页": "differentFirst", "偶数页": "differentOddEven"}.get(page, "")
    return "未启用的" if switch and frame.get(switch) not in ("1", "true") else ""


def _read_links(root: Element, name: str, found: dict[str, Relation], reading: Reading) -> None:
    for entry in root.iter("{*}hyperlink"):
        key = next((str(value) for word, value in entry.items() if str(word).endswith("}id")), "")
        target = found[key].target if key in found and found[key].external else ""
        lines = [target, str(entry.get("tooltip") or "")]
        _add(reading, "\n".join(filter(None, lines)), "超链接的地址或提示", name, str(entry.get("ref", "")))


def _add(reading: Reading, text: str, how: str, name: str, cell: str) -> None:
    cell = cell[:40]
    place = f"{name}!{cell}" if cell else name
    reading.add(text, "hidden", place, sheet=name, cell=cell, layout="lines", hidden=how)


def _whole(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else 0
