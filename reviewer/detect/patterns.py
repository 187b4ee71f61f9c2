"""Regular expressions, run only in windows around their anchors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from reviewer.detect.plan import Hit
from reviewer.detect.text import Candidate, Text
from reviewer.records import Boundary, Rule


def pattern_candidates(text: Text, hits: Iterable[Hit]) -> Iterator[Candidate]:
    """Matches of each pattern rule whose anchor was seen, each span once."""
    windows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rules: dict[str, Rule] = {}
    for hit in sorted(hits, key=lambda hit: hit.start):
        assert hit.use.rule is not None
        if hit.use.rule.place and text.kinds.isdisjoint(hit.use.rule.place):
            continue
        rule = rules.setdefault(hit.use.rule.id, hit.use.rule)
        start, end = text.normal.unjoin(hit.start, hit.end)
        _widen(windows[rule.id], max(0, start - rule.window), min(len(text.folded), end + rule.window))
    for identity, spans in windows.items():
        yield from _found(text, rules[identity], spans)


def _widen(windows: list[tuple[int, int]], start: int, end: int) -> None:
    if windows and start <= windows[-1][1]:
        windows[-1] = (windows[-1][0], max(windows[-1][1], end))
    else:
        windows.append((start, end))


def _found(text: Text, rule: Rule, windows: list[tuple[int, int]]) -> Iterator[Candidate]:
    pattern = re.compile(rule.pattern)
    group = "value" if "value" in pattern.groupindex else 0
    for start, end in windows:
        for match in pattern.finditer(text.folded, start, end):
            if match.end() > match.start() and free(text.folded, *match.span(), rule.boundary):
                span = match.span(group) if match.end(group) > match.start(group) else match.span()
                yield Candidate(rule, *span, text.folded[slice(*span)], rule.score)


def free(folded: str, start: int, end: int, boundary: Boundary) -> bool:
    """Whether what touches a span on both sides is outside the boundary's characters."""
    touching = folded[max(0, start - 1) : start] + folded[end : end + 1]
    if boundary == "digits":
        return not any(character.isdigit() for character in touching)
    if boundary == "alnum":
        return not any(character.isascii() and character.isalnum() for character in touching)
    return True
