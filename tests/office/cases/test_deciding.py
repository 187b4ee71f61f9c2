"""Decisions, comments and looking."""

import pytest
from drafts import (
    ANNEX,
    DAMAGED,
    MARKED,
    TEXT,
    case_of,
    check_all,
    findings_of,
    items_of,
    opened,
    revision_of,
)
from people import resident_id
from sqlalchemy import select

from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.office.cases.deciding import Decision, Word, comment, decide, open_item
from reviewer.office.cases.opening import Draft, Given, edit_case
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, CaseStep
from reviewer.store.tables.findings import Comment
from reviewer.store.tables.signing import Event

PERSONAL = Given("名单.txt", f"张某 {resident_id(1)} 李某 {resident_id(2)}".encode())


def decision(office, case_id, kind="false-alarm", reason="书名，不是标记", **other):
    keys = other.pop("keys", tuple(row.key for row in findings_of(office, case_id)))
    return Decision(keys, case_of(office, case_id).revision, kind, reason, **other)


def decisions_of(office, case_id):
    with office.store.read() as session:
        return dossier.decisions(session, revision_of(office, case_id).id)


def submitted(office, case_id, *roles):
    """The case at a step that these roles sign."""
    with office.store.write() as session:
        case = session.get_one(Case, case_id)
        case.state, case.step = "in-review", 1
        session.add(
            CaseStep(
                case_id=case_id, revision_id=dossier.revision_of(session, case).id, ordinal=1, name="审查",
                roles=list(roles), required=True, working_days=2, reached_at=office.clock(),
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "other"),
    [("fix", {}), ("false-alarm", {}), ("publishable", {"ground": "duty"})],
)
def test_the_author_of_a_draft_decides_with_a_reason(office, people, kind, other):
    case_id = opened(office, people["author"], ANNEX)
    decide(office, people["author"], case_id, decision(office, case_id, kind, **other))
    (row,) = decisions_of(office, case_id)
    assert (row.kind, row.person_id, row.role, row.ground) == (
        kind, people["author"].id, "clerk", other.get("ground", ""),
    )  # fmt: skip
    assert case_of(office, case_id).turn == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": " "}, "写明理由"),
        ({"kind": "publishable"}, "选择依据"),
        ({"kind": "publishable", "ground": "无"}, "选择依据"),
        ({"kind": "maybe"}, "处理方式"),
        ({"keys": ()}, "选择要处理的发现"),
        ({"scope": "column"}, "没有填栏目"),
        ({"scope": "all"}, "范围只能是"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(office, people, wrong, said):
    case_id = opened(office, people["author"], ANNEX)
    with pytest.raises(RefusedError, match=said):
        decide(office, people["author"], case_id, decision(office, case_id, **wrong))
    assert decisions_of(office, case_id) == []


def test_what_forbids_publishing_is_let_pass_by_the_higher_roles_only(office, people):
    case_id = opened(office, people["author"], PERSONAL)
    with pytest.raises(RefusedError, match="保密审查员"):
        decide(office, people["author"], case_id, decision(office, case_id))
    decide(office, people["author"], case_id, decision(office, case_id, "fix", "删去号码"))
    submitted(office, case_id, "section-head")
    with pytest.raises(RefusedError, match="保密审查员"):
        decide(office, people["head"], case_id, decision(office, case_id))


def test_the_secrecy_officer_at_the_step_lets_it_pass_and_others_do_not_overturn_that(office, people):
    case_id = opened(office, people["author"], ANNEX)
    submitted(office, case_id, "secrecy-officer", "section-head")
    decide(office, people["officer"], case_id, decision(office, case_id))
    assert [row.role for row in decisions_of(office, case_id)] == ["secrecy-officer"]
    with pytest.raises(RefusedError, match="officer（保密审查员）已作处理"):
        decide(office, people["head"], case_id, decision(office, case_id, "fix", "删去"))


def test_who_is_not_at_the_step_decides_nothing(office, people):
    case_id = opened(office, people["author"], ANNEX)
    submitted(office, case_id, "section-head")
    for name in ("author",):
        with pytest.raises(RefusedError, match="不由你处理"):
            decide(office, people[name], case_id, decision(office, case_id))
    for name in ("colleague", "other_head", "stranger", "leader", "auditor"):
        with pytest.raises(AbsentError):
            decide(office, people[name], case_id, decision(office, case_id))


def test_who_did_not_claim_it_decides_nothing_while_another_holds_it(office, people):
    case_id = opened(office, people["author"], ANNEX)
    submitted(office, case_id, "section-head", "secrecy-officer")
    with office.store.write() as session:
        session.get_one(Case, case_id).holder_id = people["officer"].id
    with pytest.raises(RefusedError, match="不由你处理"):
        decide(office, people["head"], case_id, decision(office, case_id))


def test_findings_of_one_rule_are_decided_together_and_of_several_one_by_one(office, people):
    case_id = opened(office, people["author"], PERSONAL, ANNEX)
    with pytest.raises(RefusedError, match="同一类"):
        decide(office, people["author"], case_id, decision(office, case_id, "fix"))
    keys = tuple(row.key for row in findings_of(office, case_id) if row.rule == "personal.resident-id")
    decide(office, people["author"], case_id, decision(office, case_id, "fix", keys=keys))
    assert sorted(row.key for row in decisions_of(office, case_id)) == sorted(keys)


def test_who_decides_on_an_older_revision_is_told_so(office, people):
    case_id = opened(office, people["author"], ANNEX)
    older = decision(office, case_id)
    kept = items_of(office, case_id)[0].id
    edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, (kept,)))
    with pytest.raises(OvertakenError, match="修改"):
        decide(office, people["author"], case_id, older)


