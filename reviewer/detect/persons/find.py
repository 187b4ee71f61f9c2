"""What a document tells of people → candidates; the door of this package."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from reviewer.detect.persons.enumerated import LISTED, enumerated_candidates
from reviewer.detect.persons.joined import row_candidates
from reviewer.detect.persons.prose import prose_candidates
from reviewer.detect.persons.rows import Row
from reviewer.detect.persons.titled import titled_candidates
from reviewer.detect.persons.told import Told
from reviewer.detect.plan import Hit, Plan
from reviewer.detect.text import Candidate, Text


def person_candidates(
    text: Text, hits: Sequence[Hit], plan: Plan, told: Told, today: date
) -> Iterator[Candidate]:
    """Rows and sentences that join a person's name to what must not stand beside it.

    `hits` are the anchors of rules of kind `person`; without any, and without a head that names people,
    nothing else is looked at.
    """
    rows: list[Row] = []
    if told.naming or any(segment.grid for segment in text.segments):
        rows = [*told.tables, *told.forms]
        yield from row_candidates(rows, plan, today)
        yield from titled_candidates(text, told.tables, plan)
    if hits:
        outside = [*_outside(text, hits, [(row.start, row.end) for row in rows])]
        yield from prose_candidates(text, (hit for hit in outside if not _listed(hit)), plan, today)
        yield from enumerated_candidates(text, filter(_listed, outside))


def _listed(hit: Hit) -> bool:
    return hit.use.rule is not None and hit.use.rule.validator == LISTED


def _outside(text: Text, hits: Iterable[Hit], spans: list[tuple[int, int]]) -> Iterator[Hit]:
    """The hits that no row holds already."""
    spans.sort()
    for hit in hits:
        start, _ = text.normal.unjoin(hit.start, hit.end)
        row = bisect_right(spans, (start, len(text.folded))) - 1
        if row < 0 or spans[row][1] <= start:
            yield hit
