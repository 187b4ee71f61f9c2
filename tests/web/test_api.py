"""For publishing systems: bearer tokens with scopes, JSON, and no way to sign."""

import pytest
from playing import approved, items, row, submitted

from reviewer.office.accounts.tokens import make_token


@pytest.fixture
def publisher(app, office, people):
    token = make_token(office, people["publisher"], "发布系统", ["cases:read", "publish"], 30)
    return caller(app, token)


def caller(app, token):
    client = app.test_client()

    def call(method, address, **given):
        return client.open(address, method=method, headers={"Authorization": f"Bearer {token}"}, **given)

    return call


def told(office, case_id, **changes):
    body = {
        "url": "https://www.example.gov.cn/1.html",
        "sha256": [item.sha256 for item in items(office, case_id)],
    }
    return {**body, **changes}


def test_it_answers_whether_bytes_are_approved(office, people, publisher):
    case_id = approved(office, people)
    number, digest = row(office, case_id).number, items(office, case_id)[0].sha256
    found = publisher("GET", f"/api/cases/{number}?sha256={digest}").json
    assert (found["schema"], found["approved"], found["bytes_approved"]) == ("reviewer.case/1", True, True)
    assert publisher("GET", f"/api/cases/{number}?sha256={'0' * 64}").json["bytes_approved"] is False
    assert "title" not in found


def test_a_publication_is_registered_once(office, people, publisher):
    case_id = approved(office, people)
    address = f"/api/cases/{row(office, case_id).number}/publish"
    done = publisher("POST", address, json=told(office, case_id))
    assert (done.status_code, done.json["state"]) == (200, "published")
    again = publisher("POST", address, json=told(office, case_id))
    assert (again.status_code, again.json["error"]) == (409, "refused")


def test_other_bytes_are_refused(office, people, publisher):
    case_id = approved(office, people)
    address = f"/api/cases/{row(office, case_id).number}/publish"
    wrong = publisher("POST", address, json=told(office, case_id, sha256=["0" * 64]))
    assert wrong.status_code == 409
    assert "不一致" in str(wrong.json["messages"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"url": "x", "sha256": "y"},
        {"at": "2026-03-02"},
        {"at": 5},
        {"take_down_on": "soon"},
        {"sha256": [1]},
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_words(office, people, publisher, body):
    case_id = approved(office, people)
    wrong = publisher("POST", f"/api/cases/{row(office, case_id).number}/publish", json=body)
    assert wrong.status_code == 409
    assert wrong.json["messages"]
    assert row(office, case_id).state == "ready"


def test_what_is_not_visible_does_not_exist(office, people, publisher):
    case_id = submitted(office, people["author"])
    assert publisher("GET", f"/api/cases/{row(office, case_id).number}").status_code == 404
    assert publisher("GET", "/api/cases/QX-2026-99999").status_code == 404


def test_without_a_token_of_the_scope_nothing_is_told(app, office, people, client):
    case_id = approved(office, people)
    address = f"/api/cases/{row(office, case_id).number}"
    assert client.get(address).status_code == 401
    assert caller(app, "reviewer_wrong")("GET", address).status_code == 401
    reading = make_token(office, people["publisher"], "查询", ["cases:read"], 30)
    assert caller(app, reading)("GET", address).status_code == 200
    assert caller(app, reading)("POST", f"{address}/publish", json={}).status_code == 403


def test_a_signed_in_browser_is_no_token(as_person, office, people):
    case_id = approved(office, people)
    client = as_person("publisher")
    address = f"/api/cases/{row(office, case_id).number}/publish"
    assert client.post(address, json=told(office, case_id)).status_code == 401


def test_a_token_of_somebody_who_is_no_publisher_publishes_nothing(app, office, people):
    case_id = approved(office, people)
    token = make_token(office, people["leader"], "误配", ["publish"], 30)
    refused = caller(app, token)(
        "POST", f"/api/cases/{row(office, case_id).number}/publish", json=told(office, case_id)
    )
    assert refused.status_code == 409
    assert row(office, case_id).state == "ready"


def test_no_endpoint_of_the_interface_signs(app):
    names = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert {"api.show", "api.publish"} <= names
    assert not [name for name in names if "sign" in name]
