"""An acceptance covers one value in one scope for a time, and never more than that."""

from dataclasses import replace
from datetime import date

import pytest
from accepting import DIGEST, ORIGIN, PLACE, TODAY, accepted, finding

from reviewer.acceptance.apply import settle
from reviewer.acceptance.stale import expired, unused
from reviewer.errors import UsageError
from reviewer.records import SCOPES, Verdict

MARK = {"id": "mark.standing", "kind": "mark", "category": "state-secret"}


def covered(item, acceptance, place=PLACE):
    return [held.acceptance for held in settle([item], [acceptance], place)[1]] == [acceptance]


@pytest.mark.parametrize("scope", SCOPES)
def test_the_same_value_in_scope_is_set_apart_and_a_new_value_always_surfaces(scope):
    item, new = finding(), finding("2" * 20)
    standing, apart = settle([item, new], [accepted(item, scope=scope)], PLACE)
    assert standing == (new,)
    assert [held.finding for held in apart] == [item]


def test_another_rule_with_the_same_value_is_not_covered():
    assert not covered(finding(id="t.other"), accepted(finding()))


@pytest.mark.parametrize(
    ("scope", "elsewhere"),
    [
        ("content", replace(PLACE, sha256="b" * 64)),
        ("document", replace(PLACE, origin=replace(ORIGIN, name="另一份.docx"))),
        ("column", replace(PLACE, origin=replace(ORIGIN, column="政策解读"))),
        ("unit", replace(PLACE, origin=replace(ORIGIN, unit="另一局"))),
        ("column", replace(PLACE, origin=replace(ORIGIN, column=""))),
    ],
)
def test_outside_its_scope_an_acceptance_covers_nothing(scope, elsewhere):
    item = finding()
    acceptance = accepted(item, scope=scope)
    assert covered(item, acceptance)
    standing, apart = settle([item], [acceptance], elsewhere)
    assert (standing, apart) == ((item,), ())


def test_an_acceptance_holds_through_its_last_day_and_then_says_that_it_ended():
    item = finding()
    acceptance = accepted(item, until=date(2026, 12, 31))
    assert covered(item, acceptance, replace(PLACE, today=date(2026, 12, 31)))
    standing, _ = settle([item], [acceptance], replace(PLACE, today=date(2027, 1, 1)))
    assert "到期" in standing[0].why[-1]


def test_a_finding_that_became_heavier_must_be_decided_again():
    acceptance = accepted(finding(severity="review"))
    standing, apart = settle([finding(severity="block")], [acceptance], PLACE)
    assert not apart
    assert "级别更高" in standing[0].why[-1]
    assert covered(finding(severity="note"), acceptance)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_blocking_mark_is_accepted_for_exactly_its_bytes_or_not_at_all(scope):
    mark = finding(severity="block", **MARK)
    if scope == "content":
        assert covered(mark, accepted(mark, scope=scope))
        assert not covered(mark, accepted(mark, scope=scope), replace(PLACE, sha256="b" * 64))
        return
    with pytest.raises(UsageError, match="最多只能"):
        accepted(mark, scope=scope)
    forged = replace(accepted(finding(**MARK), scope=scope), severity="block")  # a line edited by hand
    standing, apart = settle([mark], [forged], PLACE)
    assert not apart
    assert "过宽" in standing[0].why[-1]


@pytest.mark.parametrize(
    ("kind", "refused"),
    [("carrier", "document"), ("classifier", "document"), ("joint", "column"), ("joint", "all")],
)
def test_kinds_whose_value_does_not_hold_the_words_are_not_accepted_widely(kind, refused):
    with pytest.raises(UsageError, match="最多只能"):
        accepted(finding(kind=kind), scope=refused)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"owner": " "}, "责任人"),
        ({"reason": ""}, "理由"),
        ({"author": ""}, "登记人"),
        ({"until": date(2026, 11, 21)}, "已经过去"),
    ],
)
def test_an_acceptance_without_who_why_or_until_is_refused(wish, said):
    with pytest.raises(UsageError, match=said):
        accepted(finding(), **wish)


def test_a_scope_that_the_document_does_not_have_is_refused():
    with pytest.raises(UsageError, match="栏目"):
        accepted(finding(), replace(PLACE, origin=replace(ORIGIN, column="")), scope="column")


def verdict(items, acceptances, place=PLACE):
    findings, apart = settle(items, acceptances, place)
    return Verdict(place.origin, "text/plain", 1, place.sha256, "", "", "clear", findings, (), accepted=apart)


def test_what_is_no_longer_found_is_stale_only_where_its_document_was_looked_at():
    held, gone = accepted(finding(), scope="content"), accepted(finding("2" * 20))
    elsewhere = accepted(finding("3" * 20), replace(PLACE, origin=replace(ORIGIN, name="另一份.docx")))
    everywhere = accepted(finding("4" * 20), scope="all")
    ledger = [held, gone, elsewhere, everywhere]
    assert unused(ledger, [verdict([finding()], ledger)], TODAY) == [gone, everywhere]


def test_what_expired_is_listed_apart_from_what_is_unused():
    old = accepted(finding(), until=TODAY)
    after = date(2026, 11, 23)
    assert expired([old], TODAY) == []
    assert expired([old], after) == [old]
    assert unused([old], [verdict([], [])], after) == []


def test_the_place_that_is_written_down_is_the_digest_for_content():
    assert accepted(finding(), scope="content").where == DIGEST
