"""Cuts a text into passages of the length the classifier was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

HEADING = 40  # lines up to here in all go with the paragraph that follows
OWN = 60  # a paragraph from here on is a passage of its own
SHORTEST = 80  # short lines are gathered until they reach this
WHOLE = 140  # a longer paragraph is cut into windows that overlap: one sentence in it may be the leak
WINDOW = 110  # of whole sentences; about what the classifier learnt from
STRIDE = 15  # windows begin so far apart, where sentences begin
LONGEST = 350  # a longer sentence is cut here

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]*\n\s*|[^\n]+")
_SENTENCE = re.compile(r"[。！？；!?;][”’」』）)\"]?\s*")


def passages(text: str) -> list[Span]:
    """Half-open spans of about 80–140 code points, in order of start and of end, covering all but blanks.

    They begin and end where paragraphs or sentences do; short lines are merged, the windows of a long
    paragraph overlap. None is longer than 350. Linear in the length of the text.
    """
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        if end - start > WHOLE:
            spans += _windows(text, start, end)
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


def _windows(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of sentences of a long paragraph, each beginning behind the one before and reaching further."""
    ends = [*(stop for found in _SENTENCE.finditer(text, start, end) if (stop := found.end()) < end), end]
    begun, reached, last = start - STRIDE, start, 0
    for first, begin in enumerate((start, *ends[:-1])):
        if ends[first] <= reached and begin - begun < STRIDE:
            continue
        last = max(last, first)
        while last + 1 < len(ends) and ends[last + 1] - begin <= WINDOW:
            last += 1
        if ends[last] > reached:
            yield from _pieces(begin, ends[last])
            begun, reached = begin, ends[last]


def _pieces(start: int, end: int) -> Iterator[Span]:
    """A span; one that is too long in parts."""
    yield from ((place, min(place + LONGEST, end)) for place in range(start, end, LONGEST))
