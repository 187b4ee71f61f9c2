"""Running numbers: none twice, none left out, each unit and year its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from store.filled import place

from reviewer.store.numbers import next_number
from reviewer.store.tables.organisation import Unit


def given(store, unit_id, year=2026, **kind):
    with store.write() as session:
        return next_number(session, session.get(Unit, unit_id), year, **kind)


@pytest.fixture
def units(engines):
    with engines.write() as session:
        return place(session).unit.id, place(session, "BY", "白云县示例局").unit.id


def test_numbers_run_by_unit_year_and_kind(engines, units):
    here, away = units
    assert given(engines, here) == "QX-2026-00001"
    assert given(engines, here) == "QX-2026-00002"
    assert given(engines, away) == "BY-2026-00001"
    assert given(engines, here, 2027) == "QX-2027-00001"
    assert given(engines, here, kind="GL") == "QX-GL-2026-00001"
    assert given(engines, here) == "QX-2026-00003"


def test_a_number_whose_transaction_failed_is_given_again(engines, units):
    with engines.sessions() as session:
        next_number(session, session.get(Unit, units[0]), 2026)
        session.rollback()
    assert given(engines, units[0]) == "QX-2026-00001"


def test_who_ask_at_once_get_different_numbers_without_a_hole(engines, units):
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: given(engines, units[0]), range(24)))
    assert sorted(numbers) == [f"QX-2026-{n:05}" for n in range(1, 25)]
