"""Pages of 风险评估 and 自查: forms that keep what was written, refusals in words, documents to take away."""

import pytest
from sqlalchemy import select
from watch.touched import begun, seen, site, ticket

from reviewer.patrol.campaign import STAGES
from reviewer.store.tables.patrol import Campaign


@pytest.fixture
def portal(office, people):
    return site(office, "清溪县示例局门户")


def posted(client, path, **data):
    return client.post(path, data={"csrf_token": client.token, **data}, follow_redirects=True)


def days():
    spans = [
        ("2026-03-02", "2026-03-15"),
        ("2026-03-16", "2026-03-29"),
        ("2026-03-30", "2026-04-12"),
        ("2026-04-13", "2026-04-26"),
    ]
    return {
        f"{key}-{end}": day
        for key, span in zip(STAGES, spans, strict=True)
        for end, day in zip(("first", "last"), span, strict=True)
    }


@pytest.fixture
def campaign(as_person, office, portal):
    assert (
        "风险评估已开始"
        in posted(as_person("officer"), "/patrol/campaigns", name="2026年评估", **days()).text
    )
    with office.store.read() as session:
        return session.scalars(select(Campaign.id)).one()


def answers(page, value="yes"):
    return {
        name: value
        for name in page.split('name="')
        if name.startswith("answer-")
        for name in [name.partition('"')[0]]
    }


def test_an_empty_list_says_what_to_do(as_person):
    assert "一般每年一次" in as_person("officer").get("/patrol/campaigns").text
    assert "开展评估" not in as_person("leader").get("/patrol/campaigns").text


def test_a_form_with_mistakes_comes_back_as_it_was_written(as_person, portal):
    client = as_person("officer")
    told = posted(client, "/patrol/campaigns", **{"name": "甲评估", **days(), "checks-first": "2026-01-01"})
    assert told.status_code == 409
    assert "各阶段要按顺序" in told.text
    assert 'value="2026-01-01"' in told.text
    assert 'value="甲评估"' in told.text


def test_a_stage_is_filled_refused_and_ended(as_person, campaign):
    client = as_person("officer")
    path = f"/patrol/campaigns/{campaign}"
    page = client.get(path).text
    told = posted(client, path, turn=1, text="查摆了一部分", end="1")
    assert told.status_code == 409
    assert "查摆清单还有" in told.text
    assert "查摆了一部分" in told.text
    assert "已保存" in posted(client, path, turn=1, text="查摆了一部分").text
    done = posted(client, path, turn=2, text="查摆完毕，问题两项。", end="1", **answers(page))
    assert "本阶段已结束" in done.text
    assert "还没有完整巡查过" in done.text  # what the next one lacks
    assert posted(client, path, turn=2, text="旧页面").status_code == 409


def test_the_leader_reads_until_it_is_the_leaders_turn(as_person, office, campaign, portal):
    officer, leader, path = as_person("officer"), as_person("leader"), f"/patrol/campaigns/{campaign}"
    assert "结束本阶段</button>" not in leader.get(path).text
    assert posted(leader, path, turn=1, text="x").status_code == 409
    begun(office, portal, ending="whole")
    posted(officer, path, turn=1, text="查摆完毕。", end="1", **answers(officer.get(path).text))
    for turn in (2, 3):
        posted(officer, path, turn=turn, text="已完成。", end="1")
    assert "等待分管领导督查" in officer.get(path).text
    assert "确认督查</button>" in leader.get(path).text
    assert "2026-03-02 结束" in posted(leader, path, turn=4, text="同意，继续保持。", end="1").text


def test_reports_are_documents(as_person, campaign, portal):
    client = as_person("leader")
    paths = [f"/patrol/campaigns/{campaign}/{stage}.docx" for stage in STAGES]
    for path in (
        *paths,
        "/patrol/self-check.docx?period=2026-Q1",
        "/patrol/self-check.xlsx",
        "/patrol/year.docx?site=1",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.data.startswith(b"PK")
    assert client.get(f"/patrol/campaigns/{campaign}/x.docx").status_code == 404


def test_the_self_check_says_what_is_missing_for_a_conclusion(as_person, office, portal):
    client = as_person("leader")
    page = client.get("/patrol/self-check?period=2026-Q1").text
    assert "还不能作出“未发现”的结论" in page
    _, run = begun(office, portal, ending="whole")
    seen(office, portal, run, "clear")
    assert "截至2026年3月2日09:00" in client.get("/patrol/self-check").text
    ticket(office, portal)
    assert "还有 1 个整改问题没有销号" in client.get("/patrol/self-check").text
    assert client.get("/patrol/self-check?period=%00").status_code == 200


def test_other_units_see_nothing(as_person, campaign):
    client = as_person("stranger")
    assert "2026年评估" not in client.get("/patrol/campaigns").text
    assert client.get(f"/patrol/campaigns/{campaign}").status_code == 404
    assert client.get(f"/patrol/campaigns/{campaign}/problems.docx").status_code == 404
    assert posted(client, f"/patrol/campaigns/{campaign}", turn=1, text="x").status_code == 404
    assert "清溪县示例局" not in client.get("/patrol/self-check").text
