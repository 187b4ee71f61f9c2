"""网站巡查 by browser: registering, changing and closing sites; coverage, addresses, what was changed."""

import itertools
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from reviewer.store.tables.organisation import Column
from reviewer.store.tables.patrol import Address, Run, Site
from reviewer.store.tables.signing import Event
from reviewer.store.tables.tickets import Pairing

GIVEN = {
    "name": "清溪县示例局门户", "hosts": "www.example.gov.cn", "seeds": "https://www.example.gov.cn/",
    "contact": "010-12345678", "rate": "60", "hours": "", "depth": "30", "most_pages": "200000", "most_mb": "50",
    "history_before": "2026-01-01", "site_public_days": "0", "robots": "yes",
}  # fmt: skip
NUMBERS = itertools.count()
ROW = {"pattern": "/gongshi/*", "column": "", "risk": "3", "nature": "", "public_days": "30"}


def post(client, path, given, *rows, **more):
    data = {"csrf_token": client.token, **given, **more}
    data |= {name: [row[name] for row in rows] for name in ROW} if rows else {}
    return client.post(path, data=data)


@pytest.fixture
def officer(as_person):
    return as_person("publisher")


@pytest.fixture
def site_id(officer, office):
    answer = post(officer, "/sites", GIVEN, ROW)
    assert answer.status_code == 303
    return int(answer.location.rpartition("/")[2])


def site(office, site_id):
    with office.store.read() as session:
        found = session.get_one(Site, site_id)
        found.patterns  # noqa: B018 (loaded for use after the session)
        return found


def turn(office, site_id):
    return str(site(office, site_id).turn)


