"""隔离 by browser: the list, the clock, stages, the purge by two people; and that no page shows the content."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from playing import SECRET, items, look, opened, row, sign, submitted, turn
from sqlalchemy import select
from staff import PASSWORD

from reviewer.store.tables.incidents import Incident

# These nouns hold no case: quick checks, accounts, the organisation.
WITHOUT_RECORDS = {
    "access", "accounts", "checks", "health", "login", "me", "organisation", "reports", "samples", "static",
}  # fmt: skip
WORDS = ("某演习安排", "不得外传的标题", "隐密摘要", "文件1.txt")


@pytest.fixture
def case_id(office, people):
    return opened(office, people["author"], SECRET, title=WORDS[1], abstract=WORDS[2])


@pytest.fixture
def incident(office, case_id):
    with office.store.read() as session:
        return session.scalars(select(Incident)).one()


def post(client, address, **given):
    return client.post(address, data={"csrf_token": client.token, **given}, follow_redirects=True)


def every_page(app, values):
    """All addresses of the app that lead to records and can be read, with the values put in."""
    for found in app.url_map.iter_rules():
        if "GET" in found.methods and found.endpoint.partition(".")[0] not in WITHOUT_RECORDS:
            assert found.arguments <= set(values), (
                f"{found.endpoint}: give this test a value for {found.arguments}"
            )
            yield (
                found.endpoint,
                app.url_map.bind("localhost").build(
                    found.endpoint, {name: values[name] for name in found.arguments}
                ),
            )


def words_of(response):
    """The text of a page, or of every part of a packed file."""
    data = response.get_data()
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    return data.decode("utf-8", "replace")


@pytest.mark.parametrize("name", ["author", "head", "officer", "publisher"])
def test_no_page_of_the_product_shows_what_was_quarantined(app, office, as_person, incident, name):
    client, item = as_person(name), items(office, incident.case_id)[0].id
    values = {
        "case_id": incident.case_id, "item_id": item, "incident_id": incident.id, "old": 1, "new": 1,
        "number": row(office, incident.case_id).number, "stage": "problems",
        **dict.fromkeys(
            ("ticket_id", "site_id", "address_id", "plan_id", "run_id", "tour_id", "campaign_id"), 1
        ),
    }  # fmt: skip
    seen = []
    for endpoint, address in every_page(app, values):
        query = "?reveal=1" if "item_id" in address or "/items/" in address else ""
        shown = words_of(client.get(address + query, follow_redirects=True))
        assert not [word for word in WORDS if word in shown], f"{endpoint} as {name}"
        seen.append(endpoint)
    assert {"cases.show", "items.show", "items.file", "register.index", "incidents.show"} <= set(seen)


def test_the_list_shows_clock_and_next_stage(as_person, incident, clock):
    page = as_person("officer").get("/incidents").text
    assert incident.number in page
    assert "还剩 24 小时 0 分" in page
    assert "报告" in page
    clock.turn(minutes=24 * 60 + 1)
    assert "已超过 24 小时" in as_person("officer").get("/incidents").text


def test_an_empty_list_says_so(as_person):
    assert "没有隔离事件" in as_person("officer").get("/incidents").text


@pytest.mark.parametrize(("name", "status"), [("author", 403), ("auditor", 403), ("stranger", 404)])
def test_others_do_not_see_an_incident(as_person, incident, name, status):
    assert as_person(name).get(f"/incidents/{incident.id}").status_code == status


def test_stages_are_recorded_and_the_incident_is_closed(as_person, incident):
    client = as_person("officer")
    address = f"/incidents/{incident.id}"
    refused = post(client, f"{address}/stages", stage="technical", note="清理")
    assert refused.status_code == 409
    assert "请先记录“报告”" in refused.text
    for stage in ("report", "remove", "technical"):
        assert "已记录" in post(client, f"{address}/stages", stage=stage, note="已办").text
    page = post(client, f"{address}/close", outcome="admonished", conclusion="已教育")
    assert "批评教育" in page.text


def test_the_purge_takes_two_people_and_their_passwords(as_person, incident):
    officer, leader = as_person("officer"), as_person("leader")
    address = f"/incidents/{incident.id}/purge"
    assert post(officer, address, password="wrong").status_code == 409
    assert "等待另一人确认" in post(officer, address, password=PASSWORD).text
    assert "须由另一人确认" in post(officer, f"{address}/confirm", password=PASSWORD).text
    page = post(leader, f"{address}/confirm", password=PASSWORD).text
    assert "清除凭证" in page
    assert "密文 SHA-256" in page


def test_a_false_alarm_is_released_and_goes_back_to_its_author(as_person, office, case_id):
    client = as_person("officer")
    page = post(client, f"/cases/{case_id}/release", turn=turn(office, case_id), reason="普法样例")
    assert "已解除隔离" in page.text
    assert row(office, case_id).title == WORDS[1]


def test_an_officer_sets_a_case_aside(as_person, office, people):
    case_id = submitted(office, people["author"], "本材料为内部资料。")
    look(office, people["head"], case_id)
    sign(office, people["head"], case_id, "escalate", "拿不准")
    page = post(
        as_person("officer"), f"/cases/{case_id}/quarantine", turn=turn(office, case_id), reason="附图"
    )
    assert "已隔离" in page.text
    assert row(office, case_id).state == "quarantined"
