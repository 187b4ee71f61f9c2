"""JBIG2 files (ITU-T T.88), as OFD keeps scans: drawn by PDFium, then read as pictures."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import pypdfium2 as pdfium

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats import image

_FLAGS = 8  # where the file says how it is laid out
_IN_ORDER, _UNCOUNTED = 1, 2
_PAGE, _ENDS = 48, (49, 51)  # kinds of segments: what a page is, the ends of pages and of the file
_FEW, _SMALL, _MIDDLE = 4, 256, 65536  # references in one byte; numbers of segments in one byte, in two


class _Segment(NamedTuple):
    kind: int
    page: int
    data: bytes  # with its header, of page 1 whatever it was
    body: bytes


def read(data: bytes, reading: Reading) -> None:
    """Read every page; raises NotReadError for a file whose segments are not in order, or broken."""
    flags = data[_FLAGS] if len(data) > _FLAGS else 0
    if not flags & _IN_ORDER:
        raise NotReadError("image-not-read", "JBIG2 图片的排列方式暂不支持，未读取，请人工核对")
    try:
        pages = _pages(data, _FLAGS + 1 + (0 if flags & _UNCOUNTED else 4))
        for segments in pages:
            image.read(_drawn(segments, reading), reading)
    except (struct.error, IndexError, StopIteration, pdfium.PdfiumError) as problem:
        raise NotReadError("damaged", "图片数据不完整或损坏，未能读完") from problem
    if not pages:
        raise NotReadError("damaged", "图片里没有画面，可能已损坏")


def _pages(data: bytes, start: int) -> list[list[_Segment]]:
    """The segments of each page, those of the whole file before its own."""
    shared: list[_Segment] = []
    pages: dict[int, list[_Segment]] = defaultdict(list)
    for segment in _segments(data, start):
        if segment.kind not in _ENDS:
            (pages[segment.page] if segment.page else shared).append(segment)
    return [[*shared, *segments] for segments in pages.values()]


def _segments(data: bytes, at: int) -> Iterator[_Segment]:
    while at + 11 <= len(data):
        start = at
        number, flags, counts = struct.unpack_from(">IBB", data, at)
        references, at = counts >> 5, at + 6
        if references > _FEW:
            references = struct.unpack_from(">I", data, at - 1)[0] & 0x1FFFFFFF
            at += 3 + (references + 8) // 8
        at += references * (1 if number <= _SMALL else 2 if number <= _MIDDLE else 4)
        wide = 4 if flags & 0x40 else 1
        place, page = at, int.from_bytes(data[at : at + wide], "big")
        (length,) = struct.unpack_from(">I", data, at + wide)
        at += wide + 4
        body = data[at : at + length]
        if len(body) < length:
            raise IndexError("segment runs over the end")
        told = data[start:place] + min(page, 1).to_bytes(wide, "big") + data[place + wide : at]
        yield _Segment(flags & 0x3F, page, told + body, body)
        at += length


def _drawn(segments: list[_Segment], reading: Reading) -> bytes:
    """A page as a PNG file: PDFium decodes what stands in a PDF of one picture."""
    stated = next(segment.body for segment in segments if segment.kind == _PAGE)
    width, height = struct.unpack_from(">II", stated)
    if not 0 < width * height <= reading.limits.pixels:
        raise NotReadError("too-many-pixels", f"图片为 {width}×{height}，像素数超过上限，未读取")
    packed = b"".join(segment.data for segment in segments)
    head = (
        f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray"
        f"/BitsPerComponent 1/Filter/JBIG2Decode/Length {len(packed)}"
    )
    order = f"{width} 0 0 {height} 0 0 cm /A Do".encode()
    document = pdfium.PdfDocument(_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R"
        "/Resources<</XObject<</A 5 0 R>>>>>>".encode(),
        b"<</Length %d>>stream\n" % len(order) + order + b"\nendstream",
        b"<<" + head.encode() + b">>stream\n" + packed + b"\nendstream",
    ))  # fmt: skip
    try:
        out, page = BytesIO(), document[0]
        next(page.get_objects()).get_bitmap()  # raises PdfiumError where the page would stay blank
        page.render(scale=1).to_pil().convert("L").save(out, "PNG")
        return out.getvalue()
    finally:
        document.close()


def _pdf(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(places) + 1, len(out),
    )  # fmt: skip
