"""A permit lowers findings where they are lawful, says why, and never touches a suspected secret's mark."""

from dataclasses import replace
from datetime import date

import pytest
from accepting import ORIGIN, PLACE, finding

from reviewer.acceptance.permit import permitted
from reviewer.records import Origin, Permit

PERMIT = Permit(
    "unit.contact", ("t.phone",), "保密办", "栏目依法公布办公电话", date(2027, 6, 30), columns=("通知公告",)
)


def after(permit, item=None, place=PLACE):
    return permitted([item or finding()], [permit], place)[0]


@pytest.mark.parametrize("rules", [("t.phone",), ("t.*",), ("personal-info",)])
def test_a_permitted_finding_is_lowered_and_says_by_whom_and_why(rules):
    lowered = after(replace(PERMIT, rules=rules))
    assert lowered.severity == "note"
    assert all(word in lowered.why[-1] for word in ("依法公布", "保密办", "2027-06-30"))


@pytest.mark.parametrize(
    "changes",
    [
        {"rules": ("other.*",)},
        {"columns": ("政策解读",)},
        {"sites": ("www.other.gov.cn",)},
        {"documents": ("*.pdf",)},
    ],
)
def test_elsewhere_nothing_changes(changes):
    assert after(replace(PERMIT, **changes)) == finding()


@pytest.mark.parametrize(
    "changes", [{"sites": ("*.gov.cn",)}, {"documents": ("*.docx",)}, {"columns": ("通知*",)}]
)
def test_sites_documents_and_columns_may_be_patterns(changes):
    assert after(replace(PERMIT, **changes)).severity == "note"


def test_the_site_of_a_page_is_told_by_its_address():
    page = replace(PLACE, origin=Origin("page", "https://www.example.gov.cn/a.html"))
    assert after(replace(PERMIT, columns=(), sites=("www.example.gov.cn",)), place=page).severity == "note"


def test_an_unknown_column_is_no_column():
    assert (
        after(replace(PERMIT, columns=("*",)), place=replace(PLACE, origin=replace(ORIGIN, column="")))
        == finding()
    )


def test_an_expired_permit_lowers_nothing_and_says_so():
    found = after(PERMIT, place=replace(PLACE, today=date(2027, 7, 1)))
    assert found.severity == "review"
    assert "到期" in found.why[-1]


def test_a_permit_never_raises_and_may_lower_only_to_review():
    to_review = replace(PERMIT, severity="review")
    assert after(to_review, finding(severity="block")).severity == "review"
    assert after(to_review, finding(severity="note")) == finding(severity="note")


def test_a_mark_that_may_be_a_state_secret_is_never_lowered():
    mark = finding(severity="block", id="t.mark", kind="mark", category="state-secret")
    assert after(replace(PERMIT, rules=("t.*", "state-secret")), mark) == mark
