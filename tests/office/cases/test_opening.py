"""Opening and changing a case."""

import pytest
from drafts import ANNEX, TEXT, case_of, check_all, items_of, revision_of
from sqlalchemy import select

from reviewer.digests import digests_of
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.office.cases import opening
from reviewer.office.cases.opening import Draft, Given, edit_case, open_case
from reviewer.records import Blob
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, CaseStep, Item, Revision
from reviewer.store.tables.findings import FindingDecision, FindingRow
from reviewer.store.tables.organisation import Column, Unit
from reviewer.store.tables.signing import Event, SignatureRow
from reviewer.store.tables.work import JobRow, Notice


def test_each_annex_is_an_item_of_its_own_the_main_text_first(office, people):
    case_id = open_case(office, people["author"], Draft({"title": "会议通知"}, (TEXT, ANNEX)))
    items = items_of(office, case_id)
    assert [(item.ordinal, item.kind, item.name) for item in items] == [
        (1, "text", "正文.txt"),
        (2, "annex", "名单.txt"),
    ]


def test_an_item_keeps_both_hashes_of_its_bytes(office, people):
    case_id = open_case(office, people["author"], Draft({}, (TEXT,)))
    item = items_of(office, case_id)[0]
    assert ((item.sha256, item.sm3), item.size) == (digests_of(TEXT.data), len(TEXT.data))


def test_the_bytes_are_sealed_in_the_database(office, people):
    open_case(office, people["author"], Draft({"title": "甲"}, (TEXT,)))
    office.store.close()
    stored = b"".join(path.read_bytes() for path in office.settings.state.iterdir() if path.is_file())
    assert TEXT.data not in stored


def test_an_incomplete_form_is_kept_as_a_draft(office, people):
    case_id = open_case(office, people["author"], Draft({"reprint": "yes"}, ()))
    case = case_of(office, case_id)
    assert (case.state, case.title, revision_of(office, case_id).form) == (
        "draft",
        "未命名草稿",
        {"reprint": "yes"},
    )


def test_cases_of_a_unit_are_numbered_in_order(office, people):
    numbers = [case_of(office, open_case(office, people["author"], Draft({}, ()))).number for _ in range(2)]
    assert numbers == ["QX-2026-00001", "QX-2026-00002"]


def test_only_a_clerk_opens_a_case(office, people):
    for name in ("head", "leader", "administrator", "auditor"):
        with pytest.raises(RefusedError, match="信息员"):
            open_case(office, people[name], Draft({}, (TEXT,)))


def test_a_column_of_another_unit_is_not_taken(office, people):
    with office.store.write() as session:
        column = Column(unit_id=people["stranger"].unit_id, name="要闻")
        session.add(column)
    with pytest.raises(AbsentError):
        open_case(office, people["author"], Draft({}, (TEXT,), column_id=column.id))


def test_an_empty_file_and_too_many_files_are_refused(office, people):
    with pytest.raises(RefusedError, match="空文件"):
        open_case(office, people["author"], Draft({}, (Given("空.txt", b""),)))
    with pytest.raises(RefusedError, match="一件最多"):
        open_case(office, people["author"], Draft({}, (TEXT,) * (opening.MOST_ITEMS + 1)))
    with office.store.read() as session:
        assert session.scalars(select(Case)).all() == []


def test_two_files_of_one_name_are_told_apart(office, people):
    case_id = open_case(office, people["author"], Draft({}, (TEXT, TEXT)))
    assert [item.name for item in items_of(office, case_id)] == ["正文.txt", "正文（2）.txt"]


def test_every_new_item_waits_for_its_check(office, people):
    case_id = open_case(office, people["author"], Draft({}, (TEXT, ANNEX)))
    with office.store.read() as session:
        jobs = session.scalars(select(JobRow)).all()
    assert {job.subject for job in jobs} == {item.id for item in items_of(office, case_id)}


