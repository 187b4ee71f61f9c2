"""People see their own unit and step only; the query says so, not the page."""

import pytest
from sqlalchemy import select
from store.filled import NOW, actor, case, place, sign, steps

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError
from reviewer.store.sight import find_case, locked, visible
from reviewer.store.tables.cases import Case, Revision
from reviewer.store.tables.findings import Opened
from reviewer.store.tables.incidents import Incident


def shown(session, who):
    return sorted(session.scalars(select(Case.number).where(visible(who))))


@pytest.fixture
def cases(session, here):
    """draft · at the head's step · at the leader's · ready · quarantined draft · another section's"""
    case(session, here, "draft", state="draft")
    case(session, here, "head")
    _, second = case(session, here, "leader")
    steps(session, second)[2].reached_at = NOW
    row, third = case(session, here, "ready")
    chain = steps(session, third)
    chain[2].reached_at = NOW
    sign(session, row, third, chain[0], here.people["head"])
    sign(session, row, third, chain[2], here.people["leader"])
    row.state = "ready"
    stopped, _ = case(session, here, "stopped", state="draft")
    stopped.state = "quarantined"
    case(session, here, "law", section="法规科")
    session.flush()


@pytest.mark.parametrize(
    ("name", "role", "section", "numbers"),
    [
        ("author", "clerk", "办公室", ["draft", "head", "law", "leader", "ready", "stopped"]),
        ("colleague", "clerk", "办公室", []),
        ("head", "section-head", "办公室", ["head", "leader", "ready"]),
        ("head", "section-head", "法规科", ["law"]),
        ("officer", "secrecy-officer", None, ["stopped"]),
        ("officer", "group-member", None, []),
        ("leader", "leader", None, ["leader", "ready"]),
        ("publisher", "publisher", None, ["ready"]),
        ("officer", "auditor", None, []),
        ("officer", "administrator", None, []),
        ("officer", "security-administrator", None, []),
    ],
)
def test_each_role_sees_its_own(session, here, cases, name, role, section, numbers):  # noqa: PLR0917
    assert shown(session, actor(here, name, role, section=section)) == numbers


@pytest.mark.parametrize(
    "role", ["section-head", "secrecy-officer", "group-member", "leader", "publisher", "clerk"]
)
def test_nobody_sees_another_units_cases(session, here, cases, role):
    away = place(session, "BY", "白云县示例局")
    section = "办公室" if role == "section-head" else None
    assert shown(session, actor(away, "head", role, section=section)) == []


def test_who_holds_no_role_sees_nothing(session, here, cases):
    person = here.people["author"]
    assert shown(session, Actor(person.id, "author", here.unit.id, None, ())) == []


def test_an_author_who_moved_to_another_unit_sees_the_old_units_cases_no_more(session, here, cases):
    away = place(session, "BY", "白云县示例局")
    assert shown(session, actor(here, "author", "clerk", section="办公室", unit=away.unit)) == []


def test_a_delegate_sees_what_the_givers_role_sees_and_no_more(session, here, cases):
    assert shown(session, actor(here, "colleague", "leader", for_name="leader")) == ["leader", "ready"]
    assert shown(session, actor(here, "colleague", "clerk", for_name="author", section="办公室")) == shown(
        session, actor(here, "author", "clerk", section="办公室")
    )


def test_a_step_reached_in_an_earlier_revision_keeps_its_signers_in_sight(session, here):
    row, revision = case(session, here)
    steps(session, revision)[1].reached_at = NOW
    session.add(
        Revision(case_id=row.id, number=2, form={}, form_version="1", author_id=row.author_id, made_at=NOW)
    )
    row.revision, row.state = 2, "returned"
    session.flush()
    assert shown(session, actor(here, "officer", "secrecy-officer")) == [row.number]
    assert shown(session, actor(here, "leader", "leader")) == []


def test_the_secrecy_officer_keeps_a_released_incidents_case_in_sight(session, here):
    row, _ = case(session, here, chain=(("section-head", True),))
    session.add(
        Incident(number="GL-1", unit_id=here.unit.id, case_id=row.id, found_at=NOW, due_at=NOW, traces={})
    )
    session.flush()
    assert shown(session, actor(here, "officer", "secrecy-officer")) == [row.number]
    assert shown(session, actor(here, "officer", "group-member")) == []


def test_a_foreign_case_and_one_that_does_not_exist_are_told_alike(session, here):
    row, _ = case(session, here)
    stranger = actor(place(session, "BY", "白云县示例局"), "leader", "leader")
    with pytest.raises(AbsentError) as foreign:
        find_case(session, stranger, row.id)
    with pytest.raises(AbsentError) as none:
        locked(session, stranger, 10**6)
    assert foreign.value.message == none.value.message


def test_who_opened_a_case_still_reaches_it_to_be_told_who_was_quicker(session, here):
    row, revision = case(session, here)
    head = actor(here, "head", "section-head", section="办公室")
    session.add(Opened(revision_id=revision.id, person_id=head.id, what="item:1", at=NOW))
    row.state = "draft"  # taken back
    session.flush()
    assert locked(session, head, row.id).id == row.id
    with pytest.raises(AbsentError):
        find_case(session, head, row.id)
