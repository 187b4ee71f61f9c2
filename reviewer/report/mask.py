"""What of a matched text may be shown when nobody asked to see it."""

from __future__ import annotations

from reviewer.records import Hit, Rule

_COVER = "*"


def masked(text: str, rule: Rule) -> str:
    """The matched text, covered as the rule says: `none` whole, `partial` ends kept, `all` nothing kept.

    `partial` leaves at most a quarter of the characters, never more than three in front and two behind:
    of an identity number 3 + 2, of a telephone number 2 + 0.
    """
    if rule.mask == "none":
        return text
    if rule.mask == "all":
        return _COVER * len(text)
    kept = min(5, len(text) // 4)
    front = (kept + 1) // 2
    back = kept - front
    return text[:front] + _COVER * (len(text) - kept) + (text[len(text) - back :] if back else "")


def masked_text(hit: Hit, rule: Rule) -> str:
    """The matched text, covered as its rule says, and other findings inside it covered whole."""
    return _drawn(hit, rule)[slice(*hit.own)]


def masked_excerpt(hit: Hit, rule: Rule) -> str:
    """The excerpt on one line: the matched text as `masked_text`, other findings covered whole.

    What stands beside a suspected state secret, or a mark of one, may be part of it, and is covered too.
    """
    drawn = _drawn(hit, rule)
    if (rule.category == "state-secret" or rule.kind == "mark") and rule.severity != "note":
        start, end = hit.own
        drawn = f"{_covered(drawn[:start])}{drawn[start:end]}{_covered(drawn[end:])}"
    return drawn.replace("\n", " ").replace("\t", " ")


def _covered(text: str) -> str:
    """A text with its letters covered; white space hides nothing."""
    return "".join(letter if letter.isspace() else _COVER for letter in text)


def _drawn(hit: Hit, rule: Rule) -> str:
    """The excerpt at its full length; a finding that holds this one inside does not cover it."""
    start, end = hit.own
    drawn = list(hit.excerpt)
    drawn[start:end] = masked(hit.excerpt[start:end], rule).ljust(end - start, _COVER)
    for first, last in hit.spans:
        for place in range(first, last):
            if not (first <= start and end <= last and start <= place < end):
                drawn[place] = _COVER
    return "".join(drawn)
