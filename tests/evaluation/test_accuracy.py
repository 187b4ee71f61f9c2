"""The committed figures hold: a change that lowers one must say so by rewriting the table (`make accuracy`)."""

from collections import Counter
from pathlib import Path

import pytest
from evaluation import accuracy_table

from reviewer.evaluation.cases import read_cases
from reviewer.records import CATEGORIES

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def now():
    return accuracy_table.measured()


def test_no_figure_is_lower_than_committed(now):
    worse = list(accuracy_table.lowered(accuracy_table.committed(), now))
    assert not worse, "lower than docs/accuracy.toml; if meant, say so with `make accuracy`:\n" + "\n".join(
        worse
    )


def test_every_set_and_row_measured_is_committed(now):
    committed = accuracy_table.committed()
    assert {name: set(rows) for name, rows in now.items()} == {
        name: set(rows) for name, rows in committed.items() if name != "public_text"
    }


def test_the_page_shows_the_committed_figures():
    assert accuracy_table.PAGE.read_text(encoding="utf-8") == accuracy_table.page_with(
        accuracy_table.as_table(accuracy_table.committed())
    )


def test_a_lower_figure_is_named():
    was = {"own": {"all": {"cases": 4, "recall": 0.9, "wrong": 1}}}
    now = {"own": {"all": {"cases": 5, "recall": 0.8, "wrong": 2}}}
    assert list(accuracy_table.lowered(was, now)) == [
        "own.all.cases: 4 -> 5",
        "own.all.recall: 0.9 -> 0.8",
        "own.all.wrong: 1 -> 2",
    ]


def test_a_figure_that_is_gone_is_named():
    assert list(accuracy_table.lowered({"own": {"all": {"recall": 0.9}}}, {})) == [
        "own.all.recall: 0.9 -> gone"
    ]


def test_our_own_cases_have_every_category_and_its_near_misses():
    sensitive, near, ids = Counter(), Counter(), Counter()
    for case in read_cases(CASES):
        ids[case.id] += 1
        sensitive.update(case.label.categories)
        near.update([case.label.near] if case.label.near else [])
    assert len(ids) == ids.total() >= 300
    assert min(sensitive[name] for name in CATEGORIES) >= 10
    assert min(near[name] for name in CATEGORIES) >= 7
