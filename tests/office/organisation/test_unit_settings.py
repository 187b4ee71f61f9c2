"""What a unit sets for itself is the administrator's to set, and is looked at before it counts."""

from datetime import timedelta

import pytest
from drafts import TEXT

from reviewer.errors import AbsentError, RefusedError, ReviewerError
from reviewer.office.cases.chain import flow_for
from reviewer.office.cases.opening import Draft, open_case
from reviewer.office.organisation.unit_settings import Places, set_days, set_flows, set_places, set_takedown
from reviewer.patrol.takedown import Rule
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Unit
from reviewer.watch.tickets.proving import rule_of


def settings_of(office, people):
    with office.store.read() as session:
        return session.get_one(Unit, people["head"].unit_id).settings


def test_sites_are_hosts_once_each_and_the_address_leads_back(office, people):
    places = Places(
        ("www.example.gov.cn", "WWW.example.gov.cn ", "data.example.gov.cn:8080"), "https://sc.example.cn/"
    )
    set_places(office, people["administrator"], people["head"].unit_id, places)
    found = settings_of(office, people)
    assert found["hosts"] == ["www.example.gov.cn", "data.example.gov.cn:8080"]
    assert found["address"] == "https://sc.example.cn"


@pytest.mark.parametrize(
    "places", [Places(("http://www.example.gov.cn/",)), Places(("a b",)), Places((), "ftp://x")]
)
def test_what_is_no_host_or_address_is_refused(office, people, places):
    with pytest.raises(RefusedError):
        set_places(office, people["administrator"], people["head"].unit_id, places)
    assert "hosts" not in settings_of(office, people)


def test_deadlines_are_working_days_within_bounds(office, people):
    set_days(
        office, people["administrator"], people["head"].unit_id, {"publish_days": "3", "issuer_days": ""}
    )
    assert settings_of(office, people)["publish_days"] == 3
    for wrong in ("0", "91", "-1", "two"):
        with pytest.raises(RefusedError):
            set_days(office, people["administrator"], people["head"].unit_id, {"publish_days": wrong})


@pytest.mark.parametrize("name", ["author", "head", "officer", "leader", "security", "auditor", "stranger"])
def test_only_the_administrator_of_the_unit_sets_them(office, people, name):
    with pytest.raises((RefusedError, AbsentError)):
        set_days(office, people[name], people["head"].unit_id, {"publish_days": "3"})


def flow_of(office, people, content_class):
    form = {"content_class": content_class} if content_class else {}
    case_id = open_case(office, people["author"], Draft(form, (TEXT,)))
    return flow_for_id(office, case_id)


def flow_for_id(office, case_id):
    with office.store.read() as session:
        return flow_for(office, session.get_one(Case, case_id))


def test_content_of_a_class_takes_the_flow_that_the_unit_set_for_it(office, people):
    unit = people["head"].unit_id
    set_flows(office, people["administrator"], unit, {"*": "department", "list": "group", "data": ""})
    assert flow_of(office, people, "list") == "group"
    assert flow_of(office, people, "data") == "department"
    assert flow_of(office, people, "") == "department"
    set_flows(office, people["administrator"], unit, {})
    assert flow_of(office, people, "list") == "default"


def test_a_flow_that_there_is_not_is_refused(office, people):
    with pytest.raises(ReviewerError):
        set_flows(office, people["administrator"], people["head"].unit_id, {"list": "nowhere"})


def test_a_unit_sets_how_often_a_take_down_must_be_seen_within_bounds(office, people):
    who, unit = people["administrator"], people["head"].unit_id
    set_takedown(office, who, unit, "5", "72")
    with office.store.read() as session:
        assert rule_of(session.get_one(Unit, unit)) == Rule(5, timedelta(hours=72))
    for times, hours in (("1", "24"), ("3", "0"), ("21", "24"), ("3", "721"), ("x", "24"), ("", "24")):
        with pytest.raises(RefusedError, match="撤下核验"):
            set_takedown(office, who, unit, times, hours)
    set_takedown(office, who, unit, "", "")
    with office.store.read() as session:
        assert rule_of(session.get_one(Unit, unit)) == Rule()