def test_opening_is_written_in_the_chain_without_content(office, people):
    case_id = open_case(office, people["author"], Draft({"title": "会议通知"}, (TEXT,)))
    with office.store.read() as session:
        event = session.scalars(select(Event).where(Event.case_id == case_id)).one()
    assert (event.action, event.who) == ("open", "author")
    assert "会议" not in str(event.details)
    assert Blob.of(TEXT.data, "").sha256 in str(event.details)


def test_a_change_is_a_new_revision_and_the_earlier_stays_as_it_was(office, people):
    case_id = open_case(office, people["author"], Draft({"title": "甲"}, (TEXT,)))
    kept = items_of(office, case_id)[0].id
    edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, (kept, ANNEX)))
    first, second = revision_of(office, case_id, 1), revision_of(office, case_id, 2)
    assert (first.form, [item.name for item in first.items]) == ({"title": "甲"}, ["正文.txt"])
    assert (second.form, [item.name for item in second.items]) == ({"title": "乙"}, ["正文.txt", "名单.txt"])
    case = case_of(office, case_id)
    assert (case.revision, case.turn, case.title) == (2, 2, "乙")


def test_where_nothing_changed_there_is_no_new_revision(office, people):
    case_id = open_case(office, people["author"], Draft({"title": "甲"}, (TEXT,)))
    kept = items_of(office, case_id)[0].id
    assert edit_case(office, people["author"], case_id, 1, Draft({"title": "甲"}, (kept,))) == 1


def test_an_unchanged_file_keeps_its_check_and_what_was_decided_on_it(office, people):
    case_id = open_case(office, people["author"], Draft({}, (ANNEX,)))
    check_all(office)
    decide_everything(office, people, case_id)
    kept = items_of(office, case_id)[0].id
    edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, (kept, TEXT)))
    first, second = items_of(office, case_id)
    assert (first.state, second.state) == ("checked", "waiting")
    with office.store.read() as session:
        rows = session.scalars(select(FindingRow).where(FindingRow.item_id == first.id)).all()
        decided = dossier.decisions(session, first.revision_id)
    assert [row.rule for row in rows] == ["internal.material"]
    assert [row.person_id for row in decided] == [people["author"].id]


def test_an_unchanged_file_is_checked_anew_when_rules_or_column_changed(office, people):
    case_id = open_case(office, people["author"], Draft({}, (ANNEX,)))
    check_all(office)
    office.reviews.model_version = "another"
    kept = items_of(office, case_id)[0].id
    edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, (kept,)))
    assert items_of(office, case_id)[0].state == "waiting"
    check_all(office)
    with office.store.read() as session:
        column = session.scalars(select(Column)).first().id
    kept = items_of(office, case_id)[0].id
    edit_case(office, people["author"], case_id, 2, Draft({"title": "乙"}, (kept,), column_id=column))
    assert items_of(office, case_id)[0].state == "waiting"


def test_a_revision_of_unchanged_files_has_its_grade_at_once(office, people):
    case_id = open_case(office, people["author"], Draft({}, (ANNEX,)))
    check_all(office)
    kept = items_of(office, case_id)[0].id
    edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, (kept,)))
    assert case_of(office, case_id).grade == "review"
    assert len(revision_of(office, case_id).digest) == 64


def test_only_the_author_changes_a_case_and_only_where_the_table_allows(office, people):
    case_id = open_case(office, people["author"], Draft({}, (TEXT,)))
    with pytest.raises(AbsentError):
        edit_case(office, people["colleague"], case_id, 1, Draft({}, ()))
    with office.store.write() as session:
        session.get_one(Case, case_id).state = "in-review"
    with pytest.raises(RefusedError, match="审查中"):
        edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, ()))


def test_who_changes_an_older_page_is_told_who_was_quicker(office, people):
    case_id = open_case(office, people["author"], Draft({}, (TEXT,)))
    edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, ()))
    with pytest.raises(OvertakenError, match="author已于03月02日 09:00办理“修改”"):
        edit_case(office, people["author"], case_id, 1, Draft({"title": "丙"}, ()))


