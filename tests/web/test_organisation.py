"""The organisation on its page: everybody of the unit reads it, its keepers change it."""

from io import BytesIO

import pytest
from openpyxl import Workbook
from staff import STAFF

from reviewer.office.organisation import directory, organisation, sheets
from reviewer.office.organisation.entries import AuthorityForm

POSTS = {
    "units": ({"administrator"}, {"code": "ZJ", "name": "直属示例中心"}),
    "unit": ({"administrator"}, {"name": "新示例局", "flow-*": ""}),
    "sections": ({"administrator"}, {"name": "财务科", "kind": "section"}),
    "sections/{section}/close": ({"administrator"}, {}),
    "columns": ({"administrator"}, {"name": "政务动态"}),
    "columns/{column}/close": ({"administrator"}, {}),
    "authorities": ({"administrator", "officer"}, {"name": "示例丙", "levels": "秘密"}),
    "authorities/{authority}/remove": ({"administrator", "officer"}, {}),
    "import": ({"administrator"}, {}),
}


@pytest.mark.parametrize("name", [*STAFF, "stranger"])
def test_everybody_reads_the_organisation_of_their_own_unit_only(as_person, people, name):
    page = as_person(name).get("/organisation")
    assert page.status_code == 200
    assert ("通知公告" in page.text) is (name != "stranger")
    other = people["head" if name == "stranger" else "stranger"].unit_id
    assert as_person(name).get(f"/organisation?unit={other}").status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_changes_are_for_their_keepers_only(as_person, people, office, path):
    keepers, form = POSTS[path]
    unit_id = people["head"].unit_id
    made = organisation.make_section(office, people["administrator"], unit_id, "空科室")
    authority = organisation.put_authority(
        office, people["officer"], unit_id, AuthorityForm("示例甲", levels="秘密")
    )
    column = directory.columns(office, unit_id)[0].id
    address = f"/organisation/{path.format(section=made, column=column, authority=authority)}"
    for name in STAFF:
        client = as_person(name)
        assert client.post(address, data=form).status_code == 400, name
        if name not in keepers:
            assert client.post(address, data={"csrf_token": client.token, **form}).status_code == 403, name
    client = as_person("administrator")
    assert client.post(address, data={"csrf_token": client.token, **form}).status_code in {303, 409}


def test_a_keeper_of_another_unit_finds_nothing_to_change(as_person, people, office):
    unit_id = people["head"].unit_id
    made = organisation.put_authority(
        office, people["officer"], unit_id, AuthorityForm("示例甲", levels="秘密")
    )
    client = as_person("stranger")  # a secrecy officer elsewhere
    token = {"csrf_token": client.token}
    assert client.post(f"/organisation/authorities/{made}/remove", data=token).status_code == 404
    given = {**token, "name": "示例乙", "levels": "秘密", "unit": unit_id}
    assert client.post("/organisation/authorities", data=given).status_code == 404
    assert [row.name for row in directory.authorities(office, unit_id)] == ["示例甲"]


def test_forms_are_shown_to_their_keepers_only(as_person):
    assert "新建栏目" in as_person("administrator").get("/organisation").text
    assert "登记定密责任人" in as_person("officer").get("/organisation").text
    for name in ("head", "security", "auditor"):
        page = as_person(name).get("/organisation").text
        assert "新建栏目" not in page
        assert "登记定密责任人" not in page


def test_a_column_is_changed_in_its_form(as_person, office, people):
    client = as_person("administrator")
    [column] = directory.columns(office, people["head"].unit_id)
    assert 'value="通知公告"' in client.get(f"/organisation?edit=column-{column.id}").text
    form = {
        "csrf_token": client.token,
        "column": column.id,
        "name": "公告公示",
        "reviewer": people["officer"].id,
        "flow": "default",
    }
    assert client.post("/organisation/columns", data=form).status_code == 303
    [column] = directory.columns(office, people["head"].unit_id)
    assert (column.name, column.reviewer_id, column.flow) == ("公告公示", people["officer"].id, "default")


@pytest.mark.parametrize("edit", ["column-", "column-x", "authority-9999", "evil"])
def test_an_address_nobody_made_shows_the_plain_page(as_person, edit):
    assert as_person("administrator").get(f"/organisation?edit={edit}").status_code == 200


def test_a_refusal_is_told_on_the_page(as_person):
    client = as_person("administrator")
    answer = client.post("/organisation/sections", data={"csrf_token": client.token, "name": "办公室"})
    assert answer.status_code == 409
    assert "已有科室" in answer.text


def test_an_import_is_told_row_by_row_or_done_with_passwords(as_person):
    client = as_person("administrator")
    for login, status, told in (
        ("坏的", 409, "没有导入：1 处要改"),
        ("shili.jia", 200, "初始密码，只显示这一次"),
    ):
        book = Workbook()
        book.active.title = "人员"
        book.active.append(sheets.HEADINGS["人员"])
        book.active.append(("示例甲", login, "办公室", "", "", "", "信息员"))
        out = BytesIO()
        book.save(out)
        data = {"csrf_token": client.token, "file": (BytesIO(out.getvalue()), "组织.xlsx")}
        answer = client.post("/organisation/import", data=data)
        assert (answer.status_code, told in answer.text) == (status, True)
    waiting = as_person("security").get("/accounts").text
    assert "导入时申请的角色" in waiting
    assert "信息员（办公室）" in waiting


def test_the_template_is_a_file(as_person):
    assert as_person("administrator").get("/organisation/template.xlsx").data[:2] == b"PK"
