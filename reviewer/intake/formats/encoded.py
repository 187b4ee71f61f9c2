"""Words that a text carries in another writing: the percent signs of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from reviewer.intake.charset import commonness, decode

# From the first byte beyond ASCII on, once or more often encoded.
_RUN = re.compile(r"%(?:25)*(?:u[0-9a-fA-F]{4}|[89a-fA-F][0-9a-fA-F])[%\w.~+*!-]*", re.ASCII)
_WIDE = re.compile(r"%u([0-9a-fA-F]{4})")
_ROUNDS = 3  # encodings one over another
_HAN = re.compile("[\u3400-\u9fff]")
_COMMON = 0.1  # share of everyday characters below which an older encoding is chance


def address_words(text: str) -> Iterator[str]:
    """Chinese words that a text holds percent-encoded, in UTF-8 or an older encoding or as `%uXXXX`."""
    if "%" not in text:
        return
    for run in dict.fromkeys(_RUN.findall(text)):
        words = _decoded(run)
        if _HAN.search(words):
            yield words


def _decoded(run: str) -> str:
    text = run
    for _ in range(_ROUNDS):
        if "%" not in text:
            break
        data = unquote_to_bytes(_WIDE.sub(_character, text))
        decoded = decode(data)
        text = decoded.text
        if decoded.encoding != "utf-8" and (decoded.bad or commonness(text) < _COMMON):
            return ""
    return " ".join(text.replace("+", " ").replace("\ufffd", "").split())


def _character(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return "\ufffd" if "\ud800" <= char <= "\udfff" else char
