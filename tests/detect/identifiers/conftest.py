"""The identifier families over rules made for the tests, and the whole detection over the shipped rules."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from detect_rules import document, rule, rule_set

from reviewer.detect.identifiers.find import identifier_candidates
from reviewer.detect.plan import Plan
from reviewer.detect.scan import Scanner
from reviewer.detect.text import Text
from reviewer.records import Grid, Location, Segment
from reviewer.rulebook.load import load_rules

TODAY = date(2026, 11, 21)
KINDS = ("resident-id", "resident-id-15", "hmt-resident-id", "foreign-resident-id", "foreign-permit-old",
         "student-number", "bank-card", "bank-card-known", "credit-code", "org-code", "imei", "mobile",
         "landline", "passport", "travel-permit", "taiwan-permit", "plate", "plate-military",
         "plate-armed-police", "private-address", "mac", "token", "password", "degrees", "dms", "grid-metres")  # fmt: skip
LEXICONS = Path(__file__).parents[3] / "lexicons"


@pytest.fixture(scope="session")
def find():
    """Text, or segments' texts → the readings as (validator, value, written)."""
    plan = Plan.of(rule_set(*(rule(kind, "identifier", validator=kind) for kind in KINDS)))

    def run(*texts):
        text = Text.of([Segment(part, Location("例.txt", "body", ""), "lines") for part in texts])
        found = list(identifier_candidates(text, plan, TODAY))
        return [(c.rule.validator, c.value, text.folded[c.start : c.end]) for c in found]

    return run


@pytest.fixture(scope="session")
def reasons():
    """Text → validator → the reason given."""
    plan = Plan.of(rule_set(*(rule(kind, "identifier", validator=kind) for kind in KINDS)))

    def run(text):
        read = Text.of([Segment(text, Location("例.txt", "body", ""), "lines")])
        return {c.rule.validator: c.reasons[0] for c in identifier_candidates(read, plan, TODAY)}

    return run


@pytest.fixture(scope="session")
def shipped():
    """Text → matches by the shipped rules of kind identifier and pattern, as rule id → severity."""
    rules = load_rules([LEXICONS])
    scanner = Scanner(rules, SimpleNamespace(version="none", categories=()))
    packs = ("personal.", "credential.", "network.", "geospatial.", "military.")

    def run(text, kind="body"):
        rows = text.split("\n")
        grid = None
        if kind == "table":
            grid = Grid(tuple(range(1, len(rows) + 1)), tuple(range(1, max(r.count("\t") for r in rows) + 2)))
        segment = Segment(text, Location("例.txt", kind, ""), "grid" if grid else "lines", grid)
        found = scanner.scan(document(segment), TODAY)
        return {match.rule: match.severity for match in found if match.rule.startswith(packs)}

    return run
