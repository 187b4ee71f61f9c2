"""Every shipped chain played from draft to the site and off it again, and what stands in the way of each."""

import pytest
from playing import (
    CLEAN,
    INTERNAL,
    approved,
    check_all,
    draft,
    let_pass,
    look,
    notices_of,
    publication,
    row,
    sign,
    submitted,
    turn,
)
from sqlalchemy import select

from reviewer.casework.flow import load_flows
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases import moving, publishing
from reviewer.office.cases.opening import edit_case
from reviewer.office.organisation.people import actor_of
from reviewer.resources import folder
from reviewer.settings import Settings
from reviewer.store import audit, dossier
from reviewer.store.tables.organisation import Posting, Unit
from reviewer.store.tables.signing import Event

CHAINS = {
    "default": ["head", "officer", "leader"],
    "department": ["head", "officer", "leader"],
    "five-rows": ["head", "officer", "leader", "publisher"],
    "group": ["head", "officer", "group"],
    "section": ["head", "leader"],
}


def chosen(office, people, flow):
    with office.store.write() as session:
        session.get_one(Unit, people["author"].unit_id).settings = {"flows": {"*": flow}}


def test_every_shipped_flow_has_its_story():
    assert set(load_flows(folder("web", Settings()) / "office" / "flows")) == set(CHAINS)


@pytest.mark.parametrize("flow", CHAINS)
def test_the_whole_chain_with_a_finding(office, people, flow, clock):
    chosen(office, people, flow)
    case_id = submitted(office, people["author"], INTERNAL, CLEAN)
    assert row(office, case_id).flow == flow
    for number, name in enumerate(CHAINS[flow], 1):
        clock.turn(hours=1)
        with pytest.raises((RefusedError, AbsentError)):
            publishing.publish(
                office, people["publisher"], case_id, turn(office, case_id), publication(office, case_id)
            )
        assert row(office, case_id).step == number
        look(office, people[name], case_id)
        if number == 1:
            let_pass(office, people[name], case_id)
        moving.claim(office, people[name], case_id, turn(office, case_id))
        sign(office, people[name], case_id)
    assert row(office, case_id).state == "ready"
    publishing.publish(
        office, people["publisher"], case_id, turn(office, case_id), publication(office, case_id)
    )
    publishing.withdraw(office, people["publisher"], case_id, turn(office, case_id), "公示期满")
    with office.store.read() as session:
        assert audit.verify(session).bad is None
        wanted = select(Event).where(Event.case_id == case_id).order_by(Event.id)
        actions = [event.action for event in session.scalars(wanted)]
    assert actions.count("approve") == len(CHAINS[flow])
    assert actions[-2:] == ["publish", "withdraw"]


@pytest.mark.parametrize("flow", ["default", "section"])
def test_a_clean_case_skips_what_is_only_for_findings(office, people, flow):
    chosen(office, people, flow)
    case_id = submitted(office, people["author"], CLEAN)
    for name in [
        name for name in CHAINS[flow] if not (flow == "section" and name == "leader") and name != "officer"
    ]:
        look(office, people[name], case_id)
        sign(office, people[name], case_id)
    assert row(office, case_id).state == "ready"


@pytest.mark.parametrize("flow", CHAINS)
def test_nobody_skips_a_step_of_the_chain(office, people, flow):
    chosen(office, people, flow)
    case_id = submitted(office, people["author"], INTERNAL)
    for name in CHAINS[flow][1:]:
        with pytest.raises((RefusedError, AbsentError)):
            sign(office, people[name], case_id)
    assert row(office, case_id).step == 1


def test_one_person_in_two_roles_signs_once(office, people):
    """The head is also the secrecy officer: another has to sign the second step."""
    with office.store.write() as session:
        session.add(
            Posting(
                person_id=people["head"].id, role="secrecy-officer", unit_id=people["head"].unit_id,
                since=office.clock(),
            )
        )  # fmt: skip
    case_id = submitted(office, people["author"], INTERNAL)
    with office.store.read() as session:
        double = actor_of(session, people["head"].id, office.clock())
    look(office, double, case_id)
    let_pass(office, double, case_id)
    sign(office, double, case_id)
    with pytest.raises(RefusedError, match="已在前面的步骤签过"):
        sign(office, double, case_id)
    assert notices_of(office, people["head"])[-1][1].endswith("请办理")


def test_an_edit_after_a_return_is_checked_and_signed_anew(office, people):
    case_id = submitted(office, people["author"], CLEAN)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id)
    look(office, people["leader"], case_id)
    sign(office, people["leader"], case_id, "return", "请补充地点")
    edit_case(office, people["author"], case_id, turn(office, case_id), draft(CLEAN + "地点：社区中心。"))
    assert any(kind == "changed" for kind, _ in notices_of(office, people["head"]))
    check_all(office)
    moving.submit(office, people["author"], case_id, turn(office, case_id))
    case = row(office, case_id)
    assert (case.revision, case.step) == (2, 1)
    with office.store.read() as session:
        assert dossier.signatures(session, case_id) == []
    with pytest.raises(RefusedError, match="没有打开"):
        sign(office, people["head"], case_id)


def test_a_ready_case_cannot_be_edited(office, people):
    case_id = approved(office, people)
    with pytest.raises(RefusedError, match="待发布"):
        edit_case(office, people["author"], case_id, turn(office, case_id), draft("换掉的内容。"))
