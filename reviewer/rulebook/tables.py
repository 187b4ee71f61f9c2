"""A unit's 保密事项一览表 as rows of cells → `[[item]]` tables, columns told by their Chinese heads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reviewer.errors import RuleError
from reviewer.rulebook.matters import matter_from

Row = tuple[int, Sequence[str]]  # number as a person counts, cells

_HEADS = {  # field: what its column may be called, spaces left out
    "name": (
        "事项名称",
        "事项",
        "保密事项",
        "国家秘密事项",
        "工作秘密事项",
        "具体事项",
        "名称",
        "事项内容",
        "具体内容",
    ),
    "level": ("密级", "秘密等级", "等级", "级别", "类别", "密级类别", "秘密级别"),
    "term": ("保密期限", "期限", "保密年限"),
    "keywords": ("关键词", "关键字", "检索词", "词语", "关键词语", "主题词"),
    "known": ("知悉范围", "知悉人员范围", "接触范围"),
    "severity": ("处置", "提示级别", "处理级别"),
}
_SEVERITIES = {"提示": "note", "复核": "review", "人工复核": "review", "阻断": "block", "不得发布": "block"}
_NEEDED = {"name": "事项", "level": "密级", "keywords": "关键词"}
_HEAD_ROWS = 10  # a title and remarks may stand above the head
_SPLIT = re.compile(r"[、,，;；\n/|]+")
_MOST_TOLD = 20


def tables_of(sheets: Sequence[tuple[str, Sequence[Row]]]) -> tuple[list[dict[str, Any]], list[str]]:
    """The items of all sheets that have a head, and the names of the sheets that have none.

    Raises RuleError that lists every row that cannot be used, by sheet and number.
    """
    items: list[dict[str, Any]] = []
    problems: list[str] = []
    headless: list[str] = []
    seen: dict[str, str] = {}
    for name, rows in sheets:
        heads = _heads(name, rows)
        if heads is None:
            headless.append(name)
            continue
        for number, cells in rows[heads[0] + 1 :]:
            place = f"{name} 第 {number} 行"
            try:
                if item := _item(cells, heads[1]):
                    _unique(seen, item["name"], place)
                    items.append(item)
            except RuleError as problem:
                problems.append(f"{place}：{problem.message}")
    if problems:
        more = f"\n……共 {len(problems)} 行有误" if len(problems) > _MOST_TOLD else ""
        raise RuleError("一览表有误：\n" + "\n".join(problems[:_MOST_TOLD]) + more)
    if not items:
        raise RuleError(
            "没有读到事项：表头要有“事项”“密级”“关键词”三列（第一列名称、密级、会在正文出现的词）"
        )
    return items, headless


def rows_of_csv(path: Path, data: bytes) -> list[Row]:
    """The rows of a CSV file in UTF-8 or GB18030, as office programs write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return list(enumerate(csv.reader(io.StringIO(text, newline="")), start=1))
    raise RuleError(f"{path}：文字编码无法识别，请另存为 UTF-8 编码的 CSV")


def _heads(name: str, rows: Sequence[Row]) -> tuple[int, dict[str, int]] | None:
    """Index of the head row and the column of each field; None without one; raises if one is missing."""
    best: tuple[int, dict[str, int]] | None = None
    for index, (_, cells) in enumerate(rows[:_HEAD_ROWS]):
        found = dict(_named(cells))
        if best is None or len(found) > len(best[1]):
            best = index, found
    if best is None or not {"name", "level"} & set(best[1]) or len(best[1]) < 2:
        return None
    if missing := [word for field, word in _NEEDED.items() if field not in best[1]]:
        raise RuleError(f"一览表 {name} 第 {rows[best[0]][0]} 行的表头缺少列：{'、'.join(missing)}")
    return best


def _named(cells: Sequence[str]) -> Iterator[tuple[str, int]]:
    for column, cell in reversed(list(enumerate(cells))):
        head = re.sub(r"[（(].*", "", "".join(cell.split()))
        for field, names in _HEADS.items():
            if head in names:
                yield field, column


def _item(cells: Sequence[str], heads: dict[str, int]) -> dict[str, Any]:
    """One row's table; empty for a row without any text. Raises RuleError for a row that cannot be used."""
    if not any(cell.strip() for cell in cells):
        return {}
    given = {field: cells[column].strip() if column < len(cells) else "" for field, column in heads.items()}
    table: dict[str, Any] = {field: " ".join(value.split()) for field, value in given.items() if value}
    table["keywords"] = [word.strip() for word in _SPLIT.split(given["keywords"]) if word.strip()]
    if "severity" in table:
        if table["severity"] not in _SEVERITIES:
            raise RuleError(f"处置只能填 提示、复核、阻断，现为 {table['severity']}")
        table["severity"] = _SEVERITIES[table["severity"]]
    matter_from(table)
    return table


def _unique(seen: dict[str, str], name: str, place: str) -> None:
    if name in seen:
        raise RuleError(f"事项与{seen[name]}重名：{name}")
    seen[name] = place
