"""What stands in a hidden place decides how much the place counts."""

from datetime import date
from types import SimpleNamespace

import pytest
from detect_rules import document, rule, rule_set

from reviewer.detect.scan import Scanner
from reviewer.records import Location, Segment


@pytest.fixture
def scan():
    rules = rule_set(
        rule("hidden", "carrier", "note", category="hidden-content", place=["hidden"], mask="all"),
        rule("word", "terms", "review", terms=["内定中标"]),
        rule("quiet", "terms", "note", terms=["友情链接"]),
    )
    every = Scanner(rules, SimpleNamespace(version="none", categories=(), gate_limit=0.0))

    def run(*texts):
        segments = [
            Segment(text, Location("例.html", "hidden", ""), "lines", None, "样式 display:none")
            for text in texts
        ]
        found = every.scan(document(*segments), date(2026, 11, 21))
        return {(match.rule.removeprefix("test."), match.segment): match.severity for match in found}

    return run


def test_a_hidden_place_asks_a_person_where_it_holds_what_asks_one(scan):
    assert scan("内定中标单位已定") == {("hidden", 0): "review", ("word", 0): "review"}


def test_a_hidden_place_with_notes_only_stays_a_note(scan):
    assert scan("友情链接") == {("hidden", 0): "note", ("quiet", 0): "note"}


def test_only_the_place_that_holds_it_is_raised(scan):
    found = scan("内定中标单位已定", "友情链接")
    assert (found["hidden", 0], found["hidden", 1]) == ("review", "note")
