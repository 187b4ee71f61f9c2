"""A whole portal looked at again and again: every planted leak is one ticket, what is unchanged costs nothing."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from people import resident_id
from sqlalchemy import select
from watch.big_portal import ID, BigPortal, Served
from watch.crawled import HERE, addresses, register

from reviewer.office.office import open_office
from reviewer.review import Reviewer
from reviewer.settings import Patrol, Settings
from reviewer.store.tables.patrol import Capture
from reviewer.store.tables.tickets import Ticket
from reviewer.watch.evidence.verifying import verify_evidence
from reviewer.watch.visits import visiting
from reviewer.watch.visits.crawl import Options
from reviewer.watch.visits.visiting import visit

ARTICLES, SEED = 200, 397
FOOT = f"系统管理员身份证号：{resident_id(900, region='110102')}"
EVERYTHING = Options(hasten=True)


class Counting:
    """The reviewer, and how often it was asked."""

    def __init__(self, reviewer):
        self._reviewer = reviewer
        self.settings, self.rules, self.model_version = (
            reviewer.settings,
            reviewer.rules,
            reviewer.model_version,
        )
        self.count = 0

    def review(self, data, origin):
        self.count += 1
        found = self._reviewer.review(data, origin)
        return replace(found, verdict=replace(found.verdict, rules=self.rules.version))


class Looked:
    """A portal, a site over it and what was found there."""

    def __init__(self, office, served):
        self.office, self.served = office, served
        self.site = register(office, served, rate=600_000, history_before=date(2040, 1, 1))

    def visit(self, options=EVERYTHING):
        """One whole look: its run, how many reviews it took, and how often each address was asked for."""
        self.served.asked()
        before = self.office.reviews.count
        run = visit(self.office, self.site, "regular", options=options)
        return run, self.office.reviews.count - before, self.served.asked()

    def tickets(self):
        """Path and rule of every finding's ticket; what the classifier thinks of made-up words is not counted."""
        prefix = self.served.url("")
        with self.office.store.read() as session:
            found = [
                (row.address.url.removeprefix(prefix), row.problem["rule"])
                for row in session.scalars(select(Ticket).where(Ticket.kind == "finding").order_by(Ticket.id))
            ]
        return Counter((path, rule) for path, rule in found if not rule.startswith("classifier."))


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory):
    with Reviewer(Settings(state=tmp_path_factory.mktemp("reviewer"))) as made:
        yield made


@pytest.fixture(scope="module")
def looked(tmp_path_factory, reviewer):
    """The first look, made once: the tests below are steps that follow one another."""
    folder = tmp_path_factory.mktemp("portal")
    settings = Settings(state=folder / "state", patrol=Patrol(networks=HERE))
    patch = pytest.MonkeyPatch()
    patch.setattr(visiting, "_CORES_PER_LOOKER", 10**6)  # reviews are counted here, not in other processes
    with Served(ARTICLES, SEED, folder, foot=FOOT) as served:
        office = open_office(settings, Counting(reviewer))
        found = Looked(office, served)
        found.first = found.visit()
        yield found
        office.store.close()
    patch.undo()


PORTAL = BigPortal(ARTICLES, SEED)


def test_every_leak_in_a_page_or_annex_is_one_ticket_and_the_one_in_the_foot_another(looked):
    run, reviews, asked = looked.first
    planted = PORTAL.planted(1)
    tickets = looked.tickets()
    foot = tickets - Counter(planted.items())
    assert len(planted) > 5
    assert {path.rpartition(".")[2] for path in planted} == {"html", "docx", "xlsx", "pdf"}
    assert Counter(planted.items()) - tickets == Counter()
    assert [rule for _, rule in foot.elements()] == [ID]
    assert run.ending == "whole"
    assert reviews == len(PORTAL.paths(1))
    assert set(PORTAL.paths(1)) <= set(asked)
    assert {path for path, counts in asked.items() if counts.total() > 1} == set()


def test_a_second_look_at_what_is_unchanged_is_conditional_and_reviews_nothing(looked):
    before = looked.tickets()
    run, reviews, asked = looked.visit()
    assert (run.ending, reviews) == ("whole", 0)
    tagged = {path for path in PORTAL.paths(1) if PORTAL.made(path, 1)[2]}
    assert {path for path, counts in asked.items() if counts[304]} == tagged
    assert looked.tickets() == before


def test_when_the_rules_are_others_everything_is_reviewed_again_from_what_was_kept(looked):
    before = looked.tickets()
    looked.office.reviews.rules = replace(looked.office.reviews.rules, version="f" * 64)
    run, reviews, asked = looked.visit()
    assert run.ending == "whole"
    assert reviews == len(PORTAL.paths(1))
    assert sum(counts[304] for counts in asked.values()) > ARTICLES / 3
    assert looked.tickets() == before
    assert looked.visit()[1] == 0


def test_the_second_turn_brings_a_ticket_for_each_new_leak_and_no_other(looked):
    before = looked.tickets()
    looked.served.turn(2)
    run, reviews, _ = looked.visit()
    new = {path: rule for path, rule in PORTAL.planted(2).items() if (path, rule) not in before}
    assert run.ending == "whole"
    assert looked.tickets() - before == Counter(new.items())
    assert reviews < ARTICLES / 3
    known = addresses(looked.office)
    gone = set(PORTAL.paths(1)) - set(PORTAL.paths(2))
    assert gone
    assert {known[path].outcome for path in gone} == {"gone"}
    assert {known[path].outcome for path in PORTAL.paths(2)} <= {"ok", "unchanged"}


def test_the_evidence_of_it_all_is_sound_and_a_damaged_member_is_named(looked):
    settings = looked.office.settings
    assert verify_evidence(settings, ()).sound
    with looked.office.store.read() as session:
        capture = session.scalars(
            select(Capture).where(Capture.file != "").order_by(Capture.id).offset(50)
        ).first()
        url = addresses(looked.office)
    url = next(row.url for row in url.values() if row.id == capture.address_id)
    path = settings.state / "evidence" / capture.file
    data = bytearray(path.read_bytes())
    data[capture.offset + capture.length // 2] ^= 0xFF
    path.write_bytes(data)
    report = verify_evidence(settings, ())
    (bad,) = [file for file in report.files if file.state == "bad"]
    assert url in bad.message
