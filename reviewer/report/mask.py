"""What of a matched text may be shown when nobody asked to see it."""

from __future__ import annotations

from reviewer.records import Hit, Rule

_COVER = "*"
_SHOWN = 60  # an excerpt fully covered is not drawn longer than this


def masked(text: str, rule: Rule) -> str:
    """The matched text, covered as the rule says: `none` whole, `partial` ends kept, `all` nothing kept.

    `partial` leaves at most a quarter of the characters, never more than three in front and two behind:
    of an identity number 3 + 2, of a telephone number 2 + 0.
    """
    if rule.mask == "none":
        return text
    if rule.mask == "all":
        return _COVER * min(len(text), _SHOWN)
    kept = min(5, len(text) // 4)
    front = (kept + 1) // 2
    back = kept - front
    return text[:front] + _COVER * (len(text) - kept) + (text[len(text) - back :] if back else "")


def masked_excerpt(hit: Hit, rule: Rule) -> str:
    """The excerpt with every match in it covered, this rule's by its own way, others wholly."""
    own = hit.excerpt.find(hit.text)
    drawn, position = [], 0
    for start, end in _merged(hit.spans):
        drawn.append(_around(hit.excerpt[position:start], rule))
        covered = hit.excerpt[start:end]
        mine = own == start and covered == hit.text
        drawn.append(masked(covered, rule) if mine else _COVER * len(covered))
        position = end
    drawn.append(_around(hit.excerpt[position:], rule))
    return "".join(drawn).replace("\n", " ").replace("\t", " ")


def _around(text: str, rule: Rule) -> str:
    """Text beside a match: what stands beside a suspected state secret may be part of it."""
    return _COVER * len(text) if rule.category == "state-secret" and rule.severity != "note" else text


def _merged(spans: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
