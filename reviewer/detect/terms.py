"""Literals of the joined text → candidates of the rules that wait for them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from reviewer.detect.plan import Hit
from reviewer.detect.text import Candidate, Text
from reviewer.records import Rule

_UNTICKED = frozenset("□☐")  # `□内部资料 ■公开`: an option that was not chosen
_LONGEST = 40  # no literal of a joint is longer
_CERTAIN = 4  # a literal this long is no accident, even with spaces or a line break inside


def term_candidates(text: Text, hits: Iterable[Hit]) -> Iterator[Candidate]:
    """Terms that are not inside a longer allowed literal and not put together from two words."""
    terms: list[Hit] = []
    allowed: dict[int, list[Hit]] = defaultdict(list)  # by every position inside
    for hit in hits:
        if hit.use.role == "term":
            terms.append(hit)
        else:
            for position in range(hit.start, hit.end):
                allowed[position].append(hit)
    for hit in terms:
        rule = hit.use.rule
        assert rule is not None
        start, end = text.normal.unjoin(hit.start, hit.end)
        unticked = text.folded[start - 1 : start] in _UNTICKED
        if not (unticked or _allowed(hit, rule, allowed.get(hit.start, []))) and stands(text, hit):
            yield Candidate(rule, start, end, text.normal.joined[hit.start : hit.end], rule.score)


def joint_candidates(text: Text, hits: Iterable[Hit]) -> Iterator[Candidate]:
    """One literal of every group within the rule's window of the first group's literal."""
    found: dict[str, dict[int, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        assert hit.use.rule is not None
        found[hit.use.rule.id][hit.use.group].append(hit)
    for groups in found.values():
        rule = next(iter(groups.values()))[0].use.rule
        assert rule is not None
        if len(groups) == len(rule.groups):
            standing = {group: [hit for hit in held if stands(text, hit)] for group, held in groups.items()}
            if all(standing.values()):
                yield from _joints(text, rule, standing)


def stands(text: Text, hit: Hit) -> bool:
    """Whether a literal with spaces inside is a word set wide, not the ends of two words."""
    start, end = text.normal.unjoin(hit.start, hit.end)
    first, last = text.normal.source(start, end)
    length = hit.end - hit.start
    if length >= _CERTAIN or last - first == length:
        return True
    index, start, end = text.span(start, end)
    source = text.segments[index].text
    if not any(character.isspace() for character in source[start:end]):
        return True
    return not (_glued(source[start - 1 : start]) or _glued(source[end : end + 1]))


def _glued(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _allowed(hit: Hit, rule: Rule, over: list[Hit]) -> bool:
    """Whether one of the allowed literals over a term's first character reaches its end."""
    return any(
        hit.end <= longer.end and longer.use.rule is not None and longer.use.rule.validator in {"", rule.id}
        for longer in over
    )


def _joints(text: Text, rule: Rule, groups: dict[int, list[Hit]]) -> Iterator[Candidate]:
    pivot = min(groups, key=lambda group: len(groups[group]))
    others = [sorted(hits, key=_start) for group, hits in groups.items() if group != pivot]
    reached = -1
    for hit in sorted(groups[pivot], key=_start):
        if hit.start < reached:
            continue  # inside the span just found
        chosen = [hit, *(near for hits in others if (near := _nearest(hit, hits, rule.window)) is not None)]
        if len(chosen) == len(groups):
            yield _joint(text, rule, chosen)
            reached = max(other.end for other in chosen)


def _nearest(hit: Hit, hits: list[Hit], window: int) -> Hit | None:
    """The closest of the sorted hits within the window on either side."""
    first = bisect_left(hits, hit.start - window - _LONGEST, key=_start)
    last = bisect_left(hits, hit.end + window + 1, key=_start)
    near = [other for other in hits[first:last] if _gap(hit, other) <= window]
    return min(near, key=lambda other: _gap(hit, other), default=None)


def _start(hit: Hit) -> int:
    return hit.start


def _gap(one: Hit, other: Hit) -> int:
    return max(other.start - one.end, one.start - other.end, 0)


def _joint(text: Text, rule: Rule, chosen: list[Hit]) -> Candidate:
    words = [text.normal.joined[hit.start : hit.end] for hit in sorted(chosen, key=lambda hit: hit.start)]
    start, end = text.normal.unjoin(min(hit.start for hit in chosen), max(hit.end for hit in chosen))
    reason = f"同处出现：{'、'.join(words)}"
    return Candidate(rule, start, end, "+".join(sorted(words)), rule.score, (reason,))
