"""What a ticket says of a finding may be shown and sent: masked, in words, with where it stands."""

from people import resident_id
from plain_reviewer import PlainReviewer

from reviewer.records import Origin
from reviewer.watch.looks.findings import problems

URL = "http://www.example.gov.cn/a.html"


def verdict(text):
    return PlainReviewer().review(text.encode(), Origin("page", URL)).verdict


def test_each_finding_that_needs_a_person_is_a_problem_notes_are_none():
    found = verdict(f"领取人{resident_id()}，内部资料\n!hidden\n备注")
    assert {finding.severity for finding in found.findings} == {"block", "review", "note"}
    assert {problem.rule for problem in problems(found)} == {"personal.resident-id", "internal.material"}
    assert problems(verdict("没有问题")) == ()


def test_the_value_is_masked_in_all_that_is_told():
    (problem,) = problems(verdict(f"领取人{resident_id()}"))
    assert resident_id() not in str(problem.table())
    assert resident_id()[6:14] not in str(problem.table())
    assert "*" in problem.excerpt


def test_a_problem_tells_what_it_rests_on_and_where_it_stands():
    (problem,) = problems(verdict(f"第一行\n领取人{resident_id()}"))
    assert problem.title == "个人信息：居民身份证号码"
    assert (problem.basis, problem.advice, problem.severity) == (
        "《某法》第一条",
        "先报本单位保密办。",
        "block",
    )
    assert problem.place.endswith("第2行")
    assert problem.count == 1


def test_what_one_rule_finds_is_one_problem_that_counts_its_places():
    (problem,) = problems(verdict(f"领取人{resident_id()}\n领取人{resident_id(9)}\n又{resident_id()}"))
    assert (problem.key, problem.count, len(problem.values)) == ("personal.resident-id", 3, 2)
    assert problem.place.endswith("等 3 处")


def test_the_same_values_are_known_again_wherever_they_stand():
    text = f"领取人{resident_id()}"
    assert problems(verdict(text))[0].values == problems(verdict(f"新的一行\n{text}"))[0].values
    assert problems(verdict(text))[0].values != problems(verdict(f"领取人{resident_id(9)}"))[0].values
