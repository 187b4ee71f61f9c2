"""What a PDF holds beside its pages and their notes: strings of its objects, files, data around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from reviewer.intake.budget import Reading
from reviewer.intake.formats.image.reader import metadata
from reviewer.intake.formats.pdf.body import MOST, Body, Stream
from reviewer.intake.formats.pdf.catalog import packets_in, properties
from reviewer.intake.formats.pdf.locked import unlocked
from reviewer.intake.formats.pdf.spare import Orders, Shown, read_spare
from reviewer.intake.formats.pdf.strings import comments, keyed, said, untold, wordy

_ORDERS = (b" Tf", b" Tj", b" TJ", b" re", b" cm", b" Do", b"\nET", b" rg", b" g\n", b"begincmap")
_FILE, _PACKED = b"/EmbeddedFile", b"PK\3\4"
_SELF = re.compile(rb"Exif\0|Photoshop 3|http://ns\.adobe|\xff\xfe")  # where a JPEG file speaks of itself
_FRONT = 2**17
_HEAD, _FOOT = b"%PDF-", b"%%EOF"
_MOST = 2000  # strings that are told
_LITTLE = 64  # bytes of rubbish around a file that are let pass


def read_rest(data: bytes, body: Body, shown: Shown, taken: set[bytes], reading: Reading) -> None:
    """Add what none of the pages, no note or property has told, and what no page shows.

    `taken` are hashes of the files that were read already.
    """
    told = "".join("".join(segment.text.split()) for segment in reading.segments)
    _around(data, told, reading)
    if body.locked:
        try:
            data = unlocked(data, reading)
        except Exception:  # noqa: BLE001 (a second parser may fail in any way; PDFium has read the pages)
            reading.gap("catalogue-not-read", "加密 PDF 的对象无法解析，其中的属性、脚本和未画出的内容未读取")
            return
        body = Body.of(data)
        shown.all = False
    orders = Orders()
    lines = list(untold(_strings(body, orders, reading), told, behind="："))
    if len(lines) > _MOST:
        reading.gap("too-many-parts", f"PDF 对象中的文字多于 {_MOST} 条，其余 {len(lines) - _MOST} 条未读取")
    reading.add("\n".join(lines[:_MOST]), "metadata", "PDF 对象", layout="lines", hidden="PDF 对象中的文字")
    read = read_spare(data, body, orders, shown, reading)
    for number, inner in orders.files.items():
        _nest(number, inner, taken, reading)
    _read_photographs([stream for stream in body.streams if stream.number not in read], reading)


def _strings(body: Body, orders: Orders, reading: Reading) -> Iterator[str]:
    if body.closed:
        reading.gap("damaged", f"PDF 有 {body.closed} 组对象无法解开，其中的文字未读取")
    for objects in body.objects:
        yield from said(objects)
        yield from comments(objects)
    cut = 0
    for stream in filter(Stream.speaks, body.streams):
        if (inner := stream.read()) is None:
            orders.blind += 1
        else:
            cut += len(inner) == MOST
            reading.spend("inflated", len(inner))
            yield from _told_in(stream, inner, orders)
    if orders.blind:
        reading.gap("damaged", f"PDF 有 {orders.blind} 个数据流无法解开，其中若有文字未读取")
    if cut:
        reading.gap(
            "too-large-inflated", f"PDF 有 {cut} 个数据流超过 {MOST >> 20} MB，其余部分中的隐藏文字未读取"
        )


def _told_in(stream: Stream, inner: bytes, orders: Orders) -> Iterator[str]:
    """The strings of one stream, by what it is: properties, drawing orders, or just text."""
    if _FILE in stream.head or inner.startswith(_PACKED):
        orders.files[stream.number] = inner
    elif packets := packets_in(inner):
        for packet in packets:
            yield from properties(packet)
    elif any(map(inner.__contains__, _ORDERS)):
        orders.take(stream, inner)
        yield from keyed(inner)
    elif text := wordy(inner):
        yield f"数据流：{text}"


def _around(data: bytes, told: str, reading: Reading) -> None:
    """Add text before the head and behind the foot; data that is none is a gap."""
    start, end = max(data.find(_HEAD), 0), data.rfind(_FOOT)
    behind = data[end + len(_FOOT) :] if end >= 0 else b""
    for part, where in ((data[:start], "文件头之前"), (behind, "文件结尾之后")):
        bare = part.strip(b"\r\n\t \0\x1a")
        if text := wordy(bare):
            if "".join(text.split()) not in told:
                reading.add(text, "hidden", where, hidden=f"{where}的文字")
        elif len(bare) > _LITTLE:
            reading.gap("trailing-data", f"PDF {where}还有 {len(bare)} 字节数据，未读取")


def _nest(number: int, inner: bytes, taken: set[bytes], reading: Reading) -> None:
    """Read a file that belongs to no list of attachments, unless it was `taken` from one."""
    if (digest := sha256(inner).digest()) not in taken:
        taken.add(digest)
        reading.spend("members")
        reading.nest(inner, f"内嵌数据{number}", unseen="附件列表以外的内嵌文件")


def _read_photographs(streams: Iterable[Stream], reading: Reading) -> None:
    """Tell what the JPEG files on the pages say of themselves: positions, authors, notes."""
    lines: dict[str, None] = {}
    for stream in streams:
        if b"/DCTDecode" in stream.head and _SELF.search(stream.data, 0, _FRONT):
            lines |= dict.fromkeys(metadata(bytes(stream.data)))
    reading.add("\n".join(lines), "metadata", "页面图片", layout="lines", hidden="图片元数据")
