"""Cuts a text into passages of the length the classifier was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST = 80  # a paragraph end closes a passage from here on
USUAL = 160  # a sentence end closes a passage from here on
LONGEST = 350  # what has no sentence end is cut here

_ENDS = re.compile(r"[。！？；!?;][”’」』）)\"]?\s*|\n\s*")


def passages(text: str) -> list[tuple[int, int]]:
    """Half-open spans of about 80–350 code points, in order, without overlaps, covering all but blanks.

    They end where paragraphs or sentences end; short lines are merged. None is longer than 350.
    Linear in the length of the text.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    end = 0
    for stop, paragraph in _pieces(text):
        if stop - start > LONGEST and end > start:
            spans.append((start, end))
            start = end
        end = stop
        if end - start >= (SHORTEST if paragraph else USUAL):
            spans.append((start, end))
            start = end
    if end > start:
        spans.append((start, end))
    return [span for span in spans if not text[span[0] : span[1]].isspace()]


def _pieces(text: str) -> Iterator[tuple[int, bool]]:
    """Ends of the smallest pieces, each at most LONGEST, and whether a paragraph ends there."""
    last = 0
    for found in _ENDS.finditer(text):
        yield from ((cut, False) for cut in range(last + LONGEST, found.end(), LONGEST))
        last = found.end()
        yield last, "\n" in found.group()
    yield from ((cut, False) for cut in range(last + LONGEST, len(text), LONGEST))
    if last < len(text):
        yield len(text), True
