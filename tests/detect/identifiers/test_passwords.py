"""A column that is named for passwords holds them, whatever its neighbours are; names of icons are none."""

import pytest


def passwords(found):
    return [value for kind, value, written in found if kind == "password" and value == written]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("乡镇\t用户名\t密码\n柳河镇\t柳河镇\t123456\n青山镇\t青山镇\tQs@2026", ["123456", "Qs@2026"]),
        ("系统\t初始口令(首次)\n低保系统\tadmin", ["admin"]),
        ("User\tPassword\nlhz\tMz2026!x", ["Mz2026!x"]),
        ("单位\t账号/密码\n县一中\tyz01/Xyz@2026", ["Xyz@2026"]),
        ("附表\n单位\t密码\t备注\n县一中\tYz01@x\t无", ["Yz01@x"]),
        ("单位\t密码\n县一中\t******\n县二中\t见附件", []),
        ("图标\t密码\n列表\t#icon-mima\n字段\taddress", []),
        ("密码\n#icon-mima\ncomments", []),
        ("项目\t密码重置数\n一月\t5678", []),
    ],
)
def test_the_cells_under_a_head_that_says_password_are_passwords(find, rows, expected):
    assert sorted(passwords(find(rows))) == sorted(expected)


def test_the_rows_of_another_table_have_no_such_column(find):
    assert passwords(find("单位\t密码\n县一中\tYz01@x", "编号\t型号\n1\tAbc123")) == ["Yz01@x"]
