"""Roles in force: own ones, and those lent for today."""

from datetime import date, timedelta

import pytest

from reviewer.casework.person import Held
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.organisation.people import actor_of, demand, demand_over
from reviewer.store.tables.organisation import Delegation, Person, Posting, Unit


def actor(office, someone):
    with office.store.read() as session:
        return actor_of(session, someone.id, office.clock())


def lend(office, giver, taker, first, last):
    with office.store.write() as session:
        posting = session.query(Posting).filter_by(person_id=giver.id).one()
        session.add(
            Delegation(
                posting_id=posting.id, giver_id=giver.id, taker_id=taker.id, first_day=first, last_day=last,
                reason="外出学习", made_at=office.clock(),
            )
        )  # fmt: skip


def test_everybody_holds_exactly_the_roles_they_were_given(office, people):
    assert all(actor(office, someone) == someone for someone in people.values())


def test_a_role_ends_with_its_last_moment(office, people, clock):
    with office.store.write() as session:
        posting = session.query(Posting).filter_by(person_id=people["head"].id).one()
        posting.until = clock() + timedelta(hours=1)
    assert actor(office, people["head"]).has("section-head")
    clock.turn(hours=1)
    assert not actor(office, people["head"]).has("section-head")


def test_a_lent_role_names_its_giver_and_holds_on_its_first_and_last_day_in_beijing(office, people, clock):
    lend(office, people["head"], people["colleague"], date(2026, 3, 3), date(2026, 3, 4))
    lent = Held("section-head", people["head"].unit_id, people["head"].section_id, people["head"].id, "head")
    assert lent not in actor(office, people["colleague"]).held  # the 2nd
    clock.turn(hours=15)  # midnight in Beijing
    assert lent in actor(office, people["colleague"]).held
    clock.turn(hours=47)
    assert lent in actor(office, people["colleague"]).held
    clock.turn(hours=1)
    assert lent not in actor(office, people["colleague"]).held


@pytest.mark.parametrize("ending", ["posting", "account", "delegation"])
def test_a_lent_role_ends_when_the_giver_no_longer_has_it(office, people, ending):
    lend(office, people["head"], people["colleague"], date(2026, 3, 1), date(2026, 3, 30))
    with office.store.write() as session:
        if ending == "posting":
            session.query(Posting).filter_by(person_id=people["head"].id).one().until = office.clock()
        elif ending == "account":
            session.get(Person, people["head"].id).closed_at = office.clock()
        else:
            session.query(Delegation).one().ended_at = office.clock()
    assert actor(office, people["colleague"]).held == people["colleague"].held


def test_a_closed_account_is_nobody(office, people):
    with office.store.write() as session:
        session.get(Person, people["head"].id).closed_at = office.clock()
    with pytest.raises(AbsentError):
        actor(office, people["head"])


def test_what_is_demanded_of_the_three_administrators_cannot_be_lent_or_held_elsewhere(office, people):
    unit_id = people["security"].unit_id
    demand(people["security"], "security-administrator", unit_id)
    for someone in ("administrator", "auditor", "leader"):
        with pytest.raises(RefusedError):
            demand(people[someone], "security-administrator", unit_id)
    lend(office, people["security"], people["colleague"], date(2026, 3, 1), date(2026, 3, 30))
    with pytest.raises(RefusedError):
        demand(actor(office, people["colleague"]), "security-administrator", unit_id)
    with pytest.raises(RefusedError):
        demand(people["security"], "security-administrator", people["stranger"].unit_id)


def test_a_superior_unit_s_administrator_acts_for_the_units_below_and_not_the_other_way(office, people):
    with office.store.write() as session:
        session.get(Unit, people["stranger"].unit_id).parent_id = people["administrator"].unit_id
    with office.store.read() as session:
        demand_over(session, people["administrator"], "administrator", people["stranger"].unit_id)
        with pytest.raises(RefusedError):
            demand_over(session, people["stranger"], "leader", people["administrator"].unit_id)
