"""Plans: who may make them, when they are due, that they start each look once, and say when they are late."""

from datetime import date, datetime, time, timedelta

import pytest
from at_once import at_once
from databases import database, postgresql  # noqa: F401
from patrol.hostile import Portal
from plain_reviewer import PlainReviewer
from sqlalchemy import select
from staff import Clock, furnish
from watch.crawled import options, register, small

from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.moments import BEIJING
from reviewer.office.office import open_office
from reviewer.store import audit
from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Plan, Run, Site, Tour
from reviewer.store.tables.signing import Event
from reviewer.store.tables.work import JobRow, Notice
from reviewer.watch.plans import plans
from reviewer.watch.plans.drafts import Draft
from reviewer.watch.plans.touring import tour_next


@pytest.fixture
def office(database):  # noqa: F811
    office = open_office(database, PlainReviewer(), Clock())
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    return furnish(office)


@pytest.fixture
def sites(office, people):
    return [site(office, "门户"), site(office, "政务公开网")]


def site(office, name, unit="QX", **more):
    with office.store.write() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == unit)).one()
        row = Site(
            unit_id=unit_id, name=name, hosts=["www.example.gov.cn"], seeds=[], made_at=office.clock(), **more
        )
        session.add(row)
        session.flush()
        return row.id


def weekly(**more):
    """Every Tuesday at one in the morning; the clock of the tests begins on Monday 2026-03-02."""
    return Draft(
        **{"name": "每周巡查", "kind": "regular", "cadence": "weekly", "day": date(2026, 3, 3), **more}
    )


def all_of(office, table):
    with office.store.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def end(office, ending="whole"):
    """Every tour that is open ends so."""
    with office.store.write() as session:
        for tour in session.scalars(select(Tour).where(Tour.ended_at.is_(None))):
            tour.ended_at, tour.ending = office.clock(), ending
        for job in session.scalars(select(JobRow).where(JobRow.state == "waiting")):
            job.state = "done"


def test_a_due_plan_starts_one_look_at_each_site_and_moves_on(office, people, sites):
    plan_id = plans.make(office, people["officer"], weekly())
    assert plans.start_due(office) == 0
    office.clock.turn(days=1)
    assert plans.start_due(office) == 2
    assert plans.start_due(office) == 0
    tours, jobs = all_of(office, Tour), all_of(office, JobRow)
    assert [(tour.plan_id, tour.site_id, tour.kind) for tour in tours] == [
        (plan_id, id_, "regular") for id_ in sites
    ]
    assert [(job.kind, job.subject) for job in jobs] == [("patrol", tour.id) for tour in tours]
    (plan,) = all_of(office, Plan)
    assert plan.next_at == datetime(2026, 3, 10, 1, tzinfo=BEIJING)
    assert {event.action for event in all_of(office, Event)} >= {"plan-made", "tour-asked"}


def test_several_that_start_at_once_start_each_look_once(office, people, sites):
    for n in range(3):
        plans.make(office, people["officer"], weekly(name=f"计划{n}"))
    office.clock.turn(days=1)
    assert at_once(*[lambda: plans.start_due(office)] * 4) == [None] * 4
    plans.start_due(office)
    assert len(all_of(office, Tour)) == len(all_of(office, JobRow)) == 6
    with office.store.read() as session:
        assert audit.verify(session).bad is None


def test_after_a_month_without_a_worker_only_the_latest_date_is_looked_for(office, people, sites):
    plans.make(office, people["officer"], weekly(sites=(sites[1],)))
    office.clock.turn(days=30)
    assert plans.start_due(office) == 1
    (tour,) = all_of(office, Tour)
    assert (tour.site_id, tour.due_at) == (sites[1], datetime(2026, 3, 31, 1, tzinfo=BEIJING))


def test_a_look_that_is_not_over_is_not_started_twice(office, people, sites):
    plans.make(office, people["officer"], weekly())
    office.clock.turn(days=1)
    plans.start_due(office)
    office.clock.turn(days=7)
    assert plans.start_due(office) == 0
    end(office)
    office.clock.turn(days=7)
    assert plans.start_due(office) == 2


