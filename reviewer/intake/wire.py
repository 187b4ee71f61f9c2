"""What passes between the sandbox and its child: length-prefixed frames, records as JSON (never pickle)."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from dataclasses import asdict
from time import monotonic
from typing import Any

from reviewer.records import Gap, Grid, Location, Segment
from reviewer.settings import Limits

_HEADER = struct.Struct(">Q")
_CHUNK = 1 << 20


def send(channel: socket.socket, *frames: bytes) -> None:
    """Send frames, each after its length as 8 bytes; the channel's time-out holds for all of them."""
    for frame in frames:
        channel.sendall(_HEADER.pack(len(frame)))
        channel.sendall(frame)


def receive(channel: socket.socket, *, most: int, deadline: float | None = None) -> bytes:
    """Get one frame; raises EOFError, TimeoutError after `deadline` (monotonic), ValueError over `most`."""
    (size,) = _HEADER.unpack(_exactly(channel, _HEADER.size, deadline))
    if size > most:
        raise ValueError(f"frame of {size} bytes")
    return _exactly(channel, size, deadline)


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytes:
    found = bytearray()
    while len(found) < size:
        if deadline is not None:
            channel.settimeout(max(deadline - monotonic(), 0.001))
        chunk = channel.recv(min(size - len(found), _CHUNK))
        if not chunk:
            raise EOFError
        found += chunk
    return bytes(found)


def pack(segments: Sequence[Segment], gaps: Sequence[Gap]) -> bytes:
    """Segments and gaps as JSON arrays in the order of their fields."""
    rows = [
        [s.text, s.layout, s.hidden, _place(s.location), s.grid and [s.grid.rows, s.grid.columns]]
        for s in segments
    ]
    return _bytes([rows, [[gap.part, gap.reason, gap.message] for gap in gaps]])


def unpack(frame: bytes) -> tuple[tuple[Segment, ...], tuple[Gap, ...]]:
    """Undo `pack`; raises ValueError or TypeError on anything else."""
    rows, gaps = json.loads(frame)
    segments = tuple(
        Segment(
            text, Location(*place), layout, Grid(tuple(grid[0]), tuple(grid[1])) if grid else None, hidden
        )
        for text, layout, hidden, place, grid in rows
    )
    return segments, tuple(Gap(*gap) for gap in gaps)


def pack_limits(limits: Limits) -> bytes:
    """Limits as JSON, the first frame a child gets."""
    return _bytes(asdict(limits))


def unpack_limits(frame: bytes) -> Limits:
    """Undo `pack_limits`."""
    return Limits(**json.loads(frame))


def pack_request(kind: str, name: str, media_type: str) -> bytes:
    """What a child needs to know besides the bytes, which follow as a frame of their own."""
    return _bytes([kind, name, media_type])


def unpack_request(frame: bytes) -> tuple[Any, str, str]:
    """Undo `pack_request`."""
    kind, name, media_type = json.loads(frame)
    return kind, name, media_type


def _place(location: Location) -> list[str | int | None]:
    where = location
    return [
        where.part, where.kind, where.label, where.start, where.end,
        where.page, where.paragraph, where.sheet, where.cell, where.line,
    ]  # fmt: skip


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
