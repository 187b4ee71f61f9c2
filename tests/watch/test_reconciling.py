"""What is online against what was approved: told apart, followed up once, and never guessed."""

from datetime import date

import pytest
from databases import database, postgresql  # noqa: F401
from playing import row as case_row
from playing import turn
from sqlalchemy import select
from staff import Clock, furnish
from watch.approving import BODY, HOME, TITLE, approved, article, docx, published
from watch.portal import Visit

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.cases import publishing
from reviewer.office.office import open_office
from reviewer.review import Reviewer
from reviewer.settings import Settings
from reviewer.store import pairings
from reviewer.store.tables.patrol import Address, Link, Run, Site, SitePattern
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.matching.reconciling import ask, reconcile, reconcile_next
from reviewer.watch.sites.addresses import difference

PATH = "gk/t20260302_1.html"
OTHER = "关于开展春季植树活动的通知"
TREES = tuple(text.replace("义诊", "植树") for text in BODY)


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("reviewer"))) as made:
        yield made


@pytest.fixture
def office(tmp_path, reviewer):
    office = open_office(Settings(state=tmp_path / "state"), reviewer, Clock())
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    return furnish(office)


@pytest.fixture
def visit(office, people):
    visit = Visit(office)
    yield visit
    visit.close()


def told(visit):
    """Path → verdict and why, after a comparison."""
    with visit.office.store.read() as session:
        urls = {row.id: row.url.removeprefix(HOME) for row in session.scalars(select(Address))}
        pairs = pairings.pairs(session, visit.site.id).values()
        return {urls[pair.address_id]: (pair.verdict, pair.why) for pair in pairs}


def compared(visit):
    reconcile(visit.office, visit.site.id)
    return told(visit)


def tickets(visit, *, closed=False):
    with visit.office.store.read() as session:
        rows = session.scalars(select(Ticket).order_by(Ticket.id))
        return [row for row in rows if closed or row.closed_at is None]


def kinds(visit):
    return sorted(ticket.kind for ticket in tickets(visit) if ticket.kind != "finding")


def lead(visit, page, *targets):
    """That a page leads to addresses."""
    with visit.office.store.write() as session:
        ids = {row.url.removeprefix(HOME): row.id for row in session.scalars(select(Address))}
        session.add_all(Link(from_id=ids[page], to_id=ids[target], text="附件") for target in targets)
        for target in targets:
            session.get_one(Address, ids[target]).kind = "attachment"


def settle_site(visit, **values):
    with visit.office.store.write() as session:
        site = session.get_one(Site, visit.site.id)
        for name, value in values.items():
            setattr(site, name, value)


def looked_at_whole(visit):
    now = visit.office.clock()
    with visit.office.store.write() as session:
        run = Run(
            site_id=visit.site.id, kind="regular", begun_at=now, ended_at=now, ending="whole", counts={}
        )
        session.add(run)


def test_a_page_that_says_what_was_approved_in_the_frame_of_its_site_is_approved(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article())
    assert compared(visit) == {PATH: ("approved", "")}
    assert tickets(visit) == []


def test_one_changed_number_is_one_ticket_however_often_it_is_compared(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article(paragraphs=[text.replace("3.5", "35") for text in BODY]))
    assert compared(visit) == {PATH: ("changed", "")}
    assert reconcile(office, visit.site.id)["opened"] == 0
    assert kinds(visit) == ["changed"]


def test_the_difference_shows_what_was_changed_and_nothing_of_the_frame(visit, office, people):
    published(office, people, PATH)
    changed = [text.replace("3.5", "35") for text in BODY]
    visit.see(PATH, article(paragraphs=[*changed, "联系人电话13912345678，账号6222000011112222。"]))
    compared(visit)
    found = difference(office, people["officer"], visit.site.id, visit.row(PATH).id)
    rows = [row for row in found.rows if getattr(row, "side", "same") != "same"]
    shown = "".join(piece.text for row in rows for piece in (*row.old, *row.new))
    assert [row.side for row in rows] == ["changed", "added"]
    assert "35万元" in shown
    assert "6222000011112222" not in shown
    assert "13912345678" not in shown
    assert "发布时间" not in shown


