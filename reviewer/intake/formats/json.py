"""JSON: its text as it stands, with escapes turned into what they mean, and files in its strings."""

from __future__ import annotations

import re

from reviewer.intake.budget import Reading
from reviewer.intake.formats.packed import read_coded
from reviewer.intake.formats.text import read_addresses, text_of

_ESCAPES = re.compile(r"(?:\\{1,8}u[0-9a-fA-F]{4})+")  # more than one stroke: JSON within JSON
_STROKES = re.compile(r"\\+u")


def read(data: bytes, reading: Reading) -> None:
    """Read JSON line by line, then what its strings hold encoded; it need not be well formed."""
    text = _ESCAPES.sub(_characters, text_of(data, reading))
    reading.add(text, "body", "", layout="lines")
    read_addresses(text, reading)
    read_coded(text, reading)


def _characters(run: re.Match[str]) -> str:
    units = bytes.fromhex(_STROKES.sub("", run[0]))
    text = units.decode("utf-16-be", "replace")
    return "".join(char if char.isprintable() else " " for char in text)
