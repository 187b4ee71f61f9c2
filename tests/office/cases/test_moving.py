"""Moving a case without signing it: submitted, taken back, given up, 签收, handed on, 催办."""

from datetime import date

import pytest
from playing import (
    CLEAN,
    INTERNAL,
    approve,
    check_all,
    draft,
    look,
    notices_of,
    opened,
    row,
    sign,
    submitted,
    turn,
)

from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import BEIJING
from reviewer.office.arranged import form
from reviewer.office.cases import chain, moving
from reviewer.office.cases.opening import open_case
from reviewer.store import dossier
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Column, Person, Unit


def steps(office, case_id):
    with office.store.read() as session:
        revision = dossier.revision_of(session, session.get_one(Case, case_id))
        return [(step.name, step.required) for step in dossier.steps_of(session, revision.id)]


def test_submitting_lays_down_the_chain_with_working_day_deadlines(office, people):
    case_id = submitted(office, people["author"])
    case = row(office, case_id)
    assert (case.state, case.step, case.flow) == ("in-review", 1, "default")
    assert steps(office, case_id) == [("科室初审", True), ("保密审查", False), ("领导签批", True)]
    assert case.due_at.astimezone(BEIJING).date() == date(2026, 3, 4)  # a Monday and two working days
    assert notices_of(office, people["head"]) == [("todo", f"{case.number} 到了“科室初审”，请办理")]


def test_a_declaration_brings_the_secrecy_officer_in(office, people):
    case_id = submitted(office, people["author"], CLEAN, privacy="yes", measures="已隐去姓名")
    assert steps(office, case_id)[1] == ("保密审查", True)


def test_a_column_takes_its_own_flow(office, people):
    with office.store.write() as session:
        session.get_one(Column, 1).flow = "group"
    asked = draft(CLEAN)
    case_id = open_case(office, people["author"], type(asked)(asked.form, asked.items, column_id=1))
    check_all(office)
    moving.submit(office, people["author"], case_id, turn(office, case_id))
    assert [name for name, _ in steps(office, case_id)] == ["科室初审", "保密审查", "小组批准"]


def test_a_unit_chooses_its_flow(office, people):
    with office.store.write() as session:
        session.get_one(Unit, people["author"].unit_id).settings = {"flows": {"*": "section"}}
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    assert row(office, case_id).state == "ready"


def test_a_step_without_anybody_to_sign_it_is_told_at_submission(office, people):
    with office.store.write() as session:
        session.get_one(Person, people["leader"].id).closed_at = office.clock()
    case_id = opened(office, people["author"])
    with pytest.raises(RefusedError, match="“领导签批”没有可以办理的人"):
        moving.submit(office, people["author"], case_id, turn(office, case_id))


def test_an_incomplete_form_is_not_submitted(office, people):
    case_id = opened(office, people["author"], phone="")
    with pytest.raises(RefusedError, match="承办人联系电话"):
        moving.submit(office, people["author"], case_id, turn(office, case_id))


def test_only_the_author_submits_takes_back_and_gives_up(office, people):
    case_id = submitted(office, people["author"])
    with pytest.raises(RefusedError):
        moving.take_back(office, people["head"], case_id, turn(office, case_id))
    with pytest.raises(AbsentError):
        moving.cancel(office, people["colleague"], case_id, turn(office, case_id))


def test_taking_back_ends_the_round_and_submitting_again_begins_a_new_one(office, people):
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    moving.take_back(office, people["author"], case_id, turn(office, case_id))
    assert row(office, case_id).state == "draft"
    moving.submit(office, people["author"], case_id, turn(office, case_id))
    assert row(office, case_id).step == 1
    approve(office, people["head"], case_id)
    approve(office, people["leader"], case_id)
    assert row(office, case_id).state == "ready"


def test_a_draft_is_given_up_and_stays_on_record(office, people):
    case_id = opened(office, people["author"])
    moving.cancel(office, people["author"], case_id, turn(office, case_id))
    assert row(office, case_id).state == "cancelled"


def escalated(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "拿不准")
    return case_id


def test_who_claims_holds_it_alone(office, people):
    case_id = escalated(office, people)
    before = turn(office, case_id)
    moving.claim(office, people["officer"], case_id, before)
    with pytest.raises(OvertakenError, match=r"officer.*签收"):
        moving.claim(office, people["group"], case_id, before)
    look(office, people["group"], case_id)
    with pytest.raises(RefusedError, match="officer已签收"):
        sign(office, people["group"], case_id)


def test_letting_go_frees_it_for_the_others(office, people):
    case_id = escalated(office, people)
    moving.claim(office, people["officer"], case_id, turn(office, case_id))
    with pytest.raises(RefusedError, match="不在你手上"):
        moving.unclaim(office, people["group"], case_id, turn(office, case_id))
    moving.unclaim(office, people["officer"], case_id, turn(office, case_id))
    assert row(office, case_id).holder_id is None
    assert notices_of(office, people["group"])[-1][1].endswith("无人签收，请办理")


def test_it_is_handed_on_only_to_somebody_who_can_sign(office, people):
    case_id = escalated(office, people)
    moving.claim(office, people["officer"], case_id, turn(office, case_id))
    with pytest.raises(RefusedError, match="不能办理这一步"):
        moving.reassign(office, people["officer"], case_id, people["leader"].id, turn(office, case_id))
    moving.reassign(office, people["officer"], case_id, people["group"].id, turn(office, case_id))
    assert row(office, case_id).holder_id == people["group"].id


@pytest.mark.parametrize("name", ["author", "head", "leader"])
def test_who_does_not_sign_the_step_does_not_claim_it(office, people, name):
    case_id = escalated(office, people)
    with pytest.raises((RefusedError, AbsentError)):
        moving.claim(office, people[name], case_id, turn(office, case_id))


def test_urging_tells_those_it_waits_for_and_not_all_the_time(office, people, clock):
    case_id = submitted(office, people["author"])
    assert moving.urge(office, people["author"], case_id) == 1
    assert notices_of(office, people["head"])[-1][0] == "urged"
    with pytest.raises(RefusedError, match="刚刚催办过"):
        moving.urge(office, people["author"], case_id)
    clock.turn(hours=5)
    moving.urge(office, people["author"], case_id)
    with pytest.raises(RefusedError):
        moving.urge(office, people["head"], case_id)


def test_an_older_page_does_not_submit(office, people):
    case_id = opened(office, people["author"])
    moving.cancel(office, people["author"], case_id, turn(office, case_id))
    with pytest.raises(OvertakenError, match=r"author.*作废"):
        moving.submit(office, people["author"], case_id, turn(office, case_id) - 1)


def test_declared_fields_are_those_of_the_form(office):
    assert set(chain.DECLARED) <= {field.id for field in form(office.settings).fields}
