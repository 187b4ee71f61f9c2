"""A verdict says only what its matches and gaps allow."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reviewer.records import (
    SEVERITIES,
    Blob,
    Document,
    Escalation,
    Gap,
    Location,
    Match,
    Origin,
    Rule,
    RuleSet,
    Segment,
)
from reviewer.verdict import MAX_HITS, grade, judge

RULE = Rule(
    id="t.id", name="号码", category="personal-info", severity="review", basis="依据", advice="建议", kind="identifier",
    examples=(), counterexamples=(), why="出现号码{value}", escalate=(Escalation(3, "block", "三人以上"),),
)  # fmt: skip
TEXT = "甲100 乙200 丙300 甲100"


def verdict(*matches, gaps=(), rule=RULE, key=b"k" * 32, name="a.txt"):
    segment = Segment(TEXT, Location("a.txt", "body", ""), "lines")
    document = Document(Origin("file", name), Blob.of(b"x", "text/plain"), (segment,), gaps)
    return judge(document, matches, rules=RuleSet({rule.id: rule}, "r"), model="m", key=key)


def match(value, start=1, severity="review"):
    return Match("t.id", 0, start, start + 3, value, 0.9, severity)


@given(st.lists(st.sampled_from(SEVERITIES)), st.integers(0, 2))
def test_the_grade_is_the_heaviest_finding_and_a_gap_forbids_clear(severities, gaps):
    found = verdict(*(match(str(n), severity=s) for n, s in enumerate(severities)), gaps=(Gap("p", "r", "m"),) * gaps,
                    rule=replace(RULE, escalate=()))  # fmt: skip
    expected = "block" if "block" in severities else "review" if "review" in severities or gaps else "clear"
    assert found.grade == expected == grade(found.findings, found.gaps)


def test_the_same_value_is_one_finding_with_its_true_count():
    found = verdict(*(match("100") for _ in range(MAX_HITS + 5)))
    assert [(finding.count, len(finding.hits)) for finding in found.findings] == [(MAX_HITS + 5, MAX_HITS)]


def test_different_values_escalate_together():
    assert {finding.severity for finding in verdict(match("1"), match("2")).findings} == {"review"}
    assert {finding.severity for finding in verdict(match("1"), match("2"), match("3")).findings} == {"block"}


def test_values_that_context_lowered_do_not_escalate():
    lowered = [match(str(n), severity="note") for n in range(5)]
    assert {finding.severity for finding in verdict(*lowered).findings} == {"note"}


def test_lowered_values_count_where_the_step_says_so():
    rule = replace(RULE, escalate=(Escalation(3, "review", "成批", lowered=True),))
    lowered = [match(str(n), severity="note") for n in range(3)]
    assert {finding.severity for finding in verdict(*lowered, rule=rule).findings} == {"review"}


def test_an_id_outlives_a_rescan_and_differs_by_value_document_and_installation():
    first = verdict(match("1")).findings[0].id
    assert first == verdict(match("1", start=5)).findings[0].id
    others = [verdict(match("2")), verdict(match("1"), name="b.txt"), verdict(match("1"), key=b"other" * 7)]
    assert first not in {other.findings[0].id for other in others}


def test_a_masked_value_is_not_told_in_the_reasons():
    assert "100" not in "".join(verdict(match("100")).findings[0].why)
    shown = verdict(match("100"), rule=replace(RULE, mask="none")).findings[0]
    assert shown.why[0] == "出现号码100"


def test_an_excerpt_marks_every_value_inside_it():
    finding = verdict(match("100"), match("200", start=6)).findings[0]
    hit = finding.hits[0]
    assert [hit.excerpt[start:end] for start, end in (hit.own, *hit.spans)] == ["100", "200"]
