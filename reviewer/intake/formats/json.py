"""JSON: its text as it stands, with escapes turned into the characters they mean."""

from __future__ import annotations

import re

from reviewer.intake.budget import Reading
from reviewer.intake.formats.text import text_of

_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


def read(data: bytes, reading: Reading) -> None:
    """Read JSON line by line; it need not be well formed."""
    reading.add(_ESCAPES.sub(_characters, text_of(data, reading)), "body", "", layout="lines")


def _characters(run: re.Match[str]) -> str:
    units = bytes.fromhex(run[0].replace("\\u", ""))
    text = units.decode("utf-16-be", "replace")
    return "".join(char if char.isprintable() else " " for char in text)
