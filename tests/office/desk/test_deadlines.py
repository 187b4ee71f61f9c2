"""Deadlines: reminded before, marked after, once each; time alone decides nothing."""

from datetime import date

from playing import SECRET, approved, notices_of, opened, publication, row, submitted
from sqlalchemy import select

from reviewer.office.cases.publishing import publish
from reviewer.office.desk.deadlines import tick
from reviewer.store.tables.signing import Event


def kinds(office, actor):
    return [kind for kind, _ in notices_of(office, actor)]


def test_a_reminder_comes_before_and_a_mark_after_once_each(office, people, clock):
    case_id = submitted(office, people["author"])
    assert tick(office) == 0
    clock.turn(days=1)
    assert (tick(office), tick(office)) == (1, 0)
    clock.turn(days=2)
    assert (tick(office), tick(office)) == (1, 0)
    assert kinds(office, people["head"]) == ["todo", "due-soon", "overdue"]
    assert row(office, case_id).state == "in-review"
    with office.store.read() as session:
        actions = [event.action for event in session.scalars(select(Event))]
    assert actions.count("overdue") == 1


def test_years_of_silence_approve_nothing(office, people, clock):
    case_id = submitted(office, people["author"])
    for _ in range(5):
        clock.turn(days=200)
        tick(office)
    assert row(office, case_id).state == "in-review"


def test_what_is_ready_is_asked_of_the_publisher(office, people, clock):
    approved(office, people)
    clock.turn(days=10)
    tick(office)
    assert kinds(office, people["publisher"])[-1] == "overdue"


def test_the_end_of_a_public_period_is_told_to_author_and_publisher(office, people, clock):
    case_id = approved(office, people)
    told = publication(office, case_id, take_down_on=date(2026, 3, 10))
    publish(office, people["publisher"], case_id, row(office, case_id).turn, told)
    clock.turn(days=8)
    assert tick(office) == 0
    clock.turn(days=1)
    assert (tick(office), tick(office)) == (2, 0)
    for name in ("author", "publisher"):
        assert kinds(office, people[name])[-1] == "take-down"
    assert row(office, case_id).state == "published"


def test_an_incident_nobody_reported_is_called_in_time(office, people, clock):
    opened(office, people["author"], SECRET)
    clock.turn(hours=20)
    assert tick(office) == 2  # officer and group member
    clock.turn(hours=5)
    tick(office)
    assert kinds(office, people["officer"])[-2:] == ["due-soon", "overdue"]
