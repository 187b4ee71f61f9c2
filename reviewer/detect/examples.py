"""Runs every rule's examples and counterexamples through the real detection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reviewer.detect.normalise import normalise
from reviewer.detect.scan import Scanner
from reviewer.records import Blob, Document, Example, Grid, Location, Origin, Rule, Segment

_FEWEST = 1  # examples, and counterexamples, that a rule must have


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that does not keep its promise, and what is wrong, in Chinese."""

    rule: str
    message: str


def failures(scanner: Scanner, today: date) -> Iterator[Failure]:
    """Every example not found, counterexample found, and literal not in normal form."""
    for rule in scanner.plan.rules.rules.values():
        for literal in _literals(rule):
            if (normal := normalise(literal).joined) != literal:
                yield Failure(rule.id, f"词语“{literal}”不是规范写法，应写作“{normal}”")
        if min(len(rule.examples), len(rule.counterexamples)) < _FEWEST:
            yield Failure(rule.id, "至少要有一条例句和一条反例")
        for example in rule.examples:
            if message := _missed(scanner, rule, example, today):
                yield Failure(rule.id, f"{message}：{example.text[:40]}")
        for example in rule.counterexamples:
            if _severities(scanner, rule, example, today):
                yield Failure(rule.id, f"反例被命中：{example.text[:40]}")


def _literals(rule: Rule) -> Iterator[str]:
    yield from (*(() if rule.kind == "carrier" else rule.terms), *rule.anchors, *rule.near, *rule.unless)
    for words in (*rule.groups, *(adjustment.words for adjustment in rule.adjust)):
        yield from words


def _missed(scanner: Scanner, rule: Rule, example: Example, today: date) -> str:
    found = _severities(scanner, rule, example, today)
    if not found:
        return "例句未被命中"
    if example.severity and example.severity not in found:
        return f"例句命中的级别是 {'、'.join(sorted(found))}，应为 {example.severity}"
    return ""


def _severities(scanner: Scanner, rule: Rule, example: Example, today: date) -> set[str]:
    if rule.kind == "allow":
        joined = normalise(example.text).joined
        return {rule.severity for hit in scanner.plan.hits(joined)["allow"] if hit.use.rule is rule}
    document = _document(rule, example)
    return {match.severity for match in scanner.scan(document, today) if match.rule == rule.id}


def _document(rule: Rule, example: Example) -> Document:
    """A text of one segment, a grid where the example's kind is `table`."""
    hidden = (rule.terms or ("示例",))[0] if rule.kind == "carrier" else ""
    where = Location("例句", example.kind, "")
    segment = Segment(example.text, where, "lines", hidden=hidden)
    if example.kind == "table":
        rows = example.text.split("\n")
        columns = max(row.count("\t") for row in rows) + 1
        grid = Grid(tuple(range(1, len(rows) + 1)), tuple(range(1, columns + 1)))
        segment = Segment(example.text, where, "grid", grid, hidden)
    return Document(Origin("paste", "例句"), Blob.of(b"", "text/plain"), (segment,))
