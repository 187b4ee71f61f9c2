"""需报审: asked with a working-day clock, answered by people; silence decides nothing."""

from datetime import date

import pytest
from playing import approve, facts, look, notices_of, row, sign, submitted, turn

from reviewer.errors import AbsentError, RefusedError
from reviewer.moments import BEIJING
from reviewer.office.cases.consulting import Answer, Question, answer, consult
from reviewer.office.desk.deadlines import tick
from reviewer.store import dossier
from reviewer.store.tables.organisation import Unit


def asked(office, people, kind="third-party"):
    case_id = submitted(office, people["author"])
    question = Question(kind, "某示例公司", "是否同意公开报价")
    consult(office, people["head"], case_id, turn(office, case_id), question)
    return case_id


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("third-party", date(2026, 3, 23)),  # 15 working days from Monday, 2 March 2026
        ("secrecy-administration", date(2026, 3, 16)),
        ("issuer", date(2026, 3, 16)),
    ],
)
def test_the_answer_is_due_in_working_days(office, people, kind, day):
    case = row(office, asked(office, people, kind))
    assert case.state == "consulting"
    assert case.due_at.astimezone(BEIJING).date() == day


def test_a_unit_sets_the_days_of_the_issuer_but_not_those_of_the_law(office, people):
    with office.store.write() as session:
        settings = {"issuer_days": 3, "third-party_days": 1}
        session.get_one(Unit, people["author"].unit_id).settings = settings
    assert row(office, asked(office, people, "issuer")).due_at.astimezone(BEIJING).date() == date(2026, 3, 5)
    case = row(office, asked(office, people, "third-party"))
    assert case.due_at.astimezone(BEIJING).date() == date(2026, 3, 23)


def test_nobody_signs_while_an_answer_is_outstanding(office, people):
    case_id = asked(office, people)
    look(office, people["head"], case_id)
    with pytest.raises(RefusedError, match="需报审"):
        sign(office, people["head"], case_id)


def test_an_answer_brings_it_back_to_its_step_and_decides_nothing(office, people):
    case_id = asked(office, people)
    with pytest.raises(RefusedError, match="请选择答复结果"):
        answer(office, people["head"], case_id, turn(office, case_id), Answer("", ""))
    answer(office, people["head"], case_id, turn(office, case_id), Answer("agreed", "同意公开"))
    case = row(office, case_id)
    assert (case.state, case.step) == ("in-review", 1)
    with office.store.read() as session:
        assert dossier.signatures(session, case_id) == []
    approve(office, people["head"], case_id)


def test_silence_is_registered_only_after_the_days_are_over(office, people, clock):
    case_id = asked(office, people, "secrecy-administration")
    silent = Answer("no-answer", "电话催问未果")
    with pytest.raises(RefusedError, match="期限未到"):
        answer(office, people["head"], case_id, turn(office, case_id), silent)
    clock.turn(days=30)
    tick(office)
    assert row(office, case_id).state == "consulting"
    assert notices_of(office, people["head"])[-1][0] == "overdue"
    answer(office, people["head"], case_id, turn(office, case_id), silent)
    assert facts(office, people["head"], case_id).consulting is False


@pytest.mark.parametrize("name", ["author", "leader"])
def test_who_does_not_hold_the_step_does_not_ask(office, people, name):
    case_id = submitted(office, people["author"])
    question = Question("issuer", "某机关", "可否公开")
    with pytest.raises((RefusedError, AbsentError), match=r"不由你|不能办理|无权"):
        consult(office, people[name], case_id, turn(office, case_id), question)


def test_an_unknown_kind_or_nobody_is_not_asked(office, people):
    case_id = submitted(office, people["author"])
    for question in (Question("anybody", "某机关", "?"), Question("issuer", " ", "?")):
        with pytest.raises(RefusedError, match="报审类别"):
            consult(office, people["head"], case_id, turn(office, case_id), question)
