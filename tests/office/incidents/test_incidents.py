"""The incident record: its clock, stages in order, and closing with outcome and conclusion."""

import pytest
from playing import SECRET, opened
from sqlalchemy import select

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.incidents import incidents
from reviewer.store import audit
from reviewer.store.tables.incidents import Incident


@pytest.fixture
def incident(office, people):
    opened(office, people["author"], SECRET)
    with office.store.read() as session:
        return session.scalars(select(Incident)).one().id


def test_officers_of_the_unit_see_it_and_nobody_else(office, people, incident):
    assert [line.incident.id for line in incidents.listed(office, people["officer"])] == [incident]
    for name in ("author", "stranger", "auditor", "administrator"):
        assert incidents.listed(office, people[name]) == []
        with pytest.raises(AbsentError):
            incidents.page(office, people[name], incident)


def test_stages_are_recorded_in_order_but_a_report_may_come_first(office, people, incident):
    officer = people["officer"]
    with pytest.raises(RefusedError, match="请先记录“报告”"):
        incidents.record(office, officer, incident, "technical", "清理缓存")
    with pytest.raises(RefusedError, match="请写明"):
        incidents.record(office, officer, incident, "report", " ")
    incidents.record(office, officer, incident, "report", "已电话报告区保密局")
    with pytest.raises(RefusedError, match="已记录"):
        incidents.record(office, officer, incident, "report", "再报")
    assert incidents.page(office, officer, incident).clock.met is True


def test_only_the_officer_handles_it(office, people, incident):
    with pytest.raises(RefusedError, match="保密审查员处置"):
        incidents.record(office, people["leader"], incident, "report", "已报告")


def test_it_closes_when_every_stage_is_recorded(office, people, incident, clock):
    officer = people["officer"]
    with pytest.raises(RefusedError) as told:
        incidents.close(office, officer, incident, "", "")
    assert "“报告”尚未记录" in told.value.refusals
    for stage in ("report", "remove", "technical"):
        clock.turn(minutes=5)
        incidents.record(office, officer, incident, stage, "已办")
    with pytest.raises(RefusedError, match="解除隔离"):
        incidents.close(office, officer, incident, "false-alarm", "误报")
    incidents.close(office, officer, incident, "admonished", "已批评教育")
    page = incidents.page(office, officer, incident)
    assert (page.incident.outcome, page.next, page.may_act) == ("admonished", "", False)
    with pytest.raises(RefusedError, match="已办结"):
        incidents.record(office, officer, incident, "report", "再报")
    with office.store.read() as session:
        assert audit.verify(session).bad is None
