"""Marks are found in every form × carrier × encoding, and what only looks like one blocks nothing."""

from datetime import date

import pytest
from detect.marks.carriers import CARRIERS, pdf
from detect.marks.forms import NEAR_MISSES, forms, misread, names

from reviewer.records import Origin
from reviewer.review import Reviewer
from reviewer.settings import Settings

SAMPLE, EVERY = 20, 120


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("state"))) as made:
        yield made


def blocked(verdict):
    return any(
        finding.rule.category == "state-secret" and finding.severity == "block"
        for finding in verdict.findings
    )


def missed(reviewer, carrier, count):
    """Forms not blocked, and how many the carrier can hold at all."""
    misses, held = [], 0
    for form in forms(count):
        try:
            name, data = CARRIERS[carrier](form)
        except UnicodeEncodeError:
            continue
        held += 1
        if not blocked(reviewer.review(data, Origin("file", name)).verdict):
            misses.append(form)
    return misses, held


@pytest.mark.parametrize("carrier", CARRIERS)
def test_each_shape_is_found_in_each_carrier(reviewer, carrier):
    misses, held = missed(reviewer, carrier, SAMPLE)
    assert held >= SAMPLE // 4
    assert misses == []


@pytest.mark.slow
@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_whole_matrix_is_found(reviewer, carrier, record_property):
    misses, held = missed(reviewer, carrier, EVERY)
    record_property("found", f"{held - len(misses)} of {held}")
    assert len(misses) <= held * 0.01, misses


def test_marks_in_file_names_are_found(reviewer):
    data = "关于某事的报告，正文。".encode()
    assert [
        name for name in names(90) if not blocked(reviewer.review(data, Origin("file", name)).verdict)
    ] == []


def test_marks_as_ocr_reads_them_are_found(scan):
    readings = [misread(form, number) for number, form in enumerate(forms(EVERY)) if "□" not in form]
    found = [
        any(match.severity == "block" for match in scan(f"{read}\n某某市某局文件", "ocr"))
        for read in readings
    ]
    assert sum(found) >= 0.95 * len(readings), [
        read for read, ok in zip(readings, found, strict=True) if not ok
    ]


@pytest.mark.parametrize(("kind", "text"), NEAR_MISSES)
@pytest.mark.parametrize("carrier", ["txt", "gbk", "html", "pdf"])
def test_what_only_looks_like_a_mark_blocks_nothing(reviewer, kind, text, carrier):
    lines = text.split("\n")
    made = {
        "txt": lambda: ("文.txt", text.encode()),
        "gbk": lambda: ("文.txt", text.encode("gb18030")),
        "html": lambda: ("文.html", "".join(f"<p>{line}</p>" for line in lines).encode()),
        "pdf": lambda: pdf(*((60, 40 + 20 * number, line) for number, line in enumerate(lines))),
    }
    name, data = made[carrier]()
    verdict = reviewer.review(data, Origin("file", name)).verdict
    assert [finding.rule.id for finding in verdict.findings if finding.severity == "block"] == []


def test_today_has_no_say_in_whether_a_mark_stands(scan):
    for today in (date(2020, 1, 1), date(2040, 1, 1)):
        severities = {match.severity for match in scan("秘密★1年\n某某市某局文件\n2019年3月2日", today=today)}
        assert "block" in severities
