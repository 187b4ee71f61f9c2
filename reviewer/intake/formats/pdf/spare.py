"""What a PDF holds and no page shows: pages cut out of its list, drawings and pictures never drawn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

from reviewer.intake.budget import Reading
from reviewer.intake.formats.pdf.body import Body, Stream
from reviewer.intake.formats.pdf.strings import untold

UNDRAWN = "页面上没有画出的文字"
_PAGE = re.compile(rb"/Type\s*/(?:Page|Template)(?![A-Za-z])")
_REFERENCE = re.compile(rb"/([^\s/<>\[\]()%]{1,60})\s{1,4}([0-9]{1,10})\s{1,4}[0-9]{1,5}\s{1,4}R(?![A-Za-z])")
_NAMED = re.compile(rb"/([^\s/<>\[\]()%]{1,60})\s{1,4}$")
_LONGEST = 65  # bytes of a name
_LETTERED = re.compile(rb"\bT[jJ]\b|[)\]]\s{0,4}['\"]")
_DRAWING, _PATTERN, _PICTURE = b"/Form", b"/PatternType", b"/Image"
_SHOWN = frozenset((b"N", b"SMask", b"Mask"))  # an annotation's face, how clear a picture is
_SIDE = re.compile(rb"/(?:Width|Height)\s+([0-9]{1,6})")
_LEAST_SIDE = 60  # pixels; smaller pictures hold no sentence
_MOST = 300  # drawings; 100 ms for each hundred


@dataclass(slots=True)
class Orders:
    """What the drawing orders of all pages and drawings say: names they draw, drawings with letters in them.

    `blind` counts those that could not be read; `files` are no drawings but files, by number of object.
    """

    drawn: set[bytes] = field(default_factory=set)
    lettered: list[Stream] = field(default_factory=list)
    files: dict[int, bytes] = field(default_factory=dict)
    blind: int = 0

    def take(self, stream: Stream, orders: bytes) -> None:
        """Note what one stream draws."""
        for before in orders.split(b"Do")[:-1]:
            if name := _NAMED.search(before[-_LONGEST:]):
                self.drawn.add(name[1])
        if (_DRAWING in stream.head or _PATTERN in stream.head) and _LETTERED.search(orders):
            self.lettered.append(stream)


def read_spare(data: bytes, body: Body, orders: Orders, count: int, reading: Reading) -> set[int]:
    """Add text and pictures that none of the `count` pages shows; what cannot be read is a gap.

    Gives the numbers of the pictures that were read.
    """
    known: dict[int, set[bytes]] = defaultdict(set)
    pages = 0
    for objects in body.objects:
        pages += len(_PAGE.findall(objects))
        for key, number in _REFERENCE.findall(objects):
            known[int(number)].add(key)
    left = {stream.number for stream in orders.lettered if not known[stream.number] & (orders.drawn | _SHOWN)}
    if left or pages > count:
        _read_text(data, left, reading, cut=pages > count)
    return set() if orders.blind else _read_pictures(body, known, orders.drawn, reading)


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


def _read_pictures(body: Body, known: dict[int, set[bytes]], drawn: set[bytes], reading: Reading) -> set[int]:
    """Read the pictures that are never drawn: JPEG files as they are, others are counted in a gap."""
    count, read = 0, set()
    for stream in body.streams:
        sides = [int(side) for side in _SIDE.findall(stream.head)]
        small = len(sides) < 2 or min(sides) < _LEAST_SIDE
        if _PICTURE not in stream.head or small or known[stream.number] & (drawn | _SHOWN):
            continue
        if b"/DCTDecode" in stream.head and bytes(stream.data[:3]) == b"\xff\xd8\xff":
            reading.spend("members")
            read.add(stream.number)
            reading.nest(bytes(stream.data), f"未画出的图片{stream.number}", unseen="页面上没有画出的图片")
        else:
            count += 1
    if count:
        reading.gap("image-not-read", f"PDF 里有 {count} 幅页面上没有画出的图片，图中文字未识别，请人工核对")
    return read