def put_addresses(office, site_id, count=3, **facts):
    """Addresses that were read, in order."""
    now = office.clock()
    with office.store.write() as session:
        known = {"outcome": "ok", "grade": "clear", "kind": "page", "title": "通知", **facts}
        rows = [
            Address(
                site_id=site_id, key=f"{next(NUMBERS)}", after=now, first_seen=now,
                url=f"https://www.example.gov.cn/gongshi/{facts.get('reason', 'a')}{n}.html", **known,
            )
            for n in range(count)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def test_a_site_is_registered_with_all_that_was_given_and_its_event_stands_in_the_chain(site_id, office):
    found = site(office, site_id)
    assert found.hosts == ["www.example.gov.cn"]
    assert (found.rate, found.most_bytes, found.history_before.isoformat()) == (60, 50 * 2**20, "2026-01-01")
    assert [(row.pattern, row.risk, row.public_days) for row in found.patterns] == [("/gongshi/*", 3, 30)]
    with office.store.read() as session:
        assert (
            session.scalars(select(Event).where(Event.action == "site-made")).one().details["site"] == site_id
        )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hosts", "www.example.gov.cn/path", "不是域名"),
        ("hosts", "portal", "不是完整的域名"),
        ("seeds", "https://elsewhere.example.cn/", "不在上面登记的域名上"),
        ("seeds", "", "请至少填写一个"),
        ("hours", "22点到6点", "22:00-06:00"),
        ("rate", "9999", "1 到 600"),
        ("contact", " ", "请填写电话或邮箱"),
        ("history_before", "去年", "2026-03-02"),
        ("name", "", "请填写"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_kept(officer, office, field, value, words):
    answer = post(officer, "/sites", {**GIVEN, field: value}, ROW)
    assert answer.status_code == 409
    assert re.search(rf'id="fault-{field}">[^<]*{words}', answer.text)
    with office.store.read() as session:
        assert session.scalars(select(Site)).all() == []


def test_a_pattern_that_an_earlier_one_swallows_is_refused_and_an_overlap_is_told(officer):
    answer = post(officer, "/sites", GIVEN, {**ROW, "pattern": "/*"}, ROW)
    assert answer.status_code == 409
    assert "永远轮不到" in answer.text
    post(
        officer,
        "/sites",
        GIVEN,
        {**ROW, "pattern": "/gongshi/*/fujian*"},
        {**ROW, "pattern": "/gongshi/2026/*"},
    )
    assert "有共同的地址" in officer.get("/sites").text


def test_a_host_stands_in_one_site_of_a_unit_only(officer, site_id):
    answer = post(officer, "/sites", {**GIVEN, "name": "另一个"}, ROW)
    assert answer.status_code == 409
    assert "已登记在网站“清溪县示例局门户”中" in answer.text


def test_a_change_on_an_older_page_is_refused_and_says_so(officer, site_id, office):
    old = turn(office, site_id)
    assert post(officer, f"/sites/{site_id}/edit", {**GIVEN, "rate": "30"}, ROW, turn=old).status_code == 303
    answer = post(officer, f"/sites/{site_id}/edit", {**GIVEN, "rate": "90"}, ROW, turn=old)
    assert answer.status_code == 409
    assert "别人刚刚改过" in answer.text
    assert site(office, site_id).rate == 30


def test_addresses_follow_the_register_hosts_and_patterns(officer, site_id, office):
    with office.store.read() as session:
        column = session.scalars(select(Column.id).where(Column.name == "通知公告")).one()
    (first, *_) = put_addresses(office, site_id)
    (away,) = put_addresses(office, site_id, 1, state="left", reason="foreign", outcome="", grade="")
    row = {**ROW, "column": str(column), "risk": "1"}
    post(officer, f"/sites/{site_id}/edit", GIVEN, row, turn=turn(office, site_id))
    with office.store.read() as session:
        assert (session.get_one(Address, first).column_id, session.get_one(Address, first).risk) == (
            column,
            1,
        )
        assert session.get_one(Address, away).state == "waiting"  # its host is registered
    moved = {**GIVEN, "hosts": "new.example.gov.cn", "seeds": "https://new.example.gov.cn/"}
    post(officer, f"/sites/{site_id}/edit", moved, row, turn=turn(office, site_id))
    with office.store.read() as session:
        told = {(one.state, one.reason) for one in session.scalars(select(Address))}
    assert told == {("left", "foreign")}


def test_a_site_is_closed_with_a_reason_and_stays_to_be_read(officer, site_id, office):
    answer = post(officer, f"/sites/{site_id}/close", {"reason": " "}, turn=turn(office, site_id))
    assert answer.status_code == 409
    answer = post(officer, f"/sites/{site_id}/close", {"reason": "网站已整合"}, turn=turn(office, site_id))
    assert answer.status_code == 303
    assert "停用" in officer.get(f"/sites/{site_id}").text
    assert site(office, site_id).closed_at is not None
    refused = post(officer, f"/sites/{site_id}/edit", GIVEN, ROW, turn=turn(office, site_id))
    assert refused.status_code == 409


def test_the_leader_reads_and_changes_nothing_and_others_see_nothing(as_person, site_id, office):
    leader, stranger, clerk = as_person("leader"), as_person("stranger"), as_person("author")
    assert leader.get(f"/sites/{site_id}").status_code == 200
    assert leader.get(f"/sites/{site_id}/edit").status_code == 403
    assert post(leader, f"/sites/{site_id}/edit", GIVEN, turn="1").status_code == 403
    assert "清溪县示例局门户" not in stranger.get("/sites").text
    for path in (
        "",
        "/edit",
        "/addresses",
        "/addresses.xlsx",
        "/absent",
        "/addresses/1",
        "/addresses/1/changes",
    ):
        assert stranger.get(f"/sites/{site_id}{path}").status_code == 404, path
    assert post(stranger, f"/sites/{site_id}/edit", GIVEN, turn="1").status_code == 404
    assert post(stranger, f"/sites/{site_id}/reconcile", {}).status_code == 404
    assert clerk.get("/sites").status_code == 403


def test_nothing_is_skipped_in_silence_every_address_stands_somewhere_with_its_reason(
    officer, site_id, office
):
    put_addresses(office, site_id, 4)
    put_addresses(office, site_id, 2, grade="", outcome="timeout")
    put_addresses(office, site_id, 1, gaps=2)
    put_addresses(office, site_id, 1, outcome="", grade="")
    put_addresses(office, site_id, 3, state="left", reason="trap:calendar", outcome="", grade="")
    put_addresses(office, site_id, 5, state="left", reason="foreign", outcome="", grade="")
    put_addresses(office, site_id, 1, outcome="gone")
    page = officer.get(f"/sites/{site_id}").text
    assert "36.3%" in page  # four of eleven
    assert "日历类页面" in page
    assert "超时" in page
    for standing, count in (
        ("reviewed", 4),
        ("unread", 2),
        ("gaps", 1),
        ("waiting", 1),
        ("left", 3),
        ("gone", 1),
    ):
        text = officer.get(f"/sites/{site_id}/addresses?standing={standing}").text
        assert f"共 {count} 个" in text, standing
    assert "共 7 个" in officer.get(f"/sites/{site_id}/addresses?standing=problem").text
    assert "共 2 个" in officer.get(f"/sites/{site_id}/addresses?standing=unread&reason=timeout").text


def test_the_list_is_paged_and_searched(officer, site_id, office):
    put_addresses(office, site_id, 130)
    text = officer.get(f"/sites/{site_id}/addresses").text
    assert text.count('<td class="title">') == 100
    after = re.search(r"after=(\d+)", text)[1]
    assert officer.get(f"/sites/{site_id}/addresses?after={after}").text.count('<td class="title">') == 30
    assert "共 1 个" in officer.get(f"/sites/{site_id}/addresses?text=gongshi/a129.").text
    assert "没有符合条件" in officer.get(f"/sites/{site_id}/addresses?text=100%25").text


def test_the_workbook_lists_every_address_and_runs_nothing(officer, site_id, office):
    put_addresses(office, site_id, 3, title="=1+1")
    put_addresses(office, site_id, 2, state="left", reason="depth", outcome="", grade="")
    book = load_workbook(BytesIO(officer.get(f"/sites/{site_id}/addresses.xlsx").data))
    lines = list(book["地址清单"].iter_rows(values_only=True))
    assert len(lines) == 6
    assert [line[5] for line in lines[1:]] == ["已审查"] * 3 + ["按规则没有读取"] * 2
    assert lines[4][6] == "链接层级超过上限"
    assert book["地址清单"].cell(2, 3).data_type == "s"
    assert ("覆盖率", "60.0%") in list(book["覆盖情况"].iter_rows(values_only=True))


def test_the_page_of_a_site_shows_trend_runs_and_since_when_it_is_blind(officer, site_id, office):
    now = office.clock()
    with office.store.write() as session:
        for reviewed in (10, 15, 20):
            figures = {"ours": 20, "reviewed": reviewed, "tickets": 1}
            session.add(
                Run(
                    site_id=site_id, kind="regular", begun_at=now, ended_at=now, ending="whole",
                    counts={"fetched": 20, "figures": figures},
                )
            )  # fmt: skip
        session.get_one(Site, site_id).blind_since = now
    page = officer.get(f"/sites/{site_id}").text
    assert "从 50.0% 到 100.0%" in page
    assert "全部巡查完毕" in page
    assert "起无法访问" in page
    assert "100.0%" in officer.get("/sites").text


def test_the_page_of_an_address_tells_its_pair_and_links_to_the_list(officer, site_id, office):
    (first,) = put_addresses(office, site_id, 1)
    with office.store.write() as session:
        session.add(Pairing(address_id=first, verdict="unapproved", why="no-case", at=office.clock()))
    page = officer.get(f"/sites/{site_id}/addresses/{first}").text
    assert "未经审批发布" in page
    assert "没有对应的审批件" in page
    assert officer.get(f"/sites/{site_id}/addresses/{first}/changes").status_code == 404
    assert "共 1 个" in officer.get(f"/sites/{site_id}/addresses?verdict=unapproved").text
