"""ODS workbooks: sheets by one pass over content.xml, notes in their places, properties, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Exhausted, Reading
from reviewer.intake.formats.grids import Cells, Row, Sheet, add_sheet
from reviewer.intake.formats.ods_beside import BESIDE, read_beside
from reviewer.intake.formats.office import Office, joined, local
from reviewer.intake.formats.pictures import Album
from reviewer.intake.formats.xlsx.strings import cell_text
from reviewer.records import column_name

_NAMES = {
    "title": "标题", "subject": "主题", "creator": "作者", "initial-creator": "创建者", "description": "备注",
    "keyword": "关键词", "user-defined": "自定义",
}  # fmt: skip
_HIDING = {"collapse": "被隐藏", "filter": "被筛选隐藏"}
_LAST_COLUMN = 16_384
_MOST_REPEATS = 1_000  # of a row or cell that holds text
_ZERO = re.compile(r"0(?:\.0*)?(?:cm|mm|in|pt)?")
_SILENT = re.compile(
    r"mimetype$|META-INF/|settings\.xml$|Configurations2/|Thumbnails/|manifest\.rdf$|ObjectReplacements/|.*/$"
)


@dataclass(slots=True)
class _Looks:
    """Names of styles that hide: sheets, rows and columns without size, and fonts (how)."""

    sheets: set[str] = field(default_factory=set)
    folded: set[str] = field(default_factory=set)
    fonts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Table:
    name: str
    hidden: str
    rows: list[Row] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    unseen: dict[str, Cells] = field(default_factory=dict)
    styles: list[tuple[int, str]] = field(default_factory=list)  # last column and default cell style
    columns: int = 0
    number: int = 0


def read_workbook(office: Office) -> None:
    """Read all sheets, then what lies beside them; parts nobody knows are read as files of their own."""
    reading = office.reading
    looks = _Looks()
    styles = office.tree("styles.xml")
    if styles is not None:
        _learn(styles, looks)
        for entry in styles.iter("{*}header", "{*}footer"):
            reading.add(joined(entry), "header" if local(entry) == "header" else "footer", "页眉页脚")
    content = office.take("content.xml")
    try:
        _read_content(content, looks, reading)
    except etree.XMLSyntaxError:
        reading.gap("damaged", "表格内容损坏，未能读完")
    meta = office.tree("meta.xml")
    lines = [
        f"{_NAMES[local(entry)]}：{joined(entry)}"
        for entry in (meta.iter() if meta is not None else ())
        if local(entry) in _NAMES
    ]
    reading.add("\n".join(lines), "metadata", "文档属性", layout="lines", hidden="文档属性")
    _read_rest(office)


def _read_rest(office: Office) -> None:
    album = Album(office.reading)
    for name in list(office.left):
        if name.startswith("Pictures/"):
            album.take(office.take(name), name)
        elif name.startswith(("Basic/", "Scripts/")):
            office.left.pop(name)
            office.reading.gap("macro-not-read", "含有宏代码，未检查，请人工核对")
        elif not _SILENT.match(name):
            root = office.tree(name) if name.endswith(".xml") else None
            if root is not None:
                text = "\n".join(filter(None, (joined(entry) for entry in root.iter("{*}p"))))
                office.reading.add(text, "embedded", name, layout="lines", hidden="文件内嵌的对象")
            elif not name.endswith(".xml"):
                office.reading.nest(office.take(name), name)
        else:
            office.take(name)
    album.close()
    office.leftovers.close()


def _read_content(data: bytes, looks: _Looks, reading: Reading) -> None:
    """Walk through the tables row by row; raises lxml's XMLSyntaxError."""
    table: _Table | None = None
    count = 0
    walk = etree.iterparse(
        BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True,
        tag=("{*}table", "{*}table-row", "{*}table-column", "{*}automatic-styles", "{*}shapes", *BESIDE),
    )  # fmt: skip
    for event, entry in walk:
        name = local(entry)
        if event == "start":
            if name == "table" and table is None:
                count += 1
                table = _begun(entry, looks, count)
            continue
        if name == "automatic-styles":
            _learn(entry, looks)
        elif table is None:
            read_beside(entry, name, reading)
        elif name == "table" and local(entry.getparent()) == "spreadsheet":
            _finish(table, reading)
            table = None
            _forget(entry)
        elif name == "table-column":
            _column(entry, table, looks)
        elif name == "shapes":
            _read_shapes(entry, table.name, reading)
        elif name == "table-row" and next(entry.iterancestors("{*}table-cell"), None) is None:
            _row(entry, table, looks, reading)
            _forget(entry)


def _read_shapes(entry: Element, sheet: str, reading: Reading) -> None:
    text = "\n".join(filter(None, (joined(part) for part in entry.iter("{*}p"))))
    reading.add(text, "textbox", f"{sheet}图形文字", sheet=sheet, layout="lines")


def _begun(entry: Element, looks: _Looks, count: int) -> _Table:
    name = _stated(entry, "name") or f"第{count}张表"
    hidden = _stated(entry, "style-name") in looks.sheets
    return _Table(name, f"工作表“{name}”被隐藏" if hidden else "")


def _finish(table: _Table, reading: Reading) -> None:
    add_sheet(
        Sheet(
            table.name,
            table.rows,
            table.hidden,
            table.hidden_rows,
            table.hidden_columns,
            table.filtered,
            table.unseen,
        ),
        reading,
    )


def _column(entry: Element, table: _Table, looks: _Looks) -> None:
    first = table.columns + 1
    table.columns += _repeats(entry, "number-columns-repeated")
    table.styles.append((table.columns, _stated(entry, "default-cell-style-name")))
    if _stated(entry, "visibility") in _HIDING or _stated(entry, "style-name") in looks.folded:
        table.hidden_columns.update(range(first, min(table.columns, _LAST_COLUMN) + 1))


