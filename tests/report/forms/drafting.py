"""A drawing board for the shipped Word templates: pages, tables and cells of official forms."""

from dataclasses import dataclass
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

TITLE, HEAD, BODY, NOTE = "方正小标宋简体", "黑体", "仿宋", "楷体"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A paragraph of one look."""

    text: str
    font: str = BODY
    size: float = 10.5
    align: str = "left"
    mono: bool = False
    indent: bool = False
    before: float = 0
    after: float = 0
    keep: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of `span` columns; texts become lines."""

    lines: tuple
    span: int = 1
    shade: str = ""
    middle: bool = False


def label(text, span=1):
    return Cell((Line(text, HEAD, 10, "center", keep=True),), span)


def value(text, span=1, **look):
    return Cell((Line(text, **look),), span)


def fact(text, span=1):
    return Cell((Line(text),), span, middle=True)


def band(text, span):
    return Cell((Line(text, HEAD, 10.5, keep=True),), span, "EBEBEB")


def board(*, landscape=False, title="", number=""):
    """An empty A4 document with a continuation header and page numbers."""
    document = Document()
    section = document.sections[0]
    width, height = Cm(21), Cm(29.7)
    if landscape:
        section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    section.left_margin = section.right_margin = Cm(2)
    section.header_distance = section.footer_distance = Cm(1.1)
    _style(document)
    _margins(section, title, number)
    _properties(document, title)
    return document


def _style(document):
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), BODY)
    for properties in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for old in properties.xpath("w:lang"):
            properties.remove(old)
        properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    part = next(p for p in document.part.package.parts if p.partname == "/word/fontTable.xml")
    entries = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="86"/></w:font>' for name in (TITLE, HEAD, BODY, NOTE)
    )
    part._blob = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'.encode()


def _margins(section, title, number):
    section.different_first_page_header_footer = bool(number)
    if number:
        head = section.header.paragraphs[0]
        head.style = "Normal"
        head.paragraph_format.tab_stops.add_tab_stop(
            section.page_width - section.left_margin - section.right_margin, 2
        )
        run(head, f"{title}（续表）\t", HEAD, 10.5)
        run(head, number, BODY, 9)
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.style = "Normal"
        paragraph.alignment = ALIGN["center"]
        run(paragraph, "第 ", BODY, 9)
        field(paragraph, "PAGE")
        run(paragraph, " 页　共 ", BODY, 9)
        field(paragraph, "NUMPAGES")
        run(paragraph, " 页", BODY, 9)


def _properties(document, title):
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[key]
    core = document.core_properties
    core.title, core.author, core.comments, core.language = title, "", "", "zh-CN"
    core.created = core.modified = datetime(2026, 1, 1, tzinfo=UTC)
    core.last_modified_by = ""


def run(paragraph, text, font=BODY, size=10.5, *, mono=False):
    made = paragraph.add_run(text)
    made.font.size = Pt(size)
    made.font.name = "Courier New" if mono else "Times New Roman"
    made._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return made


def field(paragraph, code):
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "1"), ("end", "")):
        made = run(paragraph, text if kind == "shown" else "", BODY, 9)
        if kind in {"begin", "separate", "end"}:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            made._element.append(element)
        elif not kind:
            element = OxmlElement("w:instrText")
            element.text = f" {text} "
            made._element.append(element)


def write(paragraph, line):
    paragraph.alignment = ALIGN[line.align]
    style = paragraph.paragraph_format
    style.space_before, style.space_after = Pt(line.before), Pt(line.after)
    if line.indent:
        style.first_line_indent = Pt(line.size * 2)
    style.keep_with_next = line.keep or None
    run(paragraph, line.text, line.font, line.size, mono=line.mono)


def add(document, *lines):
    for line in lines:
        write(document.add_paragraph(), line)


def gap(document):
    """The thin paragraph that keeps two tables apart."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(1)
    run(paragraph, "", size=1)


def table(document, widths, rows, *, heads=0, borders=True):
    """A table of fixed widths (cm), set apart from one right before it; `heads` rows are repeated on every page.

    A row that is a text holds one tag only.
    """
    body = document.element.body
    if any(child.tag == qn("w:tbl") for child in list(body)[-2:-1]):
        gap(document)
    made = document.add_table(0, len(widths))
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _look(made, borders)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    for place, cells in enumerate(rows):
        _row(made, widths, (value(cells, len(widths)),) if isinstance(cells, str) else cells, place < heads)
    return made


def _look(made, borders):
    kind = "single" if borders else "nil"
    sides = "".join(
        f'<w:{side} w:val="{kind}" w:sz="5" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = made._element.tblPr
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>"))
    margins = '<w:top w:w="50" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))


def _row(made, widths, cells, head):
    row = made.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if head:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    place = 0
    for cell in cells:
        first = row.cells[place]
        target = first.merge(row.cells[place + cell.span - 1]) if cell.span > 1 else first
        target.width = Cm(sum(widths[place : place + cell.span]))
        middle = cell.middle or cell.lines[0].font == HEAD or len(cells) == 1
        target.vertical_alignment = 1 if middle else 0
        if cell.shade:
            target._element.get_or_add_tcPr().append(
                parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{cell.shade}"/>')
            )
        for number, line in enumerate(cell.lines):
            write(target.paragraphs[0] if not number else target.add_paragraph(), line)
        place += cell.span
