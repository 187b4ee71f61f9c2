"""Figures on their page: who reads them, periods, bars without a script."""

import pytest
from playing import INTERNAL, published, submitted
from staff import STAFF

READERS = {"head", "other_head", "officer", "group", "leader", "publisher", "security"}


def test_those_who_answer_for_others_read_figures_and_nobody_else(as_person):
    for name in STAFF:
        assert as_person(name).get("/statistics").status_code == (200 if name in READERS else 403), name


def test_the_page_shows_the_figures_and_a_bar_for_each_category(office, people, as_person):
    published(office, people)
    submitted(office, people["author"], INTERNAL)
    page = as_person("leader").get("/statistics?year=2026&month=3").text
    assert "2026年3月" in page
    assert "填表 2，发布 1" in page
    assert 'class="bar review w100"' in page
    assert "<script" not in page.split("<main")[1]
    assert "style=" not in page


def test_a_month_in_which_nothing_happened_shows_noughts(people, as_person):
    page = as_person("leader").get("/statistics?year=2025&month=1").text
    assert "这一时段没有机检发现" in page
    assert "填表 0，发布 0" in page


@pytest.mark.parametrize("query", ["year=1", "year=x", "month=13", "month=一", "year=99999"])
def test_a_period_that_does_not_exist_is_refused_on_the_page(people, as_person, query):
    answer = as_person("leader").get(f"/statistics?{query}")
    assert answer.status_code == 409
    assert "年份或月份不对" in answer.text
