"""The audit chain holds together, is appended by one at a time, and shows its first bad link."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from store.filled import NOW

from reviewer.store import protect
from reviewer.store.audit import START, append, link, verify
from reviewer.store.tables.signing import Event


def fill(store, count=5):
    with store.write() as session:
        for number in range(count):
            append(
                session, at=NOW + timedelta(seconds=number), actor=(7, "张某"), action="approve",
                unit_id=1, case_id=3, details={"number": number, "names": ["正文", None, True]},
            )  # fmt: skip


def tamper(store, statement):
    """What somebody with the database's password could do."""
    with store.engine.begin() as connection:
        protect.lift(connection)
        connection.execute(text(statement))


def checked(store):
    with store.read() as session:
        return verify(session)


def test_an_untouched_chain_verifies(engines):
    fill(engines)
    found = checked(engines)
    assert (found.count, found.bad, found.reason, found.head_id) == (5, None, "", 5)


def test_an_empty_chain_verifies(engines):
    assert checked(engines).head == START


def test_each_link_carries_both_digests_and_names_the_one_before(engines):
    fill(engines, 2)
    with engines.read() as session:
        first, second = session.query(Event).order_by(Event.id)
    assert first.before == START
    assert second.before == first.sha256
    assert len(first.sha256) == 64
    assert first.sm3 != first.sha256


@pytest.mark.parametrize(
    ("statement", "bad", "reason"),
    [
        ("UPDATE audit_event SET who = '李某' WHERE id = 3", 3, "摘要不符"),
        ("UPDATE audit_event SET details = '{}' WHERE id = 3", 3, "摘要不符"),
        ("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = 1", 1, "摘要不符"),
        ("UPDATE audit_event SET case_id = NULL WHERE id = 5", 5, "摘要不符"),
        ("DELETE FROM audit_event WHERE id = 2", 3, "第 2 条缺失"),
        ("DELETE FROM audit_event WHERE id = 1", 2, "第 1 条缺失"),
        ("UPDATE audit_event SET before = sha256 WHERE id = 4", 4, "不衔接"),
        ("UPDATE audit_event SET sm3 = sha256 WHERE id = 4", 4, "SM3"),
    ],
)
def test_the_first_bad_link_is_named(engines, statement, bad, reason):
    fill(engines)
    tamper(engines, statement)
    found = checked(engines)
    assert found.bad == bad
    assert reason in found.reason


def test_a_rewritten_link_is_found_at_the_next_one(engines):
    """Who recomputes a link's own digest still breaks the one after it."""
    fill(engines)
    with engines.engine.begin() as connection:
        protect.lift(connection)
    with engines.write() as session:
        event = session.get(Event, 2)
        event.who = "李某"
        event.sha256, event.sm3 = link(event)
    assert checked(engines).bad == 3


def test_many_at_once_make_one_chain(engines):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fill(engines, 3), range(8)))
    found = checked(engines)
    assert (found.count, found.bad) == (24, None)


def test_a_transaction_that_fails_leaves_no_link(engines):
    fill(engines, 1)
    with pytest.raises(ZeroDivisionError), engines.write() as session:  # noqa: PT012 (the failure is inside)
        number = append(session, at=NOW, actor=(None, "系统"), action="x", details={}).id
        assert number / 0
    fill(engines, 1)
    assert checked(engines).count == 2


def test_what_databases_would_change_is_made_plain_before_it_is_hashed(engines):
    with engines.write() as session:
        append(
            session,
            at=NOW,
            actor=(None, "a\0b"),
            action="x",
            details={"名": "正\ud800文\0", "z": 1, "a": 2**40},
        )
    assert checked(engines).bad is None


def test_details_that_are_not_exact_are_refused(engines):
    with pytest.raises(TypeError), engines.write() as session:
        append(session, at=NOW, actor=(None, "系统"), action="x", details={"seconds": 0.1})


def test_a_chain_longer_than_a_page_verifies(engines):
    fill(engines, 2100)
    assert checked(engines).count == 2100
