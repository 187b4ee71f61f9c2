"""The demonstration: a unit at work in an empty database, made by the product's own functions."""

import pytest

from reviewer.errors import RefusedError
from reviewer.office.accounts import accounts, first_run, shell
from reviewer.office.demonstration import demonstration, demonstration_cases
from reviewer.office.office import open_office
from reviewer.review import Reviewer
from reviewer.settings import Settings
from reviewer.store import audit
from reviewer.store.tables.cases import Case
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.signing import Event


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    with Reviewer(settings) as reviewer:
        office = open_office(settings, reviewer)
        yield office, demonstration_cases.make(office)
        office.store.close()


def test_every_state_a_newcomer_should_see_is_there(played):
    office, _ = played
    with office.store.read() as session:
        cases = {case.title: (case.state, case.step) for case in session.query(Case)}
    assert sorted(cases.values()) == [
        ("draft", 0), ("in-review", 1), ("in-review", 2), ("published", 0), ("quarantined", 0), ("ready", 0),
        ("returned", 0),
    ]  # fmt: skip


def test_the_audit_chain_of_the_story_holds_and_lies_in_the_past(played):
    office, _ = played
    with office.store.read() as session:
        assert audit.verify(session).bad is None
        moments = [event.at for event in session.query(Event).order_by(Event.id)]
    assert moments == sorted(moments)
    assert moments[-1] <= office.clock()


def test_everybody_signs_in_with_the_password_that_is_shown_and_goes_straight_to_work(played):
    office, guests = played
    assert guests == demonstration.guests(office)
    assert len({guest.role for guest in guests}) == 9
    for guest in guests[:3]:
        _, facts = accounts.visitor(office, accounts.sign_in(office, guest.login, guest.password))
        assert not facts.must_change
        assert not facts.must_pledge


def test_a_database_with_anybody_in_it_is_left_alone(office, people):
    with pytest.raises(RefusedError):
        demonstration_cases.make(office)
    with pytest.raises(RefusedError):
        first_run.found(office, first_run.default_founding())
    assert demonstration.guests(office) == ()


def test_the_first_three_are_made_once_and_kept_apart(office):
    made = first_run.found(office, first_run.default_founding("QX", "清溪县示例局"))
    held = []
    for one in made:
        actor, facts = accounts.visitor(office, accounts.sign_in(office, one.login, one.password))
        assert facts.must_change
        held.append([role.role for role in actor.held])
    assert held == [["administrator"], ["security-administrator"], ["auditor"]]
    with pytest.raises(RefusedError):
        first_run.found(office, first_run.default_founding())


def test_the_code_of_the_first_page_is_this_installation_s_own(office, tmp_path):
    code = first_run.setup_code(office.settings)
    assert first_run.is_setup_code(office.settings, f" {code.upper()} ")
    assert not first_run.is_setup_code(office.settings, "")
    assert first_run.setup_code(Settings(state=tmp_path / "other")) != code


def test_the_shell_resets_and_unlocks_and_is_recorded(office, people):
    with office.store.write() as session:
        session.get(Person, people["head"].id).locked_until = office.clock().replace(year=2030)
    shell.unlock(office, "HEAD")
    password = shell.reset(office, "head")
    assert accounts.visitor(office, accounts.sign_in(office, "head", password))[1].must_change
    for login in ("nobody", ""):
        with pytest.raises(RefusedError):
            shell.reset(office, login)
    with office.store.read() as session:
        told = [(event.who, event.action) for event in session.query(Event).order_by(Event.id).limit(2)]
    assert told == [("命令行", "account-unlocked"), ("命令行", "password-reset")]
    assert ("head", "head", True, False) in shell.accounts(office)
