"""台账 on its page: each sees the own part, searches it, keeps searches, takes it along."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playing import opened, published, row, submitted
from staff import STAFF

WORKERS = {
    "author",
    "colleague",
    "head",
    "officer",
    "group",
    "leader",
    "publisher",
    "other_clerk",
    "other_head",
}


@pytest.mark.parametrize("path", ["/register", "/register/export.xlsx"])
def test_those_who_work_on_cases_have_a_register_and_nobody_else(as_person, path):
    for name in STAFF:
        assert as_person(name).get(path).status_code == (200 if name in WORKERS else 403), name


def test_each_sees_the_own_part(office, people, as_person):
    drafted, sent = opened(office, people["author"]), submitted(office, people["author"])
    out = published(office, people)
    seen = {"author": {drafted, sent, out}, "head": {sent, out}, "leader": {out}, "publisher": {out}}
    for name in WORKERS | {"stranger"}:
        page = as_person(name).get("/register").text
        for case_id in (drafted, sent, out):
            assert (row(office, case_id).number in page) == (case_id in seen.get(name, set())), (
                name,
                case_id,
            )


def test_an_empty_register_says_what_comes_and_an_empty_search_how_to_go_on(as_person):
    client = as_person("head")
    assert "台账里还没有记录" in client.get("/register").text
    page = client.get("/register?title=没有").text
    assert "没有符合条件的审查" in page
    assert "清除条件" in page


def test_a_search_stays_in_the_form_the_export_and_the_next_page(office, people, as_person, monkeypatch):
    monkeypatch.setattr("reviewer.office.desk.registers.PAGE", 1)
    for title in ("甲通知", "乙通知", "丙公告"):
        submitted(office, people["author"], title=title)
    page = as_person("head").get("/register", query_string={"title": "通知", "state": "in-review"}).text
    assert 'value="通知"' in page
    assert '<option value="in-review" selected>' in page
    assert "共 2 件" in page
    assert "/register/export.xlsx?title=%E9%80%9A%E7%9F%A5&amp;state=in-review" in page
    assert 'rel="next"' in page
    assert "title=%E9%80%9A%E7%9F%A5" in page.split('rel="next"')[1][:200]


@pytest.mark.parametrize("query", ["state=x", "since=x", "section=x", "since=2026-03-02&until=2026-03-01"])
def test_a_search_nobody_can_make_is_refused_on_the_page(as_person, query):
    answer = as_person("head").get(f"/register?{query}")
    assert answer.status_code == 409
    assert "没有办成" in answer.text


def test_a_view_is_kept_shown_and_forgotten(office, people, as_person):
    client = as_person("head")
    answer = client.post(
        "/register/views", data={"csrf_token": client.token, "name": "待审", "state": "in-review"}
    )
    assert (answer.status_code, answer.location) == (303, "/register?state=in-review")
    page = client.get("/register").text
    assert "待审" in page
    assert "待审" not in as_person("leader").get("/register").text
    view = page.split("/register/views/")[1].split("/")[0]
    stranger = as_person("leader")
    assert (
        stranger.post(f"/register/views/{view}/delete", data={"csrf_token": stranger.token}).status_code
        == 404
    )
    assert client.post(f"/register/views/{view}/delete", data={"csrf_token": client.token}).status_code == 303
    assert "/register/views/" + view not in client.get("/register").text


def test_a_view_without_a_name_is_refused_on_the_page(people, as_person):
    client = as_person("head")
    answer = client.post("/register/views", data={"csrf_token": client.token, "name": "", "state": "draft"})
    assert answer.status_code == 409
    assert "视图名称" in answer.text


def test_changes_need_the_csrf_token(people, as_person):
    client = as_person("head")
    assert client.post("/register/views", data={"name": "待审", "state": "draft"}).status_code == 400
    assert client.post("/register/views/1/delete").status_code == 400


def test_the_workbook_comes_as_a_file_with_what_was_searched(office, people, as_person):
    submitted(office, people["author"], title="甲")
    submitted(office, people["author"], title="乙")
    answer = as_person("head").get("/register/export.xlsx", query_string={"title": "乙"})
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.data))["台账"]
    assert [line[2] for line in sheet.iter_rows(2, values_only=True)] == ["乙"]
