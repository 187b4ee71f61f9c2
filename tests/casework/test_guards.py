"""Who may do what in which state of a case, and why not."""

from dataclasses import replace

import pytest

from reviewer.casework.facts import Ballot, Decided, Facts, Found, Signed
from reviewer.casework.flow import Planned
from reviewer.casework.guards import refusals
from reviewer.casework.person import Actor, Held
from reviewer.casework.states import ACTS, STATES, TABLE

HEAD = Planned(1, "科室初审", ("section-head",), True, 2)
OFFICER = Planned(2, "保密审查", ("secrecy-officer", "group-member"), True, 3)
LEADER = Planned(3, "领导签批", ("leader",), True, 2)
CHAIN = (HEAD, OFFICER, LEADER)


def person(number, role, *, section=None, unit=1, for_id=None, for_name=""):
    return Actor(number, f"人{number}", unit, section, (Held(role, unit, section, for_id, for_name),))


AUTHOR = person(1, "clerk", section=5)
HEAD_OF = person(2, "section-head", section=5)
OFFICER_OF = person(3, "secrecy-officer")
LEADER_OF = person(4, "leader")
READY = Facts(
    "in-review", 1, 1, 5, 1, CHAIN, items=("item:1",), opened=frozenset({"item:1"}), checked=True, digest="d"
)
VOTE = Ballot("同意发布", "", "d")


def at(step, **changes):
    return replace(READY, step=step, **changes)


def test_each_step_is_signed_by_its_own_role():
    assert refusals(at(1), HEAD_OF, "approve", VOTE) == ()
    assert refusals(at(2), OFFICER_OF, "approve", VOTE) == ()
    assert refusals(at(3), LEADER_OF, "approve", VOTE) == ()
    assert refusals(at(2), HEAD_OF, "approve", VOTE) == ("现在是“保密审查”，不由你办理",)


def test_nobody_signs_an_own_draft():
    both = Actor(1, "人1", 1, 5, (Held("clerk", 1, 5), Held("section-head", 1, 5)))
    assert "拟稿人不能审查自己的稿件" in refusals(at(1), both, "approve", VOTE)


def test_nobody_signs_twice():
    facts = at(2, signed=(Signed(1, 3, "人3", "approve"),))
    assert refusals(facts, OFFICER_OF, "approve", VOTE) == ("人3已在前面的步骤签过，不能再签这一步",)


def test_a_delegate_counts_as_the_one_who_delegated():
    delegate = person(9, "leader", for_id=2, for_name="人2")
    facts = at(3, signed=(Signed(1, 2, "人2", "approve"),))
    assert refusals(facts, delegate, "approve", VOTE) == ("人2已在前面的步骤签过，不能再签这一步",)
    for_author = person(9, "leader", for_id=1, for_name="人1")
    assert refusals(at(3), for_author, "approve", VOTE) == ("委托人人1是拟稿人，不能代签",)


def test_the_head_of_another_section_or_unit_is_a_stranger():
    assert refusals(at(1), person(7, "section-head", section=6), "approve", VOTE)
    assert refusals(at(3), person(8, "leader", unit=2), "approve", VOTE)


def test_everything_that_needs_a_decision_is_opened_before_signing():
    facts = at(
        1,
        items=("item:1", "item:2"),
        findings=(Found("a", "review", "手机号码"), Found("b", "note", "隐藏的列")),
        decisions={"a": Decided("publishable", 1, "clerk")},
        gaps=("gap:2:0",),
    )
    assert refusals(facts, HEAD_OF, "approve", VOTE) == (
        "还有1个文件没有打开",
        "还有1项发现没有打开",
        "还有1处未读到的内容没有查看",
    )
    opened = frozenset({"item:1", "item:2", "finding:a", "gap:2:0"})
    assert refusals(replace(facts, opened=opened), HEAD_OF, "approve", VOTE) == ()


def test_gaps_ask_for_a_word_on_how_they_were_looked_at():
    facts = at(1, gaps=("gap:1:0",), opened=frozenset({"item:1", "gap:1:0"}))
    assert refusals(facts, HEAD_OF, "approve", replace(VOTE, opinion=" ")) == (
        "有机器未读到的内容，意见中须写明人工核对的情况",
    )


BLOCKED = at(2, findings=(Found("m", "block", "密级标志"),), opened=frozenset({"item:1", "finding:m"}))


@pytest.mark.parametrize(
    "decided",
    [{}, {"m": Decided("false-alarm", 2, "section-head")}, {"m": Decided("false-alarm", 1, "clerk")}],
)
def test_a_block_is_let_pass_only_by_a_higher_role(decided):
    last = replace(BLOCKED, decisions=decided)
    assert any("禁止发布" in line for line in refusals(last, OFFICER_OF, "approve", VOTE))


