"""What joins addresses to approved items, and the counts of coverage, in both engines."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select
from store.filled import NOW, case, place

from reviewer.patrol.outcome import ABSENT, UNTOLD
from reviewer.store import coverage, pairings, sites
from reviewer.store.coverage import Addresses, Wanted
from reviewer.store.pairings import Paired
from reviewer.store.tables.cases import Case, Content, Item
from reviewer.store.tables.organisation import Column
from reviewer.store.tables.pairings import Absence, ApprovedText
from reviewer.store.tables.patrol import Address, Link, Run, Site
from reviewer.store.tables.tickets import Ticket


@pytest.fixture
def site(engines):
    with engines.write() as session:
        where = place(session)
        row = Site(unit_id=where.unit.id, name="门户", hosts=["www.example.gov.cn"], seeds=[], made_at=NOW)
        session.add(row)
        session.flush()
        session.expunge_all()
        return row


def address(session, site, path, **facts):
    known = {"outcome": "ok", "grade": "clear", "media_type": "text/html", "title": "通知", **facts}
    url = f"http://www.example.gov.cn/{path}"
    key = sha256(url.encode()).hexdigest()
    row = Address(site_id=site.id, key=key, url=url, after=NOW, first_seen=NOW, **known)
    session.add(row)
    session.flush()
    return row.id


def item_of(session, row, revision, name="通知.docx", kind="text"):
    content = Content(size=1, made_at=NOW)
    session.add(content)
    session.flush()
    item = Item(
        revision_id=revision.id, ordinal=len(revision.items) + 1, kind=kind, name=name, source="upload",
        size=1, sha256=name, content_id=content.id, reviewed_id=content.id,
    )  # fmt: skip
    session.add(item)
    session.flush()
    return item.id


def pair(address_id, **facts):
    told = {
        "case_id": None,
        "item_id": None,
        "how": "",
        "likeness": 0,
        "verdict": "list",
        "why": "",
        "basis": "",
    }
    return Paired(address_id, **{**told, **facts})


def withdrawn(session, where, number="QX-2026-00001", **more):
    """A case that was approved: nothing else of its history counts here."""
    return case(session, where, number, state="withdrawn", **more)


def test_only_items_of_approved_cases_of_the_unit_are_compared_once_they_are_indexed(engines):
    with engines.write() as session:
        here, away = place(session), place(session, "BY", "白云县示例局")
        out, revision = withdrawn(session, here)
        item = item_of(session, out, revision)
        draft, other = case(session, here, "QX-2026-00002", state="in-review")
        item_of(session, draft, other)
        foreign, third = withdrawn(session, away, "BY-2026-00001")
        item_of(session, foreign, third)
        assert pairings.unindexed(session, here.unit.id, 9) == [
            (item, out.id, session.get_one(Item, item).reviewed_id)
        ]
        assert pairings.approved(session, here.unit.id) == []
        session.add(ApprovedText(item_id=item, case_id=out.id, main_sha256="m", letters=5, sketch="", at=NOW))
        session.flush()
        assert pairings.unindexed(session, here.unit.id, 9) == []
        (row,) = pairings.approved(session, here.unit.id)
    assert (row.item_id, row.number, row.state, row.main_sha256, row.letters) == (
        item, "QX-2026-00001", "withdrawn", "m", 5,
    )  # fmt: skip


def test_only_what_is_there_and_was_read_is_online(engines, site):
    with engines.write() as session:
        there = [address(session, site, "a.html"), address(session, site, "b.html", outcome="unchanged")]
        address(session, site, "gone.html", outcome="gone")
        address(session, site, "dark.html", outcome="timeout")
        address(session, site, "new.html", outcome="", grade="")
        address(session, site, "left.html", state="left", reason="depth", outcome="", grade="")
        assert [known.id for known in pairings.online(session, site.id)] == there
        assert [known.id for known in pairings.online(session, site.id, [there[1]])] == [there[1]]


def test_a_pair_takes_the_place_of_the_one_before(engines, site):
    with engines.write() as session:
        one, other = address(session, site, "a.html"), address(session, site, "b.html")
        pairings.put(session, [pair(one), pair(other, verdict="unapproved", why="no-case")], NOW)
        pairings.put(session, [pair(one, verdict="history")], NOW)
        found = pairings.pairs(session, site.id)
        assert {key: value.verdict for key, value in found.items()} == {one: "history", other: "unapproved"}
        pairings.drop(session, [one])
        assert list(pairings.pairs(session, site.id)) == [other]


def test_absences_are_those_of_the_last_comparison(engines, site):
    with engines.write() as session:
        where = place(session, "BY", "白云县示例局")
        row, _ = withdrawn(session, where)
        pairings.put_absences(session, site.id, {row.id: "gone"}, NOW)
        pairings.put_absences(session, site.id, {row.id: "late"}, NOW)
        assert pairings.absences(session, site.id) == {row.id: "late"}
        pairings.put_absences(session, site.id, {}, NOW)
        assert session.scalars(select(Absence)).all() == []


def test_links_give_the_letters_of_a_page_and_the_pages_above_an_attachment(engines, site):
    with engines.write() as session:
        page, other = address(session, site, "a.html"), address(session, site, "b.html")
        file = address(session, site, "c.docx", kind="attachment")
        session.add_all([
            Link(from_id=page, to_id=file, text="附件一"), Link(from_id=page, to_id=other, text="通知"),
            Link(from_id=other, to_id=file, text=""),
        ])  # fmt: skip
        session.flush()
        assert pairings.link_letters(session, site.id) == {page: 5, other: 0}
        assert pairings.parents(session, site.id) == {file: [page, other]}


def test_ready_cases_are_expected_once_they_are_late_and_withdrawn_ones_are_not(engines):
    with engines.write() as session:
        where = place(session)
        withdrawn(session, where, due_at=NOW)
        assert pairings.expected(session, where.unit.id, NOW + timedelta(days=1)) == []


def test_open_tickets_are_told_by_address_and_closed_ones_are_not(engines, site):
    with engines.write() as session:
        one = address(session, site, "a.html")
        for number, (kind, where) in enumerate((("changed", one), ("finding", one), ("not-published", None))):
            session.add(
                Ticket(
                    number=str(number), unit_id=site.unit_id, site_id=site.id, address_id=where, kind=kind,
                    key="k", severity="block", title="t", problem={}, opened_at=NOW,
                )
            )  # fmt: skip
        session.flush()
        told = {one: {("changed", "k")}, None: {("not-published", "k")}}
        assert pairings.open_tickets(session, site.id) == told
        assert coverage.tickets_by_kind(session, site.id) == {"changed": 1, "finding": 1, "not-published": 1}


def test_the_first_and_last_whole_look(engines, site):
    with engines.write() as session:
        assert pairings.first_whole(session, site.id) is None
        for day, ending in ((1, "blind"), (2, "whole"), (3, "whole"), (4, "stopped")):
            at = NOW + timedelta(days=day)
            session.add(
                Run(site_id=site.id, kind="regular", begun_at=at, ended_at=at, ending=ending, counts={})
            )
        session.flush()
        assert pairings.first_whole(session, site.id) == NOW + timedelta(days=2)
        assert pairings.last_whole(session, site.id) == NOW + timedelta(days=3)


def test_every_address_stands_in_exactly_one_place(engines, site):
    with engines.write() as session:
        address(session, site, "a.html")
        address(session, site, "b.html", gaps=1, grade="review")
        address(session, site, "c.html", outcome="timeout")
        address(session, site, "d.html", outcome="", grade="")
        address(session, site, "e.html", outcome="soft-404")
        address(session, site, "f.html", outcome="moved", grade="")
        address(session, site, "g.html", outcome="ok", grade="")
        address(
            session, site, "h.docx", kind="attachment", state="left", reason="depth", outcome="", grade=""
        )
        address(session, site, "i.html", state="left", reason="foreign", outcome="", grade="")
        found = Addresses(session, site.id, ABSENT, UNTOLD)
        cells = {(cell.standing, cell.reason): cell.total for cell in found.cells()}
        assert cells == {
            ("reviewed", ""): 1, ("gaps", ""): 1, ("unread", "timeout"): 1, ("unread", ""): 1, ("waiting", ""): 1,
            ("gone", "soft-404"): 1, ("moved", ""): 1, ("left", "depth"): 1, ("foreign", "foreign"): 1,
        }  # fmt: skip
        assert found.count(Wanted()) == 9
        assert found.count(Wanted(standing="problem")) == 5
        assert [line.url[-6:] for line in found.every(Wanted(kind="attachment"))] == ["h.docx"]


def test_the_list_is_filtered_by_verdict_text_and_column(engines, site):
    with engines.write() as session:
        column = Column(unit_id=site.unit_id, name="通知公告")
        session.add(column)
        session.flush()
        one = address(
            session, site, "a.html", column_id=column.id, title="义诊100%通知", published_on=date(2026, 3, 2)
        )
        other = address(session, site, "b.html")
        pairings.put(session, [pair(one, verdict="changed"), pair(other)], NOW)
        found = Addresses(session, site.id, ABSENT, UNTOLD)

        def ids(**wanted):
            return [line.id for line in found.page(Wanted(**wanted), after=0, most=9)]

        assert ids(verdict="changed") == [one]
        assert ids(text="100%") == [one]
        assert ids(text="_.html") == []
        assert ids(column_id=column.id) == [one]
        assert ids(column_id=-1) == [other]
        assert [line.id for line in found.page(Wanted(), after=one, most=9)] == [other]
        assert found.page(Wanted(), after=0, most=1)[0].column == "通知公告"


def test_addresses_are_moved_between_columns_left_and_taken_back(engines, site):
    with engines.write() as session:
        one, other = address(session, site, "a.html"), address(session, site, "b.html", state="leased")
        sites.placed(session, [{"id": one, "column_id": None, "risk": 3}])
        sites.left(session, [one, other], "foreign")
    with engines.write() as session:
        assert [(row.id, row.state, row.reason, row.risk) for row in sorted(sites.places(session, site.id))] == [
            (one, "left", "foreign", 3), (other, "leased", "", 2),
        ]  # fmt: skip
        sites.back(session, [one, other], NOW)
        assert {row.state for row in sites.places(session, site.id)} == {"waiting", "leased"}
        assert sites.with_host(session, site.unit_id, {"www.example.gov.cn"}, None) == [
            ("www.example.gov.cn", "门户")
        ]
        assert sites.with_host(session, site.unit_id, {"www.example.gov.cn"}, site.id) == []
        assert session.scalars(select(Case)).all() == []
