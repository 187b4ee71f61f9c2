"""What was captured of a site is found again on both engines; a shared piece is one page's to report."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from store.filled import NOW
from store.test_frontier import add, new, rows, site  # noqa: F401

from reviewer.store import captures
from reviewer.store.tables.patrol import Address, Block, Capture, Evidence, Run, Site


@pytest.fixture
def run(engines, site):  # noqa: F811
    add(engines, site, new("a"), new("b"), new("c"))
    with engines.write() as session:
        row = Run(site_id=site, kind="regular", begun_at=NOW, counts={})
        session.add(row)
        session.flush()
        return row.id


def capture(store, run, name, **more):
    address = rows(store)[name].id
    with store.write() as session:
        row = Capture(run_id=run, address_id=address, at=NOW, outcome="ok", **more)
        session.add(row)
        session.flush()
        return row.id


def test_the_newest_review_and_the_oldest_record_of_a_content_are_found(engines, run):
    capture(engines, run, "a", sha256="1" * 64, file="1/x.warc.gz", grade="block")
    later = capture(engines, run, "a", sha256="1" * 64, file="1/y.warc.gz", grade="clear")
    capture(engines, run, "a", sha256="2" * 64)
    address = rows(engines)["a"].id
    with engines.read() as session:
        assert captures.reviewed(session, address).id == later
        assert captures.holding(session, address, "1" * 64).file == "1/x.warc.gz"
        assert captures.holding(session, address, "2" * 64) is None


def test_every_address_is_told_with_its_newest_capture(engines, run, site):  # noqa: F811
    capture(engines, run, "a")
    newest = {"a": capture(engines, run, "a"), "b": capture(engines, run, "b"), "c": None}
    with engines.read() as session:
        told = {
            address.url[-1]: found.id if found else None for address, found in captures.latest(session, site)
        }
    assert told == newest


def test_of_many_pages_that_show_a_piece_at_once_one_reports_it(engines, run, site):  # noqa: F811
    found = rows(engines)

    def claim(name):
        with engines.write() as session:
            return captures.claim(session, session.get_one(Address, found[name].id), "p" * 64)

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(claim, "abc"))
    assert sorted(told) == [False, False, True]
    with engines.read() as session:
        (block,) = session.scalars(select(Block))
        assert captures.holders(session, site, ["p" * 64, "q" * 64]) == {"p" * 64: block.first_id}
    assert block.pages == 3
    assert claim("abc"[told.index(True)])


def test_when_a_piece_is_let_go_the_pages_that_were_not_clear_are_due_again(engines, run, site):  # noqa: F811
    with engines.write() as session:
        for row in session.scalars(select(Address)):
            row.grade, row.rules, row.etag, row.after = "block", "r", "e", NOW + timedelta(days=9)
            captures.claim(session, row, "p" * 64)
            session.flush()
    first = rows(engines)["a"].id
    with engines.write() as session:
        assert captures.release(session, session.get_one(Address, first), (), NOW) == 1
    told = {name: (row.rules, row.etag, row.after) for name, row in rows(engines).items()}
    assert told["a"] == ("r", "e", NOW + timedelta(days=9))
    assert told["b"] == told["c"] == ("", "", NOW)


def test_closed_files_and_sites_are_found_by_name(engines, run, site):  # noqa: F811
    with engines.write() as session:
        session.add(
            Evidence(
                site_id=site,
                name="1/x.warc.gz",
                size=1,
                members=1,
                closed_at=NOW,
                sha256="1",
                manifest="2",
                event_id=0,
            )
        )
    with engines.write() as session:
        assert captures.evidence_named(session, "1/x.warc.gz").site_id == site
        assert [row.name for row in captures.evidence(session, site)] == ["1/x.warc.gz"]
        assert list(captures.evidence(session, site + 1)) == []
        assert captures.site_named(session, "门户").id == site
        session.get_one(Site, site).closed_at = NOW
    with engines.read() as session:
        assert captures.site_named(session, "门户") is None
