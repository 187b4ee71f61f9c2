"""Pages of plans and looks: who makes them, what they show, and that they work without scripts."""

import re

import pytest
from sqlalchemy import select
from watch.touched import begun, site

from reviewer.store.tables.patrol import Plan, Tour
from reviewer.store.tables.tickets import Ticket


@pytest.fixture
def portal(office, people):
    return site(office, "清溪县示例局门户")


def posted(client, path, **data):
    return client.post(path, data={"csrf_token": client.token, **data}, follow_redirects=True)


def weekly(**more):
    return {
        "name": "每周巡查",
        "kind": "regular",
        "cadence": "weekly",
        "day": "2026-03-03",
        "hour": "01:00",
        **more,
    }


def all_of(office, table):
    with office.store.read() as session:
        return list(session.scalars(select(table)))


def test_an_empty_page_says_what_to_do_next(as_person, people):
    page = as_person("officer").get("/patrol/plans").text
    assert "建立建议的计划" in page
    assert "先在“网站”页登记" in page
    assert "制定巡查计划" in as_person("leader").get("/patrol/year").text
    assert "现在巡查</button>" not in as_person("leader").get("/patrol/plans").text


def test_a_unit_begins_with_the_usual_plans_once(as_person, office, portal):
    client = as_person("officer")
    page = posted(client, "/patrol/plans/usual").text
    assert "已建立建议的计划" in page
    assert {plan.kind for plan in all_of(office, Plan)} == {
        "regular",
        "sample",
        "topic",
        "surprise",
        "holiday",
    }
    assert all(plan.next_at for plan in all_of(office, Plan))
    assert posted(client, "/patrol/plans/usual").status_code == 409
    assert posted(as_person("leader"), "/patrol/plans/usual").status_code == 403


def test_a_plan_is_made_changed_and_closed(as_person, office, portal):
    client = as_person("publisher")
    assert "计划已制定" in posted(client, "/patrol/plans", **weekly(sites=[portal])).text
    (plan,) = all_of(office, Plan)
    assert (plan.sites, plan.cadence) == ([str(portal)], "weekly")
    form = client.get(f"/patrol/plans/{plan.id}").text
    assert 'value="2026-03-03"' in form
    assert re.search(rf'id="site-{portal}" value="{portal}" checked', form)
    told = posted(client, f"/patrol/plans/{plan.id}", **weekly(name="每月巡查", cadence="monthly"), turn=1)
    assert "每月巡查" in told.text
    stale = posted(client, f"/patrol/plans/{plan.id}", **weekly(), turn=1)
    assert stale.status_code == 409
    assert "刚被别人改过" in stale.text
    assert "已停用" in posted(client, f"/patrol/plans/{plan.id}/close", turn=2).text


def test_what_is_wrong_is_told_and_what_was_written_stays(as_person, portal):
    client = as_person("officer")
    told = posted(client, "/patrol/plans", **weekly(kind="topic", name="重点检查一"))
    assert told.status_code == 409
    assert "重点检查请选专题" in told.text
    assert 'value="重点检查一"' in told.text
    assert posted(client, "/patrol/plans", **weekly(day="三月三日")).status_code == 409
    assert posted(client, "/patrol/plans", **weekly(hour="25:99")).status_code == 200


def test_a_look_is_asked_for_shown_and_stopped(as_person, office, portal):
    client = as_person("officer")
    page = posted(client, "/patrol/start", site_id=portal, kind="regular")
    assert "等待开始" in page.text
    assert 'hx-trigger="every 5s"' in page.text
    assert "刷新" in page.text  # without scripts
    again = posted(client, "/patrol/start", site_id=portal, kind="regular")
    assert again.status_code == 409
    assert "请等它结束" in again.text
    (tour,) = all_of(office, Tour)
    assert client.get(f"/patrol/tours/{tour.id}/progress").text.startswith("\n<div id") is False
    assert "<html" not in client.get(f"/patrol/tours/{tour.id}/progress").text
    assert "已停止" in posted(client, f"/patrol/tours/{tour.id}/stop").text
    assert posted(client, f"/patrol/tours/{tour.id}/stop").status_code == 409
    assert "hx-get" not in client.get(f"/patrol/tours/{tour.id}").text