def test_a_false_alarm_reaches_no_further_than_its_kind_allows(office, people):
    case_id = opened(office, people["author"], Given("正文.txt", "内部资料\n!hidden\n甲".encode()))
    with office.store.read() as session:
        column = session.get_one(Case, case_id)
    rows = {row.rule: row.key for row in findings_of(office, case_id)}
    wide = decision(office, case_id, keys=(rows["internal.material"],), scope="document")
    decide(office, people["author"], case_id, wide)
    (row,) = decisions_of(office, case_id)
    assert (row.scope, (row.until - office.clock().date()).days, column.column_id) == ("document", 365, None)
    carrier = decision(office, case_id, keys=(rows["hidden.column"],), scope="document")
    with pytest.raises(RefusedError, match="最多只能在"):
        decide(office, people["author"], case_id, carrier)


def test_a_decision_is_written_in_the_chain_without_the_reason(office, people):
    case_id = opened(office, people["author"], ANNEX)
    decide(office, people["author"], case_id, decision(office, case_id))
    with office.store.read() as session:
        event = dossier.last_event(session, case_id)
    assert (event.action, event.details["kind"]) == ("decide", "false-alarm")
    assert "书名" not in str(event.details)


def test_whoever_sees_the_case_comments_on_its_findings(office, people):
    case_id = opened(office, people["author"], ANNEX)
    submitted(office, case_id, "section-head")
    key = findings_of(office, case_id)[0].key
    comment(office, people["head"], case_id, Word("口径不准", key, "参考资料"))
    comment(office, people["author"], case_id, Word("已核对"))
    with office.store.read() as session:
        said = session.scalars(select(Comment).order_by(Comment.id)).all()
        events = session.scalars(select(Event).where(Event.action == "comment")).all()
    assert [(word.key, word.text, word.rewording) for word in said] == [
        (key, "口径不准", "参考资料"),
        ("", "已核对", ""),
    ]
    assert all("口径" not in str(event.details) for event in events)


def test_an_empty_or_endless_comment_and_one_on_nothing_are_refused(office, people):
    case_id = opened(office, people["author"], ANNEX)
    for word in (Word("  "), Word("长" * 2001)):
        with pytest.raises(RefusedError):
            comment(office, people["author"], case_id, word)
    with pytest.raises(AbsentError):
        comment(office, people["author"], case_id, Word("甲", "没有这一项"))
    with pytest.raises(AbsentError):
        comment(office, people["colleague"], case_id, Word("甲"))


def test_opening_an_item_counts_for_it_and_what_it_lists_and_for_nothing_else(office, people):
    case_id = opened(office, people["author"], ANNEX, DAMAGED)
    first, second = items_of(office, case_id)
    key = findings_of(office, case_id)[0].key
    open_item(office, people["author"], case_id, first.id)
    open_item(office, people["author"], case_id, first.id)
    with office.store.read() as session:
        seen = dossier.opened_by(session, first.revision_id, people["author"].id)
    assert seen == {f"item:{first.id}", f"finding:{key}"}
    with pytest.raises(AbsentError):
        open_item(office, people["colleague"], case_id, second.id)


def test_what_is_not_checked_or_not_of_this_revision_counts_as_not_opened(office, people):
    case_id = opened(office, people["author"], TEXT, check=False)
    (old,) = items_of(office, case_id)
    open_item(office, people["author"], case_id, old.id)
    check_all(office)
    edit_case(office, people["author"], case_id, 1, Draft({}, (ANNEX,)))
    open_item(office, people["author"], case_id, old.id)
    with office.store.read() as session:
        assert dossier.opened_by(session, old.revision_id, people["author"].id) == frozenset()


def test_what_is_sealed_counts_as_not_opened(office, people):
    case_id = opened(office, people["author"], MARKED)
    (item,) = items_of(office, case_id)
    open_item(office, people["author"], case_id, item.id)
    with office.store.read() as session:
        assert dossier.opened_by(session, item.revision_id, people["author"].id) == frozenset()
