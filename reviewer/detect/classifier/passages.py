"""Cuts a text into passages of the length the classifier was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

HEADING = 40  # lines up to here in all go with the paragraph that follows
OWN = 60  # a paragraph from here on is a passage of its own
SHORTEST = 80  # short lines are gathered until they reach this
WHOLE = 250  # a longer paragraph is cut at sentence ends into even parts
USUAL = 180  # the length of such a part
LONGEST = 350  # what has no sentence end is cut here

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]*\n\s*|[^\n]+")
_SENTENCE = re.compile(r"[。！？；!?;][”’」』）)\"]?\s*")


def passages(text: str) -> list[Span]:
    """Half-open spans of about 80–350 code points, in order, without overlaps, covering all but blanks.

    They end where paragraphs or sentences end; short lines are merged. None is longer than 350.
    Linear in the length of the text.
    """
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        if end - start > WHOLE:
            spans += _parts(text, start, end)
        else:
            spans.append((start, end))
    return [(start, end) for start, end in spans if not (text[start].isspace() and text[start:end].isspace())]


def _paragraphs(text: str) -> Iterator[Span]:
    """Paragraphs, with the heading before them, and runs of short lines."""
    start = before = 0
    for end in accumulate(map(len, _LINE.findall(text))):
        own = end - before >= OWN
        if own and before - start > HEADING:
            yield start, before
            start = before
        if own or end - start >= SHORTEST:
            yield start, end
            start = end
        before = end
    if start < len(text):
        yield start, len(text)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """A long paragraph cut into even parts."""
    usual = (end - start) // -(-(end - start) // USUAL)
    for stop in _sentence_ends(text, start, end):
        while stop - start > LONGEST:
            yield start, start + LONGEST
            start += LONGEST
        if usual <= stop - start and end - stop >= OWN:
            yield start, stop
            start = stop
    while end - start > LONGEST:
        yield start, start + LONGEST
        start += LONGEST
    if start < end:
        yield start, end


def _sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    yield from (found.end() for found in _SENTENCE.finditer(text, start, end))