def test_fields_of_other_kinds_do_not_count(as_person, office, portal):
    client = as_person("officer")
    posted(client, "/patrol/start", site_id=portal, kind="regular", topics="", sample="50")
    posted(client, "/patrol/start", site_id=portal, kind="topic", topics=["", "sheets"], sample="x")
    posted(client, "/patrol/start", site_id=portal, kind="sample", topics="sheets", sample="30")
    assert [tour.scope for tour in all_of(office, Tour)] == [{}, {"topics": ["sheets"]}, {"sample": 30}]
    assert "抽查数量应为" in posted(client, "/patrol/plans", **weekly(kind="sample", sample="许多")).text


def test_a_run_leads_to_its_look(as_person, office, portal):
    client = as_person("leader")
    tour_id, run_id = begun(
        office, portal, counts={"fetched": 12, "ok": 11, "timeout": 1, "left": {"foreign": 3}}
    )
    answer = client.get(f"/patrol/runs/{run_id}")
    assert answer.location.endswith(f"/patrol/tours/{tour_id}")
    page = client.get(answer.location).text
    assert "打开正常" in page
    assert "正在巡查" in page
    assert "停止</button>" not in page  # the leader reads
    _, lone = begun(office, portal, tour=False)
    assert "命令启动" in client.get(f"/patrol/runs/{lone}", follow_redirects=True).text


def test_a_sample_shows_its_seed_and_how_many_of_which_column(as_person, office, portal):
    scope = {
        "sample": 3, "ids": [1, 2, 3], "of": 1000, "population": "ab" * 32,
        "strata": [["公示", 900, 2], ["未归入栏目", 100, 1]],
    }  # fmt: skip
    tour_id, _ = begun(office, portal, kind="sample", seed="5eed", scope=scope)
    page = as_person("officer").get(f"/patrol/tours/{tour_id}").text
    for told in ("5eed", "3 / 1000", "ab" * 32, "公示", "258 个"):
        assert told in page


def test_late_plans_are_marked_and_made_up(as_person, office, portal, clock):
    client = as_person("officer")
    posted(client, "/patrol/plans", **weekly())
    clock.turn(days=3)
    client = as_person("officer")  # the visit is long over
    page = client.get("/patrol/plans").text
    assert "逾期：清溪县示例局门户" in page
    (plan,) = all_of(office, Plan)
    assert "已安排补做" in posted(client, f"/patrol/plans/{plan.id}/make-up").text
    assert posted(client, f"/patrol/plans/{plan.id}/make-up").status_code == 409


def test_the_plan_of_a_year_counts_what_is_done_and_late(as_person, office, portal, clock):
    client = as_person("officer")
    posted(client, "/patrol/plans", **weekly())
    posted(client, "/patrol/plans", **weekly(name="节前", kind="holiday"))
    clock.turn(days=9)
    client = as_person("officer")
    page = client.get("/patrol/year?period=2026-Q1").text
    assert "2026年第一季度" in page
    assert "逾期 1" in page
    assert "未到时间" in page
    assert "2027年的放假安排尚未录入" in client.get("/patrol/year?period=2027").text
    assert client.get("/patrol/year?period=%FF&site=x").status_code == 200


@pytest.mark.parametrize("path", ["/patrol/year.docx?period=2026"])
def test_the_plan_of_a_year_is_a_document(as_person, office, portal, path):
    client = as_person("leader")
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_other_units_see_nothing(as_person, office, people, portal):
    tour_id, run_id = begun(office, portal)
    client = as_person("stranger")
    assert "清溪县示例局门户" not in client.get("/patrol/plans").text
    for path in (f"/patrol/tours/{tour_id}", f"/patrol/tours/{tour_id}/progress", f"/patrol/runs/{run_id}"):
        assert client.get(path).status_code == 404
    assert (
        client.post("/patrol/start", data={"csrf_token": client.token, "site_id": portal}).status_code == 404
    )
    assert all_of(office, Ticket) == []
