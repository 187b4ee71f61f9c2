"""Excel workbooks (xlsx, xlsm): sheets with what hides in them, and the workbook's own parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Reading
from reviewer.intake.formats.grids import Sheet, add_sheet
from reviewer.intake.formats.office import Office, Relation, joined, open_office, read_rest, related
from reviewer.intake.formats.xlsx.beside import read_beside
from reviewer.intake.formats.xlsx.caches import read_caches
from reviewer.intake.formats.xlsx.cells import Scan, Scanner
from reviewer.intake.formats.xlsx.frame import Area, area, covered, hidden_columns, merged, read_frame
from reviewer.intake.formats.xlsx.strings import read_strings
from reviewer.intake.formats.xlsx.styles import Styles, read_styles

_START = re.compile(r"<((?:\w+:)?)sheetData\b[^>]*?(/?)>")
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"^[^>]{0,60}encoding\s*=\s*[\"']([\w-]+)[\"']")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_STATES = {"hidden": "被隐藏", "veryHidden": "被深度隐藏"}
_SHEET_PARTS = r"xl/(?:worksheets|macrosheets|chartsheets|dialogsheets)/[^/]+\.xml$"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sheet as the workbook lists it; `hidden` says how, in Chinese, or ""."""

    name: str
    part: str
    hidden: str = ""


@dataclass(slots=True)
class _Book:
    office: Office
    styles: Styles
    scanner: Scanner
    people: dict[str, str] = field(default_factory=dict)
    orphans: set[str] = field(default_factory=set)  # shared strings that no cell so far has shown


def read(data: bytes, reading: Reading) -> None:
    """Read all sheets with what hides them, then caches, properties, pictures and embedded files."""
    office = open_office(data, reading)
    main = next(iter(office.typed("main+xml")), "xl/workbook.xml")
    targets = {found.key: found for found in related(office, main)}
    root = office.tree(main)
    if root is not None:
        _read_names(root, reading)
    book = _open_book(office, root, [found.target for found in targets.values() if found.kind == "theme"])
    entries = list(_entries(root, targets))
    entries += list(_missed(office, entries))
    _note_names(entries, office)
    for entry in entries:
        _read_sheet(entry, book)
    if not entries:
        reading.gap("damaged", "没有读出任何工作表，文件可能损坏")
    for text in filter(book.orphans.__contains__, book.scanner.strings.texts if book.orphans else ()):
        office.leftovers.keep(text, "文字表", way="已无单元格使用的旧文字")
    read_caches(office)
    read_rest(office)


def _open_book(office: Office, root: Element | None, themes: list[str]) -> _Book:
    properties = root.find("{*}workbookPr") if root is not None else None
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    theme = office.tree(themes[0]) if themes else None
    looks = next(iter(office.typed("spreadsheetml.styles+xml")), "xl/styles.xml")
    styles = read_styles(office.tree(looks), theme, since_1904=since_1904)
    shared = next(iter(office.typed("spreadsheetml.sharedStrings+xml")), "xl/sharedStrings.xml")
    strings = read_strings(office.take(shared), styles.theme, office.reading)
    people: dict[str, str] = {}
    for name in office.named(r"xl/persons/[^/]+\.xml$"):
        persons = office.tree(name)
        for person in persons if persons is not None else ():
            people[str(person.get("id", ""))] = str(person.get("displayName", ""))
    return _Book(office, styles, Scanner(strings, styles, office.reading), people, set(strings.texts))


def _entries(root: Element | None, targets: dict[str, Relation]) -> Iterator[_Entry]:
    for entry in root.iter("{*}sheet") if root is not None else ():
        key = next((str(value) for name, value in entry.items() if str(name).endswith("}id")), "")
        name = str(entry.get("name", ""))
        state = _STATES.get(str(entry.get("state", "")), "")
        part = targets[key].target if key in targets else ""
        yield _Entry(name, part, f"工作表“{name}”{state}" if state else "")


def _missed(office: Office, entries: list[_Entry]) -> Iterator[_Entry]:
    """Sheets in the package that the workbook does not list."""
    listed = {entry.part for entry in entries}
    for part in office.named(_SHEET_PARTS):
        if part not in listed:
            name = part.rpartition("/")[2]
            yield _Entry(name, part, f"工作表“{name}”未列入工作簿")


def _note_names(entries: list[_Entry], office: Office) -> None:
    """Tell the Chinese names of hidden sheets; those of the others stand on their tabs."""
    office.leftovers.known.update(entry.name for entry in entries)
    names = [entry.name for entry in entries if entry.hidden and not entry.name.isascii()]
    text = "\n".join(names)
    office.reading.add(text, "metadata", "隐藏工作表的名称", layout="lines", hidden="隐藏工作表的名称")


