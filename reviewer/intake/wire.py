"""What passes between the sandbox and its child: length-prefixed frames, columns of records, no pickle."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import accumulate, chain, groupby, repeat
from time import monotonic
from typing import Any

from reviewer.records import Gap, Grid, Location, Segment
from reviewer.settings import Limits

_HEADER = struct.Struct(">Q")
_CHUNK = 1 << 20
_RUNS = 4  # a column of which a value takes this part, at least, is told by runs
_GRIDS = -2  # the column of grids


def send(channel: socket.socket, *frames: bytes) -> None:
    """Send frames, each after its length as 8 bytes; the channel's time-out holds for all of them."""
    channel.sendall(b"".join(part for frame in frames for part in (_HEADER.pack(len(frame)), frame)))


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
    """Segments and gaps by columns: a JSON head with its length before it, then all texts as one."""
    texts, locations, layouts, grids, hows = zip(*segments, strict=True) if segments else ((),) * 5
    columns = [*zip(*locations, strict=True), layouts, grids, hows]
    head = _bytes([list(map(len, texts)), list(map(_column, columns)), gaps])
    return _HEADER.pack(len(head)) + head + "".join(texts).encode("utf-8", "surrogatepass")


def unpack(frame: bytes) -> tuple[tuple[Segment, ...], tuple[Gap, ...]]:
    """Undo `pack`; raises ValueError or TypeError on anything else."""
    if len(frame) < _HEADER.size:
        raise ValueError("no head")
    body = _HEADER.size + _HEADER.unpack_from(frame)[0]
    lengths, columns, gaps = json.loads(frame[_HEADER.size : body])
    text = frame[body:].decode("utf-8", "surrogatepass")
    ends = tuple(accumulate(lengths))
    if len(text) != (ends[-1] if ends else 0):
        raise ValueError("texts of another length")
    if not ends:
        return (), tuple(Gap(*gap) for gap in gaps)
    texts = map(text.__getitem__, map(slice, (0, *ends), ends))
    (grids, *counts) = columns[_GRIDS]
    columns[_GRIDS] = list(map(_grid, grids)), *counts
    *places, layouts, grids, hows = (_row(*column) for column in columns)
    if len(places) != len(Location._fields):
        raise ValueError("another number of columns")
    # a named tuple's own `_make` is a Python function: it takes twice as long
    locations = map(tuple.__new__, repeat(Location), zip(*places, strict=True))
    rows = zip(texts, locations, layouts, grids, hows, strict=True)
    return tuple(map(tuple.__new__, repeat(Segment), rows)), tuple(Gap(*gap) for gap in gaps)


def _column(column: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """The values of a column; where they repeat, one of each run and the lengths of the runs."""
    if not column or column.count(column[len(column) // 2]) * _RUNS < len(column):
        return (column,)
    runs = [(value, len(list(run))) for value, run in groupby(column)]
    return tuple(zip(*runs, strict=True))


def _row(values: list[Any], counts: list[int] | None = None) -> Iterable[Any]:
    return values if counts is None else chain.from_iterable(map(repeat, values, counts))


def _grid(numbers: list[list[int]] | None) -> Grid | None:
    return Grid(tuple(numbers[0]), tuple(numbers[1])) if numbers else None


def pack_limits(limits: Limits) -> bytes:
    """Limits as JSON, the first frame a child gets."""
    return _bytes(asdict(limits))


def unpack_limits(frame: bytes) -> Limits:
    """Undo `pack_limits`."""
    return Limits(**json.loads(frame))


def pack_readers(readers: Iterable[str]) -> bytes:
    """Names of readers to load before the first document, the second frame a child gets."""
    return _bytes(sorted(readers))


def unpack_readers(frame: bytes) -> list[str]:
    """Undo `pack_readers`."""
    return [str(name) for name in json.loads(frame)]


def pack_request(kind: str, name: str, media_type: str) -> bytes:
    """What a child needs to know besides the bytes, which follow as a frame of their own."""
    return _bytes([kind, name, media_type])


def unpack_request(frame: bytes) -> tuple[Any, str, str]:
    """Undo `pack_request`."""
    kind, name, media_type = json.loads(frame)
    return kind, name, media_type


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
