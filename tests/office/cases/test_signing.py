"""Signing: one person, one step, over exactly what was looked at."""

import pytest
from people import resident_id
from playing import (
    CLEAN,
    INTERNAL,
    approve,
    approved,
    facts,
    items,
    let_pass,
    look,
    notices_of,
    row,
    sign,
    submitted,
    turn,
)
from sqlalchemy import select, text

from reviewer.casework.facts import Ballot
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import today
from reviewer.office.cases import signing
from reviewer.office.cases.moving import submit, take_back
from reviewer.office.cases.opening import Draft, Given, edit_case
from reviewer.office.cases.signing import Signing
from reviewer.office.organisation.people import actor_of
from reviewer.store import audit, dossier
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Delegation, Posting


def refused(call, *words):
    with pytest.raises(RefusedError) as told:
        call()
    text = "；".join(told.value.refusals)
    for word in words:
        assert word in text


def test_a_clean_case_is_ready_after_head_and_leader(office, people):
    case_id = approved(office, people)
    case = row(office, case_id)
    assert (case.state, case.step, case.holder_id) == ("ready", 0, None)
    with office.store.read() as session:
        signatures = dossier.signatures(session, case_id)
        assert [row.role for row in signatures] == ["section-head", "leader"]
        assert signing.incomplete(session, session.get_one(Case, case_id)) == ()
        assert signing.altered(session, session.get_one(Case, case_id)) == ()
        assert audit.verify(session).bad is None
    assert ("todo", f"{case.number} 已通过审查，请登记发布") in notices_of(office, people["publisher"])


def test_what_the_machine_found_goes_to_the_secrecy_officer_too(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    refused(lambda: sign(office, people["head"], case_id), "没有处理意见")
    let_pass(office, people["head"], case_id)
    sign(office, people["head"], case_id)
    assert row(office, case_id).step == 2
    approve(office, people["officer"], case_id)
    approve(office, people["leader"], case_id)
    assert row(office, case_id).state == "ready"


def test_nobody_signs_an_own_draft(office, people):
    case_id = submitted(office, people["author"])
    refused(lambda: sign(office, people["author"], case_id), "拟稿人不能审查自己的稿件")


def test_a_stranger_does_not_even_learn_that_a_case_exists(office, people):
    case_id = submitted(office, people["author"])
    with pytest.raises(AbsentError):
        signing.sign(office, people["stranger"], case_id, Signing("approve", Ballot(), 1))


def test_only_the_step_it_waits_at_can_be_signed(office, people):
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    refused(lambda: sign(office, people["head"], case_id), "不由你办理")


def test_every_file_must_be_opened_before_signing(office, people):
    case_id = submitted(office, people["author"], CLEAN, "附件内容。")
    refused(lambda: sign(office, people["head"], case_id), "还有2个文件没有打开")


def test_every_finding_and_gap_must_be_opened_by_the_signer(office, people):
    case_id = submitted(office, people["author"], INTERNAL + "\0")
    refused(lambda: sign(office, people["head"], case_id), "1项发现没有打开", "1处未读到的内容没有查看")


def test_a_gap_asks_for_an_opinion(office, people):
    case_id = submitted(office, people["author"], "义诊。\0")
    look(office, people["head"], case_id)
    refused(lambda: sign(office, people["head"], case_id, opinion=""), "未读到的内容")


def test_a_block_is_passed_only_by_a_higher_role(office, people):
    case_id = submitted(office, people["author"], f"联系人证件号{resident_id()}")
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id)
    look(office, people["officer"], case_id)
    refused(lambda: sign(office, people["officer"], case_id), "“禁止发布”的发现")
    let_pass(office, people["officer"], case_id)
    sign(office, people["officer"], case_id)
    assert row(office, case_id).step == 3


