"""风险评估 goes through its stages in order; none ends before its needs are met, and figures come from data."""

from datetime import date, timedelta

import pytest
from plain_reviewer import PlainReviewer
from sqlalchemy import select
from staff import Clock, furnish
from watch.touched import begun, seen, site, ticket

from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.store import audit
from reviewer.store.tables.patrol import Run, Site
from reviewer.store.tables.signing import Event
from reviewer.store.tables.tickets import Ticket
from reviewer.store.tables.work import Notice
from reviewer.watch.reports import campaigns, papers
from reviewer.watch.reports.campaigns import Draft, Span, usual
from reviewer.watch.reports.figures import statement

DAY = date(2026, 3, 2)


@pytest.fixture
def office(tmp_path):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer(), Clock())
    yield office
    office.store.close()


@pytest.fixture
def people(office):
    return furnish(office)


@pytest.fixture
def portal(office, people):
    return site(office)


@pytest.fixture
def campaign(office, people):
    return campaigns.make(office, people["officer"], Draft("2026年评估", usual(DAY)))


def turn(office, people, campaign):
    return campaigns.page(office, people["officer"], campaign).turn


def end(office, people, campaign, who="officer", **given):
    given = {"text": "情况见数据。", **given}
    campaigns.end_stage(office, people[who], campaign, turn(office, people, campaign), given)


def answered(office, **other):
    items = {item.key: ("yes", "") for item in campaigns.checklist(office.settings)}
    return {**items, **other}


def to(stage, office, people, campaign, portal):
    """Bring a campaign to a stage."""
    end(office, people, campaign, answers=answered(office))
    if stage == "checks":
        return
    begun(office, portal, ending="whole")
    end(office, people, campaign)
    if stage == "supervision":
        end(office, people, campaign)


def lines(act):
    with pytest.raises(RefusedError) as told:
        act()
    return told.value.refusals


def test_the_stages_follow_each_other_to_the_end(office, people, campaign, portal):
    to("supervision", office, people, campaign, portal)
    page = campaigns.page(office, people["leader"], campaign)
    assert (page.now, page.may_act) == ("supervision", True)
    end(office, people, campaign, "leader", text="各阶段工作扎实，同意。")
    page = campaigns.page(office, people["leader"], campaign)
    assert (page.now, page.closed_at) == ("", office.clock())
    assert [stage.ended_by for stage in page.stages] == ["officer"] * 3 + ["leader"]
    with office.store.read() as session:
        actions = [event.action for event in session.scalars(select(Event))]
        assert actions.count("campaign-stage") == 4
        assert "campaign-closed" in actions
        assert audit.verify(session).bad is None


def test_the_checklist_is_answered_whole_and_a_no_is_explained(office, people, campaign, portal):
    assert any("没有答" in line for line in lines(lambda: end(office, people, campaign)))
    wrong = answered(office, isolation=("no", " "), media=("maybe", ""))
    told = lines(lambda: end(office, people, campaign, answers=wrong))
    assert any("还有 1 项没有答" in line for line in told)
    assert any("内外网是否隔离" in line for line in told)
    assert "请写明查摆问题的情况" in lines(
        lambda: end(office, people, campaign, answers=answered(office), text="")
    )
    end(office, people, campaign, answers=answered(office, isolation=("no", "两台机器待改造")))


def test_a_refused_end_keeps_nothing_and_a_note_keeps_what_is_written(office, people, campaign, portal):
    lines(lambda: end(office, people, campaign, text="写了一半"))
    assert campaigns.page(office, people["officer"], campaign).stages[0].text == ""
    campaigns.note(office, people["group"], campaign, 1, {"text": "写了一半"})
    page = campaigns.page(office, people["officer"], campaign)
    assert (page.stages[0].text, page.turn) == ("写了一半", 2)
    with pytest.raises(OvertakenError):
        campaigns.note(office, people["officer"], campaign, 1, {"text": "别人的"})


def test_checks_need_a_whole_look_at_every_site_within_the_stage(office, people, campaign, portal):
    begun(office, portal, ending="whole")  # before the stage's days
    to("checks", office, people, campaign, portal)
    office.clock.turn(days=14)
    assert lines(lambda: end(office, people, campaign)) == ("门户在本阶段内还没有完整巡查过",)
    for partly in ({"ending": "blind"}, {"ending": "whole", "kind": "sample"}, {"ending": ""}):
        begun(office, portal, **partly)
    assert lines(lambda: end(office, people, campaign))
    begun(office, portal, ending="whole")
    end(office, people, campaign)


def test_checks_without_any_site_do_not_end(office, people, campaign):
    to("checks", office, people, campaign, None)
    assert "没有登记要巡查的网站" in lines(lambda: end(office, people, campaign))


def test_rectifying_ends_when_all_is_closed_or_the_rest_explained(office, people, campaign, portal):
    to("rectify", office, people, campaign, portal)
    ticket(office, portal)
    assert "还有 1 个问题没有销号" in lines(lambda: end(office, people, campaign))[0]
    end(office, people, campaign, rest="附件由信息中心本周内撤下。")


