"""Undoing Content-Encoding within a limit: a small answer must not become a huge one."""

from __future__ import annotations

import zlib

from reviewer.patrol.engine.faults import NotFetchedError

ACCEPTED = "gzip, deflate"


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The content of a body; raises NotFetchedError: "too-large" beyond `most`, "broken" for what is damaged.

    An encoding that was not asked for, or is not true, leaves the bytes as they are where they show it.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name in {"gzip", "x-gzip"}:
            body = _inflated(body, most, (31,)) if body[:2] == b"\x1f\x8b" else body
        elif name == "deflate":
            body = _inflated(body, most, (15, -15))
        elif name != "identity":
            raise NotFetchedError("broken", "encoding")
    return body


def _inflated(body: bytes, most: int, windows: tuple[int, ...]) -> bytes:
    for window in windows:
        try:
            return _streams(body, most, window)
        except zlib.error:
            continue
    raise NotFetchedError("broken", "encoding")


def _streams(body: bytes, most: int, window: int) -> bytes:
    """One packed stream after the other, as gzip allows."""
    found, rest = b"", body
    while rest:
        machine = zlib.decompressobj(wbits=window)
        found += machine.decompress(rest, most - len(found) + 1)
        if len(found) > most:
            raise NotFetchedError("too-large", "encoding")
        if not machine.eof:
            raise NotFetchedError("broken", "encoding")
        rest = machine.unused_data if machine.unused_data[:2] == b"\x1f\x8b" else b""
    return found
