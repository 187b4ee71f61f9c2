"""The cells of one Excel sheet from its XML, sparse: a scan of canonical rows, lxml for any other form.

Sheets are written in one form by nearly all programs; a scan of that form takes a fifth of the time
of a tree. Whatever the scan cannot account for (every `<c` is counted) is rewritten by lxml first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from lxml.etree import _Element as Element

from reviewer.intake.budget import Exhausted, Reading
from reviewer.intake.formats.grids import Cells, Row
from reviewer.intake.formats.xlsx.formats import plain_number
from reviewer.intake.formats.xlsx.strings import Aside, Strings, plain, rich
from reviewer.intake.formats.xlsx.styles import Look, Styles

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\d+"(?: s="(\d+)")?(?: t="(\w+)")?'
    r'(?:/>|>(?:(?:<v>|<is><t(?: xml:space="preserve")?>)([^<]*)(?:</v>|</t></is>)</c>|(.*?)</c>))',
    re.DOTALL,
)
_ANY_CELL = re.compile(r"<c(\s[^>]*?)?(?:/>|>(.*?)</c>)", re.DOTALL)
_ANY_START = re.compile(r"<c[\s/>]|<c?$")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_VALUE = re.compile(r"<v(?:\s[^>]*)?>([^<]*)</v>")
_FORMULA = re.compile(r"<f(?:\s[^>]*)?>([^<]*)</f>")
_INLINE = re.compile(r"<is>.*</is>", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.$!])(?:1[3-9]\d{9}|\d{15,19}[Xx]?)(?![\w.!])")  # as persons have one
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_ODD = re.compile(r"<!|<\w+:(?:row|c|v|f|is|t)\b")
_WORDS = re.compile("[\u3400-\u9fff]|[A-Za-z0-9]{2}")
_ROW_HIDDEN = re.compile(r"\shidden\s*=\s*[\"'](?:1|true)[\"']|\sht\s*=\s*[\"']0(?:\.\d+)?[\"']")
_ROW_NUMBER = re.compile(r"\sr\s*=\s*[\"'](\d+)[\"']")
_PREFIX = re.compile(r"[<\s](\w+):\w")
_NUMBERS = ("", "n")
_MOST_KNOWN = 50_000
_TRUE = {"1": "TRUE", "0": "FALSE"}


class Dark(Protocol):
    """An area of cells."""

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        ...


@dataclass(slots=True)
class Scan:
    """What was found in a sheet; `broken` rows have cells that were missed; `stopped` ended the scan."""

    rows: list[Row] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    unseen: dict[str, Cells] = field(default_factory=dict)
    maybe: dict[str, Cells] = field(default_factory=dict)
    filtered: bool = False
    broken: int = 0
    stopped: Exhausted | None = None

    def note(self, cells: dict[str, Cells], how: str, place: tuple[int, int], text: str) -> None:
        """Keep the text of one cell (row, column) apart under how it is hidden."""
        found = cells.setdefault(how, {}).setdefault(place[0], {})
        before = found.get(place[1])
        found[place[1]] = f"{before} {text}" if before else text


@dataclass(slots=True)
class Scanner:
    """Reads the rows of the sheets of one workbook."""

    strings: Strings
    styles: Styles
    reading: Reading
    formulas: bool = False  # whether every formula is text of its own, as on macro sheets
    dark: Sequence[Dark] = ()  # areas of tables whose style puts a dark ground under white fonts
    columns: dict[str, int] = field(default_factory=dict)
    known: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (style, type, value) → shown

    def scan(self, text: str) -> Scan:
        """Read the rows of a `sheetData` element; raises lxml's XMLSyntaxError when it makes no sense."""
        scan = Scan()
        if _ODD.search(text):
            text = _canonical(text)
        room = self.reading.limits.characters - self.reading.totals.characters
        try:
            for row in self._rows(text, scan):
                self.reading.spend("cells", len(row.texts))
                scan.rows.append(row)
                room -= sum(map(len, row.texts)) + len(row.texts)
                if room < 0:  # adding the rows will say so
                    break
        except Exhausted as stop:
            scan.stopped = stop
        return scan

    def _rows(self, text: str, scan: Scan) -> Iterator[Row]:
        number = 0
        last: tuple[int, ...] = ()
        at = text.find("<row")
        while at >= 0:
            following = text.find("<row", at + 4)
            end = following if following >= 0 else len(text)
            inside = text.find(">", at) + 1 or end
            attributes = text[at + 4 : inside]
            stated = _ROW_NUMBER.search(attributes)
            number = int(stated[1]) if stated else number + 1
            columns, texts = self._cells(text, inside, end, number, scan)
            if texts:
                if "h" in attributes and _ROW_HIDDEN.search(attributes):
                    scan.hidden_rows.add(number)
                if tuple(columns) != last:
                    last, texts = _ascending(columns, texts)
                yield Row(number, last, texts)
            at = following

    def _cells(self, text: str, start: int, end: int, number: int, scan: Scan) -> tuple[list[int], list[str]]:
        found = _CELL.findall(text, start, end)
        if len(found) != text.count("<c", start, end):
            inside = text[start:end]
            found = list(_odd_cells(inside))
            scan.broken += len(found) != len(_ANY_START.findall(inside))
        strings, looks, names, known = self.strings.texts, self.styles.looks, self.columns, self.known
        careful = bool(self.strings.asides)
        columns: list[int] = []
        texts: list[str] = []
        for letters, style, kind, value, more in found:
            if not value and not more:
                continue
            column = names.get(letters) or names.setdefault(letters, column_number(letters))
            if more or (kind == "s" and careful) or (style in looks and looks[style].hides):
                shown = self._odd((kind, value, more), style, (number, column), scan)
            elif kind == "s" and (style not in looks or not looks[style].mutes):
                try:
                    shown = strings[int(value)]
                except (ValueError, IndexError):
                    shown = value
            elif style not in looks and kind in _NUMBERS:
                shown = value if value.isdigit() and value[0] != "0" else plain_number(value)
            else:
                shown = known.get((style, kind, value), "") or self._odd(
                    (kind, value, more), style, (number, column), scan
                )
            if shown:
                columns.append(column)
                texts.append(shown)
        return columns, texts

    def _odd(self, cell: tuple[str, str, str], style: str, place: tuple[int, int], scan: Scan) -> str:
        """The text seen of a cell; what of it is hidden goes to `scan`."""
        kind, value, more = cell
        look = self.styles.looks.get(style, _PLAIN_LOOK)
        formula = ""
        aside = None
        if more:
            value, formula = _inner(_VALUE, more), plain(_inner(_FORMULA, more))
            if kind == "inlineStr" and (inline := _INLINE.search(more)):
                value, aside = rich(etree.fromstring(inline[0]), self.styles.theme)
                kind = "s"
        elif kind == "s":
            index = int(value) if value.isdigit() else -1
            aside = self.strings.asides.get(index)
            value = self.strings.texts[index] if 0 <= index < len(self.strings.texts) else value
        shown, how = _shown(kind, value, look)
        if aside:
            shown = self._apart(aside, shown, look, place, scan)
        if formula:
            self._say(formula, value if kind else shown, place, scan)
        if how == "白色文字" and any(span.holds(*place) for span in self.dark):
            how = ""
        if how and shown:
            scan.note(scan.unseen, how, place, shown)
            return ""
        if not more and kind != "s" and len(self.known) < _MOST_KNOWN:
            self.known[style, kind, value] = shown
        return shown

    @staticmethod
    def _apart(aside: Aside, shown: str, look: Look, place: tuple[int, int], scan: Scan) -> str:
        whole, unseen, how, reading = aside
        if reading:
            scan.note(scan.maybe, "拼音标注", place, reading)
        if unseen and look.white_ground:
            scan.note(scan.unseen, how, place, unseen)
            return shown
        return whole

    def _say(self, formula: str, value: str, place: tuple[int, int], scan: Scan) -> None:
        """Keep the words that a formula holds and its value does not show."""
        if self.formulas:
            scan.note(scan.maybe, "宏表公式", place, f"={formula}")
        elif '"' in formula or _NUMBER.search(formula):
            words = [text.replace('""', '"') for text in _LITERAL.findall(formula)]
            words = [text for text in words if _WORDS.search(text)] + _NUMBER.findall(formula)
            words = [text for text in words if text not in value]
            if words:
                scan.note(scan.maybe, "公式中的文字", place, " ".join(dict.fromkeys(words)))


