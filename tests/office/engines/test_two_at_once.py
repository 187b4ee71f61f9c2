"""Two people act at the same moment, on both engines: one wins, the other is told who and what."""

from at_once import at_once
from playing import INTERNAL, approved, let_pass, look, publication, row, sign, submitted, turn

from reviewer.casework.facts import Ballot
from reviewer.errors import OvertakenError, RefusedError
from reviewer.office.cases import moving, publishing, signing
from reviewer.office.organisation import staff
from reviewer.office.organisation.staff import PersonForm
from reviewer.store import audit, dossier


def one_wins(office, ends, *words):
    """Exactly one of them did it; the other reads who did what."""
    lost = [end for end in ends if end is not None]
    assert len(lost) == 1, ends
    assert isinstance(lost[0], OvertakenError), lost[0]
    for word in words:
        assert word in lost[0].message
    with office.store.read() as session:
        assert audit.verify(session).bad is None
    return lost[0]


def escalated(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "拿不准")
    return case_id


def test_two_claim_one_case(office, people):
    case_id = escalated(office, people)
    now = turn(office, case_id)
    ends = at_once(
        *(lambda name=name: moving.claim(office, people[name], case_id, now) for name in ("officer", "group"))
    )
    winner = "officer" if ends[0] is None else "group"
    one_wins(office, ends, winner, "签收")
    assert row(office, case_id).holder_id == people[winner].id


def test_two_sign_one_step(office, people):
    case_id = escalated(office, people)
    let_pass(office, people["officer"], case_id)
    for name in ("officer", "group"):
        look(office, people[name], case_id)
    with office.store.read() as session:
        digest = dossier.revision_of(session, row(office, case_id)).digest
    asked = signing.Signing("approve", Ballot("同意", "", digest), turn(office, case_id))
    ends = at_once(
        *(
            lambda name=name: signing.sign(office, people[name], case_id, asked)
            for name in ("officer", "group")
        )
    )
    one_wins(office, ends, "officer" if ends[0] is None else "group", "同意")
    with office.store.read() as session:
        assert len(dossier.signatures(session, case_id)) == 2
    assert row(office, case_id).step == 3


def test_the_author_takes_back_while_the_head_signs(office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    now = turn(office, case_id)
    with office.store.read() as session:
        digest = dossier.revision_of(session, row(office, case_id)).digest
    asked = signing.Signing("approve", Ballot("同意", "", digest), now)
    ends = at_once(
        lambda: moving.take_back(office, people["author"], case_id, now),
        lambda: signing.sign(office, people["head"], case_id, asked),
    )
    one_wins(office, ends, *(("author", "收回") if ends[0] is None else ("head", "同意")))
    state = row(office, case_id).state
    assert state == ("draft" if ends[0] is None else "in-review")


def test_two_register_one_publication(office, people):
    case_id = approved(office, people)
    now, told = turn(office, case_id), publication(office, case_id)
    ends = at_once(
        *[lambda: publishing.publish(office, people["publisher"], case_id, now, told) for _ in range(2)]
    )
    one_wins(office, ends, "publisher", "登记发布")


def test_many_submit_many_cases_and_the_chain_of_events_has_no_hole(office, people):
    cases = [submitted(office, people["author"]) for _ in range(4)]
    ends = at_once(
        *(
            lambda case_id=case_id: moving.take_back(office, people["author"], case_id, turn(office, case_id))
            for case_id in cases
        )
    )
    assert not [end for end in ends if end is not None and not isinstance(end, RefusedError)]
    with office.store.read() as session:
        assert audit.verify(session).bad is None
    assert {row(office, case_id).state for case_id in cases} == {"draft"}


def test_two_make_an_account_of_one_name(office, people):
    form = PersonForm("lisi", "李四")
    unit = people["head"].unit_id
    ends = at_once(
        *(lambda: staff.make_person(office, people["administrator"], unit, form) for _ in range(3))
    )
    refused = [end for end in ends if end is not None]
    assert len(refused) == 2
    assert all(isinstance(end, RefusedError) for end in refused)
