"""What is masked cannot be read back from a report."""

from dataclasses import replace

import pytest
from people import mobile, resident_id

from reviewer.records import Hit, Location, Rule
from reviewer.report.mask import masked, masked_excerpt

RULE = Rule(id="t", name="t", category="personal-info", severity="review", basis="", advice="", kind="identifier",
            examples=(), counterexamples=())  # fmt: skip


@pytest.mark.parametrize("value", [resident_id(5), mobile(5), "6222020000000000000", "abcd1234"])
def test_a_partial_mask_keeps_at_most_a_quarter_and_the_length(value):
    shown = masked(value, RULE)
    assert len(shown) == len(value)
    assert sum(character != "*" for character in shown) <= max(1, len(value) // 4)


@pytest.mark.parametrize("value", ["", "密", "密码1", "四个字符"])
def test_short_values_hardly_show(value):
    assert len(masked(value, RULE).replace("*", "")) <= 1


def test_mask_all_shows_nothing_and_none_shows_everything():
    assert masked("机密材料", replace(RULE, mask="all")) == "****"
    assert masked("机密★10年", replace(RULE, mask="none")) == "机密★10年"


def excerpt(text, *spans, category="personal-info", mask="partial", kind="identifier"):
    start, end = spans[0]
    hit = Hit(0, text[start:end], text, tuple(sorted(spans[1:])), Location("p", "body", ""), (start, end))
    return masked_excerpt(hit, replace(RULE, category=category, mask=mask, kind=kind))


def test_other_values_in_the_excerpt_are_covered_whole():
    text = f"张某 {resident_id(1)} {mobile(1)} 某村"
    id_at, phone_at = text.index(resident_id(1)), text.index(mobile(1))
    shown = excerpt(text, (id_at, id_at + 18), (phone_at, phone_at + 11))
    assert resident_id(1)[6:14] not in shown
    assert "*" * 11 in shown
    assert shown.startswith("张某 ")


def test_what_stands_beside_a_suspected_secret_is_covered():
    assert "某行动" not in excerpt("机密★10年 某行动方案", (0, 6), category="state-secret")
    assert excerpt("机密★10年 某行动", (0, 6), kind="mark", mask="none") == "机密★10年 ***"


def test_a_number_inside_a_shown_match_is_covered():
    text = f"部队{resident_id(1)}驻地"
    shown = excerpt(text, (0, len(text)), (2, 20), mask="none")
    assert shown == f"部队{'*' * 18}驻地"


def test_a_finding_around_a_number_does_not_hide_its_ends():
    text = f"姓名{resident_id(1)}电话"
    assert excerpt(text, (2, 20), (0, len(text)))[2:5] == resident_id(1)[:2] + "*"
