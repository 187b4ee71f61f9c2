"""The audit log is read by the auditor, of the own units, in words; checking it is recorded too."""

import pytest
from playing import published
from sqlalchemy import text

from reviewer.errors import RefusedError
from reviewer.office.operations import audit_words, audits
from reviewer.office.organisation.people import named
from reviewer.store import protect
from reviewer.store.audit import append


def log(office, people, before=0, **fields):
    return audits.events(office, people["auditor"], fields, before)


def note(office, actor, action="policy-set", count=1, unit_id=None):
    with office.store.write() as session:
        for number in range(count):
            append(
                session, at=office.clock(), actor=named(actor), action=action, unit_id=unit_id, details={"count": number}
            )  # fmt: skip


def test_events_of_a_case_are_told_in_words_newest_first(office, people):
    published(office, people)
    lines = log(office, people).lines
    told = [line.action for line in lines]
    assert told[0] == "登记发布"
    assert {"新建", "提交审查", "同意", "登记发布"} <= set(told)
    assert all(line.number.startswith("QX-") for line in lines if line.action == "同意")
    assert [line.id for line in lines] == sorted((line.id for line in lines), reverse=True)


def test_another_units_events_are_not_shown_and_the_systems_are(office, people):
    note(office, people["stranger"], unit_id=people["stranger"].unit_id)
    note(office, people["security"], "backup")
    assert [line.action for line in log(office, people).lines if line.who in {"stranger", "security"}] == [
        "备份"
    ]


def test_the_log_is_searched_by_action_person_number_and_day(office, people, clock):
    published(office, people)
    clock.turn(days=3)
    note(office, people["administrator"], "unit-made", unit_id=people["author"].unit_id)
    assert {line.action for line in log(office, people, action="unit-made").lines} == {"建立单位"}
    assert {line.who for line in log(office, people, person="leader").lines} == {"leader"}
    number = next(line.number for line in log(office, people).lines if line.number)
    assert {line.number for line in log(office, people, number=number).lines} == {number}
    assert {line.who for line in log(office, people, since="2026-03-05").lines} == {"administrator"}
    assert "administrator" not in {line.who for line in log(office, people, until="2026-03-04").lines}


def test_the_log_goes_on_page_by_page(office, people):
    note(office, people["security"], "backup", count=audits.PAGE + 5)
    first = log(office, people)
    rest = log(office, people, first.following)
    assert len(first.lines) == audits.PAGE
    assert first.lines[-1].id == first.following
    assert max(line.id for line in rest.lines) == first.following - 1
    assert rest.following == 0


@pytest.mark.parametrize(
    "name", ["author", "head", "officer", "leader", "publisher", "administrator", "security"]
)
def test_only_the_auditor_reads_or_checks_it(office, people, name):
    with pytest.raises(RefusedError):
        audits.events(office, people[name], {})
    with pytest.raises(RefusedError):
        audits.check(office, people[name])


def test_checking_finds_a_sound_chain_and_is_recorded(office, people):
    note(office, people["security"], "backup", count=3)
    found = audits.check(office, people["auditor"])
    assert (found.bad, found.count) == (None, found.head_id)
    assert log(office, people).lines[0].action == "核验记录链"


def test_checking_names_the_first_bad_link(office, people):
    note(office, people["security"], "backup", count=5)
    with office.store.engine.begin() as connection:
        protect.lift(connection)
        connection.execute(text("UPDATE audit_event SET who = '李某' WHERE id = 2"))
    found = audits.check(office, people["auditor"])
    assert (found.bad, found.count) == (2, 1)
    assert "被改动" in found.reason


def test_details_are_told_in_words_and_cut_where_long():
    told = audit_words.details({"role": "leader", "people": 3, "ok": True, "none": None, "digest": "a" * 64})
    assert told == f"角色 分管领导；人数 3；ok 是；摘要 {'a' * 16}…"


def test_a_malformed_day_is_refused_in_words(office, people):
    with pytest.raises(RefusedError, match="日期"):
        log(office, people, since="昨天")
