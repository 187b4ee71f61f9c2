"""Counting: what is right, missed and wrong, and what was found instead."""

import pytest
from evaluation.made import case, finding, reviewed

from reviewer.evaluation.calibration import calibration
from reviewer.evaluation.document import evaluation_document
from reviewer.evaluation.measure import measure
from reviewer.evaluation.score import Score, wilson
from reviewer.records import Gap
from reviewer.report.evaluation.text import evaluation_text


def run(*pairs):
    return measure((held, result, 0.01) for held, result in pairs)


def test_a_category_found_missed_and_wrong_is_counted_once_for_each_case():
    found = run(
        (case(categories=["network"]), reviewed(finding("network"), finding("network", identity="two"))),
        (case(categories=["network"]), reviewed(finding("military"))),
        (case(grade="clear"), reviewed()),
    )
    assert found.categories["network"] == Score(found=1, missed=1, wrong=0)
    assert found.categories["military"] == Score(found=0, missed=0, wrong=1)
    assert found.any == Score(found=2, missed=0, wrong=0)


def test_a_note_flags_nothing():
    found = run((case(categories=["network"]), reviewed(finding("network", "note"))))
    assert found.categories["network"].missed == 1
    assert found.confusion == {("network", "note"): 1}
    assert found.kept[0].passed


def test_a_category_that_may_be_found_is_neither_right_nor_wrong():
    found = run(
        (
            case(categories=["network"], also=["credential"]),
            reviewed(finding("network"), finding("credential")),
        )
    )
    assert found.categories["credential"] == Score()
    assert not found.kept


@pytest.mark.parametrize(
    ("result", "instead"),
    [
        (reviewed(), "nothing"),
        (reviewed(gaps=[Gap("a", "encrypted", "加密")]), "gap"),
        (reviewed(finding("military")), "military"),
    ],
)
def test_a_miss_tells_what_was_found_instead(result, instead):
    assert run((case(categories=["network"]), result)).confusion == {("network", instead): 1}


def test_public_cases_held_back_are_counted_by_grade_near_miss_and_slice():
    found = run(
        (case(grade="clear", near="network", slices=(("domain", "x"),)), reviewed(finding("network"))),
        (
            case(grade="clear", near="network", slices=(("domain", "x"),), text="机密"),
            reviewed(finding("military", "block")),
        ),
        (case(grade="clear"), reviewed(text="机密计算")),
    )
    assert (found.public.cases, found.public.review, found.public.block, found.public.naive) == (3, 1, 1, 1)
    assert (found.near["network"].review, found.near["network"].block) == (1, 1)
    assert found.slices["domain", "x"][1].cases == 2
    assert found.alarms == {("review", "test.one"): 1, ("block", "test.one"): 1}


def test_a_case_not_read_is_not_passed_and_flags_no_category():
    found = run((case(categories=["network"]), reviewed(gaps=[Gap("a", "encrypted", "加密")])))
    assert not found.kept[0].passed
    assert found.grades == {("flagged", "review"): 1}
    assert found.any.missed == 1


def test_a_rule_is_right_where_its_category_was_expected_and_missed_only_where_named():
    found = run(
        (case(categories=["network"]), reviewed(finding("network"))),
        (case(grade="clear"), reviewed(finding("network"))),
        (case(categories=["network"], rules=["test.two"]), reviewed(finding("network"))),
    )
    assert found.rules["test.one"] == Score(found=2, missed=0, wrong=1)
    assert found.rules["test.two"] == Score(found=0, missed=1, wrong=0)


def test_a_wrong_grade_is_kept_for_the_list_even_when_the_category_is_right():
    found = run((case(grade="block", categories=["network"]), reviewed(finding("network"))))
    assert found.grades == {("block", "review"): 1}
    assert len(found.kept) == 1


def test_the_classifiers_probabilities_are_set_against_what_the_case_is():
    told = finding("network", confidence=0.9, kind="classifier")
    found = run((case(categories=["network"]), reviewed(told)), (case(grade="clear"), reviewed(told)))
    assert found.probability == [(0.9, True), (0.9, False)]


def test_calibration_of_known_pairs():
    told = calibration([(0.95, True), (0.95, True), (0.55, False), (0.55, True)])
    assert told.brier == pytest.approx((2 * 0.05**2 + 0.55**2 + 0.45**2) / 4)
    assert told.ece == pytest.approx((2 * 0.05 + 2 * 0.05) / 4)
    assert [(entry.low, entry.count, entry.right) for entry in told.bins] == [(0.5, 2, 1), (0.9, 2, 2)]


def test_a_probability_of_one_falls_into_the_last_bin():
    assert [entry.low for entry in calibration([(1.0, True)]).bins] == [0.9]


def test_nothing_to_calibrate_is_no_error():
    assert calibration([]).bins == ()


def test_wilson_intervals_of_known_counts():
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_f_measures_of_known_counts():
    told = Score(found=8, missed=2, wrong=8)
    assert (told.precision, told.recall) == (0.5, 0.8)
    assert told.f1 == pytest.approx(0.6154, abs=1e-4)
    assert told.f2 == pytest.approx(0.7143, abs=1e-4)
    assert Score().f2 == 0.0


def test_a_fault_of_the_product_is_counted_and_told():
    found = run((case(grade="clear"), reviewed(gaps=[Gap("a", "internal-error", "出错")])))
    told = evaluation_document(found, excerpt=lambda _finding: "", start=lambda text: text)
    assert told["gaps"] == {"internal-error": 1}
    assert "审查程序出错 1 份，以上数字不可用" in evaluation_text(told)