def test_a_change_inside_a_masked_number_is_told_though_it_is_not_shown(visit, office, people):
    line = "报名请拨打电话0990-1230001，工作日上午九时至下午五时有人接听。"
    published(office, people, PATH, files=[("通知.docx", docx(TITLE, (*BODY, line)))])
    other = [text.replace("3.5", "35") for text in BODY]
    visit.see(PATH, article(paragraphs=[*other, line.replace("0001", "0009")]))
    assert compared(visit)[PATH] == ("changed", "")
    found = difference(office, people["officer"], visit.site.id, visit.row(PATH).id)
    assert "1 行的改动在已遮盖的长数字里" in found.note
    assert [row.side for row in found.rows if getattr(row, "side", "same") != "same"] == ["changed"]


def test_what_is_put_right_closes_its_ticket(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article(paragraphs=[*BODY, "另外增加一项没有经过审批的安排。"]))
    assert compared(visit)[PATH] == ("changed", "")
    visit.see(PATH, article())
    assert compared(visit)[PATH] == ("approved", "")
    assert kinds(visit) == []
    assert [ticket.outcome for ticket in tickets(visit, closed=True)] == ["mended"]


def test_an_approved_text_may_stand_in_two_places_and_a_changed_copy_is_told(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article())
    visit.see("xw/t20260302_7.html", article())
    visit.see("zt/t20260302_8.html", article(paragraphs=[text.replace("两名", "三名") for text in BODY]))
    assert compared(visit) == {
        PATH: ("approved", ""),
        "xw/t20260302_7.html": ("approved", ""),
        "zt/t20260302_8.html": ("unapproved", "similar"),
    }


def test_a_page_that_nobody_approved_is_a_ticket_and_lists_and_homes_are_none(visit, office, people):
    visit.see(
        "gk/t20260302_5.html",
        article("关于召开座谈会的通知", ["座谈会定于下周三召开，地点在三楼会议室。" * 4]),
    )
    visit.see("index.html", article("清溪县示例局", ["座谈会定于下周三召开，地点在三楼会议室。" * 9]))
    visit.see("gk/", article("政府信息公开", ["关于举办社区义诊活动的通知"] * 20))
    assert compared(visit) == {
        "gk/t20260302_5.html": ("unapproved", "no-case"),
        "index.html": ("list", ""),
        "gk/": ("list", ""),
    }
    assert kinds(visit) == ["unapproved"]


def test_what_the_register_says_of_a_column_goes_before_the_shape_of_its_addresses(visit, office, people):
    visit.see("xxgk/5.html", article("机构职能", ["负责统筹协调有关工作，承办上级交办事项。" * 5]))
    with office.store.write() as session:
        session.add(SitePattern(site_id=visit.site.id, ordinal=0, pattern="/xxgk/*", nature="list"))
    assert compared(visit)["xxgk/5.html"] == ("list", "")


def test_a_sibling_of_the_same_form_is_not_the_approved_letter(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article())
    sibling = [text.replace("文化广场", "东湖公园").replace("3.5", "7.2") for text in BODY]
    visit.see("gk/t20260302_6.html", article("关于举办东湖社区便民服务活动的通知", sibling))
    assert compared(visit)["gk/t20260302_6.html"] == ("unapproved", "similar")
    assert compared(visit)[PATH] == ("approved", "")


def test_history_is_reviewed_and_never_asked_for_an_approval(visit, office, people):
    settle_site(visit, history_before=date(2026, 1, 1))
    text = ["这是多年以前发布的一则旧通知，内容与本次无关。" * 5]
    visit.see("old/t20190304_5.html", article("关于旧事的通知", text, day="2019-03-04"))
    visit.see("new/t20260304_5.html", article("关于新事的通知", text, day="2026-03-04"))
    undated = article("关于没有日期的说明", text).replace(b"2026-03-02", b"").replace(b"PubDate", b"x")
    visit.see("about/sm_5678.html", undated)
    assert compared(visit) == {
        "old/t20190304_5.html": ("history", ""),
        "new/t20260304_5.html": ("unapproved", "no-case"),
        "about/sm_5678.html": ("untold", "undated"),
    }
    looked_at_whole(visit)
    office.clock.turn(days=1)
    visit.see("about/sm_5679.html", undated)
    assert compared(visit)["about/sm_5679.html"] == ("unapproved", "no-case")
    assert kinds(visit) == ["unapproved", "unapproved"]


def test_what_stays_after_its_last_day_is_overdue(visit, office, people):
    published(office, people, PATH, until=date(2026, 3, 9))
    visit.see(PATH, article())
    assert compared(visit)[PATH] == ("approved", "")
    office.clock.turn(days=7)
    assert compared(visit)[PATH] == ("approved", "")  # the last day counts
    office.clock.turn(days=1)
    assert compared(visit)[PATH] == ("overdue", "case-period")
    assert kinds(visit) == ["overdue"]