def test_a_higher_role_lets_a_block_pass_with_a_reason():
    decided = {"m": Decided("false-alarm", 3, "secrecy-officer")}
    assert refusals(replace(BLOCKED, decisions=decided), OFFICER_OF, "approve", VOTE) == ()


def test_the_author_cannot_let_a_block_pass_even_in_a_higher_role():
    decided = {"m": Decided("false-alarm", 1, "secrecy-officer")}
    assert refusals(replace(BLOCKED, decisions=decided), OFFICER_OF, "approve", VOTE)


def test_a_head_may_hand_a_block_on_to_a_step_that_can_decide():
    facts = replace(BLOCKED, step=1)
    assert refusals(facts, HEAD_OF, "approve", VOTE) == ()
    alone = replace(facts, steps=(HEAD, replace(OFFICER, required=False)))
    assert any("禁止发布" in line for line in refusals(alone, HEAD_OF, "approve", VOTE))


def test_what_must_be_mended_is_not_approved():
    facts = at(
        1,
        findings=(Found("a", "review", "手机号码"),),
        decisions={"a": Decided("fix", 2, "section-head")},
        opened=frozenset({"item:1", "finding:a"}),
    )
    assert refusals(facts, HEAD_OF, "approve", VOTE) == ("标为“属实需修改”的发现尚未改，不能同意：手机号码",)
    assert refusals(facts, HEAD_OF, "return", Ballot("请遮盖手机号码")) == ()


def test_a_stale_page_is_not_signed():
    assert refusals(at(1), HEAD_OF, "approve", Ballot("同意", "", "older")) == (
        "你看到的内容已有变化，请重新打开后再签",
    )


def test_nothing_is_signed_while_the_machine_still_checks():
    assert refusals(at(1, checked=False, digest=""), HEAD_OF, "approve", VOTE) == ("机器检查尚未完成",)


def test_what_somebody_claimed_is_left_to_them():
    facts = at(2, holder_id=6, holder="赵某")
    assert refusals(facts, OFFICER_OF, "approve", VOTE) == ("赵某已签收，请与其联系",)


def test_refusing_publication_needs_a_ground_and_a_reason():
    assert refusals(at(1), HEAD_OF, "refuse", Ballot("", "", "d")) == (
        "“不予公开”须写明理由",
        "不予公开须选择依据（条例第十四、十五、十六条）",
    )
    assert refusals(at(1), HEAD_OF, "refuse", Ballot("过程稿", "16-2", "d")) == ()


def test_an_escalation_needs_somebody_to_go_to():
    assert refusals(at(1, steps=(HEAD,)), HEAD_OF, "escalate", Ballot("把握不准", "", "d")) == (
        "后面没有可以核定的步骤，请退回、不予公开或报审",
    )
    optional = (HEAD, replace(OFFICER, required=False))
    assert refusals(at(1, steps=optional), HEAD_OF, "escalate", Ballot("把握不准", "", "d")) == ()


def test_an_open_consultation_holds_the_approval():
    assert refusals(at(1, consulting=True), HEAD_OF, "approve", VOTE) == ("需报审的事项尚无答复",)


def test_a_draft_is_submitted_whole_and_checked():
    draft = Facts("draft", 1, 1, 5, missing=("请填写“标题”",))
    assert refusals(draft, AUTHOR, "submit", Ballot()) == ("请填写“标题”", "还没有拟发布的内容")
    waiting = Facts("draft", 1, 1, 5, items=("item:1",))
    assert refusals(waiting, AUTHOR, "submit", Ballot()) == ("机器检查尚未完成",)
    assert refusals(replace(waiting, checked=True), AUTHOR, "submit", Ballot()) == ()
    assert refusals(waiting, HEAD_OF, "submit", Ballot())


def test_publishing_is_for_what_is_approved_and_for_who_publishes():
    publisher = person(6, "publisher")
    assert refusals(replace(READY, state="ready"), publisher, "publish", Ballot()) == ()
    assert refusals(READY, publisher, "publish", Ballot()) == ("“审查中”状态下不能“登记发布”",)
    assert refusals(replace(READY, state="ready"), LEADER_OF, "publish", Ballot())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_what_the_table_does_not_name_is_refused_to_everybody(state, act):
    if any(move.state == state and move.act == act for move in TABLE):
        return
    everything = Actor(
        9, "人9", 1, 5, tuple(Held(role, 1, None) for role in ("leader", "publisher", "secrecy-officer"))
    )
    assert refusals(replace(READY, state=state), everything, act, VOTE)


@pytest.mark.parametrize("separate", ["administrator", "security-administrator", "auditor"])
@pytest.mark.parametrize("move", TABLE, ids=lambda move: f"{move.state}-{move.act}-{move.who}")
def test_the_three_administrators_move_no_case(separate, move):
    assert refusals(replace(READY, state=move.state), person(9, separate), move.act, VOTE)
