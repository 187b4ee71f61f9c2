"""待办 holds what a person can do now; 台账 finds what a person may see; the workbook runs nothing."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playing import FORM, INTERNAL, approve, check_all, look, opened, published, row, sign, submitted, turn

from reviewer.casework.person import Actor, Held
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases import moving
from reviewer.office.desk import registers
from reviewer.office.desk.register_sheet import HEADINGS, register_xlsx
from reviewer.office.operations import audits
from reviewer.store import register
from reviewer.store.tables.cases import Case


def held(office, people, name, tray):
    return [line.id for line in registers.tray(office, people[name], tray).lines]


def found(office, actor, **fields):
    return [line.id for line in registers.search(office, actor, fields).lines]


def lent(people, giver, taker):
    """The taker with the giver's roles."""
    of = people[giver]
    roles = tuple(Held(role.role, role.unit_id, role.section_id, of.id, of.name) for role in of.held)
    return Actor(people[taker].id, taker, of.unit_id, None, roles)


def test_a_case_waits_for_who_can_sign_its_step_and_for_nobody_else(office, people):
    case_id = submitted(office, people["author"])
    waiting = {name for name in people if case_id in held(office, people, name, "todo")}
    assert waiting == {"head"}
    approve(office, people["head"], case_id)
    assert {name for name in people if case_id in held(office, people, name, "todo")} == {"leader"}
    approve(office, people["leader"], case_id)
    assert {name for name in people if case_id in held(office, people, name, "todo")} == {"publisher"}


def test_a_claimed_case_leaves_the_others_trays(office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "无法判断")
    assert held(office, people, "officer", "todo") == held(office, people, "group", "todo") == [case_id]
    moving.claim(office, people["officer"], case_id, turn(office, case_id))
    assert held(office, people, "officer", "claimed") == [case_id]
    assert held(office, people, "group", "todo") == []
    moving.unclaim(office, people["officer"], case_id, turn(office, case_id))
    assert held(office, people, "group", "todo") == [case_id]
    assert held(office, people, "officer", "claimed") == []


def test_who_delegated_and_who_stands_in_both_see_it_but_never_the_author(office, people):
    case_id = submitted(office, people["author"])
    assert [line.id for line in registers.tray(office, lent(people, "head", "colleague"), "todo").lines] == [
        case_id
    ]
    assert registers.tray(office, lent(people, "head", "author"), "todo").lines == []


def test_who_signed_for_another_has_nothing_left_to_do_in_it(office, people):
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    assert registers.tray(office, lent(people, "leader", "head"), "todo").lines == []


def test_authors_have_drafts_what_was_sent_and_what_came_back(office, people):
    drafted, sent = opened(office, people["author"]), submitted(office, people["author"])
    back = submitted(office, people["author"])
    look(office, people["head"], back)
    sign(office, people["head"], back, "return", "请补充来源")
    assert held(office, people, "author", "drafts") == [drafted]
    assert held(office, people, "author", "sent") == [sent]
    assert held(office, people, "author", "returned") == [back]
    assert held(office, people, "colleague", "drafts") == []
    assert registers.counts(office, people["author"])[0] == 1


def test_the_earliest_deadline_comes_first_and_pages_follow_without_a_gap(office, people, clock, monkeypatch):
    monkeypatch.setattr(registers, "PAGE", 2)
    cases = []
    for _ in range(5):
        cases.append(submitted(office, people["author"]))
        clock.turn(days=1)
    seen, after = [], ""
    while True:
        page = registers.tray(office, people["head"], "todo", after)
        seen += [line.id for line in page.lines]
        if not page.following:
            break
        after = page.following
    assert seen == cases


def test_cases_without_a_deadline_come_last_page_by_page(office, people, monkeypatch):
    monkeypatch.setattr(registers, "PAGE", 1)
    dated, first, second = (submitted(office, people["author"]) for _ in range(3))
    with office.store.write() as session:
        for case_id in (first, second):
            session.get(Case, case_id).due_at = None
    seen, after = [], ""
    for _ in range(3):
        page = registers.tray(office, people["head"], "todo", after)
        seen += [line.id for line in page.lines]
        after = page.following
    assert seen == [dated, first, second]
    assert after == ""