_PLAIN_LOOK = Look()


def _shown(kind: str, value: str, look: Look) -> tuple[str, str]:
    """Text of a cell's value, and how its style hides it."""
    numbers = look.numbers
    if kind in ("", "n"):
        if not value:
            return "", ""
        if numbers is None:
            return plain_number(value), look.hides
        if numbers.hides_value(value):
            return plain_number(value), "数字格式不显示内容"
        return numbers.show(value), look.hides
    if kind == "b":
        return _TRUE.get(value, value), look.hides
    if kind in ("str", "inlineStr"):
        value = plain(value)
    elif kind == "d":
        value = value.removesuffix("T00:00:00").replace("T", " ")
    how = "数字格式不显示内容" if numbers is not None and numbers.hides[3] and kind != "e" else look.hides
    return value, how


def column_number(letters: str) -> int:
    """Number of a column from its letters: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _ascending(columns: list[int], texts: list[str]) -> tuple[tuple[int, ...], list[str]]:
    if all(map(int.__lt__, columns, columns[1:])):
        return tuple(columns), texts
    cells: dict[int, str] = {}
    for column, text in zip(columns, texts, strict=True):
        cells[column] = f"{cells[column]} {text}" if column in cells else text
    ordered = sorted(cells)
    return tuple(ordered), [cells[column] for column in ordered]


def _odd_cells(text: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Cells with their attributes in any order, or with none."""
    column = 0
    for attributes, inside in _ANY_CELL.findall(text):
        stated = dict(_ATTRIBUTE.findall(attributes))
        letters = stated.get("r", "").rstrip("0123456789").upper()
        column = column_number(letters) if letters.isalpha() and letters.isascii() else column + 1
        yield _letters(column), stated.get("s", ""), stated.get("t", ""), "", inside


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _inner(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _canonical(text: str) -> str:
    """Rows rewritten without prefixes, comments and CDATA; raises lxml's XMLSyntaxError."""
    prefixes = sorted(set(_PREFIX.findall(text)) - {"xml"})
    names = "".join(f' xmlns:{name}="urn:{name}"' for name in prefixes)
    data = f"<all{names}>{text}</all>".encode()
    out: list[str] = []
    for _, row in etree.iterparse(BytesIO(data), tag="{*}row", resolve_entities=False, no_network=True):
        out.append(_written(row))
        row.clear()
        parent = row.getparent()
        while parent is not None and row.getprevious() is not None:
            del parent[0]
    return "".join(out)


def _written(element: Element) -> str:
    if not isinstance(element.tag, str):
        return ""
    name = element.tag.rpartition("}")[2]
    attributes = "".join(
        f" {str(key).rpartition('}')[2]}={quoteattr(str(value))}"
        for key, value in element.items()
        if not str(key).startswith("{")
    )
    inside = escape(str(element.text or "")) + "".join(
        _written(child) + (escape(str(child.tail or "")) if name in ("v", "f", "t") else "")
        for child in element
    )
    return f"<{name}{attributes}>{inside}</{name}>"
