"""A scanner with one rule for every decision on a mark."""

from datetime import date

import pytest
from detect_rules import document, rule

from reviewer.records import Location, Segment

BLOCK = ("standing", "field", "exam", "cipher-telegram")
REVIEW = (
    "bare", "mock-exam", "over-term", "removed", "expired", "beyond-authority", "improper", "foreign", "said",
)  # fmt: skip


@pytest.fixture
def scan(scanner):
    severities = {**dict.fromkeys(BLOCK, "block"), **dict.fromkeys(REVIEW, "review"), "mention": "note"}
    every = scanner(*(rule(name, "mark", severity, validator=name) for name, severity in severities.items()))

    def run(text, kind="body", today=date(2026, 11, 21)):
        return every.scan(document(Segment(text, Location("例.txt", kind, ""), "lines")), today)

    return run