def test_a_period_in_the_text_counts_where_both_days_are_written(visit, office, people):
    settle_site(visit, history_before=date(2026, 1, 1))
    stated = [*BODY, "公示期自2025年3月3日至2025年3月7日，如有异议请来电反映。"]
    vague = [*BODY, "公示期5个工作日，如有异议请来电反映。"]
    visit.see("gs/t20250303_1.html", article("拟补助名单公示", stated, day="2025-03-03"))
    visit.see("gs/t20250303_2.html", article("拟奖励名单公示", vague, day="2025-03-03"))
    assert compared(visit) == {
        "gs/t20250303_1.html": ("overdue", "stated-period"),
        "gs/t20250303_2.html": ("history", ""),
    }


def test_a_columns_own_period_counts_from_the_day_of_publication(visit, office, people):
    with office.store.write() as session:
        session.add(SitePattern(site_id=visit.site.id, ordinal=0, pattern="/gk/*", public_days=30))
    published(office, people, PATH)
    visit.see(PATH, article())
    assert compared(visit)[PATH] == ("approved", "")
    office.clock.turn(days=40)
    assert compared(visit)[PATH] == ("overdue", "column-period")


def test_annexes_are_matched_each_on_its_own(visit, office, people):
    table = docx(
        "分组安排表",
        [
            "第一组负责文化广场的引导和登记。",
            "第二组负责物资的搬运和清点。",
            "第三组负责现场医疗垃圾的处置。",
        ],
    )
    changed = docx(
        "责任分工表", ["赵某负责现场引导，钱某负责登记造册。", "孙某负责后勤保障，李某负责安全巡查。"]
    )
    online = docx(
        "责任分工表", ["赵某负责现场引导，钱某负责登记造册。", "周某负责后勤保障，李某负责安全巡查。"]
    )
    files = [("通知.docx", docx(TITLE, BODY)), ("分组安排表.docx", table), ("责任分工表.docx", changed)]
    published(office, people, PATH, files=files)
    visit.see(PATH, article())
    visit.see("gk/1/P1.docx", table)
    visit.see("gk/1/P2.docx", online)
    visit.see("gk/1/P3.docx", docx("补充名单", ["吴某、郑某、王某三人另行通知，不再列入原定安排。" * 3]))
    lead(visit, PATH, "gk/1/P1.docx", "gk/1/P2.docx", "gk/1/P3.docx")
    assert compared(visit) == {
        PATH: ("approved", ""),
        "gk/1/P1.docx": ("approved", ""),
        "gk/1/P2.docx": ("changed", ""),
        "gk/1/P3.docx": ("unapproved", "annex"),
    }


def test_the_same_bytes_are_approved_whatever_they_hold(visit, office, people):
    page = article("一页的文件", ["经过审批的网页文件，逐字节上网。"])
    published(office, people, PATH, "一页的文件", [("页面.html", page)])
    visit.see("wherever/t20260302_3.html", page)
    assert compared(visit)["wherever/t20260302_3.html"] == ("approved", "")


def test_a_page_at_the_address_written_down_is_that_case_however_much_was_changed(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article("另一个标题的另一篇文章", ["内容全部换成了别的事情，与审批的没有一处相同。" * 4]))
    assert compared(visit)[PATH] == ("changed", "")
    with office.store.read() as session:
        (pair,) = pairings.pairs(session, visit.site.id).values()
    assert pair.how == "address"


def test_what_was_withdrawn_and_is_still_there_is_a_ticket(visit, office, people):
    case_id = published(office, people, PATH)
    visit.see(PATH, article())
    publishing.withdraw(office, people["publisher"], case_id, turn(office, case_id), "内容有误，撤回更正")
    assert compared(visit)[PATH] == ("unapproved", "withdrawn")
    assert kinds(visit) == ["unapproved"]


def test_a_publication_that_is_gone_is_missed_and_one_nobody_leads_to_is_asked_for(visit, office, people):
    published(office, people, PATH)
    published(office, people, "gk/t20260302_2.html", OTHER, [("植树.docx", docx(OTHER, TREES))])
    visit.see(PATH, article())
    visit.see(PATH, b"", outcome="gone", status=404)
    counts = reconcile(office, visit.site.id)
    assert (counts["not-published"], counts["added"]) == (1, 1)
    assert kinds(visit) == ["not-published"]
    assert told(visit) == {}
    assert visit.row("gk/t20260302_2.html").state == "waiting"
    assert reconcile(office, visit.site.id)["opened"] == 0