def _read_names(root: Element, reading: Reading) -> None:
    """Add the names the author gave to cells and values, with what they stand for, and the folder."""
    for hidden, how in ((False, "名称管理器中的名称"), (True, "名称管理器中隐藏的名称")):
        lines = []
        for entry in root.iter("{*}definedName"):
            name = str(entry.get("name", ""))
            if name.startswith("_xlnm.") and not entry.get("comment"):
                continue
            if (entry.get("hidden") in ("1", "true")) is hidden:
                notes = filter(None, (joined(entry), str(entry.get("comment") or "")))
                lines.append(f"{name}：{'　'.join(notes)}")
        reading.add("\n".join(lines), "hidden", "名称管理器", layout="lines", hidden=how)
    for entry in root.iter("{*}absPath"):
        reading.add(str(entry.get("url", "")), "metadata", "保存位置", hidden="文件保存位置")


def _read_sheet(entry: _Entry, book: _Book) -> None:
    office, reading = book.office, book.office.reading
    found = related(office, entry.part) if entry.part else []
    data = office.take(entry.part)
    if not data:
        if not entry.part or all(gap.part != f"{reading.part}!{entry.part}" for gap in reading.gaps):
            reading.gap("damaged", f"工作表“{entry.name}”的内容缺失，未能读取")
        return
    text = _decoded(data)
    del data
    cells, frame = _parted(text, entry, reading)
    del text
    root = office.grow(entry.part, frame.encode())
    office.leftovers.look(entry.part, frame.encode(), texts=True)
    tables = list(_tables(office, found))
    book.scanner.dark = [span for span, _ in tables if span]
    scan = _scan(cells, entry, book)
    del cells
    _forget_shown(scan, book.orphans)
    if root is not None:
        covered(root, scan, book.styles)
        merged(root, scan)
        scan.filtered = root.find("{*}autoFilter") is not None or any(filtered for _, filtered in tables)
    _add(entry, scan, root, reading)
    if root is not None:
        read_frame(root, entry.name, found, reading)
    read_beside(office, entry.name, found, book.people)


def _forget_shown(scan: Scan, orphans: set[str]) -> None:
    for row in scan.rows if orphans else ():
        orphans.difference_update(row.texts)
    for cells in (*scan.unseen.values(), *scan.maybe.values()) if orphans else ():
        for row_texts in cells.values():
            orphans.difference_update(row_texts.values())


def _add(entry: _Entry, scan: Scan, root: Element | None, reading: Reading) -> None:
    hidden = hidden_columns(root) if root is not None else frozenset()
    add_sheet(
        Sheet(
            entry.name,
            scan.rows,
            entry.hidden,
            scan.hidden_rows,
            hidden,
            scan.filtered,
            scan.unseen,
            scan.maybe,
        ),
        reading,
    )
    if scan.stopped:
        raise scan.stopped


def _scan(cells: str, entry: _Entry, book: _Book) -> Scan:
    book.scanner.formulas = "macrosheets/" in entry.part
    try:
        scan = book.scanner.scan(cells)
    except etree.XMLSyntaxError:
        message = f"工作表“{entry.name}”的单元格不合规范，未能读取"
        book.office.reading.gap("damaged", message)
        return Scan()
    if scan.broken:
        message = f"工作表“{entry.name}”有 {scan.broken} 行的部分单元格不合规范，未能读取"
        book.office.reading.gap("damaged", message)
    return scan


def _decoded(data: bytes) -> str:
    stated = _ENCODING.search(data)
    encoding = "utf-16" if data.startswith(_UTF16) else stated[1].decode() if stated else "utf-8"
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _parted(text: str, entry: _Entry, reading: Reading) -> tuple[str, str]:
    """The cells of a sheet and what stands around them."""
    if "\ufffd" in text:
        reading.gap("damaged", f"工作表“{entry.name}”含无法解码的字符，请人工核对", entry.part)
    start = _START.search(text)
    declaration = _DECLARATION.match(text)
    head = declaration.end() if declaration else 0
    if start is None or start[2]:
        return "", text[head:]
    closing = f"</{start[1]}sheetData"
    end = text.rfind(closing)
    if end < 0:
        reading.gap("damaged", f"工作表“{entry.name}”内容不完整，只读取了前面的部分", entry.part)
        return text[start.end() :], "<worksheet/>"
    return text[start.end() : end], text[head : start.start()] + text[text.find(">", end) + 1 :]


def _tables(office: Office, found: list[Relation]) -> Iterator[tuple[Area | None, bool]]:
    """Of each table of a sheet: the area its style makes dark, and whether it filters."""
    for relation in found:
        root = office.tree(relation.target) if relation.kind == "table" else None
        if root is None:
            continue
        style = root.find("{*}tableStyleInfo")
        name = str(style.get("name", "")) if style is not None else ""
        span = area(str(root.get("ref", "")))
        if span and not name.startswith("TableStyleDark"):
            span = Area(span.top, span.left, span.top, span.right)
        yield span if name else None, next(root.iter("{*}filterColumn"), None) is not None
