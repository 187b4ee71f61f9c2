"""A scanner over the shipped rules about people and masks, without a classifier."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from detect_rules import document

from reviewer.detect.scan import Scanner
from reviewer.rulebook.load import load_rules

LEXICONS = Path(__file__).parents[3] / "lexicons"


@pytest.fixture(scope="session")
def people():
    """Gives the matches of a document of these segments that ask for a person, by rule."""
    rules = load_rules([LEXICONS / "personal", LEXICONS / "masking"])
    scanner = Scanner(rules, SimpleNamespace(version="none", categories=()))

    def run(*segments, notes=False):
        matches = scanner.scan(document(*segments), date(2026, 11, 22))
        return [match for match in matches if notes or match.severity != "note"]

    return run