def _row(entry: Element, table: _Table, looks: _Looks, reading: Reading) -> None:
    first = table.number + 1
    repeats = _repeats(entry, "number-rows-repeated")
    table.number += repeats
    cells = dict(_cells(entry, table, looks, reading))
    if not cells:
        return
    last = min(table.number, first + _MOST_REPEATS - 1)
    if last < table.number:
        message = f"工作表“{table.name}”第 {first} 行重复 {repeats} 次，只列出 {_MOST_REPEATS} 次"
        reading.gap("too-many-cells", message)
    state = _stated(entry, "visibility")
    hidden = state in _HIDING or _stated(entry, "style-name") in looks.folded
    columns, texts = tuple(cells), list(cells.values())
    for number in range(first, last + 1):
        try:
            reading.spend("cells", len(texts))
        except Exhausted:
            _finish(table, reading)
            raise
        table.rows.append(Row(number, columns, texts))
        if hidden:
            table.hidden_rows.add(number)
            table.filtered = table.filtered or state == "filter"


def _cells(row: Element, table: _Table, looks: _Looks, reading: Reading) -> Iterator[tuple[int, str]]:
    column = 0
    number = table.number - _repeats(row, "number-rows-repeated") + 1
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        first, repeats = column + 1, _repeats(cell, "number-columns-repeated")
        column += repeats
        for note in cell.iterchildren("{*}annotation"):
            _read_note(note, table.name, f"{column_name(first)}{number}", reading)
        where = f"{column_name(first)}{number}"
        for frame in cell.iter("{*}title", "{*}desc"):
            label = f"{table.name}!{where}图片说明"
            reading.add(joined(frame), "alt", label, sheet=table.name, cell=where, hidden="图片替代文字")
        text = cell_text("\n".join(_words(line) for line in cell.iterchildren("{*}p")))
        drawn = [
            joined(line)
            for shape in cell
            if local(shape) not in ("p", "annotation")
            for line in shape.iter("{*}p")
        ]
        reading.add("\n".join(drawn), "textbox", f"{table.name}图形文字", sheet=table.name, layout="lines")
        if not text:
            text = _stated(cell, "string-value") or _stated(cell, "value") if len(cell) else ""
        if not text:
            continue
        style = _stated(cell, "style-name") or next(
            (name for last, name in table.styles if first <= last), ""
        )
        below = "被合并单元格盖住的内容" if local(cell) == "covered-table-cell" else ""
        if how := below or looks.fonts.get(style, ""):
            table.unseen.setdefault(how, {}).setdefault(number, {})[first] = text
            continue
        if repeats > _MOST_REPEATS:
            message = f"工作表“{table.name}”{where} 重复 {repeats} 格，只列出 {_MOST_REPEATS} 格"
            reading.gap("too-many-cells", message)
        for at in range(first, min(column, first + _MOST_REPEATS - 1) + 1):
            yield at, text


def _read_note(note: Element, sheet: str, cell: str, reading: Reading) -> None:
    author = next((joined(entry) for entry in note.iterchildren("{*}creator")), "")
    text = "\n".join(joined(entry) for entry in note.iterchildren("{*}p", "{*}list"))
    signed = f"{author}：{text}" if author and author not in text else text
    reading.add(signed, "comment", f"{sheet}!{cell}批注", sheet=sheet, cell=cell, hidden="批注")


def _words(line: Element) -> str:
    """The text of a paragraph with its spaces written out."""
    out = [str(line.text or "")]
    for entry in line:
        name = local(entry)
        if name == "s":
            out.append(" " * min(_repeats(entry, "c"), 100))
        elif name in ("tab", "line-break"):
            out.append(" ")
        elif name != "annotation":
            out.append(_words(entry))
        out.append(str(entry.tail or ""))
    return "".join(out)


def _learn(root: Element, looks: _Looks) -> None:
    for style in root.iter("{*}style"):
        name = _stated(style, "name")
        for entry in style:
            kind = local(entry)
            if kind == "table-properties" and _stated(entry, "display") == "false":
                looks.sheets.add(name)
            size = _stated(entry, "row-height") or _stated(entry, "column-width")
            if kind in ("table-row-properties", "table-column-properties") and _ZERO.fullmatch(size or "1"):
                looks.folded.add(name)
        if how := _font(style):
            looks.fonts[name] = how


def _font(style: Element) -> str:
    """How the font of a cell style hides its text."""
    text = style.find("{*}text-properties")
    cell = style.find("{*}table-cell-properties")
    if text is None:
        return ""
    ground = (_stated(cell, "background-color") if cell is not None else "") or "transparent"
    ink = _stated(text, "color").lower()
    if ink == ground.lower() or (ink == "#ffffff" and ground == "transparent"):
        return "白色文字" if ink == "#ffffff" else "文字与底色相同"
    size = _stated(text, "font-size").removesuffix("pt")
    tiny = size.replace(".", "", 1).isdigit() and float(size) <= 2
    return "字号过小，无法看见" if tiny or _stated(text, "display") == "none" else ""


def _stated(entry: Element, name: str) -> str:
    ending = "}" + name
    return next((str(value) for key, value in entry.items() if str(key).endswith(ending)), "")


def _repeats(entry: Element, name: str) -> int:
    found = _stated(entry, name)
    return max(int(found), 1) if found.isascii() and found.isdigit() else 1


def _forget(entry: Element) -> None:
    """Free what was read, so that memory stays bounded."""
    entry.clear()
    parent = entry.getparent()
    while parent is not None and entry.getprevious() is not None:
        del parent[0]
