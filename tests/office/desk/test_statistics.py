"""Figures by 科室: what happened in the period, nothing else, and only to those who may read them."""

import pytest
from playing import INTERNAL, approve, look, opened, publication, published, row, sign, submitted, turn
from sqlalchemy import select

from reviewer.errors import RefusedError
from reviewer.moments import BEIJING
from reviewer.office.cases import moving, publishing
from reviewer.office.desk.statistics import figures, period
from reviewer.store.tables.figures import MonthFigures


def line(office, people, name="leader", year=2026, month=3, section="办公室"):  # noqa: PLR0917
    found = figures(office, people[name], year, month)
    return next(entry for entry in found.lines if entry.name == section)


def test_each_figure_counts_what_its_name_says(office, people, clock):
    published(office, people)
    back = submitted(office, people["author"])
    look(office, people["head"], back)
    sign(office, people["head"], back, "return", "请补充来源")
    refused = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], refused)
    sign(office, people["head"], refused, "refuse", "内部事务信息", ground="16-1")
    opened(office, people["author"])  # a draft counts nowhere
    found = line(office, people)
    assert (found.published, found.filed, found.returned, found.refused) == (1, 3, 1, 1)
    assert (found.findings, found.blocks) == (1, 0)


def test_a_figure_belongs_to_the_month_in_beijing(office, people, clock):
    clock.turn(days=29, hours=14, minutes=59)  # 2026-03-31 23:59 in Beijing
    submitted(office, people["author"])
    clock.turn(minutes=2)
    submitted(office, people["author"])
    assert line(office, people, month=3).filed == 1
    assert line(office, people, month=4).filed == 1
    assert line(office, people, month=0).filed == 2
    months = [filed.value for filed, _ in figures(office, people["leader"], 2026).months]
    assert months[2:4] == [1, 1]


def test_the_time_taken_runs_from_submission_to_publication(office, people, clock):
    case_id = submitted(office, people["author"])
    clock.turn(hours=12)
    approve(office, people["head"], case_id)
    clock.turn(hours=12)
    approve(office, people["leader"], case_id)
    publishing.publish(
        office, people["publisher"], case_id, turn(office, case_id), publication(office, case_id)
    )
    found = line(office, people)
    assert found.hours == pytest.approx(24)
    assert found.longest == pytest.approx(24)


def test_steps_signed_after_their_deadline_are_late(office, people, clock):
    case_id = submitted(office, people["author"])
    clock.now = row(office, case_id).due_at  # the last moment of the working day: not late
    clock.turn(seconds=-1)
    approve(office, people["head"], case_id)
    clock.now = row(office, case_id).due_at
    clock.turn(minutes=1)
    approve(office, people["leader"], case_id)
    found = line(office, people)
    assert (found.steps, found.late) == (2, 1)


def test_what_is_overdue_now_is_counted_whatever_the_period(office, people, clock):
    submitted(office, people["author"])
    clock.turn(days=9)
    assert line(office, people, year=2025).late_now == 1


def test_a_section_head_reads_the_own_section_only(office, people):
    submitted(office, people["author"])
    submitted(office, people["other_clerk"])
    assert [entry.name for entry in figures(office, people["head"], 2026, 3).lines] == ["办公室"]
    assert [entry.name for entry in figures(office, people["leader"], 2026, 3).lines] == ["办公室", "法规科"]
    assert figures(office, people["leader"], 2026, 3).total.filed == 2
    assert figures(office, people["stranger"], 2026, 3).total.filed == 0


@pytest.mark.parametrize("name", ["author", "administrator", "auditor"])
def test_others_do_not_read_figures(office, people, name):
    with pytest.raises(RefusedError):
        figures(office, people[name], 2026, 3)


def test_the_total_weighs_the_mean_by_what_was_published(office, people, clock):
    published(office, people)
    found = figures(office, people["leader"], 2026, 3)
    assert found.total.hours == line(office, people).hours
    assert found.total.published == 1


def test_findings_are_told_by_category_the_longest_bar_is_full(office, people):
    submitted(office, people["author"], INTERNAL)
    (bar,) = figures(office, people["leader"], 2026, 3).categories
    assert (bar.name, bar.kind, bar.value, bar.share) == ("work-secret", "review", 1, 100)


@pytest.mark.parametrize(("year", "month"), [(1999, 1), (2026, 13), (2026, -1), (9999, 0)])
def test_a_period_that_does_not_exist_is_refused(office, people, year, month):
    with pytest.raises(RefusedError):
        figures(office, people["leader"], year, month)


def test_december_ends_with_the_year():
    assert period(2026, 12)[1] == period(2026, 0)[1]


def kept(office):
    with office.store.read() as session:
        return {row.since.astimezone(BEIJING).month for row in session.scalars(select(MonthFigures))}


def test_a_month_is_counted_once_when_it_is_over_and_gives_the_same_figures(office, people, clock):
    published(office, people)
    submitted(office, people["author"], INTERNAL)
    during = figures(office, people["leader"], 2026, 3)
    assert kept(office) == {1, 2}
    clock.turn(days=40)
    after = figures(office, people["leader"], 2026, 3)
    assert kept(office) == {1, 2, 3}
    again = figures(office, people["leader"], 2026, 3)
    assert again == after
    assert again.total._replace(late_now=0) == during.total._replace(late_now=0)
    assert (again.months, again.categories) == (during.months, during.categories)
    assert figures(office, people["leader"], 2026).total == again.total
    assert [entry.name for entry in figures(office, people["head"], 2026, 3).lines] == ["办公室"]


def test_a_month_that_is_over_is_counted_anew_after_a_late_change(office, people, clock):
    case_id = submitted(office, people["author"])
    clock.turn(days=40)
    assert line(office, people, month=3).filed == 1
    moving.take_back(office, people["author"], case_id, turn(office, case_id))
    moving.submit(office, people["author"], case_id, turn(office, case_id))
    assert line(office, people, month=3).filed == 0
    assert line(office, people, month=4).filed == 1
