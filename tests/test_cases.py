"""Each story of tests/cases gets the verdict its expected.toml tells."""

import tomllib
from pathlib import Path

import pytest

from reviewer.evaluation.cases import story_input
from reviewer.records import Origin
from reviewer.review import Reviewer
from reviewer.settings import Settings

STORIES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.toml"))


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("state"))) as made:
        yield made


def told(finding):
    """A finding in the words of expected.toml, one for each of its hits."""
    for hit in finding.hits:
        yield {
            "rule": finding.rule.id,
            "category": finding.rule.category,
            "severity": finding.severity,
            "kind": hit.location.kind,
            "label": hit.location.label,
            "part": hit.location.part,
        }


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_the_story_ends_as_told(reviewer, story):
    expected = tomllib.loads((story / "expected.toml").read_text(encoding="utf-8"))
    source = story_input(story)
    verdict = reviewer.review(source.read_bytes(), Origin("file", source.name)).verdict
    assert verdict.grade == expected["grade"], [(f.rule.id, f.severity, f.why) for f in verdict.findings]
    found = [place for finding in verdict.findings for place in told(finding)]
    for wanted in expected.get("finding", []):
        values = wanted.pop("values", None)
        assert [place for place in found if wanted.items() <= place.items()], (wanted, found)
        if values is not None:
            assert sum(finding.rule.id == wanted["rule"] for finding in verdict.findings) == values
    reasons = {gap.reason for gap in verdict.gaps}
    assert reasons == {gap["reason"] for gap in expected.get("gap", [])}
