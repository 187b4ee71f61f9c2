"""Made-up Excel packages, written part by part, for what openpyxl cannot write."""

from __future__ import annotations

from collections.abc import Mapping

from intake.reads import read_bytes, zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*entries):
    """A .rels part of (id, kind, target[, External])."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode[0]}"/>' if mode else "/>")
        for key, kind, target, *mode in entries
    )
    return f'<Relationships xmlns="{_PACKAGE}">{lines}</Relationships>'.encode()


def workbook(sheet: str, parts: Mapping[str, bytes | str] = {}, *, names: str = "") -> bytes:
    """A workbook of one sheet `表`; `sheet` is what its worksheet element holds."""
    held = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="s1"/></sheets>{names}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(("s1", "worksheet", "worksheets/sheet1.xml"), ("t1", "theme", "theme/theme1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" xmlns:r="{_OFFICE}">{sheet}</worksheet>',
        **parts,
    }  # fmt: skip
    return zipped({name: data.encode() if isinstance(data, str) else data for name, data in held.items()})


def rows(*lines: str) -> str:
    """Sheet data of rows whose cells are given as XML."""
    numbered = "".join(f'<row r="{number}">{line}</row>' for number, line in enumerate(lines, 1))
    return f"<sheetData>{numbered}</sheetData>"


def words(place: str, text: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def styles(
    fonts: str = "", fills: str = "", formats: str = "", cells: str = "", changes: str = ""
) -> dict[str, str]:
    """The styles part; the first font, fill and cell style are plain."""
    return {
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts><font/>{fonts}</fonts>'
        f"<fills><fill/>{fills}</fills><cellXfs><xf/>{cells}</cellXfs><dxfs>{changes}</dxfs></styleSheet>"
    }


def read(data: bytes, **limits: int):
    return read_bytes(data, "名单.xlsx", **limits)


def hidden(document, kind="hidden"):
    return [(segment.hidden, segment.text) for segment in document.segments if segment.location.kind == kind]


def place_of(document, text):
    """Where the first hidden segment with this text has it: (sheet, cell)."""
    segment = next(one for one in document.segments if one.hidden and text in one.text)
    found = segment.place(segment.text.index(text), segment.text.index(text) + len(text))
    return found.sheet, found.cell
