"""Scanners over rules made for the tests, without a classifier rule."""

from datetime import date
from types import SimpleNamespace

import pytest
from detect_rules import document, rule, rule_set

from reviewer.detect.scan import Scanner
from reviewer.records import Location, Segment

MARKS = {"standing": "block", "field": "block", "bare": "review", "exam": "block", "mock-exam": "review",
         "over-term": "review", "mention": "note", "cipher-telegram": "block"}  # fmt: skip


@pytest.fixture
def scanner():
    def made(*rules):
        return Scanner(rule_set(*rules), SimpleNamespace(version="none", categories=()))

    return made


@pytest.fixture
def scan(scanner):
    marks = [rule(name, "mark", severity, validator=name) for name, severity in MARKS.items()]
    numbers = [
        rule(name, "identifier", validator=name)
        for name in ("resident-id", "resident-id-15", "mobile", "credit-code")
    ]
    every = scanner(*marks, *numbers)

    def run(text, kind="body", today=date(2026, 11, 21)):
        return every.scan(document(Segment(text, Location("例.txt", kind, ""), "lines")), today)

    return run