def test_an_item_of_another_case_cannot_be_kept(office, people):
    other = open_case(office, people["colleague"], Draft({}, (ANNEX,)))
    case_id = open_case(office, people["author"], Draft({}, (TEXT,)))
    with pytest.raises(RefusedError, match="不在现在这一稿"):
        edit_case(office, people["author"], case_id, 1, Draft({}, (items_of(office, other)[0].id,)))


def test_a_change_voids_the_signatures_and_tells_the_signers_what_changed(office, people):
    case_id = open_case(office, people["author"], Draft({"title": "甲"}, (TEXT,)))
    signed(office, people, case_id)
    edit_case(office, people["author"], case_id, 1, Draft({"title": "乙"}, (ANNEX,)))
    with office.store.read() as session:
        row = session.scalars(select(SignatureRow)).one()
        notices = session.scalars(select(Notice).where(Notice.person_id == people["head"].id)).all()
    assert row.void_at == office.clock()
    assert "填报项：标题" in row.void_reason
    assert any("填报项：标题" in notice.text and "QX-2026-00001" in notice.text for notice in notices)
    assert all("名单" not in notice.text for notice in notices)


def test_an_address_is_fetched_only_from_the_unit_s_own_hosts(office, people):
    with pytest.raises(RefusedError, match="登记"):
        opening.fetch(office, people["author"], "https://www.example.gov.cn/a.html")
    with office.store.write() as session:
        session.get_one(Unit, people["author"].unit_id).settings = {"hosts": ["localhost"]}
    with pytest.raises(RefusedError, match="内部网络"):
        opening.fetch(office, people["author"], "http://localhost/a.html")


def decide_everything(office, people, case_id):
    with office.store.write() as session:
        for row in session.scalars(select(FindingRow)):
            session.add(
                FindingDecision(
                    case_id=case_id, revision_id=row.revision_id, key=row.key, kind="false-alarm",
                    reason="已公开", person_id=people["author"].id, role="clerk", at=office.clock(),
                )
            )  # fmt: skip


def signed(office, people, case_id):
    with office.store.write() as session:
        case = session.get_one(Case, case_id)
        revision = dossier.revision_of(session, case)
        step = CaseStep(
            case_id=case_id, revision_id=revision.id, ordinal=1, name="科室初审", roles=["section-head"],
            required=True, working_days=2, reached_at=office.clock(),
        )  # fmt: skip
        session.add(step)
        session.flush()
        session.add(
            SignatureRow(
                case_id=case_id, revision_id=revision.id, step_id=step.id, person_id=people["head"].id,
                author_id=case.author_id, role="section-head", decision="return", content_digest="a" * 64,
                digest="b" * 64, at=office.clock(),
            )
        )  # fmt: skip
        case.state = "returned"


def test_the_revision_s_author_and_reason_are_kept(office, people):
    case_id = open_case(office, people["author"], Draft({}, (TEXT,), reason="首稿"))
    with office.store.read() as session:
        revision = session.scalars(select(Revision)).one()
        assert session.scalars(select(Item)).one().revision_id == revision.id
    assert (revision.case_id, revision.author_id, revision.reason) == (case_id, people["author"].id, "首稿")


def test_a_case_nobody_named_is_called_after_its_text_or_file_with_numbers_covered(office, people):
    pasted = Given("粘贴的文字", "\n  关于会议的通知 13800001234\n正文".encode(), "paste")
    assert case_of(office, open_case(office, people["author"], Draft({}, (pasted,)))).title == (
        "关于会议的通知 ***********"
    )
    case_id = open_case(office, people["author"], Draft({}, (Given("名单13800001234.txt", b"x"),)))
    assert case_of(office, case_id).title == "名单***********.txt"
    kept = items_of(office, case_id)[0].id
    edit_case(office, people["author"], case_id, 1, Draft({"reprint": "no"}, (kept,)))
    assert case_of(office, case_id).title == "名单***********.txt"
