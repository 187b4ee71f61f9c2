"""A PDF's bytes as they lie in the file: the objects, opened where they are pooled, and the streams."""

from __future__ import annotations

import re
from base64 import a85decode
from binascii import unhexlify
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from zlib import decompressobj

_STREAM = re.compile(rb"\bstream\r?\n")
_END, _HEAD = b"endstream", 4096  # a stream's dictionary is not longer
_NUMBER = re.compile(rb"([0-9]{1,10})\s+[0-9]{1,5}\s+$")
_FILTER = re.compile(rb"/F(?:ilter)?\s{0,4}(/[A-Za-z0-9]+|\[[^\]]{0,200}\])")
_FILTER_NAME = re.compile(rb"/([A-Za-z0-9]+)")
MOST = 2**24
"""Bytes of one stream; what is longer is cut there."""
_SLOW = 2**18  # coded bytes for the decoders written in Python: seconds
_FIRST = re.compile(rb"/First\s+([0-9]{1,10})")
_WITHOUT_TEXT = re.compile(
    rb"/(?:Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)|Length1|XRef|FunctionType|ShadingType)(?![A-Za-z])"
)
_PICTURED = re.compile(rb"/(?:DCT|JPX|CCITTFax|JBIG2)Decode\b")
_DRAWN = re.compile(rb"/(?:Form|PatternType)\b")  # their dictionaries may hold all sorts of others


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: the number of its object (0 when none is told), its dictionary, and its bytes as they lie."""

    number: int
    head: bytes
    data: memoryview

    def speaks(self) -> bool:
        """Whether it may hold words at all, as neither pictures nor fonts do."""
        if _DRAWN.search(self.head):
            return True
        return not (_WITHOUT_TEXT.search(self.head) or _PICTURED.search(self.head))

    def read(self) -> bytes | None:
        """The bytes it stands for, at most MOST; None when they are coded in a way not read here."""
        data, left = self.unpacked()
        return None if left else data

    def unpacked(self) -> tuple[bytes, bytes]:
        """The bytes as far as they are decoded here, at most MOST, and by what they are coded still."""
        coded = _FILTER.search(self.head)
        data: bytes | memoryview = self.data
        for name in _FILTER_NAME.findall(coded[1]) if coded else ():
            try:
                data = _DECODERS[name](data)
            except Exception:  # noqa: BLE001 (an unknown code; a decoder may fail in any way over damaged bytes)
                return bytes(data[:MOST]), name
        return bytes(data[:MOST]), b""


@dataclass
class Body:
    """The parts of a file between its streams (their dictionaries among them), its pools, other streams.

    `closed` counts the pools that could not be opened.
    """

    loose: list[bytes] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    pooled: list[bytes] = field(default_factory=list)
    closed: int = 0

    @classmethod
    def of(cls, data: bytes) -> Body:
        """Part a file. Linear in its length; nothing but pools is inflated."""
        body, view, place = cls(), memoryview(data), 0
        while found := _STREAM.search(data, place):
            body.loose.append(data[place : found.start()])
            end = data.find(_END, found.end())
            end = len(data) if end < 0 else end
            body._take(_stream(data, found.start(), view[found.end() : end]))
            place = min(end + len(_END), len(data))
        body.loose.append(data[place:])
        return body

    @cached_property
    def locked(self) -> bool:
        """Whether the trailer names an encryption: strings and streams are rubbish then."""
        return any(b"/Encrypt" in piece for piece in self.loose) or any(
            b"/XRef" in stream.head and b"/Encrypt" in stream.head for stream in self.streams
        )

    @cached_property
    def objects(self) -> list[bytes]:
        """All that is written outside streams, in their dictionaries, and in pools."""
        return [b"\n".join(self.loose), *self.pooled]

    def _take(self, stream: Stream) -> None:
        if b"/ObjStm" not in stream.head:
            self.streams.append(stream)
        elif (inner := stream.read()) is None:
            self.closed += 1
        else:
            first = _FIRST.search(stream.head)
            self.pooled.append(inner[int(first[1]) if first else 0 :])


def _inflated(data: bytes | memoryview) -> bytes:
    return decompressobj().decompress(data, MOST)


def _ascii85(data: bytes | memoryview) -> bytes:
    return a85decode(bytes(data).partition(b"~")[0].removeprefix(b"<~"), ignorechars=b" \t\n\r\v\f\0")


def _hexadecimal(data: bytes | memoryview) -> bytes:
    digits = b"".join(bytes(data).partition(b">")[0].split())
    return unhexlify(digits + b"0" * (len(digits) % 2))


def _lzw(data: bytes | memoryview) -> bytes:
    from pdfminer.lzw import LZWDecoder  # noqa: PLC0415 (old files only)

    return _bounded(LZWDecoder(BytesIO(_short(data))).run())


def _run_lengths(data: bytes | memoryview) -> bytes:
    from pdfminer.runlength import rldecode  # noqa: PLC0415 (old files only)

    return rldecode(_short(data))


def _short(data: bytes | memoryview) -> bytes:
    if len(data) > _SLOW:
        raise ValueError("too long for a slow decoder")
    return bytes(data)


def _bounded(pieces: Iterable[bytes]) -> bytes:
    """As many pieces as reach MOST bytes."""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) >= MOST:
            break
    return bytes(found)


_DECODERS: dict[bytes, Callable[[bytes | memoryview], bytes]] = {
    b"FlateDecode": _inflated, b"Fl": _inflated,
    b"ASCII85Decode": _ascii85, b"A85": _ascii85,
    b"ASCIIHexDecode": _hexadecimal, b"AHx": _hexadecimal,
    b"LZWDecode": _lzw, b"LZW": _lzw,
    b"RunLengthDecode": _run_lengths, b"RL": _run_lengths,
    b"Crypt": bytes,  # in the clear amid what is encrypted
}  # fmt: skip


def _stream(data: bytes, start: int, inside: memoryview) -> Stream:
    begin = data.rfind(b"obj", max(0, start - _HEAD), start)
    number = _NUMBER.search(data, max(0, begin - 20), begin) if begin >= 0 else None
    return Stream(int(number[1]) if number else 0, data[max(begin, 0) : start] if begin >= 0 else b"", inside)
