"""Candidate → Match: place, words nearby and what the document is decide whether and how much it counts."""

from __future__ import annotations

from dataclasses import replace

from reviewer.detect.late import late
from reviewer.detect.text import Candidate, Text
from reviewer.records import SEVERITIES, Adjustment, Match, Rule, Segment, Severity

_LOWERED = ("drop", "note")
_CITED = late("^[^《》\n]{0,30}》|《[^《》\n]{0,40}》")  # a leak may name the rules it follows
_FOLLOWED = late(
    "(?:根据|按照|依据|依照|遵照|落实|执行)[^《》\n。]{0,8}(?:《[^《》\n]{0,40}》[、和及与等]?){1,6}"
    "(?:的?(?:有关|相关)?(?:规定|要求|精神|制度|办法|意见))?"
)
_DENIAL = 12  # code points before a word
_DENIED = late("(?:[不未][在被属是予得列]|没有|列入|纳入)[^\n。,;:()]{0,6}$")
_SENTENCE_END = late("[。!?\n\x1e]")
_CLAUSE_END = late("[。!?\n\x1e,;:()\t]")


def settle(candidate: Candidate, text: Text) -> Match | None:
    """Weigh a candidate's context; None when the rule does not hold there."""
    rule = candidate.rule
    if rule.place and text.kind_at(candidate.start) not in rule.place:
        return None
    if rule.near and not _near(rule.near, candidate, text):
        return None
    if text.says(rule.unless):
        where = f"{text.header(candidate.start)}\n{_paragraph(candidate, text, rule.window)}"
        if any(map(where.__contains__, rule.unless)):
            return None
    holding = [adjustment for adjustment in rule.adjust if _holds(adjustment, candidate, text)]
    severity = _adjusted(candidate.severity or rule.severity, holding)
    if severity is None:
        return None
    reasons = (*candidate.reasons, *(adjustment.reason for adjustment in holding))
    segment, start, end = text.span(candidate.start, candidate.end)
    return Match(rule.id, segment, start, end, candidate.value, candidate.score, severity, reasons)


def _near(words: tuple[str, ...], candidate: Candidate, text: Text) -> bool:
    if not text.says(words):
        return False
    where = text.around(candidate.start, candidate.end, candidate.rule.window)
    return any(map(where.__contains__, words))


def _holds(adjustment: Adjustment, candidate: Candidate, text: Text) -> bool:
    if not text.says(adjustment.words):
        return False
    where = _where(adjustment, candidate, text)
    of_itself = adjustment.window == 0 and adjustment.severity in _LOWERED
    says = _asserted if of_itself else str.__contains__
    return any(says(where, word) for word in adjustment.words)


def _asserted(head: str, word: str) -> bool:
    """Whether a document calls itself so: not only who is, or is not, put on such a list."""
    place = head.find(word)
    while place >= 0:
        if not _DENIED.search(head, max(0, place - _DENIAL), place):
            return True
        place = head.find(word, place + 1)
    return False


def _where(adjustment: Adjustment, candidate: Candidate, text: Text) -> str:
    """The text in which an adjustment's words count; what lowers is not sought in titles it only cites."""
    cited = _CITED
    if adjustment.titled:
        where, cited = text.titles, _FOLLOWED
    elif adjustment.window == 0:
        where, cited = text.head, _FOLLOWED
    elif adjustment.governs:
        return _clause(candidate, text, adjustment.window)
    elif adjustment.severity == "drop":
        where = _paragraph(candidate, text, adjustment.window)
    else:
        where = text.around(candidate.start, candidate.end, adjustment.window)
    return cited.sub("", where) if "》" in where and adjustment.severity in _LOWERED else where


def _paragraph(candidate: Candidate, text: Text, window: int) -> str:
    """The paragraph or row of a match, at most `window` code points on each side."""
    first, last = max(0, candidate.start - window), candidate.end + window
    begun = max(text.folded.rfind(end, first, candidate.start) for end in "\n\x1e") + 1
    ends = [end for sign in "\n\x1e" if (end := text.folded.find(sign, candidate.end, last)) >= 0]
    return text.folded[max(first, begun) : min(ends, default=last)]


def _clause(candidate: Candidate, text: Text, window: int) -> str:
    """The sentence up to a match and the clause it ends in, at most `window` code points on each side."""
    first, last = max(0, candidate.start - window), candidate.end + window
    begun = [end.end() for end in _SENTENCE_END.finditer(text.folded, first, candidate.start)]
    ended = _CLAUSE_END.search(text.folded, candidate.end, last)
    return text.folded[begun[-1] if begun else first : ended.start() if ended else last]


def _adjusted(severity: Severity, holding: list[Adjustment]) -> Severity | None:
    """Drop wins, then the lightest that lowers, then the heaviest that raises."""
    named: list[Severity] = []
    for adjustment in holding:
        if adjustment.severity == "drop":
            return None
        named.append(adjustment.severity)
    lower = [level for level in named if SEVERITIES.index(level) < SEVERITIES.index(severity)]
    if lower:
        return min(lower, key=SEVERITIES.index)
    return max([severity, *named], key=SEVERITIES.index)


def carrier_candidates(rules: tuple[Rule, ...], text: Text) -> list[Candidate]:
    """One candidate for each hidden segment with text, for the first rule that names its kind and way."""
    found = []
    for index, segment in enumerate(text.segments):
        if not segment.hidden or not segment.text.strip():
            continue
        start, end = text.starts[index], text.end(index)
        rule = next((rule for rule in rules if _carries(rule, segment)), None)
        if rule is not None and end > start:
            label = segment.location.label or segment.location.part
            reason = segment.hidden if label in segment.hidden else f"{segment.hidden}（{label}）"
            found.append(Candidate(rule, start, end, f"{label}:{segment.hidden}", rule.score, (reason,)))
    return found


def with_contents(matches: list[Match], carriers: tuple[Rule, ...]) -> list[Match]:
    """The same matches; a note on a hidden place asks a person where the place holds what asks one."""
    hidden = {rule.id for rule in carriers}
    reason = "看不见的文字里有须要人判断的内容，见同处的其他提示"
    asking = {match.segment for match in matches if match.severity != "note" and match.rule not in hidden}
    return [
        replace(match, severity="review", reasons=(*match.reasons, reason))
        if match.rule in hidden and match.severity == "note" and match.segment in asking
        else match
        for match in matches
    ]


def _carries(rule: Rule, segment: Segment) -> bool:
    named = not rule.terms or any(term in segment.hidden for term in rule.terms)
    return named and segment.location.kind in rule.place
