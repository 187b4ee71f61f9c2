"""The plain page for a leader's phone: what waits, one case, signing it."""

import re

from playing import approve, look, row, submitted
from staff import PASSWORD


def waiting(office, people):
    case_id = submitted(office, people["author"])
    approve(office, people["head"], case_id)
    return case_id


def test_only_what_waits_for_the_person_is_listed(as_person, office, people):
    case_id = waiting(office, people)
    assert f"/m/{case_id}" in as_person("leader").get("/m").text
    assert "没有等你签批的件" in as_person("head").get("/m").text


def test_a_leader_signs_on_the_phone_after_opening_everything(as_person, office, people):
    case_id = waiting(office, people)
    client = as_person("leader")
    page = client.get(f"/m/{case_id}").text
    told = {
        "csrf_token": client.token,
        "turn": re.search(r'name="turn" value="(\d+)"', page)[1],
        "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
        "decision": "approve",
        "opinion": "",
        "password": PASSWORD,
    }
    refused = client.post(f"/m/{case_id}", data=told)
    assert refused.status_code == 409
    assert "还有1个文件没有打开" in refused.text
    look(office, people["leader"], case_id)
    signed = client.post(f"/m/{case_id}", data=told, follow_redirects=True)
    assert "已签“同意”" in signed.text
    assert row(office, case_id).state == "ready"


def test_there_is_no_way_to_sign_several_at_once(app):
    signing = [rule for rule in app.url_map.iter_rules() if rule.endpoint in {"phone.put", "signing.put"}]
    assert signing
    assert all("case_id" in rule.arguments for rule in signing)


def test_a_case_of_another_unit_is_not_there(as_person, office, people):
    case_id = waiting(office, people)
    assert as_person("stranger").get(f"/m/{case_id}").status_code == 404
