"""Values of a PDF's objects as pdfminer gives them: references followed, texts and streams decoded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def resolved(value: object) -> Any:  # noqa: ANN401 (any PDF object)
    """What a reference points to."""
    resolve = getattr(value, "resolve", None)
    return resolve() if resolve is not None else value


def text_of(value: object) -> str:
    """A text string by its byte order mark, else as Latin-1; "" for what is no string."""
    data = resolved(value)
    if not isinstance(data, bytes):
        return ""
    if data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return data.decode("utf-16", "replace")
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


def streams_of(value: object) -> Iterator[bytes]:
    """The bytes of a stream, or of each stream in a list."""
    value = resolved(value)
    for entry in value if isinstance(value, list) else [value]:
        stream = resolved(entry)
        if hasattr(stream, "get_data"):
            yield bytes(stream.get_data())
