"""Importing the organisation: all or nothing, row by row, roles only through the security administrator."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from reviewer.errors import RefusedError
from reviewer.office.accounts import accounts
from reviewer.office.organisation import directory, importing, sheets, wishes
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.signing import Event


def book(**rows):
    """A workbook with the given rows below the headings of each sheet."""
    made = Workbook()
    made.remove(made.active)
    for name, lines in rows.items():
        sheet = made.create_sheet(name)
        sheet.append(sheets.HEADINGS[name])
        for line in lines:
            sheet.append(line)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def bring(office, people, data, who="administrator"):
    return importing.import_organisation(office, people[who], people["head"].unit_id, data)


def count(office):
    with office.store.read() as session:
        return session.query(Person).count(), session.query(Event).count()


GOOD = {
    "科室": [("财务科", "科室"), ("保密办", "领导小组办公室")],
    "人员": [
        ("示例甲", "shili.jia", "财务科", "科员", 5551234, "", "信息员"),
        ("示例乙", "shili.yi", "财务科", "科长", "", "", "科室负责人、保密审查员"),
    ],
    "栏目": [("预算决算", "财务科", "shili.yi", "")],
    "定密责任人": [("示例丙", "副局长", "机密、秘密", "本机关业务", "", "2026-01-05")],
}


def test_a_good_workbook_is_kept_whole_and_first_passwords_are_given_once(office, people):
    outcome = bring(office, people, book(**GOOD))
    assert outcome.faults == []
    assert outcome.counts == {"科室": 2, "人员": 2, "栏目": 1, "定密责任人": 1}
    unit_id = people["head"].unit_id
    [column] = [column for column in directory.columns(office, unit_id) if column.name == "预算决算"]
    with office.store.read() as session:
        assert session.get(Person, column.reviewer_id).login == "shili.yi"
    for first in outcome.passwords:
        token = accounts.sign_in(office, first.login, first.password)
        actor, facts = accounts.visitor(office, token)
        assert facts.must_change
        assert actor.held == ()


def test_imported_roles_wait_for_the_security_administrator(office, people):
    bring(office, people, book(**GOOD))
    unit_id = people["head"].unit_id
    waiting = wishes.wishes(office, unit_id)
    assert [wish.label for wish in waiting] == ["信息员（财务科）", "科室负责人（财务科）", "保密审查员"]
    chosen = [wish.key for wish in waiting[:2]]
    assert wishes.settle(office, people["security"], unit_id, chosen, granted=True) == []
    held = {line.login: [post.label for post in line.posts] for line in directory.people(office, unit_id)}
    assert (held["shili.jia"], held["shili.yi"]) == (["信息员（财务科）"], ["科室负责人（财务科）"])
    wishes.settle(office, people["security"], unit_id, [waiting[2].key], granted=False)
    assert wishes.wishes(office, unit_id) == []


def test_faults_are_told_row_by_row_and_nothing_is_kept(office, people):
    before = count(office)
    rows = {
        "科室": [("财务科", "科室"), ("财务科", "科室"), ("", "科室"), ("乙科", "部门")],
        "人员": [
            ("示例甲", "shili.jia", "财务科", "", "", "", "信息员"),
            ("示例甲", "shili.jia", "财务科", "", "", "", ""),
            ("", "ok.login", "财务科", "", "", "", ""),
            ("示例丁", "坏的", "", "", "", "", ""),
            ("示例丁", "shili.ding", "没有的科", "", "", "", ""),
            ("示例丁", "shili.ding", "财务科", "", "", "", "局长"),
            ("示例丁", "shili.ding", "", "", "", "", "信息员"),
            ("示例丁", "shili.ding", "财务科", "", "", "", "系统管理员、安全审计员"),
        ],
        "栏目": [("通知公告", "", "", ""), ("新栏", "", "nobody", "")],
        "定密责任人": [("示例丙", "", "内部", "", "", ""), ("示例丙", "", "秘密", "", "", "去年")],
    }  # fmt: skip
    outcome = bring(office, people, book(**rows))
    assert [(fault.sheet, fault.row) for fault in outcome.faults] == [
        ("科室", 3), ("科室", 4), ("科室", 5),
        ("人员", 3), ("人员", 4), ("人员", 5), ("人员", 6), ("人员", 7), ("人员", 8), ("人员", 9),
        ("栏目", 2), ("栏目", 3), ("定密责任人", 2), ("定密责任人", 3),
    ]  # fmt: skip
    assert all(fault.message for fault in outcome.faults)
    assert (outcome.passwords, count(office)) == ([], before)


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken", book(科室=[])])
def test_what_is_no_workbook_or_empty_is_told(office, people, data):
    outcome = bring(office, people, data)
    assert outcome.faults
    assert outcome.faults[0].row == 0


def test_a_missing_column_is_named(office, people):
    made = Workbook()
    made.active.title = "人员"
    made.active.append(["姓名", "登录名"])
    made.active.append(["示例甲", "shili.jia"])
    out = BytesIO()
    made.save(out)
    [fault] = bring(office, people, out.getvalue()).faults
    assert (fault.sheet, fault.row) == ("人员", 1)
    assert "角色" in fault.message


def test_more_people_than_are_taken_at_once_are_refused_before_any_password_is_made(office, people):
    rows = [(f"示例{n}", f"shili{n}", "", "", "", "", "") for n in range(501)]
    [fault] = bring(office, people, book(人员=rows)).faults
    assert "最多导入" in fault.message


def test_only_the_administrator_of_the_unit_imports(office, people):
    before = count(office)
    for name in people:
        if name != "administrator":
            with pytest.raises(RefusedError):
                bring(office, people, book(科室=[("财务科", "")]), name)
    assert count(office) == before


def test_the_template_can_be_filled_and_brought_back_as_it_is(office, people):
    made = load_workbook(BytesIO(sheets.template()))
    assert made.sheetnames == list(sheets.HEADINGS)
    outcome = bring(office, people, sheets.template())
    # its 科室 are there already in this unit: told, not doubled
    assert {fault.sheet for fault in outcome.faults} == {"科室", "栏目"}
