"""整改 by browser: who sees what, each act by its form, what the proof says, the papers."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from reviewer.store.tables.tickets import Ticket
from web import ticketed as made


@pytest.fixture
def site(office, people):
    return made.site(office)


def row(office, ticket_id):
    with office.store.read() as session:
        return session.get(Ticket, ticket_id)


def post(client, office, ticket_id, act, **given):
    data = {"csrf_token": client.token, "turn": row(office, ticket_id).turn, **given}
    return client.post(f"/tickets/{ticket_id}/{act}", data=data, follow_redirects=True)


def test_an_empty_list_says_where_tickets_come_from(as_person):
    page = as_person("officer").get("/tickets")
    assert page.status_code == 200
    assert "网站巡查发现问题后" in page.text


def test_officers_leaders_and_the_owner_see_a_ticket_nobody_else(office, people, site, as_person):
    ticket = made.notified(office, people, site)
    for name in ("officer", "group", "publisher", "leader", "head", "author"):
        client = as_person(name)
        assert "QX-ZG-2026-00001" in client.get("/tickets").text, name
        assert client.get(f"/tickets/{ticket}").status_code == 200, name
    for name in ("other_head", "other_clerk", "stranger"):
        client = as_person(name)
        assert "QX-ZG-2026-00001" not in client.get("/tickets").text, name
        assert client.get(f"/tickets/{ticket}").status_code == 404, name
        assert client.get(f"/tickets/{ticket}/notice.docx").status_code == 404, name
    for name in ("administrator", "security", "auditor"):
        assert as_person(name).get("/tickets").status_code == 403, name


def test_a_ticket_from_its_notice_to_verification_by_forms(office, people, site, as_person):
    ticket = made.ticket(office, site)
    officer, head = as_person("officer"), as_person("head")
    page = post(officer, office, ticket, "notify", section=made.section(office), days="3", demand="撤下")
    assert "整改通知书已下达" in page.text
    assert "整改通知书 Word" in page.text
    assert '<span class="nav-n">1</span>' in head.get("/tickets").text
    page = post(head, office, ticket, "reply", cause="误传", measure="已撤下")
    assert "已答复，等待验收" in page.text
    page = post(officer, office, ticket, "verify")
    assert row(office, ticket).state == "verifying"
    assert "尚未核验" in page.text
    assert "待核验" in page.text


def test_a_refusal_is_told_and_what_was_written_stays(office, people, site, as_person):
    ticket = made.ticket(office, site)
    page = post(as_person("officer"), office, ticket, "notify", days="3", demand="请立即撤下这个页面")
    assert page.status_code == 409
    assert "请选择责任科室或责任人" in page.text
    assert "请立即撤下这个页面" in page.text


def test_who_was_slower_is_told_so(office, people, site, as_person):
    ticket = made.ticket(office, site)
    turn = row(office, ticket).turn
    made.acts.note(office, people["group"], made.at(office, ticket), "已电话告知")
    officer = as_person("officer")
    data = {"csrf_token": officer.token, "turn": turn, "text": "x"}
    page = officer.post(f"/tickets/{ticket}/note", data=data)
    assert page.status_code == 409
    assert "记事" in page.text


def test_the_publisher_looks_after_the_site_but_finds_nothing_lawful(office, people, site, as_person):
    ticket = made.ticket(office, site)
    publisher = as_person("publisher")
    assert "认定可公开" not in publisher.get(f"/tickets/{ticket}").text
    assert post(publisher, office, ticket, "accept", ground="statutory", reason="x").status_code == 403
    page = post(as_person("group"), office, ticket, "accept", ground="statutory", reason="依法公示")
    assert "已认定可公开并销号" in page.text
    assert row(office, ticket).outcome == "lawful"


def test_extending_and_reassigning_by_forms(office, people, site, as_person):
    ticket, officer = made.notified(office, people, site), as_person("officer")
    assert "已延期" in post(officer, office, ticket, "extend", days="9", reason="需协调").text
    assert "已改派" in post(officer, office, ticket, "assign", section=made.section(office, "法规科")).text
    assert as_person("head").get(f"/tickets/{ticket}").status_code == 404


def test_the_proof_tells_each_look_at_each_place_and_what_is_wanting(office, people, site, as_person):
    ticket = made.verifying(office, people, site)
    page = as_person("leader").get(f"/tickets/{ticket}").text
    assert "已删除（404、410）（404） · 未见" in page
    assert "被拦截（要求登录、验证码、限制访问）（403） · 不能认定" in page
    assert "列表页无法访问，不能认定已撤下：http://www.example.gov.cn/list.html" in page
    assert "偏移 4096" in page
    assert "0a" * 32 in page
    assert "110***********11" in page


def test_a_ticket_that_came_back_names_both_captures(office, people, site, as_person):
    ticket = made.returned(office, people, site)
    page = as_person("officer").get(f"/tickets/{ticket}").text
    assert "再次出现时" in page
    assert "发现时" in page
    assert "销号后再次出现 1 次" in page


def test_filters_and_pages(office, people, site, as_person, clock):
    late = made.notified(office, people, site, "late.html", days="1", severity="block", key="x")
    for number in range(55):
        made.ticket(office, site, f"n{number}.html", kind="unapproved", key="")
    done = made.closed(office, people, site)
    clock.turn(days=10)
    client = as_person("officer")
    first = client.get("/tickets").text
    assert first.index(row(office, late).number) < first.index("QX-ZG-2026-00002")
    assert "已超期" in first
    assert row(office, done).number not in first
    after = client.get("/tickets").text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(after).text
    assert "QX-ZG-2026-00056" in second
    assert "QX-ZG-2026-00002" not in second
    for query, count in (("late=1", 1), ("severity=block", 1), ("state=closed", 1), ("state=any", 57), ("kind=finding", 1),
                         ("mine=1", 55), (f"site={site}", 56), (f"section={made.section(office)}", 1), ("site=999", 0), ("state=x", 56)):  # fmt: skip
        text = client.get(f"/tickets?{query}").text
        assert (f"共 {count} 张" in text) is bool(count), query


@pytest.mark.parametrize("after", ["x", "~x", "2026~1", "~99999999999999", "2026-03-02T01:00:00~1"])
def test_a_page_that_nobody_gave_is_the_first(office, people, site, as_person, after):
    made.ticket(office, site)
    assert "QX-ZG-2026-00001" in as_person("officer").get("/tickets", query_string={"after": after}).text


def test_the_notice_is_a_paper_once_it_was_issued(office, people, site, as_person):
    client = as_person("head")
    ticket = made.ticket(office, site)
    officer = as_person("officer")
    assert officer.get(f"/tickets/{ticket}/notice.pdf").status_code == 409
    ticket = made.replied(office, people, site)
    paper = client.get(f"/tickets/{ticket}/notice.pdf")
    with PdfDocument(BytesIO(paper.data)) as sheets:
        words = "".join(sheet.get_textpage().get_text_range() for sheet in sheets).replace("\r\n", "")
    words = words.replace("\u200b", "")
    for word in (
        "整改通知书",
        "QX-ZG-2026-00002",
        "办公室",
        "立即撤下并核查",
        "回执",
        "历史页面未清理",
        "110***********11",
        "第二十五条",
    ):
        assert word in words, word
    word = client.get(f"/tickets/{ticket}/notice.docx")
    assert word.data[:2] == b"PK"


def test_the_register_is_a_workbook_of_what_was_found(office, people, site, as_person):
    made.notified(office, people, site)
    made.closed(office, people, site)
    data = as_person("officer").get("/tickets/register.xlsx?state=any").data
    rows = list(load_workbook(BytesIO(data)).active.values)
    assert [line[0] for line in rows] == ["编号", "QX-ZG-2026-00001", "QX-ZG-2026-00002"]
    assert rows[2][1] == "已销号"
    assert (
        len(
            list(
                load_workbook(
                    BytesIO(as_person("other_head").get("/tickets/register.xlsx").data)
                ).active.values
            )
        )
        == 1
    )


def test_a_notice_leads_to_its_ticket(office, people, site, as_person):
    ticket = made.notified(office, people, site)
    head = as_person("head")
    page = head.get("/notices").text
    assert "已下达整改通知书" in page
    place = page.split('action="/notices/')[1].split('"')[0]
    answer = head.post(f"/notices/{place}", data={"csrf_token": head.token})
    assert answer.location == f"/tickets/{ticket}"