def test_supervision_is_the_leaders_and_only_that(office, people, campaign, portal):
    assert "由保密审查员" in lines(lambda: end(office, people, campaign, "leader"))[0]
    to("supervision", office, people, campaign, portal)
    assert "由分管领导办理" in lines(lambda: end(office, people, campaign, "officer"))[0]
    with office.store.read() as session:
        told = session.scalars(select(Notice).where(Notice.person_id == people["leader"].id)).all()
    assert ["请督查" in notice.text for notice in told] == [True]
    assert "请写明督查意见" in lines(lambda: end(office, people, campaign, "leader", text=" "))


def test_others_see_nothing_and_begin_nothing(office, people, campaign):
    for name in ("stranger", "author", "head", "administrator", "auditor"):
        with pytest.raises(AbsentError):
            campaigns.page(office, people[name], campaign)
        with pytest.raises(AbsentError):
            campaigns.note(office, people[name], campaign, 1, {"text": "x"})
    for name in ("leader", "author", "administrator"):
        with pytest.raises(RefusedError):
            campaigns.make(office, people[name], Draft("甲", usual(DAY)))
    assert campaigns.listed(office, people["stranger"]) == []


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"problems": Span(None, DAY)}, "起止日期"),
        ({"checks": Span(DAY, DAY)}, "按顺序"),
        ({"rectify": Span(date(2026, 9, 2), date(2026, 9, 1))}, "开始不晚于结束"),
        ({"problems": Span(DAY, DAY, 9999)}, "不是本单位"),
    ],
)
def test_days_that_make_no_sense_are_refused(office, people, changed, line):
    with pytest.raises(RefusedError, match=line):
        campaigns.make(office, people["officer"], Draft("甲", {**usual(DAY), **changed}))


def test_the_figures_of_an_ended_stage_stay_as_they_were(office, people, campaign, portal):
    first = ticket(office, portal)
    to("rectify", office, people, campaign, portal)
    before = campaigns.page(office, people["officer"], campaign).stages[1].figures
    assert (before["opened"], before["open"], dict(before["categories"])) == (1, 1, {"个人信息": 1})
    with office.store.write() as session:
        session.get_one(Ticket, first).closed_at = office.clock()
    ticket(office, portal, category="state-secret")
    page = campaigns.page(office, people["officer"], campaign)
    assert page.stages[1].figures == before
    assert (page.stages[2].figures["opened"], page.stages[2].figures["closed"]) == (2, 1)


def said(office):
    with office.store.read() as session:
        return statement(session, 1, "清溪县示例局", office.clock())


def test_nothing_found_is_said_only_when_the_data_bears_it(office, people):
    assert said(office).missing == ("没有登记网站",)
    portal = site(office)
    assert "门户近 30 天没有完整巡查过" in said(office).missing
    _, run = begun(office, portal, ending="whole")
    assert said(office).missing == ("门户还没有已审查的地址",)
    seen(office, portal, run, "clear", "clear")
    assert said(office).text.startswith("截至2026年3月2日09:00，清溪县示例局登记的 1 个网站")
    assert "2 个地址" in said(office).text


@pytest.mark.parametrize("hole", ["ticket", "gap", "unread", "left", "blind", "old"])
def test_any_hole_withholds_it_and_is_named(office, people, portal, hole):
    _, run = begun(office, portal, ending="whole")
    seen(office, portal, run, "clear")
    assert said(office).text
    if hole == "ticket":
        ticket(office, portal)
    elif hole == "gap":
        seen(office, portal, run, "review", gaps=1)
    elif hole == "unread":
        seen(office, portal, run, "")
    elif hole == "left":
        seen(office, portal, run, "", state="left", reason="robots")
    elif hole == "blind":
        with office.store.write() as session:
            session.get_one(Site, portal).blind_since = office.clock()
    else:
        office.clock.turn(days=31)
    assert (said(office).text, len(said(office).missing)) == ("", 1)


def test_a_self_check_sums_what_happened_in_its_period(office, people, portal):
    first = ticket(office, portal)
    office.clock.turn(days=2)
    with office.store.write() as session:
        session.get_one(Ticket, first).closed_at = office.clock()
    ticket(office, portal, due_at=office.clock() - timedelta(hours=1))
    found = papers.self_check(office, people["leader"], "2026-Q1").patrol
    assert (found.opened, found.closed, found.open, found.overdue, found.days) == (2, 1, 1, 1, 2.0)
    before = papers.self_check(office, people["leader"], "2025").patrol
    assert (before.opened, before.closed, before.open) == (0, 0, 0)


def test_runs_of_a_period_are_those_that_began_and_ended_in_it(office, people, portal):
    _, run = begun(office, portal, ending="whole")
    with office.store.write() as session:
        session.get_one(Run, run).begun_at = office.clock() - timedelta(days=90)
    assert papers.self_check(office, people["officer"], "2026-Q1").patrol.unlooked == ("门户",)