def test_closed_sites_and_closed_plans_are_left_alone(office, people, sites):
    plan_id = plans.make(office, people["officer"], weekly())
    with office.store.write() as session:
        session.get_one(Site, sites[0]).closed_at = office.clock()
    office.clock.turn(days=1)
    assert plans.start_due(office) == 1
    plans.close(office, people["publisher"], plan_id, 1)
    office.clock.turn(days=14)
    end(office)
    assert plans.start_due(office) == 0
    with pytest.raises(RefusedError, match="已停用"):
        plans.change(office, people["officer"], plan_id, 2, weekly())


def test_before_holidays_a_plan_waits_for_the_calendar(office, people, sites):
    plan_id = plans.make(
        office, people["officer"], weekly(name="节前检查", kind="holiday", cadence="weekly", ahead=3)
    )
    with office.store.read() as session:
        plan = session.get_one(Plan, plan_id)
        assert (plan.cadence, plan.ahead) == ("holidays", 3)
        assert plan.next_at == datetime(2026, 4, 1, 1, tzinfo=BEIJING)  # 清明 is on the 4th
    office.clock.now = datetime(2026, 12, 1, tzinfo=BEIJING)
    assert plans.start_due(office) == 2  # the last date, before 国庆, made up
    assert plans.start_due(office) == 0
    with office.store.read() as session:
        assert session.get_one(Plan, plan_id).next_at is None  # 2027 is not arranged yet


def test_only_those_who_run_the_patrol_make_plans_and_nobody_sees_anothers(office, people, sites):
    plan_id = plans.make(office, people["group"], weekly())
    for name in ("leader", "head", "author", "administrator", "auditor"):
        with pytest.raises(RefusedError):
            plans.make(office, people[name], weekly())
    with pytest.raises(RefusedError):
        plans.close(office, people["leader"], plan_id, 1)
    for act in (
        lambda: plans.close(office, people["stranger"], plan_id, 1),
        lambda: plans.change(office, people["head"], plan_id, 1, weekly()),
        lambda: plans.ask_now(office, people["stranger"], sites[0], "regular"),
        lambda: plans.ask_now(office, people["author"], sites[0], "regular"),
        lambda: plans.ask_now(office, people["officer"], 999, "regular"),
    ):
        with pytest.raises(AbsentError):
            act()
    away = site(office, "外单位", "BY")
    with pytest.raises(RefusedError, match="不属于本单位"):
        plans.make(office, people["officer"], weekly(sites=(away,)))


