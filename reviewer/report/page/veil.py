"""The text of a document as shown: every found value masked, character by character, unless revealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from reviewer.records import Document, Finding, Rule, Segment, Verdict
from reviewer.report.mask import masked

COVER = "*"
BESIDE = 20  # code points either side of a suspected state secret: they may be part of it


def veiled(document: Document, verdict: Verdict) -> list[str]:
    """The segments' texts with found values masked; lengths stay, so spans stay valid.

    Words beside a suspected state secret are covered with it. A carrier, or a passage of the classifier, is
    shown: it means no single value. Where more occurrences were counted than kept, every literal repeat of
    the value is masked too.
    """
    texts = [segment.text for segment in document.segments]
    covered: dict[int, list[str]] = {}
    for finding in verdict.every:
        for index, start, end in _spans(finding, document.segments):
            if index not in covered:
                covered[index] = list(texts[index])
            letters = covered[index]
            _cover(letters, start, texts[index][start:end], finding.rule)
            if _secret(finding):
                _cover_beside(letters, start, end)
    return ["".join(covered[index]) if index in covered else text for index, text in enumerate(texts)]


def name_cover(verdict: Verdict) -> Callable[[str], str]:
    """A function that masks in a name what was found in the names of the document and its inner files."""
    found = {
        (hit.text, finding.rule.id): finding.rule
        for finding in verdict.every
        for hit in finding.hits
        if hit.location.kind == "filename" and finding.rule.mask != "none"
    }

    def cover(name: str) -> str:
        letters = list(name)
        for (value, _), rule in found.items():
            for start, _ in _repeats(name, value):
                _cover(letters, start, value, rule)
        return "".join(letters)

    return cover


def _secret(finding: Finding) -> bool:
    return finding.rule.category == "state-secret" and finding.severity != "note"


def _spans(finding: Finding, segments: Sequence[Segment]) -> Iterator[tuple[int, int, int]]:
    if finding.rule.kind == "carrier" or (finding.rule.kind == "classifier" and not _secret(finding)):
        return
    for hit in finding.hits:
        yield hit.segment, hit.location.start, hit.location.end
    if finding.count > len(finding.hits):
        for value in _values(finding):
            for index, segment in enumerate(segments):
                yield from ((index, start, end) for start, end in _repeats(segment.text, value))


def _values(finding: Finding) -> set[str]:
    return {hit.text for hit in finding.hits if len(hit.text) > 1}


def _repeats(text: str, value: str) -> Iterator[tuple[int, int]]:
    start = text.find(value)
    while start >= 0:
        yield start, start + len(value)
        start = text.find(value, start + len(value))


def _cover_beside(letters: list[str], start: int, end: int) -> None:
    before = range(start - 1, max(-1, start - 1 - BESIDE), -1)
    after = range(end, min(len(letters), end + BESIDE))
    for side in (before, after):
        for offset in takewhile(lambda place: letters[place] not in "\t\n", side):
            letters[offset] = letters[offset] if letters[offset].isspace() else COVER


def _cover(letters: list[str], start: int, value: str, rule: Rule) -> None:
    shown = masked(value, rule)
    if len(shown) != len(value):
        shown = COVER * len(value)
    for offset, (plain, letter) in enumerate(zip(value, shown, strict=True), start):
        if letter != plain and plain not in "\t\n":
            letters[offset] = letter
