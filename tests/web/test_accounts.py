"""Accounts on their pages: the three administrators each see and do their own."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from staff import PASSWORD, STAFF

from reviewer.office.accounts import accounts, passwords
from reviewer.office.organisation import directory
from reviewer.store.tables.organisation import Person, Posting

THREE = ("administrator", "security", "auditor")


@pytest.mark.parametrize("path", ["/accounts", "/access/pledges", "/access/review.xlsx"])
def test_the_three_read_accounts_and_nobody_else_does(as_person, path):
    for name in (*STAFF, "stranger"):
        assert as_person(name).get(path).status_code == (200 if name in THREE else 403), name


POSTS = {
    "/accounts/{head}": "administrator",
    "/accounts/{head}/close": "administrator",
    "/accounts/new": "administrator",
    "/accounts/{head}/reset": "security",
    "/accounts/{head}/unlock": "security",
    "/accounts/{head}/roles": "security",
    "/accounts/{head}/roles/{posting}/end": "security",
    "/accounts/wishes": "security",
    "/access/policy": "security",
    "/access/pledges": "security",
    "/access/handover": "security",
}


@pytest.mark.parametrize(("path", "keeper"), POSTS.items())
def test_every_change_is_for_its_keeper_only_and_needs_the_csrf_token(
    as_person, people, office, path, keeper
):
    with office.store.read() as session:
        posting = session.query(Posting).filter_by(person_id=people["head"].id).one().id
    path = path.format(head=people["head"].id, posting=posting)
    for name in (*STAFF, "stranger"):
        client = as_person(name)
        assert client.post(path, data={}).status_code == 400, name
        if name != keeper:
            assert client.post(path, data={"csrf_token": client.token}).status_code == 403, name
    client = as_person(keeper)
    assert client.post(path, data={"csrf_token": client.token}).status_code in {200, 303, 409}


def test_people_of_another_unit_are_not_there(as_person, people):
    for name in THREE:
        assert as_person(name).get(f"/accounts/{people['stranger'].id}").status_code == 404
    client = as_person("security")
    path = f"/accounts/{people['stranger'].id}/reset"
    assert client.post(path, data={"csrf_token": client.token}).status_code == 404


def test_a_new_account_shows_its_password_once_and_gets_its_role_from_the_other(as_person, office, people):
    client = as_person("administrator")
    form = {
        "csrf_token": client.token,
        "login": "xin.ren",
        "name": "新来者",
        "section": people["head"].section_id,
    }
    page = client.post("/accounts/new", data=form).text
    password = re.search(r'class="secret">([\w-]+)<', page)[1]
    [line] = [one for one in directory.people(office, people["head"].unit_id) if one.login == "xin.ren"]
    assert password not in client.get(f"/accounts/{line.id}").text
    assert accounts.sign_in(office, "xin.ren", password)
    security = as_person("security")
    role = {"csrf_token": security.token, "role": "clerk", "section": people["head"].section_id}
    assert security.post(f"/accounts/{line.id}/roles", data=role).status_code == 303
    assert "信息员（办公室）" in security.get(f"/accounts/{line.id}").text


def test_a_refusal_is_told_on_the_page(as_person, people):
    client = as_person("administrator")
    answer = client.post(
        "/accounts/new", data={"csrf_token": client.token, "login": "head", "name": "新来者"}
    )
    assert answer.status_code == 409
    assert "已被使用" in answer.text
    answer = client.post(f"/accounts/{people['head'].id}/close", data={"csrf_token": client.token})
    assert "该账号还有角色" in answer.text


def test_a_locked_account_is_shown_and_unlocked(as_person, people, office):
    for _ in range(5):
        with pytest.raises(Exception, match="不正确"):
            accounts.sign_in(office, "head", "wrong")
    client = as_person("security")
    assert "锁定" in client.get("/accounts").text
    client.post(f"/accounts/{people['head'].id}/unlock", data={"csrf_token": client.token})
    assert accounts.sign_in(office, "head", PASSWORD)


def test_the_policy_is_set_within_its_bounds(as_person, office):
    client = as_person("security")
    rules = accounts.rules(office)
    form = {"csrf_token": client.token, "quarantine": "purge"}
    form |= {name: getattr(rules, name) for name in passwords.Policy.__slots__}
    assert client.post("/access/policy", data=form | {"length": 4}).status_code == 409
    assert client.post("/access/policy", data=form | {"length": 14}).status_code == 303
    assert accounts.rules(office).length == 14


def test_a_changed_pledge_is_asked_of_everybody_at_the_next_page(as_person):
    client, head = as_person("security"), as_person("head")
    client.post("/access/pledges", data={"csrf_token": client.token, "text": "# 新承诺书\n\n<b>一条</b>"})
    assert head.get("/me").location == "/pledge"
    assert "&lt;b&gt;一条" in head.get("/pledge").text


def test_the_access_review_is_a_workbook(as_person):
    sheet = load_workbook(BytesIO(as_person("auditor").get("/access/review.xlsx").data)).active
    assert [cell.value for cell in sheet[1]][:3] == ["姓名", "登录名", "科室"]
    assert sheet.max_row == 1 + len(STAFF)


def test_hand_over_shows_what_moves_and_needs_both_passwords(as_person, people, office):
    client = as_person("security")
    page = client.get(f"/access/handover?leaver={people['author'].id}").text
    assert "信息员" in page
    form = {
        "csrf_token": client.token,
        "leaver": people["author"].id,
        "successor": people["colleague"].id,
        "leaver-password": PASSWORD,
        "successor-password": "wrong",
    }
    answer = client.post("/access/handover", data=form)
    assert answer.status_code == 409
    assert "接收人colleague" in answer.text
    assert client.post("/access/handover", data=form | {"successor-password": PASSWORD}).status_code == 303
    with office.store.read() as session:
        assert session.get(Person, people["author"].id).closed_at is not None
