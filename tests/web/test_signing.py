"""The signing page: what to look at first, the decision with what it leads to, the password again."""

import re

import pytest
from playing import CLEAN, INTERNAL, SECRET, check_all, draft, items, look, opened, row, submitted, turn
from staff import PASSWORD

from reviewer.office.cases.moving import submit, take_back
from reviewer.office.cases.opening import edit_case


def seen(client, address):
    page = client.get(address)
    assert page.status_code == 200, page.text
    return page.text


def form(client, case_id, **given):
    """The signing form as the page gives it, filled in."""
    page = seen(client, f"/cases/{case_id}/sign")
    found = re.search(r'name="seen" value="([0-9a-f]*)"', page)
    told = {
        "csrf_token": client.token,
        "turn": re.search(r'name="turn" value="(\d+)"', page)[1],
        "seen": found[1] if found else "",
        "decision": "approve",
        "opinion": "同意",
        "password": PASSWORD,
    }
    return {**told, **given}


def sign(client, case_id, **given):
    return client.post(f"/cases/{case_id}/sign", data=form(client, case_id, **given), follow_redirects=True)


def open_all(client, office, case_id):
    for item in items(office, case_id):
        assert client.get(f"/cases/{case_id}/items/{item.id}").status_code == 200


def test_the_whole_default_chain_by_browser(as_person, office, people):
    case_id = opened(office, people["author"])
    author, head, leader = (as_person(name) for name in ("author", "head", "leader"))
    asked = {"csrf_token": author.token, "turn": turn(office, case_id)}
    assert author.post(f"/cases/{case_id}/submit", data=asked).status_code == 303
    for client in (head, leader):
        assert f"/cases/{case_id}/items/" in seen(client, f"/cases/{case_id}/sign")
        open_all(client, office, case_id)
        assert "已签“同意”" in sign(client, case_id).text
    assert row(office, case_id).state == "ready"


def test_what_is_unopened_is_listed_as_links_and_stands_against_signing(as_person, office, people):
    case_id = submitted(office, people["author"], INTERNAL)
    client = as_person("head")
    page = seen(client, f"/cases/{case_id}/sign")
    assert f"/cases/{case_id}/items/{items(office, case_id)[0].id}" in page
    refused = sign(client, case_id)
    assert refused.status_code == 409
    assert "还有1个文件没有打开" in refused.text
    assert "还有1项发现没有打开" in refused.text


def test_a_wrong_password_signs_nothing_and_keeps_what_was_written(as_person, office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    refused = sign(as_person("head"), case_id, password="wrong", opinion="已核对原件")
    assert refused.status_code == 409
    assert "密码或动态密码不正确" in refused.text
    assert "已核对原件" in refused.text
    assert row(office, case_id).step == 1


@pytest.mark.parametrize("decision", ["", "publish", "submit"])
def test_only_what_can_be_signed_is_a_decision(as_person, office, people, decision):
    case_id = submitted(office, people["author"])
    refused = sign(as_person("head"), case_id, decision=decision)
    assert "请选择意见" in refused.text


def test_the_author_finds_no_form_to_sign_an_own_draft(as_person, office, people):
    case_id = submitted(office, people["author"])
    client = as_person("author")
    assert "现在不由你签字" in seen(client, f"/cases/{case_id}/sign")
    refused = sign(client, case_id)
    assert refused.status_code == 409
    assert "拟稿人不能审查自己的稿件" in refused.text


def test_a_stranger_gets_404(as_person, office, people):
    case_id = submitted(office, people["author"])
    client = as_person("stranger")
    assert client.get(f"/cases/{case_id}/sign").status_code == 404
    data = {"csrf_token": client.token, "decision": "approve", "turn": 1, "password": PASSWORD}
    assert client.post(f"/cases/{case_id}/sign", data=data).status_code == 404


def test_without_the_forms_token_nothing_is_signed(as_person, office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    client = as_person("head")
    refused = client.post(f"/cases/{case_id}/sign", data=form(client, case_id, csrf_token=""))
    assert refused.status_code == 400
    assert row(office, case_id).step == 1


def test_consequences_are_said_in_words(as_person, office, people):
    page = seen(as_person("head"), f"/cases/{submitted(office, people['author'])}/sign")
    assert "转到“领导签批”" in page
    assert "写明无法核定的原因，转到“保密审查”" in page
    assert "修改后从第一步重新审查" in page


def test_who_was_slower_reads_who_and_what(as_person, office, people):
    case_id = submitted(office, people["author"])
    look(office, people["head"], case_id)
    client = as_person("head")
    told = form(client, case_id)
    author = as_person("author")
    author.post(
        f"/cases/{case_id}/take-back", data={"csrf_token": author.token, "turn": turn(office, case_id)}
    )
    refused = client.post(f"/cases/{case_id}/sign", data=told)
    assert refused.status_code in {404, 409}
    if refused.status_code == 409:
        assert "author已于" in refused.text


def test_after_an_edit_the_page_says_what_changed_since_the_last_look(as_person, office, people):
    case_id = submitted(office, people["author"])
    client = as_person("head")
    open_all(client, office, case_id)
    take_back(office, people["author"], case_id, turn(office, case_id))
    edit_case(office, people["author"], case_id, turn(office, case_id), draft(CLEAN + "地点：社区中心。"))
    check_all(office)
    submit(office, people["author"], case_id, turn(office, case_id))
    page = seen(client, f"/cases/{case_id}/sign")
    assert "你上次看的是" in page
    assert f"/cases/{case_id}/versions/1/2" in page


def test_a_consultation_is_asked_and_answered(as_person, office, people):
    case_id = submitted(office, people["author"])
    client = as_person("head")
    asked = {
        "csrf_token": client.token,
        "turn": turn(office, case_id),
        "kind": "issuer",
        "addressee": "某示例机关",
        "question": "可否转载",
    }
    page = client.post(f"/cases/{case_id}/consult", data=asked, follow_redirects=True).text
    assert "等待答复" in page
    answered = {
        "csrf_token": client.token,
        "turn": turn(office, case_id),
        "outcome": "agreed",
        "answer": "同意",
    }
    page = client.post(f"/cases/{case_id}/answer", data=answered, follow_redirects=True).text
    assert "同意公开" in page
    assert row(office, case_id).state == "in-review"


def test_a_quarantined_case_has_no_form_and_shows_no_title(as_person, office, people):
    case_id = opened(office, people["author"], SECRET, title="不得外传的标题")
    page = seen(as_person("officer"), f"/cases/{case_id}/sign")
    assert "不得外传" not in page
    assert "解除隔离" in page
    assert "签署意见" not in page
