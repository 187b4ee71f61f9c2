"""Sentences that join a named person to a sensitive fact, a birth date or a minor's whereabouts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from reviewer.detect.late import late
from reviewer.detect.persons.facts import full_birth, number_in
from reviewer.detect.persons.names import Name, names_in
from reviewer.detect.plan import Hit, Plan
from reviewer.detect.text import Candidate, Text
from reviewer.records import Rule

_REACH = 120  # code points of a sentence on each side of the word that calls for a look
_ENDS = "。;!?\n\x1e"
_END = late(f"[{_ENDS}]")
_BETWEEN = 60  # code points from the name to the fact
_WORKS = late(
    "医师|教授|专家|主任|院长|所长|局长|处长|科长|主席|记者|研究|擅长|治疗|诊治|诊疗|主讲|讲解|介绍|表示|指出|强调|提案|"
    "护士|医生|志愿者|代表|委员|书记|慰问|看望|走访|关爱|捐|例如|假设|比如|示例|样例|案例教学|题目|扮演|饰"
)
_KIN = late("(?:母亲|父亲|妻子|丈夫|爱人|儿子|女儿|爷爷|奶奶|岳父|岳母|公公|婆婆)$")
_SCORE = 0.85


def prose_candidates(text: Text, hits: Iterable[Hit], plan: Plan, today: date) -> Iterator[Candidate]:
    """One candidate for each sentence in which a person rule's pattern stands behind a person's name."""
    joined = plan.by_validator.get("person.row")
    reached: dict[str, int] = {}  # up to where each rule has read: windows of one rule never overlap much
    names: dict[int, list[Name]] = {}
    for hit in hits:
        rule = hit.use.rule
        assert rule is not None
        place, last = text.normal.unjoin(hit.start, hit.end)
        if place < reached.get(rule.id, 0):
            continue
        start, end = _sentence(text, place, last)
        reached[rule.id] = end
        if not re.compile(rule.pattern).search(text.folded, start, end) or _in_grid(text, place):
            continue
        if start not in names:
            names[start] = list(names_in(text.folded, start, end))
        for name, fact, words in _facts(text.folded, (start, end), names[start], rule):
            if rule.validator == "birth" and not full_birth(words, today):
                continue
            yield _candidate(
                text.folded, name, fact, joined if _numbered(text.folded, name, end) else None, rule
            )


def _candidate(folded: str, name: Name, fact: int, joined: Rule | None, rule: Rule) -> Candidate:
    """The joint of a name and a fact, graver where a full number of the person stands there too."""
    used, words = rule, "姓名与敏感情况写在同一句"
    if joined is not None and rule.validator not in {"birth", "address"}:
        used, words = joined, "姓名、号码与敏感情况写在同一句"
    start, end = min(name.start, fact), max(name.end, fact)
    value = f"{name.text}|{folded[start:end]}"
    return Candidate(used, start, end, value, _SCORE, (words,))


def _in_grid(text: Text, place: int) -> bool:
    return text.segments[text.segment_at(place)].grid is not None


def _sentence(text: Text, start: int, end: int) -> tuple[int, int]:
    folded = text.folded
    first = max(folded.rfind(mark, max(0, start - _REACH), start) for mark in _ENDS) + 1
    first = first or max(0, start - _REACH)
    last = _END.search(folded, end, end + _REACH)
    return first, last.start() if last else min(len(folded), end + _REACH)


def _facts(
    folded: str, sentence: tuple[int, int], names: Iterable[Name], rule: Rule
) -> Iterator[tuple[Name, int, str]]:
    """Names with the end of the first fact behind each, unless they tell of work done on the matter."""
    (start, end), pattern = sentence, re.compile(rule.pattern)
    for name in names:
        fact = pattern.search(folded, name.end, min(end, name.end + _BETWEEN))
        kin = _KIN.search(folded, start, name.start)
        lead = name.start if kin else max(start, name.start - 12)  # the work of a relative is not their own
        if fact and not _WORKS.search(folded, lead, fact.end()):
            yield name, fact.end(), fact[0]
            return


def _numbered(folded: str, name: Name, end: int) -> bool:
    near = folded[name.end : end]
    return bool(number_in("id", near) or number_in("card", near))
