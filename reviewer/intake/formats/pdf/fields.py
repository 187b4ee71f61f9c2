"""What the fields of a PDF form hold beyond what is drawn: values, defaults, choices and hints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reviewer.intake.formats.pdf.values import resolved, streams_of, text_of

_KEYS = ("V", "DV", "Opt", "TU", "RV")
_MOST_FIELDS = 20_000


def field_values(form: dict[str, Any]) -> tuple[list[str], bool]:
    """Texts of all fields of a form (an /AcroForm), each once, and whether some fields were left out."""
    found: dict[str, None] = {}
    known: set[int] = set()
    todo = list(resolved(form.get("Fields")) or ())[::-1]
    seen = 0
    while todo and seen < _MOST_FIELDS:
        reference = todo.pop()
        number = getattr(reference, "objid", None)
        if number is not None and number in known:
            continue
        known.add(number or 0)
        seen += 1
        field = resolved(reference)
        if not isinstance(field, dict):
            continue
        for key in _KEYS:
            found |= dict.fromkeys(text for text in _texts(field.get(key)) if text)
        kids = resolved(field.get("Kids"))
        todo.extend(kids[::-1] if isinstance(kids, list) else ())
    return list(found), bool(todo)


def _texts(value: object) -> Iterator[str]:
    value = resolved(value)
    if isinstance(value, list):
        for entry in value:
            inner = resolved(entry)
            yield from map(text_of, inner if isinstance(inner, list) else [inner])
    elif isinstance(value, bytes):
        yield text_of(value).strip()
    else:
        for data in streams_of(value):
            yield text_of(data).strip()