def test_nothing_is_said_to_be_missing_while_the_site_is_out_of_reach(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article())
    visit.see(PATH, b"", outcome="timeout", status=0)
    assert reconcile(office, visit.site.id)["not-published"] == 0
    assert tickets(visit) == []


def test_a_publication_taken_down_after_its_period_is_not_missed(visit, office, people):
    published(office, people, PATH, until=date(2026, 3, 9))
    visit.see(PATH, b"", outcome="gone", status=404)
    office.clock.turn(days=30)
    assert reconcile(office, visit.site.id)["not-published"] == 0


def test_a_ready_case_is_missed_only_after_a_look_at_the_whole_site(visit, office, people):
    case_id = approved(office, people)
    office.clock.turn(days=30)
    assert case_row(office, case_id).due_at < office.clock()
    assert reconcile(office, visit.site.id)["not-published"] == 0
    looked_at_whole(visit)
    assert reconcile(office, visit.site.id)["not-published"] == 1
    visit.see("xw/t20260302_7.html", article())
    assert compared(visit)["xw/t20260302_7.html"] == ("approved", "")
    assert reconcile(office, visit.site.id)["not-published"] == 0
    assert kinds(visit) == []


def test_only_some_addresses_are_compared_when_they_are_named(visit, office, people):
    visit.see(
        "gk/t20260302_5.html",
        article("关于召开座谈会的通知", ["座谈会定于下周三召开，地点在三楼会议室。" * 4]),
    )
    visit.see(
        "gk/t20260302_6.html",
        article("关于召开评议会的通知", ["评议会定于下周四召开，地点在二楼会议室。" * 4]),
    )
    reconcile(office, visit.site.id, only=[visit.row("gk/t20260302_6.html").id])
    assert list(told(visit)) == ["gk/t20260302_6.html"]


def test_texts_are_opened_once_while_nothing_changes(visit, office, people):
    published(office, people, PATH)
    visit.see(PATH, article())
    assert reconcile(office, visit.site.id)["compared"] == 1
    office.clock.turn(days=1)
    assert reconcile(office, visit.site.id)["compared"] == 0
    visit.see(PATH, article(paragraphs=TREES))
    assert reconcile(office, visit.site.id)["compared"] == 1


@pytest.fixture
def either(database, reviewer):  # noqa: F811
    office = open_office(database, reviewer, Clock())
    yield office
    office.store.close()


def test_both_engines_come_to_the_same(either):
    people = furnish(either)
    visit = Visit(either)
    published(either, people, PATH)
    published(either, people, "gk/t20260302_2.html", OTHER, [("植树.docx", docx(OTHER, TREES))])
    visit.see(PATH, article(paragraphs=[text.replace("3.5", "35") for text in BODY]))
    visit.see("gk/t20260302_2.html", article(OTHER, TREES))
    visit.see(
        "gk/t20260302_5.html", article("关于召开座谈会的通知", ["座谈会定于下周三召开，地点在三楼。" * 4])
    )
    approved(
        either,
        people,
        "关于第三件事的通知",
        [("三.docx", docx("关于第三件事的通知", ["第三件事的内容。" * 9]))],
    )
    either.clock.turn(days=30)
    looked_at_whole(visit)
    for opened in (3, 0):
        counts = reconcile(either, visit.site.id)
        assert (counts["changed"], counts["approved"], counts["unapproved"]) == (1, 1, 1)
        assert (counts["not-published"], counts["opened"]) == (1, opened)
    assert kinds(visit) == ["changed", "not-published", "unapproved"]
    visit.close()


def test_matching_that_was_asked_for_is_done_in_the_background_once(visit, people):
    visit.see(PATH, article(OTHER, TREES))
    ask(visit.office, people["officer"], visit.site.id)
    assert reconcile_next(visit.office, "here")
    assert told(visit)[PATH][0] == "unapproved"
    assert not reconcile_next(visit.office, "here")


def test_only_who_runs_the_patrol_has_a_site_matched(visit, people):
    with pytest.raises(RefusedError):
        ask(visit.office, people["leader"], visit.site.id)
    for name in ("author", "stranger"):
        with pytest.raises(AbsentError):
            ask(visit.office, people[name], visit.site.id)
    assert not reconcile_next(visit.office, "here")
