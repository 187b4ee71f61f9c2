"""Registering a publication by browser: files, hashes or the text on the page are compared."""

from io import BytesIO

import pytest
from playing import CLEAN, approved, items, published, row, turn


def register(client, office, case_id, **given):
    told = {
        "csrf_token": client.token,
        "turn": turn(office, case_id),
        "url": "https://www.example.gov.cn/1.html",
        "at": "2026-03-02T09:00",
    }
    return client.post(f"/cases/{case_id}/publish", data={**told, **given}, follow_redirects=True)


@pytest.mark.parametrize("way", ["file", "sha256", "text"])
def test_each_way_of_comparing_registers_what_is_the_same(as_person, office, people, way):
    case_id = approved(office, people)
    item = items(office, case_id)[0]
    value = {"file": (BytesIO(CLEAN.encode()), "上网.txt"), "sha256": item.sha256.upper(), "text": CLEAN}[way]
    page = register(as_person("publisher"), office, case_id, **{f"{way}-{item.id}": value})
    assert "已登记发布" in page.text
    assert row(office, case_id).published_at.isoformat() == "2026-03-02T01:00:00+00:00"


def test_what_differs_is_refused_and_what_was_filled_in_stays(as_person, office, people):
    case_id = approved(office, people)
    item = items(office, case_id)[0]
    page = register(as_person("publisher"), office, case_id, **{f"text-{item.id}": CLEAN + "改"})
    assert page.status_code == 409
    assert "不一致" in page.text
    assert "https://www.example.gov.cn/1.html" in page.text


def test_nothing_compared_is_nothing_registered(as_person, office, people):
    case_id = approved(office, people)
    page = register(as_person("publisher"), office, case_id)
    assert "没有核对" in page.text
    assert row(office, case_id).state == "ready"


def test_the_page_never_gives_the_hash_away(as_person, office, people):
    case_id = approved(office, people)
    page = as_person("publisher").get(f"/cases/{case_id}/publish").text
    assert items(office, case_id)[0].sha256 not in page


def test_withdrawal_by_browser(as_person, office, people):
    case_id = published(office, people)
    client = as_person("publisher")
    told = {"csrf_token": client.token, "turn": turn(office, case_id), "reason": "公示期满"}
    assert "已登记撤回" in client.post(f"/cases/{case_id}/withdraw", data=told, follow_redirects=True).text


@pytest.mark.parametrize("name", ["author", "head", "officer", "leader"])
def test_only_the_publisher_registers(as_person, office, people, name):
    case_id = approved(office, people)
    assert as_person(name).get(f"/cases/{case_id}/publish").status_code == 403
