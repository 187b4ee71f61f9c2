"""What changed between two revisions."""

import pytest
from drafts import ANNEX, MARKED, TEXT, case_of, check_all, items_of, opened
from people import resident_id

from reviewer.errors import AbsentError
from reviewer.office.cases.opening import Draft, Given, edit_case
from reviewer.office.cases.versions import Skipped, comparison


def changed(office, actor, case_id, *items, **form):
    edit_case(office, actor, case_id, case_of(office, case_id).turn, Draft(form, items))
    check_all(office)
    revision = case_of(office, case_id).revision
    return comparison(office, actor, case_id, revision - 1, revision)


def text(*lines, name="正文.txt"):
    return Given(name, "\n".join(lines).encode())


def test_changed_fields_are_told_in_the_words_of_the_form(office, people):
    case_id = opened(office, people["author"], TEXT, title="甲", reprint="yes")
    found = changed(
        office, people["author"], case_id, items_of(office, case_id)[0].id, title="甲", reprint="no"
    )
    assert [(change.label, change.old, change.new) for change in found.fields] == [("是否转载", "是", "否")]
    assert [item.change for item in found.items] == ["same"]


def test_files_of_one_name_are_compared_and_others_are_added_or_removed(office, people):
    case_id = opened(office, people["author"], TEXT, ANNEX)
    found = changed(office, people["author"], case_id, text("召开视频会议。"), text("新", name="说明.txt"))
    assert [(item.name, item.change) for item in found.items] == [
        ("正文.txt", "changed"),
        ("说明.txt", "added"),
        ("名单.txt", "removed"),
    ]


def test_a_main_text_under_another_name_is_still_compared(office, people):
    case_id = opened(office, people["author"], TEXT)
    found = changed(office, people["author"], case_id, text("召开视频会议。", name="定稿.txt"))
    assert [(item.name, item.change) for item in found.items] == [("定稿.txt", "changed")]


def test_changed_lines_stand_side_by_side_with_the_words_marked(office, people):
    case_id = opened(office, people["author"], text("一", "定于三月召开", "三"))
    (item,) = changed(office, people["author"], case_id, text("一", "定于四月召开", "三")).items
    (row,) = [row for row in item.rows if row.side == "changed"]
    assert [piece.text for piece in row.old if piece.marked] == ["三"]
    assert [piece.text for piece in row.new if piece.marked] == ["四"]


def test_long_unchanged_stretches_are_counted_not_shown(office, people):
    lines = [f"第{number}行" for number in range(40)]
    case_id = opened(office, people["author"], text(*lines))
    (item,) = changed(office, people["author"], case_id, text(*lines[:20], "改", *lines[21:])).items
    assert [row.count for row in item.rows if isinstance(row, Skipped)] == [18, 17]
    assert len(item.rows) == 7


def test_found_values_are_masked_on_both_sides(office, people):
    old, new = resident_id(1), resident_id(2)
    case_id = opened(office, people["author"], text(f"甲 {old}"))
    (item,) = changed(office, people["author"], case_id, text(f"乙 {new}")).items
    shown = str(item.rows)
    assert old not in shown
    assert new not in shown
    assert "乙" in shown


def test_a_change_within_masked_values_is_told_without_showing_it(office, people):
    old = resident_id(1)
    new = next(n for n in map(resident_id, range(2, 999)) if n[-2:] == old[-2:])
    case_id = opened(office, people["author"], text(f"甲 {old}"))
    (item,) = changed(office, people["author"], case_id, text(f"甲 {new}")).items
    assert (item.rows, item.note) == ((), "改动在已遮盖的内容里，请打开两稿查看")


def test_what_is_sealed_is_not_compared(office, people):
    case_id = opened(office, people["author"], TEXT)
    edit_case(office, people["author"], case_id, 1, Draft({}, (Given("正文.txt", MARKED.data),)))
    check_all(office)
    (item,) = comparison(office, people["author"], case_id, 1, 2).items
    assert (item.rows, "封存" in item.note) == ((), True)


def test_nobody_compares_what_they_may_not_see_or_what_is_not_there(office, people):
    case_id = opened(office, people["author"], TEXT)
    with pytest.raises(AbsentError):
        comparison(office, people["colleague"], case_id, 1, 1)
    with pytest.raises(AbsentError):
        comparison(office, people["author"], case_id, 1, 2)
    assert comparison(office, people["author"], case_id, 1, 1).empty