def test_who_comes_second_with_an_old_page_is_told(office, people, sites):
    plan_id = plans.make(office, people["officer"], weekly())
    plans.change(office, people["officer"], plan_id, 1, weekly(name="新名字"))
    with pytest.raises(OvertakenError):
        plans.change(office, people["group"], plan_id, 1, weekly())
    assert all_of(office, Plan)[0].name == "新名字"


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"name": " "}, "名称"),
        ({"kind": "nonsense"}, "检查方式"),
        ({"cadence": "hourly"}, "多久一次"),
        ({"day": None}, "日期"),
        ({"kind": "topic"}, "专题"),
        ({"kind": "topic", "topics": ("none",)}, "没有这个专题"),
        ({"kind": "sample", "sample": 10**9}, "抽查数量"),
        ({"kind": "holiday", "ahead": 11}, "提前"),
        ({"cadence": "once", "day": date(2026, 3, 1)}, "晚于现在"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_words(office, people, sites, wrong, line):
    with pytest.raises(RefusedError, match=line):
        plans.make(office, people["officer"], weekly(**wrong))
    assert all_of(office, Plan) == []


def test_a_date_that_passed_unmet_is_told_once_to_those_who_run_the_patrol(office, people, sites):
    plans.make(office, people["officer"], weekly())
    office.clock.turn(days=1)
    plans.start_due(office)
    assert plans.remind(office) == 0
    office.clock.turn(days=1, hours=16)  # the next working day is over
    assert plans.remind(office) == 3
    assert plans.remind(office) == 0
    assert {notice.text for notice in all_of(office, Notice)} == {
        "巡查计划“每周巡查”2026-03-03应做的还没有完成"
    }


def test_a_plan_is_met_when_every_site_was_wholly_looked_at(office, people, sites):
    plan_id = plans.make(office, people["officer"], weekly())
    office.clock.turn(days=1)
    plans.start_due(office)
    end(office, "blind")
    office.clock.turn(days=3)
    assert plans.remind(office) == 3
    assert plans.make_up(office, people["officer"], plan_id) == 2
    with pytest.raises(RefusedError, match="正在补做"):
        plans.make_up(office, people["officer"], plan_id)
    end(office)
    with office.store.read() as session:
        assert (
            plans.unmet(session, session.get_one(Plan, plan_id), datetime(2026, 3, 3, 1, tzinfo=BEIJING))
            == []
        )


def test_a_person_asks_for_a_look_once_at_a_time(office, people, sites):
    tour_id = plans.ask_now(office, people["publisher"], sites[0], "surprise")
    with pytest.raises(RefusedError, match="突击检查正在进行"):
        plans.ask_now(office, people["officer"], sites[0], "surprise")
    plans.ask_now(office, people["officer"], sites[0], "regular")
    plans.ask_now(office, people["officer"], sites[1], "surprise")
    plans.stop_tour(office, people["officer"], tour_id)
    plans.ask_now(office, people["officer"], sites[0], "surprise")
    for kind, more in (("never", {}), ("topic", {}), ("sample", {"sample": -1})):
        with pytest.raises(RefusedError):
            plans.ask_now(office, people["officer"], sites[1], kind, **more)


def test_two_who_ask_at_once_get_one_look(office, people, sites):
    ends = at_once(*[lambda: plans.ask_now(office, people["officer"], sites[0], "regular")] * 3)
    assert len([problem for problem in ends if problem is None]) == len(all_of(office, Tour)) == 1


def test_a_look_that_waits_is_stopped_at_once(office, people, sites):
    tour_id = plans.ask_now(office, people["officer"], sites[0], "regular")
    with pytest.raises(RefusedError):
        plans.stop_tour(office, people["leader"], tour_id)
    plans.stop_tour(office, people["officer"], tour_id)
    (tour,), (job,) = all_of(office, Tour), all_of(office, JobRow)
    assert (tour.ending, tour.stopped_by, job.state) == ("stopped", people["officer"].id, "done")
    with pytest.raises(RefusedError, match="已经结束"):
        plans.stop_tour(office, people["officer"], tour_id)


def test_a_run_from_the_command_line_is_stopped_there(office, people, sites):
    with office.store.write() as session:
        run = Run(site_id=sites[0], kind="regular", begun_at=office.clock(), counts={})
        session.add(run)
        session.flush()
        run_id = run.id
    with pytest.raises(RefusedError, match="命令"):
        plans.stop(office, people["officer"], run_id)
    with pytest.raises(AbsentError):
        plans.stop(office, people["stranger"], run_id)


def test_the_hour_of_a_plan_is_beijings(office, people, sites):
    plans.make(office, people["officer"], weekly(hour=time(22, 30), cadence="daily"))
    assert all_of(office, Plan)[0].next_at == datetime(2026, 3, 3, 22, 30, tzinfo=BEIJING)
    office.clock.turn(days=1)
    assert plans.start_due(office) == 0
    office.clock.turn(hours=14)
    assert plans.start_due(office) == 2
    assert all_of(office, Plan)[0].next_at - office.clock() < timedelta(days=1)


def test_a_plan_runs_from_its_date_to_its_end(office, people):
    with Portal(small(5)) as portal:
        site_id = register(office, portal)
        plan_id = plans.make(office, people["officer"], weekly(sites=(site_id,)))
        plans.make(office, people["officer"], weekly(name="抽查", kind="sample", sample=4, sites=(site_id,)))
        office.clock.turn(days=1)
        assert plans.start_due(office) == 2
        while tour_next(office, "worker", options=options()):
            office.clock.turn(minutes=1)
    tours = all_of(office, Tour)
    assert [(tour.kind, tour.ending) for tour in tours] == [("regular", "whole"), ("sample", "whole")]
    assert len(tours[1].scope["ids"]) == 4
    assert [run.tour_id for run in all_of(office, Run)] == [tour.id for tour in tours]
    with office.store.read() as session:
        assert session.get_one(Plan, plan_id).last_at == tours[0].ended_at
        assert audit.verify(session).bad is None