def test_a_tray_nobody_has_is_absent(office, people):
    with pytest.raises(AbsentError):
        registers.tray(office, people["head"], "x")


def test_what_a_page_hands_back_in_disorder_shows_the_first_page(office, people):
    case_id = submitted(office, people["author"])
    for after in ("x", "-", "20260302T010101.0-x", "９-９", "20260302T010101.000000-" + "9" * 40):
        assert isinstance(registers.tray(office, people["head"], "todo", after).lines, list)
        assert isinstance(registers.search(office, people["head"], {}, after).lines, list)
    assert [line.id for line in registers.tray(office, people["head"], "todo", "x").lines] == [case_id]


def test_the_register_holds_what_each_person_may_see(office, people):
    drafted, sent = opened(office, people["author"]), submitted(office, people["author"])
    out = published(office, people)
    assert found(office, people["author"]) == [out, sent, drafted]
    assert found(office, people["head"]) == [out, sent]
    assert found(office, people["leader"]) == [out]
    assert found(office, people["publisher"]) == [out]
    for name in ("stranger", "other_head", "administrator", "auditor"):
        assert found(office, people[name]) == []


def test_the_register_is_searched_by_each_of_its_fields(office, people, clock):
    first = submitted(office, people["author"], title="绿化养护通知")
    clock.turn(days=2)
    second = submitted(office, people["author"], INTERNAL, title="停水公告100%")
    head, number = people["head"], row(office, first).number
    section = str(row(office, first).section_id)
    assert found(office, head, title="养护") == [first]
    assert found(office, head, title="%") == [second]
    assert found(office, head, number=number) == [first]
    assert found(office, head, grade="review") == [second]
    assert found(office, head, state="in-review") == [second, first]
    assert found(office, head, state="published") == []
    assert found(office, head, section=section) == [second, first]
    assert found(office, head, section="999") == []
    assert found(office, head, person="author") == [second, first]
    assert found(office, head, person="leader") == []
    assert found(office, head, until="2026-03-03") == [first]
    assert found(office, head, since="2026-03-03") == [second]
    assert found(office, head, since="2026-03-02", until="2026-03-02", title="养护") == [first]


def test_signers_and_holders_are_found_by_name(office, people):
    case_id = submitted(office, people["author"])
    moving.claim(office, people["head"], case_id, turn(office, case_id))
    assert found(office, people["author"], person="head") == [case_id]
    approve(office, people["head"], case_id)
    assert found(office, people["author"], person="head") == [case_id]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "x"}, {"grade": "x"}, {"section": "一"}, {"section": "-1"}, {"since": "x"}, {"until": "0001-01-01"},
        {"since": "2026-03-05", "until": "2026-03-04"},
    ],
)  # fmt: skip
def test_what_nobody_can_choose_is_refused(office, people, fields):
    with pytest.raises(RefusedError):
        registers.search(office, people["head"], fields)


def test_the_register_goes_on_page_by_page(office, people, monkeypatch):
    monkeypatch.setattr(registers, "PAGE", 2)
    cases = [opened(office, people["author"]) for _ in range(5)]  # all changed at the same moment
    seen, before = [], ""
    while True:
        page = registers.search(office, people["author"], {}, before)
        seen += [line.id for line in page.lines]
        if not page.following:
            break
        before = page.following
    assert sorted(seen) == cases
    assert seen == sorted(seen, reverse=True)
    assert registers.total(office, people["author"], {}) == registers.Total(5, more=False)


def test_a_saved_view_is_its_owners_only(office, people):
    registers.save_view(office, people["head"], " 待审 ", {"state": "in-review", "title": "", "x": "y"})
    ((view_id, name, fields),) = registers.choices(office, people["head"]).views
    assert (name, fields) == ("待审", {"state": "in-review"})
    assert registers.choices(office, people["leader"]).views == []
    with pytest.raises(AbsentError):
        registers.drop_view(office, people["leader"], view_id)
    registers.drop_view(office, people["head"], view_id)
    assert registers.choices(office, people["head"]).views == []


@pytest.mark.parametrize(
    ("name", "fields"),
    [("", {"state": "draft"}), ("空", {}), ("长" * 31, {"state": "draft"}), ("坏", {"state": "x"})],
)
def test_a_view_needs_a_name_and_a_search(office, people, name, fields):
    with pytest.raises(RefusedError):
        registers.save_view(office, people["head"], name, fields)


