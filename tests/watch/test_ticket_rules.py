"""Whatever people do, sites answer and clocks say: no ticket closes without proof or an officer's signed reason."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from plain_reviewer import PlainReviewer
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from staff import Clock, furnish

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.office import open_office
from reviewer.patrol.outcome import ABSENT, NAMES, UNTOLD
from reviewer.settings import Settings
from reviewer.store import audit
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.tickets import Probe, Ticket, TicketAct, TicketPlace
from reviewer.store.tables.work import Notice
from reviewer.watch.tickets import acts
from reviewer.watch.tickets.acts import At, Charge
from reviewer.watch.tickets.deadlines import remind
from reviewer.watch.tickets.moves import owners
from reviewer.watch.tickets.verifying import catch_up
from reviewer.watch.tickets.views import ticket_page
from web import ticketed as made

PEOPLE = st.sampled_from(
    ["officer", "group", "publisher", "leader", "head", "author", "other_head", "stranger"]
)
PLACES = ("leak.html", "list.html")
DAY = timedelta(hours=24)


class Course(RuleBasedStateMachine):
    """A ticket with a page and a list, people who try everything, a site that answers anything."""

    @initialize()
    def begin(self):
        self.office = open_office(Settings(state=Path(mkdtemp())), PlainReviewer(), Clock())
        self.people = furnish(self.office)
        self.site = made.site(self.office)
        problem = {**made.PROBLEM, "rule": next(iter(self.office.reviews.rules.rules))}
        self.ticket = made.ticket(self.office, self.site, problem=problem)
        self.section = made.section(self.office)

    def teardown(self):
        if hasattr(self, "office"):
            self.office.store.close()

    def tried(self, act, name, *given):
        try:
            act(self.office, self.people[name], made.at(self.office, self.ticket), *given)
        except (RefusedError, AbsentError):
            return False
        return True

    @rule(name=PEOPLE, days=st.sampled_from(["", "1", "5"]))
    def notify(self, name, days):
        self.tried(acts.notify, name, Charge(days, self.section), "请撤下")

    @rule(name=PEOPLE)
    def reply(self, name):
        self.tried(acts.reply, name, "误传", "已撤下")

    @rule(name=PEOPLE)
    def verify(self, name):
        self.tried(acts.verify, name)

    @rule(
        name=PEOPLE,
        ground=st.sampled_from(["", "statutory", "x"]),
        reason=st.sampled_from(["", " ", "依法公示"]),
    )
    def accept(self, name, ground, reason):
        if self.tried(acts.accept, name, ground, reason):
            assert name in {"officer", "group"}
            assert ground == "statutory"
            assert reason.strip()

    @rule(name=PEOPLE)
    def note(self, name):
        self.tried(acts.note, name, "记一笔")

    @rule(path=st.sampled_from(PLACES), outcome=st.sampled_from(NAMES), grade=st.sampled_from(["", "clear"]))
    def answer(self, path, outcome, grade):
        made.answer(self.office, self.site, path, outcome, status=200, grade=grade, sha256="1" * 64)
        catch_up(self.office)

    @rule(
        times=st.integers(1, 4),
        hours=st.sampled_from([1, 12, 13]),
        list_too=st.booleans(),
        mended=st.booleans(),
    )
    def gone(self, times, hours, list_too, mended):
        for _ in range(times):
            if mended:
                made.answer(
                    self.office, self.site, PLACES[0], "ok", status=200, grade="clear", sha256="2" * 64
                )
            for path in PLACES[mended : 1 + list_too]:
                made.answer(self.office, self.site, path, "gone", status=404)
            catch_up(self.office)
            self.office.clock.turn(hours=hours)

    @rule()
    def back(self):
        """The patrol sees the page again with what was found."""
        with self.office.store.read() as session:
            before = session.get(Ticket, self.ticket)
        if before.outcome in {"gone", "mended"}:
            assert made.ticket(self.office, self.site) == self.ticket

    @rule(hours=st.sampled_from([1, 11, 25, 24 * 9]))
    def later(self, hours):
        self.office.clock.turn(hours=hours)
        remind(self.office)
        catch_up(self.office)

    @invariant()
    def closed_only_on_proof_or_an_officers_word(self):
        if not hasattr(self, "ticket"):
            return
        with self.office.store.read() as session:
            ticket = session.get(Ticket, self.ticket)
            assert (ticket.state == "closed") is (ticket.closed_at is not None) is bool(ticket.outcome)
            event(f"{ticket.state} {ticket.outcome} {ticket.reopened}")
            if ticket.state != "closed":
                return
            deeds = list(
                session.scalars(
                    select(TicketAct).where(TicketAct.ticket_id == ticket.id).order_by(TicketAct.id)
                )
            )
            last = [deed for deed in deeds if deed.act in {"proved", "accept"}][-1]
            if last.act == "accept":
                assert ticket.outcome == "lawful"
                assert last.person_id in {self.people["officer"].id, self.people["group"].id}
                assert last.text
                return
            since = max([ticket.opened_at, *(deed.at for deed in deeds if deed.act == "return")])
            for place in session.scalars(select(TicketPlace).where(TicketPlace.ticket_id == ticket.id)):
                query = select(Probe).where(
                    Probe.ticket_id == ticket.id, Probe.address_id == place.address_id, Probe.at >= since
                )
                looks = [look for look in session.scalars(query.order_by(Probe.id)) if look.at <= last.at]
                run = []
                for look in reversed(looks):
                    if look.outcome in ABSENT or (
                        look.present is False and look.outcome in {"ok", "unchanged", "moved"}
                    ):
                        run.append(look)
                    elif look.present:
                        break
                if place.role == "list" and ticket.outcome == "mended":
                    continue
                assert len(run) >= 3, place.role
                assert run[0].at - run[-1].at >= DAY, place.role

    @invariant()
    def every_act_is_in_the_chain(self):
        if hasattr(self, "ticket"):
            with self.office.store.read() as session:
                assert audit.verify(session).bad is None


TestCourse = Course.TestCase
TestCourse.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@pytest.fixture
def office(tmp_path):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer(), Clock())
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    return furnish(office)


def notices(office, kind):
    with office.store.read() as session:
        return {
            (row.person_id, row.text) for row in session.scalars(select(Notice).where(Notice.kind == kind))
        }


def test_the_section_is_reminded_a_day_before_and_with_the_officers_when_it_is_late_once_each(office, people):
    ticket = made.notified(office, people, made.site(office), days="3")
    assert remind(office) == 0
    office.clock.turn(days=2)
    assert remind(office) == 3
    assert {person for person, _ in notices(office, "due-soon")} == {
        people[n].id for n in ("author", "colleague", "head")
    }
    assert remind(office) == 0
    office.clock.turn(days=2)
    assert remind(office) == 5
    assert remind(office) == 0
    assert all("QX-ZG-2026-00001" in text and "身份证" not in text for _, text in notices(office, "overdue"))
    acts.reply(office, people["head"], made.at(office, ticket), "误传", "已撤下")
    office.clock.turn(days=1)
    assert remind(office) == 2  # now it is for the officers to verify


@pytest.mark.parametrize("outcome", sorted(UNTOLD))
def test_what_says_nothing_of_the_content_closes_nothing_however_often(office, people, outcome):
    site = made.site(office)
    ticket = made.replied(office, people, site)
    acts.verify(office, people["officer"], made.at(office, ticket))
    for _ in range(6):
        office.clock.turn(hours=12)
        for path in ("c.html", "list.html"):
            made.answer(office, site, path, outcome, status=0)
        catch_up(office)
    page = ticket_page(office, people["officer"], ticket)
    assert page.line.state == "verifying"
    assert [line.partition("：")[0] for line in page.wanting] == [
        "页面无法访问，不能认定已撤下", "列表页无法访问，不能认定已撤下",
    ]  # fmt: skip


def test_a_person_who_left_is_not_told_the_section_is(office, people):
    ticket = made.notified(office, people, made.site(office))
    acts.assign(office, people["officer"], made.at(office, ticket), Charge(person_id=people["colleague"].id))
    with office.store.write() as session:
        session.get_one(Person, people["colleague"].id).closed_at = office.clock()
    with office.store.read() as session:
        told = owners(session, session.get(Ticket, ticket), office.clock())
    assert told == sorted([people["author"].id, people["head"].id])


def test_the_database_itself_closes_nothing_unproved(office, people):
    ticket = made.ticket(office, made.site(office))
    for statement in (
        "UPDATE ticket SET state = 'closed', closed_at = '2026-03-02 02:00:00'",
        "DELETE FROM ticket_act",
        "UPDATE ticket_act SET text = 'x'",
    ):
        acts.note(office, people["officer"], made.at(office, ticket), "记事")
        with pytest.raises(IntegrityError), office.store.write() as session:
            session.execute(text(statement))


def test_two_officers_at_once_one_wins(office, people):
    ticket = made.ticket(office, made.site(office))
    shown = made.at(office, ticket)
    acts.accept(office, people["officer"], shown, "statutory", "依法公示")
    with pytest.raises(RefusedError, match="认定可公开"):
        acts.notify(office, people["group"], shown, Charge("5", made.section(office)), "请撤下")
    assert isinstance(shown, At)
