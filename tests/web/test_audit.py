"""The audit log on its page: for the auditor only; checking shows the first bad link."""

from playing import published
from sqlalchemy import text
from staff import STAFF

from reviewer.store import protect


def test_the_auditor_reads_it_and_nobody_else(as_person):
    for name in (*STAFF, "stranger"):
        assert as_person(name).get("/audit").status_code == (200 if name == "auditor" else 403), name
        client = as_person(name)
        answer = client.post("/audit/check", data={"csrf_token": client.token})
        assert answer.status_code == (200 if name == "auditor" else 403), name


def test_events_are_shown_in_words_and_searched(office, people, as_person):
    published(office, people)
    client = as_person("auditor")
    page = client.get("/audit").text
    assert "提交审查" in page
    assert "登记发布" in page
    found = client.get("/audit?action=submit").text.split("<tbody>")[1]
    assert "提交审查" in found
    assert "登记发布" not in found
    assert "没有符合条件的记录" in client.get("/audit?person=没有").text


def test_a_sound_chain_is_told_with_its_last_link(office, people, as_person):
    client = as_person("auditor")
    page = client.post("/audit/check", data={"csrf_token": client.token}).text
    assert "条完整" in page
    assert "末条第" in page


def test_the_first_bad_link_is_told(office, people, as_person):
    published(office, people)
    with office.store.engine.begin() as connection:
        protect.lift(connection)
        connection.execute(text("UPDATE audit_event SET who = '李某' WHERE id = 2"))
    client = as_person("auditor")
    page = client.post("/audit/check", data={"csrf_token": client.token}).text
    assert "第一处不符：第 2 条" in page
    assert "停止写入" in page


def test_checking_needs_the_csrf_token(as_person):
    assert as_person("auditor").post("/audit/check").status_code == 400


def test_a_malformed_day_is_refused_on_the_page(as_person):
    answer = as_person("auditor").get("/audit?since=x")
    assert answer.status_code == 409
    assert "日期应写作" in answer.text
