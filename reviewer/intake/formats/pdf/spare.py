"""What a PDF holds and no page shows: pages cut out of its list, drawings and pictures never drawn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf.body import Body, Stream
from reviewer.intake.formats.pdf.pictures import LEAST_SIDE, Print, print_of
from reviewer.intake.formats.pdf.stored import as_file, sides
from reviewer.intake.formats.pdf.strings import untold

UNDRAWN = "页面上没有画出的文字"
_PAGE = re.compile(rb"/Type\s*/(?:Page|Template)(?![A-Za-z])")
_REFERENCE = re.compile(rb"/([^\s/<>\[\]()%]{1,60})\s{1,4}([0-9]{1,10})\s{1,4}[0-9]{1,5}\s{1,4}R(?![A-Za-z])")
_NAMED = re.compile(rb"/([^\s/<>\[\]()%]{1,60})\s{1,4}$")
_LONGEST = 65  # bytes of a name
_LETTERED = re.compile(rb"\bT[jJ]\b|[)\]]\s{0,4}['\"]")
_DRAWING, _PATTERN, _PICTURE = b"/Form", b"/PatternType", b"/Image"
_SHOWN = frozenset((b"N", b"SMask", b"Mask"))  # an annotation's face, how clear a picture is
_SLACK = 3  # bytes of white space behind a stream
_MOST = 300  # drawings; 100 ms for each hundred


@dataclass(slots=True)
class Shown:
    """What the pages show: how many they are, and what the pictures they draw are known by.

    `all`: nothing of them was left out, and the streams are those of the file.
    """

    count: int
    all: bool = True
    prints: set[Print] = field(default_factory=set)

    def lacks(self, pictures: Iterable[Stream]) -> Iterator[Stream]:
        """Yield the pictures that no page draws."""
        lengths = {length for length, _ in self.prints}
        for stream in pictures:
            ends = range(max(len(stream.data) - _SLACK, 0), len(stream.data) + 1)
            if not any(print_of(bytes(stream.data[:end])) in self.prints for end in ends if end in lengths):
                yield stream


@dataclass(slots=True)
class Orders:
    """What the drawing orders of all pages and drawings say: names they draw, drawings with letters in them.

    `inside` are the names that drawings draw, of which no page can be asked. `blind` counts those that could
    not be read; `files` are no drawings but files, by number of object.
    """

    drawn: set[bytes] = field(default_factory=set)
    inside: set[bytes] = field(default_factory=set)
    lettered: list[Stream] = field(default_factory=list)
    files: dict[int, bytes] = field(default_factory=dict)
    blind: int = 0

    def take(self, stream: Stream, orders: bytes) -> None:
        """Note what one stream draws."""
        inside = _DRAWING in stream.head or _PATTERN in stream.head
        for before in orders.split(b"Do")[:-1]:
            if name := _NAMED.search(before[-_LONGEST:]):
                self.drawn.add(name[1])
                self.inside |= {name[1]} if inside else set()
        if inside and _LETTERED.search(orders):
            self.lettered.append(stream)


def read_spare(data: bytes, body: Body, orders: Orders, shown: Shown, reading: Reading) -> set[int]:
    """Add text and pictures that no page shows; what cannot be read is a gap.

    Gives the numbers of the pictures that were read.
    """
    pictures = [stream for stream in body.streams if _is_picture(stream)]
    asked = {str(stream.number).encode() for stream in (*orders.lettered, *pictures)}
    known: dict[int, set[bytes]] = defaultdict(set)
    pages = 0
    for objects in body.objects:
        pages += len(_PAGE.findall(objects))
        for key, number in _REFERENCE.findall(objects) if asked else ():
            if number.lstrip(b"0") in asked:
                known[int(number)].add(key)
    left = {stream.number for stream in orders.lettered if not known[stream.number] & (orders.drawn | _SHOWN)}
    if left or pages > shown.count:
        _read_text(data, left, reading, cut=pages > shown.count)
    if orders.blind:
        return set()
    sure = orders.inside | _SHOWN if shown.all else orders.drawn | _SHOWN
    doubtful = (stream for stream in pictures if not known[stream.number] & sure)
    return _read_pictures(list(shown.lacks(doubtful)), reading)


def _is_picture(stream: Stream) -> bool:
    """Whether a stream is a picture that could hold a sentence."""
    return _PICTURE in stream.head and min(sides(stream.head)) >= LEAST_SIDE


def _read_text(data: bytes, numbers: set[int], reading: Reading, *, cut: bool) -> None:
    told = "".join("".join(segment.text.split()) for segment in reading.segments)
    if len(numbers) > _MOST:
        reading.gap("too-many-objects", f"PDF 有 {len(numbers)} 个没有画出的图形，只查了 {_MOST} 个")
    try:
        for label, text in _texts(data, sorted(numbers)[:_MOST], cut=cut):
            lines = untold(text.split("\n"), told)
            reading.add("\n".join(lines), "hidden", label, layout="lines", hidden=UNDRAWN)
    except Exception:  # noqa: BLE001 (a second parser may fail in any way; PDFium has read the pages)
        reading.gap("catalogue-not-read", "PDF 里有页面上没有画出的内容，无法解析，未读取")


def _texts(data: bytes, numbers: list[int], *, cut: bool) -> Iterator[tuple[str, str]]:
    """Labels and texts of drawings and, if pages were `cut` out of the list, of those, by pdfminer."""
    from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415 (heavy, needed by some files only)
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415

    document = PDFDocument(PDFParser(BytesIO(data)))
    for number in numbers:
        stream: Any = document.getobj(number)
        box, fonts = stream.attrs.get("BBox", [0, 0, 1000, 1000]), stream.attrs.get("Resources", {})
        sheet = {"Resources": fonts, "MediaBox": box, "Contents": [stream]}
        yield "未画出的图形", _written(document, number, sheet)
    if cut:
        for number, sheet in _cut_out(document):
            yield "未编入的页面", _written(document, number, sheet)


def _cut_out(document: Any) -> Iterator[tuple[int, dict[str, Any]]]:  # noqa: ANN401 (pdfminer's)
    """The pages that stand in no list of pages."""
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415

    listed = {page.pageid for page in PDFPage.create_pages(document)}
    numbers = {number for table in document.xrefs for number in table.get_objids()}
    for number in sorted(numbers - listed):
        sheet = document.getobj(number)
        kind = sheet.get("Type") if isinstance(sheet, dict) else None
        if getattr(kind, "name", "") in ("Page", "Template"):
            yield number, {"Resources": {}, "MediaBox": [0, 0, 1000, 1000], **sheet}


def _written(document: Any, number: int, sheet: dict[str, Any]) -> str:  # noqa: ANN401 (pdfminer's)
    """The text that the drawing orders of a page write."""
    from pdfminer.converter import TextConverter  # noqa: PLC0415
    from pdfminer.layout import LAParams  # noqa: PLC0415
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager  # noqa: PLC0415
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415

    out, fonts = StringIO(), PDFResourceManager()
    device = TextConverter(fonts, out, laparams=LAParams(all_texts=True))
    PDFPageInterpreter(fonts, device).process_page(PDFPage(document, number, sheet, None))
    return out.getvalue().replace("\f", "\n")


def _read_pictures(undrawn: list[Stream], reading: Reading) -> set[int]:
    """Read the pictures that are never drawn; those coded in a way not read here are counted in a gap."""
    read: set[int] = set()
    for stream in undrawn:
        if inner := as_file(stream):
            reading.spend("members")
            reading.spend("inflated", len(inner))
            read.add(stream.number)
            reading.nest(inner, f"未画出的图片{stream.number}", unseen="页面上没有画出的图片")
    if count := sum(stream.number not in read for stream in undrawn):
        reading.gap("image-not-read", f"PDF 里有 {count} 幅页面上没有画出的图片，图中文字未识别，请人工核对")
    return read
