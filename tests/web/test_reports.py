"""The whole result as a file: the visitor's own, masked, and complete."""

import json

import pytest


@pytest.fixture
def address(client, token, number):
    text = f"机密★10年\n身份证号{number(1)}"
    answer = client.post("/checks", data={"csrf_token": token, "text": text})
    return answer.location


def test_the_page_stands_alone_and_is_masked(client, address, number):
    answer = client.get(f"{address}/report.html")
    assert answer.headers["Content-Disposition"].encode("latin-1").startswith(b"attachment")
    assert "禁止发布" in answer.text
    assert number(1) not in answer.text
    assert "<script" not in answer.text
    assert 'href="http' not in answer.text


def test_the_page_shows_the_text_on_request(client, address, number):
    assert number(1) in client.get(f"{address}/report.html?reveal=1").text


def test_the_json_is_the_command_lines(client, address):
    found = json.loads(client.get(f"{address}/report.json").data)
    assert found["schema"] == "reviewer.check/1"
    assert found["documents"][0]["grade"] == "block"


def test_a_stranger_gets_nothing(app, address):
    assert app.test_client().get(f"{address}/report.html").status_code == 404
    assert app.test_client().get(f"{address}/report.json").status_code == 404