def test_two_views_of_a_person_have_two_names(office, people):
    registers.save_view(office, people["head"], "待审", {"state": "in-review"})
    with pytest.raises(RefusedError, match="同名"):
        registers.save_view(office, people["head"], "待审", {"state": "draft"})


def test_a_person_keeps_a_bounded_number_of_views(office, people):
    for number in range(registers.MOST_VIEWS):
        registers.save_view(office, people["head"], f"视图{number}", {"title": "x"})
    with pytest.raises(RefusedError, match="最多"):
        registers.save_view(office, people["head"], "再一个", {"title": "x"})


def sheet(office, actor, **fields):
    return load_workbook(BytesIO(register_xlsx(office, actor, fields)))["台账"]


def test_the_workbook_has_the_registers_columns_with_opinions_in_their_places(office, people):
    case_id = published(office, people)
    rows = list(sheet(office, people["head"]).iter_rows(values_only=True))
    assert rows[0] == HEADINGS
    line = dict(zip(HEADINGS, rows[1], strict=True))
    assert line["编号"] == row(office, case_id).number
    assert line["信息内容（标题）"] == FORM["title"]
    assert (line["信息来源"], line["发布途径"]) == ("本单位制作", "政府网站")
    assert line["承办（提供）部门"] == "办公室"
    assert line["信息采集人"] == "author"
    assert line["部门初审意见"].startswith("同意；同意 head 2026-03-02")
    assert line["单位领导签批意见"].startswith("同意；同意 leader")
    assert line["状态"] == "已发布"
    assert line["上网时间"] == "2026-03-02 09:00"


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_no_cell_is_a_formula_whatever_it_says(office, people, title):
    opened(office, people["author"], title=title)
    cell = sheet(office, people["author"]).cell(2, 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (title, "s", True)


def test_control_characters_do_not_break_the_workbook(office, people):
    case_id = opened(office, people["author"])
    with office.store.write() as session:
        session.get(Case, case_id).title = "通知\x0b\x1f一"
    assert sheet(office, people["author"]).cell(2, 3).value == "通知一"


def test_the_workbook_holds_what_the_search_finds_and_nothing_else(office, people):
    submitted(office, people["author"], title="甲")
    submitted(office, people["author"], title="乙")
    assert [line[2] for line in sheet(office, people["head"], title="乙").iter_rows(2, values_only=True)] == [
        "乙"
    ]
    assert list(sheet(office, people["stranger"]).iter_rows(2, values_only=True)) == []


def test_a_workbook_that_was_cut_says_so(office, people, monkeypatch):
    monkeypatch.setattr("reviewer.office.desk.register_sheet.MOST", 2)
    for _ in range(3):
        opened(office, people["author"])
    rows = list(sheet(office, people["author"]).iter_rows(2, values_only=True))
    assert len(rows) == 3
    assert "只导出前2条" in rows[2][0]


def test_that_a_workbook_was_taken_stands_in_the_chain(office, people):
    opened(office, people["author"])
    register_xlsx(office, people["author"], {})
    line = audits.events(office, people["auditor"], {}).lines[0]
    assert (line.action, line.details) == ("导出台账", "件数 1")


def test_a_quarantined_case_waits_for_the_secrecy_officer(office, people):
    case_id = opened(office, people["author"], "机密★10年\n某演习安排。")
    check_all(office)
    assert row(office, case_id).state == "quarantined"
    assert held(office, people, "officer", "todo") == [case_id]
    assert held(office, people, "group", "todo") == []


@pytest.mark.parametrize("few", [0, 10_000])
def test_people_with_many_cases_are_searched_for_like_those_with_few(office, people, monkeypatch, few):
    monkeypatch.setattr(register, "_FEW", few)
    case_id = submitted(office, people["author"])
    opened(office, people["author"])
    moving.claim(office, people["head"], case_id, turn(office, case_id))
    assert found(office, people["author"], person="head") == [case_id]
    approve(office, people["head"], case_id)
    assert found(office, people["author"], person="head") == [case_id]
    assert len(found(office, people["author"], person="author")) == 2
    assert found(office, people["author"], person="leader") == []
