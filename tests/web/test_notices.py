"""One's own notices, and nobody else's."""

from playing import submitted

from reviewer.office.desk import notices


def test_they_are_listed_opened_and_marked(as_person, office, people):
    case_id = submitted(office, people["author"])
    client = as_person("head")
    page = client.get("/notices").text
    assert "QX-2026-00001 到了“科室初审”" in page
    assert "义诊" not in page
    notice = notices.mine(office, people["head"])[0]
    told = {"csrf_token": client.token}
    opened = client.post(f"/notices/{notice.id}", data=told)
    assert opened.headers["Location"].endswith(f"/cases/{case_id}")
    assert notices.unseen(office, people["head"]) == 0


def test_those_of_others_are_not_there(as_person, office, people):
    submitted(office, people["author"])
    notice = notices.mine(office, people["head"])[0]
    client = as_person("leader")
    assert client.post(f"/notices/{notice.id}", data={"csrf_token": client.token}).status_code == 404
    assert notices.unseen(office, people["head"]) == 1


def test_all_are_marked_at_once(as_person, office, people):
    submitted(office, people["author"])
    submitted(office, people["author"])
    client = as_person("head")
    client.post("/notices", data={"csrf_token": client.token})
    assert notices.unseen(office, people["head"]) == 0


def test_an_empty_page_says_what_will_come(as_person):
    assert "没有消息" in as_person("auditor").get("/notices").text
