"""交接: everything goes to the successor, both confirm, the account is closed."""

from datetime import date

import pytest
from staff import PASSWORD

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.accounts import accounts
from reviewer.office.organisation import postings
from reviewer.office.organisation.handover import Parties, hand_over, load_of
from reviewer.office.organisation.people import actor_of
from reviewer.office.organisation.postings import Loan
from reviewer.store import audit
from reviewer.store.tables.cases import Case, CaseStep, Revision
from reviewer.store.tables.organisation import Column, Delegation, Posting
from reviewer.store.tables.signing import Event, SignatureRow
from reviewer.store.tables.work import Notice


def draft(office, author, number="QX-2026-00001", **changed):
    now = office.clock()
    given = {
        "number": number, "unit_id": author.unit_id, "section_id": author.section_id, "author_id": author.id,
        "title": "示例通知", "flow": "default", "made_at": now, "updated_at": now,
    }  # fmt: skip
    with office.store.write() as session:
        case = Case(**given | changed)
        session.add(case)
        session.flush()
        revision = Revision(
            case_id=case.id, number=1, form={}, form_version="1", author_id=author.id, made_at=now
        )
        session.add(revision)
        return case.id


def parties(people, leaver="author", successor="colleague", **changed):
    given = {
        "leaver_id": people[leaver].id, "leaver_password": PASSWORD, "successor_id": people[successor].id,
        "successor_password": PASSWORD,
    }  # fmt: skip
    return Parties(**given | changed)


def roles(office, someone):
    with office.store.read() as session:
        return {(held.role, held.section_id) for held in actor_of(session, someone.id, office.clock()).held}


def case(office, case_id):
    with office.store.read() as session:
        return session.get(Case, case_id)


def test_open_cases_go_to_the_successor_and_closed_ones_stay(office, people):
    mine = draft(office, people["author"])
    done = draft(office, people["author"], "QX-2026-00002", state="cancelled")
    load = hand_over(office, people["security"], parties(people))
    assert load.cases == ("QX-2026-00001",)
    assert (case(office, mine).author_id, case(office, mine).turn) == (people["colleague"].id, 2)
    assert case(office, done).author_id == people["author"].id
    with office.store.read() as session:
        assert audit.verify(session).bad is None
        actions = [
            (event.action, event.case_id) for event in session.query(Event) if event.action == "handed-over"
        ]
        assert session.query(Notice).one().person_id == people["colleague"].id
    assert actions == [("handed-over", mine), ("handed-over", None)]


def test_roles_claims_and_columns_go_over_and_the_account_is_closed(office, people):
    claimed = draft(office, people["author"], state="in-review", holder_id=people["head"].id)
    with office.store.write() as session:
        session.query(Column).one().reviewer_id = people["head"].id
    token = accounts.sign_in(office, "head", PASSWORD)
    hand_over(office, people["security"], parties(people, "head", "colleague"))
    section_id = people["head"].section_id
    assert roles(office, people["colleague"]) == {("clerk", section_id), ("section-head", section_id)}
    assert case(office, claimed).holder_id == people["colleague"].id
    with office.store.read() as session:
        assert session.query(Column).one().reviewer_id == people["colleague"].id
        with pytest.raises(AbsentError):
            actor_of(session, people["head"].id, office.clock())
    assert accounts.visitor(office, token) is None
    with pytest.raises(RefusedError):
        accounts.sign_in(office, "head", PASSWORD)


def test_a_claim_on_the_successor_s_own_draft_is_released(office, people):
    own = draft(office, people["colleague"], state="in-review", holder_id=people["head"].id)
    hand_over(office, people["security"], parties(people, "head", "colleague"))
    assert case(office, own).holder_id is None


def test_what_was_lent_is_lent_by_the_successor_and_what_was_borrowed_ends(office, people):
    with office.store.read() as session:
        own = {row.person_id: row.id for row in session.query(Posting)}
    days = {"first_day": date(2026, 3, 2), "last_day": date(2026, 3, 9), "reason": "外出学习"}
    given = postings.delegate(
        office, people["head"], Loan(own[people["head"].id], people["leader"].id, **days)
    )
    borrowed = postings.delegate(
        office, people["other_head"], Loan(own[people["other_head"].id], people["head"].id, **days)
    )
    hand_over(office, people["security"], parties(people, "head", "colleague"))
    with office.store.read() as session:
        assert session.get(Delegation, given).giver_id == people["colleague"].id
        assert session.get(Delegation, given).ended_at is None
        assert session.get(Delegation, borrowed).ended_at is not None
        lent = [held for held in actor_of(session, people["leader"].id, office.clock()).held if held.for_id]
    assert [held.for_name for held in lent] == ["colleague"]


@pytest.mark.parametrize("wrong", ["leaver_password", "successor_password"])
def test_both_confirm_with_their_own_passwords(office, people, wrong):
    mine = draft(office, people["author"])
    with pytest.raises(RefusedError, match="移交人" if wrong == "leaver_password" else "接收人"):
        hand_over(office, people["security"], parties(people, **{wrong: "wrong"}))
    assert case(office, mine).author_id == people["author"].id


def test_a_successor_whose_roles_would_clash_is_refused_and_nothing_moves(office, people):
    mine = draft(office, people["author"])
    with pytest.raises(RefusedError, match="不得兼任"):
        hand_over(office, people["security"], parties(people, "author", "auditor"))
    assert case(office, mine).author_id == people["author"].id
    assert roles(office, people["author"]) == {("clerk", people["author"].section_id)}


def test_only_the_security_administrator_witnesses_and_is_neither_party(office, people):
    for name in ("administrator", "auditor", "leader", "stranger"):
        with pytest.raises(RefusedError):
            hand_over(office, people[name], parties(people))
        with pytest.raises(RefusedError):
            load_of(office, people[name], people["author"].id)
    for pair in (("author", "author"), ("security", "colleague"), ("author", "security")):
        with pytest.raises(RefusedError, match="三个不同的人"):
            hand_over(office, people["security"], parties(people, *pair))
    with pytest.raises(RefusedError, match="同一单位"):
        hand_over(office, people["security"], parties(people, "author", "stranger"))


def test_who_signed_a_case_cannot_become_its_author(office, people):
    mine = draft(office, people["author"])
    with office.store.write() as session:
        sign(session, office, session.get(Case, mine), people["head"])
    with pytest.raises(RefusedError, match="接收人已签署 QX-2026-00001"):
        hand_over(office, people["security"], parties(people, "author", "head"))
    assert case(office, mine).author_id == people["author"].id


def sign(session, office, found, signer):
    now = office.clock()
    revision = session.query(Revision).filter_by(case_id=found.id).one()
    step = CaseStep(
        case_id=found.id, revision_id=revision.id, ordinal=1, name="科室初审", roles=["section-head"],
        required=True, working_days=1,
    )  # fmt: skip
    session.add(step)
    session.flush()
    found.state = "in-review"
    session.add(
        SignatureRow(
            case_id=found.id, revision_id=revision.id, step_id=step.id, person_id=signer.id,
            author_id=found.author_id, role="section-head", decision="return", content_digest="0" * 64,
            digest="0" * 64, at=now,
        )
    )  # fmt: skip
