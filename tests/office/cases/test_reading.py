"""What the pages of a case show."""

import pytest
from drafts import ANNEX, DAMAGED, MARKED, TEXT, case_of, check_all, items_of, opened
from people import resident_id

from reviewer.errors import AbsentError
from reviewer.office.cases.deciding import Decision, Word, comment, decide, open_item
from reviewer.office.cases.opening import Draft, Given, edit_case
from reviewer.office.cases.reading import case_view, file_of, item_view, progress
from reviewer.report.page.sheet import sheet
from reviewer.store.tables.cases import Case


def test_a_case_is_shown_with_its_items_findings_form_and_what_happened(office, people):
    case_id = opened(office, people["author"], TEXT, ANNEX, title="会议通知", reprint="no")
    view = case_view(office, people["author"], case_id)
    assert (view.head.number, view.head.state_word, view.head.author) == ("QX-2026-00001", "草稿", "author")
    assert [(item.name, item.grade, item.undecided) for item in view.items] == [
        ("正文.txt", "clear", 0),
        ("名单.txt", "review", 1),
    ]
    assert [(finding.name, finding.item, finding.open) for finding in view.findings] == [
        ("内部资料标记", "名单.txt", True)
    ]
    words = {line.label: line.value for _, lines in view.form for line in lines}
    assert (words["标题"], words["是否转载"]) == ("会议通知", "否")
    assert [event.what for event in view.timeline] == ["新建", "机器检查完成"]
    assert "请填写“信息来源”" in view.missing


def test_a_field_that_is_not_asked_is_not_shown(office, people):
    case_id = opened(office, people["author"], TEXT, reprint="no")
    view = case_view(office, people["author"], case_id)
    assert "是否已核对原件" not in {line.label for _, lines in view.form for line in lines}


def test_progress_counts_what_is_done(office, people):
    case_id = opened(office, people["author"], TEXT, ANNEX, check=False)
    view = case_view(office, people["author"], case_id)
    assert (view.checking, view.done, view.head.grade) == (True, 0, None)
    check_all(office)
    _, items = progress(office, people["author"], case_id)
    assert all(item.done for item in items)


def test_decisions_and_comments_stand_with_their_finding(office, people):
    case_id = opened(office, people["author"], ANNEX)
    key = case_view(office, people["author"], case_id).findings[0].key
    decide(office, people["author"], case_id, Decision((key,), 1, "publishable", "书名", "education"))
    comment(office, people["author"], case_id, Word("看过", key))
    (finding,) = case_view(office, people["author"], case_id).findings
    assert (finding.decision.word, finding.decision.role, finding.decision.ground) == (
        "可公开", "拟稿人", "保密法治宣传教育内容",
    )  # fmt: skip
    assert [word.text for word in finding.comments] == ["看过"]
    assert not finding.open


def test_findings_of_one_rule_in_one_file_are_shown_as_one_line(office, people):
    text = f"{resident_id(1)} {resident_id(2)} 内部资料"
    case_id = opened(office, people["author"], Given("名单.txt", text.encode()))
    groups = case_view(office, people["author"], case_id).groups
    assert [(group.first.name, len(group.lines), group.open) for group in groups] == [
        ("居民身份证号码", 2, 2),
        ("内部资料标记", 1, 1),
    ]


def test_what_is_shown_of_a_value_is_masked_in_the_file_s_name_too(office, people):
    number = resident_id(1)
    case_id = opened(office, people["author"], Given(f"{number}.txt", b"x"))
    view = case_view(office, people["author"], case_id)
    assert [finding.label for finding in view.findings] == ["文件名"]
    assert number not in str(view)


def test_who_opened_what_is_told_to_each_person_of_their_own(office, people):
    case_id = opened(office, people["author"], ANNEX)
    (item,) = items_of(office, case_id)
    open_item(office, people["author"], case_id, item.id)
    assert case_view(office, people["author"], case_id).items[0].opened
    with office.store.write() as session:
        session.get_one(Case, case_id).state = "in-review"
    assert not case_view(office, people["head"], case_id).items[0].opened


def test_an_item_s_result_draws_the_page_of_the_quick_check(office, people):
    case_id = opened(office, people["author"], ANNEX)
    view = item_view(office, people["author"], case_id, items_of(office, case_id)[0].id)
    drawn = sheet(view.reviewed, reveal=False, whole=False)
    assert [group.rule.name for group in drawn.groups["review"]] == ["内部资料标记"]
    assert set(view.findings) == {finding.id for finding in view.reviewed.verdict.findings}
    assert view.decides
    assert view.edits


def test_what_was_not_read_is_listed_with_the_item(office, people):
    case_id = opened(office, people["author"], DAMAGED)
    view = item_view(office, people["author"], case_id, items_of(office, case_id)[0].id)
    assert [gap.reason for gap in view.reviewed.verdict.gaps] == ["damaged"]


def test_an_item_of_an_earlier_revision_is_only_to_be_looked_at(office, people):
    case_id = opened(office, people["author"], ANNEX)
    (old,) = items_of(office, case_id)
    edit_case(office, people["author"], case_id, 1, Draft({}, (TEXT,)))
    view = item_view(office, people["author"], case_id, old.id)
    assert (view.revision, view.decides, view.edits, view.reviewed is None) == (1, False, False, False)


def test_what_is_sealed_or_not_done_is_said_instead_of_shown(office, people):
    case_id = opened(office, people["author"], TEXT, check=False)
    waiting = item_view(office, people["author"], case_id, items_of(office, case_id)[0].id)
    assert (waiting.reviewed, waiting.why) == (None, "正在检查")
    marked = opened(office, people["author"], MARKED)
    item = items_of(office, marked)[0].id
    sealed = item_view(office, people["author"], marked, item)
    assert (sealed.reviewed, "封存" in sealed.why) == (None, True)
    with pytest.raises(AbsentError):
        file_of(office, people["author"], marked, item)


def test_what_the_author_can_do_comes_with_what_stands_against_it(office, people):
    case_id = opened(office, people["author"], TEXT)
    acts = case_view(office, people["author"], case_id).acts
    assert set(acts) == {"edit", "submit", "cancel"}
    assert acts["edit"] == ()
    assert "请填写“标题”" in acts["submit"]
    with office.store.write() as session:
        session.get_one(Case, case_id).state = "in-review"
    assert case_view(office, people["head"], case_id).acts == {}


def test_an_item_of_another_case_is_not_found_through_ones_own(office, people):
    own, other = opened(office, people["author"], TEXT), opened(office, people["colleague"], ANNEX)
    foreign = items_of(office, other)[0].id
    for read in (item_view, file_of):
        with pytest.raises(AbsentError):
            read(office, people["author"], own, foreign)
        with pytest.raises(AbsentError):
            read(office, people["author"], other, foreign)
    assert case_of(office, own).turn == 1
