"""待办 on its page: trays by role, 签收 and 退回签收, 催办, refusals told where they happened."""

import re

import pytest
from playing import INTERNAL, look, opened, row, sign, submitted, turn
from staff import STAFF

from reviewer.office.cases import moving

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


def post(client, case_id, act, at, tray="todo"):
    return client.post(f"/cases/{case_id}/{act}", data={"csrf_token": client.token, "turn": at, "tray": tray})


def test_those_who_work_on_cases_have_a_tray_and_nobody_else(as_person):
    for name in STAFF:
        assert as_person(name).get("/inbox").status_code == (200 if name in WORKERS else 403), name


def test_an_empty_tray_says_what_comes(as_person):
    assert "没有等你办理的审查" in as_person("head").get("/inbox").text
    page = as_person("author").get("/inbox").text
    assert "没有退回修改的稿件" in page
    assert "新建一件审查" in page


def test_it_opens_at_the_first_tray_that_holds_anything(office, people, as_person):
    opened(office, people["author"])
    page = as_person("author").get("/inbox").text
    assert re.search(r'aria-current="page">我的草稿 1<', page)


def test_an_author_has_no_tray_of_signers_and_a_signer_none_of_authors(as_person):
    assert "待我办理" not in as_person("author").get("/inbox?tray=todo").text
    assert "我送审的" not in as_person("leader").get("/inbox?tray=sent").text


def test_claiming_and_releasing_say_so_and_go_back_to_the_tray(office, people, as_person):
    case_id, client = submitted(office, people["author"]), as_person("head")
    assert "签收" in client.get("/inbox").text
    answer = post(client, case_id, "claim", turn(office, case_id))
    assert (answer.status_code, answer.location) == (303, "/inbox?tray=todo")
    assert row(office, case_id).holder_id == people["head"].id
    page = client.get("/inbox?tray=claimed").text
    assert "已签收，由你办理" in page
    assert "退回签收" in page
    post(client, case_id, "unclaim", turn(office, case_id), "claimed")
    assert row(office, case_id).holder_id is None


def test_who_was_slower_is_told_who_and_what_on_the_page(office, people, as_person):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "无法判断")
    client, at = as_person("group"), turn(office, case_id)
    moving.claim(office, people["officer"], case_id, at)
    answer = post(client, case_id, "claim", at)
    assert answer.status_code == 409
    assert "officer已于" in answer.text
    assert "签收" in answer.text


def test_a_foreign_case_is_not_there(office, people, as_person):
    case_id = submitted(office, people["author"])
    for name in ("stranger", "other_head", "leader", "other_clerk"):
        for act in ("claim", "unclaim", "urge"):
            assert post(as_person(name), case_id, act, 1).status_code == 404, (name, act)


def test_a_change_needs_the_csrf_token(office, people, as_person):
    case_id, client = submitted(office, people["author"]), as_person("head")
    assert client.post(f"/cases/{case_id}/claim", data={"turn": turn(office, case_id)}).status_code == 400
    assert row(office, case_id).holder_id is None


def test_an_author_urges_and_is_told_when_it_is_too_soon(office, people, as_person):
    case_id, client = submitted(office, people["author"]), as_person("author")
    assert "催办" in client.get("/inbox?tray=sent").text
    assert post(client, case_id, "urge", 0, "sent").status_code == 303
    again = post(client, case_id, "urge", 0, "sent")
    assert again.status_code == 409
    assert "催办过" in again.text


def test_an_overdue_case_is_marked(office, people, as_person, clock):
    submitted(office, people["author"])
    client = as_person("head")
    assert "已超期" not in client.get("/inbox").text
    clock.turn(days=9)
    assert "已超期" in as_person("head").get("/inbox").text


@pytest.mark.parametrize(
    "query", ["tray=x", "after=x", "after=-1", "tray=todo&after=20260302T010101.000000-1"]
)
def test_an_address_in_disorder_still_shows_a_tray(people, as_person, query):
    assert as_person("head").get(f"/inbox?{query}").status_code == 200


def test_what_a_title_says_is_text(office, people, as_person):
    opened(office, people["author"], title="<script>alert(1)</script>")
    page = as_person("author").get("/inbox?tray=drafts").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
