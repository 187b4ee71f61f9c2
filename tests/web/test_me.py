"""One's own account on its pages."""

import re

import pyotp
import pytest
from staff import PASSWORD

from reviewer.office.accounts import accounts, tokens
from reviewer.office.organisation import directory
from reviewer.store.tables.organisation import Person, Posting


def test_the_page_shows_roles_visits_and_what_may_be_lent(as_person):
    page = as_person("head").get("/me").text
    for word in ("科室负责人（办公室）", "委托他人代行", "登录记录", "接口令牌", "动态密码"):
        assert word in page
    assert "委托他人代行" not in as_person("administrator").get("/me").text


def test_the_password_is_changed_when_both_new_ones_agree(as_person, office):
    client = as_person("head")
    form = {"csrf_token": client.token, "old": PASSWORD, "new": "Bamboo-raft-77", "again": "Bamboo-raft-78"}
    assert "两次输入的新密码不一样" in client.post("/me/password", data=form).text
    assert client.post("/me/password", data=form | {"again": "Bamboo-raft-77"}).status_code == 303
    assert client.get("/me").status_code == 200
    assert accounts.sign_in(office, "head", "Bamboo-raft-77")


def test_a_weak_password_is_refused_on_the_page(as_person):
    client = as_person("head")
    form = {"csrf_token": client.token, "old": PASSWORD, "new": "short", "again": "short"}
    answer = client.post("/me/password", data=form)
    assert answer.status_code == 409
    assert "密码至少 10 位" in answer.text


def test_the_second_factor_is_put_on_by_a_code_and_taken_off_by_password_and_code(
    as_person, office, people, clock
):
    client = as_person("head")
    page = client.get("/me/factor").text
    assert re.search(r'<svg [^>]*viewBox="0 0 \d+ \d+"', page)  # without it the code is cut, not scaled
    assert "style=" not in page
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]
    assert client.post("/me/factor", data={"csrf_token": client.token, "code": "000000"}).status_code == 409
    code = pyotp.TOTP(secret).at(clock().timestamp())
    assert client.post("/me/factor", data={"csrf_token": client.token, "code": code}).status_code == 303
    with office.store.read() as session:
        assert session.get(Person, people["head"].id).totp
    clock.turn(seconds=60)
    code = pyotp.TOTP(secret).at(clock().timestamp())
    for form in ({"password": PASSWORD}, {"password": "wrong", "code": code}):
        assert client.post("/me/factor/off", data={"csrf_token": client.token} | form).status_code == 409
    clock.turn(seconds=60)
    form = {
        "csrf_token": client.token,
        "password": PASSWORD,
        "code": pyotp.TOTP(secret).at(clock().timestamp()),
    }
    assert client.post("/me/factor/off", data=form).status_code == 303


def test_a_token_is_shown_once(as_person, office, people):
    client = as_person("head")
    form = {"csrf_token": client.token, "name": "门户后台", "scopes": ["check"], "days": 30}
    made = re.search(r"reviewer_[\w-]{43}", client.post("/me/tokens", data=form).text)[0]
    assert made not in client.get("/me").text
    assert tokens.token_actor(office, made, "check").id == people["head"].id
    [row] = tokens.tokens(office, people["head"])
    assert as_person("author").post(f"/me/tokens/{row.id}/end", data={"csrf_token": "x"}).status_code == 400
    other = as_person("author")
    assert other.post(f"/me/tokens/{row.id}/end", data={"csrf_token": other.token}).status_code == 404
    client.post(f"/me/tokens/{row.id}/end", data={"csrf_token": client.token})
    assert "已停用" in client.get("/me").text


def test_a_role_is_lent_and_taken_back(as_person, office, people):
    client = as_person("head")
    with office.store.read() as session:
        posting = session.query(Posting).filter_by(person_id=people["head"].id).one().id
    form = {
        "csrf_token": client.token,
        "posting": posting,
        "taker": people["leader"].id,
        "first": "2026-03-02",
        "last": "2026-03-05",
        "reason": "外出学习",
    }
    refused = client.post("/me/delegations", data=form | {"last": ""})
    assert "起止日期" in refused.text
    assert client.post("/me/delegations", data=form).status_code == 303
    [loan] = directory.loans(office, people["head"].unit_id, people["head"])
    assert "受head委托至 2026-03-05" in as_person("leader").get("/me").text
    client.post(f"/me/delegations/{loan.id}/end", data={"csrf_token": client.token})
    assert directory.loans(office, people["head"].unit_id, people["head"]) == []


def test_other_visits_are_ended(as_person, office):
    here, there = as_person("head"), as_person("head")
    here.post("/me/visits/end", data={"csrf_token": here.token})
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303


@pytest.mark.parametrize("looks", [["large"], ["large", "contrast"], []])
def test_large_type_and_contrast_are_kept_in_a_cookie(as_person, looks):
    client = as_person("head")
    client.post("/me/look", data={"csrf_token": client.token, "look": [*looks, "evil"]})
    page = client.get("/me").text
    opening = re.search(r'<html lang="zh-CN"([^>]*)>', page)[1]
    assert opening.strip() == (f'class="{" ".join(looks)}"' if looks else "")
