"""What the database keeps in step by itself: the roles a case reached, whose turn it is, counted months."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import get_args

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, func, insert, select, text
from store.filled import NOW, case, item, place, sign, step, steps

from reviewer.casework.roles import Role
from reviewer.store import migrate, protect
from reviewer.store.followers import ROLE_BITS
from reviewer.store.tables.cases import Case, Revision
from reviewer.store.tables.figures import MonthFigures
from reviewer.store.tables.findings import FindingRow

MARCH = (datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC))
HEAD, OFFICER, LEADER = (ROLE_BITS[role] for role in ("section-head", "secrecy-officer", "leader"))


def bits(session, row):
    return tuple(session.execute(select(Case.reached, Case.waits).where(Case.id == row.id)).one())


def test_every_role_has_a_bit_of_its_own():
    assert set(ROLE_BITS) == set(get_args(Role))
    assert len(set(ROLE_BITS.values())) == len(ROLE_BITS)
    assert all(bit.bit_count() == 1 for bit in ROLE_BITS.values())


def test_a_case_says_which_roles_steps_it_reached_and_whose_turn_it_is(session, here):
    row, revision = case(session, here)
    assert bits(session, row) == (HEAD, HEAD)
    steps(session, revision)[2].reached_at = NOW
    row.step = 3
    session.flush()
    assert bits(session, row) == (HEAD | LEADER, LEADER)
    row.step = 0
    session.flush()
    assert bits(session, row) == (HEAD | LEADER, 0)


def test_a_step_that_several_roles_may_sign_counts_for_each(session, here):
    row, revision = case(session, here, chain=())
    shared = step(row, revision, 1, "leader", True)
    shared.roles = ["secrecy-officer", "leader"]
    session.add(shared)
    session.flush()
    assert bits(session, row) == (OFFICER | LEADER, OFFICER | LEADER)


def test_steps_laid_down_anew_count_as_not_reached(session, here):
    row, revision = case(session, here)
    steps(session, revision)[0].reached_at = None
    session.flush()
    assert bits(session, row) == (0, HEAD)


def test_a_later_revision_keeps_what_was_reached_and_waits_for_nobody_yet(session, here):
    row, _ = case(session, here)
    later = Revision(
        case_id=row.id, number=2, form={}, form_version="1", author_id=row.author_id, made_at=NOW
    )
    session.add(later)
    row.revision, row.state = 2, "returned"
    session.flush()
    assert bits(session, row) == (HEAD, 0)
    session.add(step(row, later, 1, "leader", True))
    session.flush()
    assert bits(session, row) == (HEAD | LEADER, LEADER)


def test_a_step_that_is_removed_counts_no_more(session, here):
    row, revision = case(session, here, state="draft")
    for laid in steps(session, revision):
        session.delete(laid)
    session.flush()
    assert bits(session, row) == (0, 0)


@pytest.fixture
def counted(session, here):
    """A case that was submitted and signed in March, when that month's figures were kept."""
    row, revision = case(session, here)
    found = FindingRow(
        case_id=row.id, revision_id=revision.id, item_id=item(session, revision).id, key="a", rule="r", name="n",
        category="credential", severity="review", count=1,
    )  # fmt: skip
    session.add(found)
    session.flush()
    sign(session, row, revision, steps(session, revision)[0], here.people["head"], "return")
    keep(session, here.unit, *MARCH)
    return row, revision, found


def keep(session, unit, since, until):
    session.execute(insert(MonthFigures).values(unit_id=unit.id, since=since, until=until, counts="{}"))


def kept(session):
    return session.scalar(select(func.count()).select_from(MonthFigures))


def _resubmitted(session, here, row, revision, found):
    row.submitted_at = NOW + timedelta(days=60)


def _published(session, here, row, revision, found):
    row.published_at = NOW


def _moved(session, here, row, revision, found):
    row.section_id = here.sections["法规科"].id


def _edited(session, here, row, revision, found):
    row.revision = 2


def _found(session, here, row, revision, found):
    session.add(
        FindingRow(
            case_id=row.id, revision_id=revision.id, item_id=found.item_id, key="b", rule="r", name="n",
            category="credential", severity="block", count=1,
        )
    )  # fmt: skip


def _unfound(session, here, row, revision, found):
    session.delete(found)


def _worse(session, here, row, revision, found):
    found.severity = "block"


def _signed(session, here, row, revision, found):
    sign(session, row, revision, steps(session, revision)[2], here.people["leader"], "return")


def _reached_again(session, here, row, revision, found):
    steps(session, revision)[0].reached_at = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    [
        _resubmitted, _published, _moved, _edited, _found, _unfound, _worse, _signed, _reached_again,
    ],
    ids=lambda change: change.__name__.strip("_"),
)  # fmt: skip
def test_whatever_changes_a_figure_drops_its_month(session, here, counted, change):
    assert kept(session) == 1
    change(session, here, *counted)
    session.flush()
    assert kept(session) == 0


@pytest.mark.parametrize("change", [_found, _signed, _published, _reached_again])
def test_other_months_and_other_units_keep_theirs(session, here, counted, change):
    session.execute(delete(MonthFigures))
    keep(session, here.unit, MARCH[1], MARCH[1] + timedelta(days=30))
    keep(session, place(session, "BY", "白云县示例局").unit, *MARCH)
    change(session, here, *counted)
    session.flush()
    assert kept(session) == 2


def test_what_does_not_count_drops_nothing(session, here, counted):
    row = counted[0]
    row.title, row.turn, row.updated_at, row.holder_id = "改", 9, NOW, here.people["head"].id
    session.flush()
    assert kept(session) == 1


def test_an_older_database_gets_the_bits_of_its_cases(engines):
    with engines.sessions.begin() as session:
        row, revision = case(session, place(session))
        steps(session, revision)[2].reached_at = NOW
        row.step = 3
    with engines.engine.begin() as connection:
        protect.lift(connection)
        for statement in (
            "ALTER TABLE case_file DROP COLUMN reached", "ALTER TABLE case_file DROP COLUMN waits",
            "DROP TABLE month_figures",
        ):  # fmt: skip
            connection.execute(text(statement))
        with Operations.context(MigrationContext.configure(connection)):
            import_module("reviewer.store.migrations.versions.0007_quick_lists").upgrade()
    migrate.upgrade(engines)
    with engines.sessions() as session:
        assert bits(session, row) == (HEAD | LEADER, LEADER)
