"""Names in a row behind words that say what all of them share: an illness, a watch kept on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reviewer.detect.persons.names import is_name
from reviewer.detect.plan import Hit
from reviewer.detect.text import Candidate, Text

LISTED = "listed"
"""The validator of rules whose pattern ends in names with 、 between them, its group `value`."""

_FEWEST = 3  # people
_REACH = 80  # code points from the anchor to the end of the names


def enumerated_candidates(text: Text, hits: Iterable[Hit]) -> Iterator[Candidate]:
    """One candidate for each run of three names or more; other nouns in a row are none."""
    for hit in hits:
        rule = hit.use.rule
        assert rule is not None
        start, _ = text.normal.unjoin(hit.start, hit.end)
        found = re.compile(rule.pattern).match(text.folded, start, start + _REACH)
        if found is not None:
            listed = found["value"].rstrip("等").split("、")
            if sum(map(is_name, listed)) >= max(_FEWEST, len(listed) - 1):
                yield Candidate(rule, *found.span("value"), found["value"], rule.score)