def test_a_stale_page_is_not_signed(office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    refused(lambda: sign(office, people["head"], case_id, seen="0" * 64), "已有变化")


def test_refusing_needs_a_ground(office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    refused(lambda: sign(office, people["head"], case_id, "refuse"), "须选择依据")
    sign(office, people["head"], case_id, "refuse", "属内部事务", ground="16-1")
    assert row(office, case_id).state == "refused"


@pytest.mark.parametrize(("decision", "state"), [("return", "returned"), ("split", "splitting")])
def test_sending_back_needs_a_reason_and_tells_the_author(office, people, decision, state):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    refused(lambda: sign(office, people["head"], case_id, decision, ""), "须写明理由")
    sign(office, people["head"], case_id, decision, "请隐去联系人")
    assert row(office, case_id).state == state
    assert notices_of(office, people["author"])[-1][0] == "result"


def test_who_cannot_decide_passes_it_to_the_next_step(office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "拿不准")
    case = row(office, case_id)
    assert (case.step, case.escalated) == (2, True)
    approve(office, people["group"], case_id)
    approve(office, people["leader"], case_id)
    assert row(office, case_id).state == "ready"


def test_the_last_step_cannot_pass_it_on(office, people):
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    look(office, people["leader"], case_id)
    refused(lambda: sign(office, people["leader"], case_id, "escalate", "拿不准"), "没有可以核定的步骤")


def test_a_slower_signer_is_told_who_did_what(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    let_pass(office, people["head"], case_id)
    sign(office, people["head"], case_id)
    look(office, people["officer"], case_id)
    look(office, people["group"], case_id)
    before = turn(office, case_id)
    sign(office, people["officer"], case_id)
    with pytest.raises(OvertakenError, match=r"officer.*同意"):
        sign(office, people["group"], case_id, turn=before)


def test_an_edit_voids_what_was_signed_and_says_what_changed(office, people):
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    take_back(office, people["author"], case_id, turn(office, case_id))
    with office.store.read() as session:
        assert dossier.signatures(session, case_id) == []
        assert len(dossier.signatures(session, case_id, voided=True)) == 1
    kind, told = notices_of(office, people["head"])[-1]
    assert kind == "changed"
    assert "已失效" in told


def test_a_signature_no_longer_fits_when_the_database_was_changed_behind_it(office, people):
    case_id = approved(office, people)
    with office.store.write() as session:
        session.execute(text("drop trigger item_fixed"))
        session.execute(text("update item set sha256 = 'x'"))
    with office.store.read() as session:
        case = session.get_one(Case, case_id)
        assert signing.incomplete(session, case)
        assert len(signing.altered(session, case)) == 2


def test_a_returned_case_goes_through_the_whole_chain_again(office, people):
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    look(office, people["leader"], case_id)
    sign(office, people["leader"], case_id, "return", "请补充时间")
    author, first = people["author"], items(office, case_id)[0].id
    change = Draft({**row_form(office, case_id), "abstract": "补充时间"}, (first, Given("附件.txt", b"x")))
    edit_case(office, author, case_id, turn(office, case_id), change)
    refused(lambda: submit_now(office, author, case_id), "机器检查尚未完成")
    with office.store.read() as session:
        assert dossier.signatures(session, case_id) == []


def row_form(office, case_id):
    with office.store.read() as session:
        return dossier.revision_of(session, session.get_one(Case, case_id)).form


def submit_now(office, author, case_id):
    submit(office, author, case_id, turn(office, case_id))


def test_an_unchecked_case_is_not_signed(office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    with office.store.write() as session:
        dossier.revision_of(session, session.get_one(Case, case_id)).items[0].state = "checking"
    refused(lambda: sign(office, people["head"], case_id, seen="x"), "机器检查尚未完成")


def test_signing_is_for_what_can_be_signed_only(office, people):
    case_id = submitted(office, people["author"])
    refused(lambda: sign(office, people["head"], case_id, "publish"), "不是可以签署的意见")
    assert facts(office, people["head"], case_id).signed == ()


def lent(office, giver, taker):
    """The taker as an actor, with the giver's first role lent for today."""
    with office.store.write() as session:
        posting = session.scalars(select(Posting).where(Posting.person_id == giver.id)).first()
        day = today(office.clock())
        session.add(
            Delegation(
                posting_id=posting.id, giver_id=giver.id, taker_id=taker.id, first_day=day, last_day=day,
                reason="出差", made_at=office.clock(),
            )
        )  # fmt: skip
    with office.store.read() as session:
        return actor_of(session, taker.id, office.clock())


def test_a_delegate_signs_for_the_giver_and_it_is_on_record(office, people):
    delegate = lent(office, people["head"], people["colleague"])
    case_id = submitted(office, people["author"])
    approve(office, delegate, case_id)
    with office.store.read() as session:
        (signature,) = dossier.signatures(session, case_id)
    assert (signature.person_id, signature.for_id) == (delegate.id, people["head"].id)
    refused(lambda: sign(office, people["head"], case_id), "不由你办理")


def test_a_delegate_does_not_sign_an_own_draft_nor_one_twice(office, people):
    author = lent(office, people["head"], people["author"])
    case_id = submitted(office, people["author"])
    refused(lambda: sign(office, author, case_id), "拟稿人不能审查自己的稿件")
    group = lent(office, people["head"], people["group"])
    look(office, group, case_id)
    sign(office, group, case_id, "escalate", "拿不准")
    refused(lambda: sign(office, group, case_id), "已在前面的步骤签过")


def test_who_is_the_only_one_left_for_the_next_step_does_not_sign_this_one(office, people):
    leader = lent(office, people["head"], people["leader"])
    case_id = submitted(office, people["author"])
    look(office, leader, case_id)
    refused(lambda: sign(office, leader, case_id), "“领导签批”没有可以办理的人")
    assert row(office, case_id).step == 1


def test_yesterdays_delegation_signs_nothing(office, people, clock):
    lent(office, people["head"], people["colleague"])
    clock.turn(days=1)
    case_id = submitted(office, people["author"])
    with office.store.read() as session:
        colleague = actor_of(session, people["colleague"].id, office.clock())
    with pytest.raises(AbsentError):
        sign(office, colleague, case_id)
