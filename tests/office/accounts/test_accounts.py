"""Signing in and out, locks, limits, passwords, second factor, tokens and the pledge."""

import time

import pyotp
import pytest
from argon2 import PasswordHasher

from reviewer.errors import AbsentError, RefusedError
from reviewer.office.accounts import accounts, passwords, pledges, second_factor, tokens
from reviewer.office.accounts.policy import Policy, policy, set_policy
from reviewer.store import audit
from reviewer.store.tables.accounts import ApiToken, Visit
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.signing import Event

SECRET = "Qingxi-2026-ok"


@pytest.fixture
def head(office, people):
    """The head with a password of their own choice and the pledge accepted."""
    give(office, people["head"])
    return people["head"]


def give(office, someone, password=SECRET):
    with office.store.write() as session:
        person = session.get(Person, someone.id)
        passwords.put(session, person, password, office.clock())
        person.must_change = False
        person.pledge = pledges.digest(pledges.text(office, session))


def person(office, someone):
    with office.store.read() as session:
        return session.get(Person, someone.id)


def actions(office):
    with office.store.read() as session:
        return [event.action for event in session.query(Event).order_by(Event.id)]


def test_the_right_password_opens_a_visit_whose_token_is_nowhere_in_the_database(office, head):
    token = accounts.sign_in(office, " head ", SECRET, address="10.0.0.9")
    actor, facts = accounts.visitor(office, token)
    assert actor == head
    assert (facts.login, facts.must_change, facts.must_pledge) == ("head", False, False)
    with office.store.read() as session:
        assert token not in session.query(Visit).one().token
    assert actions(office)[-1] == "signed-in"


@pytest.mark.parametrize(
    ("login", "password"), [("head", "wrong"), ("nobody", SECRET), ("", ""), ("head", "")]
)
def test_whatever_was_wrong_is_told_in_the_same_words(office, head, login, password):
    with pytest.raises(RefusedError) as refusal:
        accounts.sign_in(office, login, password)
    assert refusal.value.message == accounts.WRONG


def test_a_closed_account_and_one_without_password_do_not_open(office, head, people):
    with office.store.write() as session:
        session.get(Person, head.id).closed_at = office.clock()
    for login, password in (("head", SECRET), ("author", "")):
        with pytest.raises(RefusedError):
            accounts.sign_in(office, login, password)


def test_an_unknown_login_takes_as_long_as_a_wrong_password(office, people, monkeypatch):
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())
    passwords._decoy.cache_clear()
    give(office, people["head"])

    def seconds(login):
        spans = []
        for _ in range(4):
            started = time.process_time()
            with pytest.raises(RefusedError):
                accounts.sign_in(office, login, "wrong")
            spans.append(time.process_time() - started)
        return min(spans)  # of this process's work: other processes count for nothing

    with pytest.raises(RefusedError):
        accounts.sign_in(office, "nobody", "wrong")
    assert 0.4 < seconds("nobody") / seconds("head") < 2.5
    passwords._decoy.cache_clear()


def test_five_failures_lock_the_account_and_every_further_one_twice_as_long(office, head, clock):
    def fail():
        with pytest.raises(RefusedError):
            accounts.sign_in(office, "head", "wrong")

    for _ in range(5):
        fail()
    with pytest.raises(RefusedError):
        accounts.sign_in(office, "head", SECRET)
    assert actions(office)[-2:] == ["account-locked", "sign-in-failed"]
    assert person(office, head).failures == 5  # a locked door is not counted
    clock.turn(seconds=61)
    fail()
    clock.turn(seconds=61)
    with pytest.raises(RefusedError):
        accounts.sign_in(office, "head", SECRET)
    clock.turn(seconds=60)
    accounts.sign_in(office, "head", SECRET)
    assert person(office, head).failures == 0


def test_an_idle_visit_ends_and_a_busy_one_ends_after_its_longest_time(office, head, clock):
    idle = accounts.sign_in(office, "head", SECRET)
    clock.turn(minutes=29)
    assert accounts.visitor(office, idle)
    clock.turn(minutes=30)
    assert accounts.visitor(office, idle) is None
    busy = accounts.sign_in(office, "head", SECRET)
    for _ in range(23):
        clock.turn(minutes=20)
        assert accounts.visitor(office, busy)
    clock.turn(minutes=20)
    assert accounts.visitor(office, busy) is None
    with office.store.read() as session:
        assert [visit.reason for visit in session.query(Visit)] == ["idle", "absolute-limit"]


def test_every_sign_in_has_a_token_of_its_own_and_signing_out_ends_it(office, head):
    first, second = (accounts.sign_in(office, "head", SECRET) for _ in range(2))
    assert first != second
    accounts.sign_out(office, first)
    assert accounts.visitor(office, first) is None
    assert accounts.visitor(office, second)
    assert accounts.visitor(office, "") is None


def test_closing_an_account_ends_its_visits(office, head):
    token = accounts.sign_in(office, "head", SECRET)
    with office.store.write() as session:
        session.get(Person, head.id).closed_at = office.clock()
    assert accounts.visitor(office, token) is None


def test_a_first_password_must_be_changed_and_an_old_one_too(office, people, clock):
    with office.store.write() as session:
        passwords.put(session, session.get(Person, people["head"].id), SECRET, clock())
    token = accounts.sign_in(office, "head", SECRET)
    assert accounts.visitor(office, token)[1].must_change
    accounts.change_password(office, people["head"], SECRET, "Bamboo-raft-77", keep=token)
    assert not accounts.visitor(office, token)[1].must_change
    clock.turn(days=91)
    token = accounts.sign_in(office, "head", "Bamboo-raft-77")
    assert accounts.visitor(office, token)[1].must_change


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("Short-1", "至少 10 位"),
        ("alllowercaseletters", "至少要有 3 类"),
        ("Head-of-office-1", "登录名或姓名"),
        ("Aa1Aa1Aa1Aa1", "重复"),
        ("Aa1-" + "x" * 300, "最多"),
        (SECRET, "最近 5 次"),
    ],
)
def test_a_weak_or_former_password_is_refused_with_its_reason(office, head, new, said):
    with pytest.raises(RefusedError, match=said):
        accounts.change_password(office, head, SECRET, new)


def test_the_last_five_passwords_do_not_come_back_and_the_sixth_may(office, head):
    old = SECRET
    for number in range(5):
        new = f"Mountain-stream-{number}"
        accounts.change_password(office, head, old, new)
        old = new
    with pytest.raises(RefusedError):
        accounts.change_password(office, head, old, "Mountain-stream-0")
    accounts.change_password(office, head, old, SECRET)


def test_changing_the_password_needs_the_old_one_and_ends_the_other_visits(office, head):
    here, there = (accounts.sign_in(office, "head", SECRET) for _ in range(2))
    with pytest.raises(RefusedError):
        accounts.change_password(office, head, "wrong", "Bamboo-raft-77", keep=here)
    assert person(office, head).failures == 1
    accounts.change_password(office, head, SECRET, "Bamboo-raft-77", keep=here)
    assert accounts.visitor(office, here)
    assert accounts.visitor(office, there) is None


def test_signing_again_counts_failures_and_locks(office, head):
    accounts.reauthenticate(office, head, SECRET)
    for _ in range(5):
        with pytest.raises(RefusedError):
            accounts.reauthenticate(office, head, "wrong")
    with pytest.raises(RefusedError):
        accounts.reauthenticate(office, head, SECRET)


def test_a_dynamic_code_is_used_once_and_sealed_for_its_person(office, head, people, clock):
    secret = second_factor.new_secret()
    maker = pyotp.TOTP(secret)
    with office.store.write() as session:
        row = session.get(Person, head.id)
        with pytest.raises(RefusedError):
            second_factor.set_up(row, secret, "000000", office.vault.master, clock())
        second_factor.set_up(row, secret, maker.at(clock().timestamp()), office.vault.master, clock())
    assert secret not in person(office, head).totp
    code = maker.at(clock().timestamp())
    for given in ("", "123456", code):  # the one of the set-up is used up
        with pytest.raises(RefusedError):
            accounts.sign_in(office, "head", SECRET, given)
    clock.turn(seconds=60)
    code = maker.at(clock().timestamp())
    accounts.sign_in(office, "head", SECRET, f"{code[:3]} {code[3:]}")
    with pytest.raises(RefusedError):
        accounts.sign_in(office, "head", SECRET, code)
    with office.store.write() as session:
        stolen = session.get(Person, people["author"].id)
        stolen.totp = session.get(Person, head.id).totp
        assert not second_factor.accepts(
            stolen, maker.at(clock().timestamp() + 30), office.vault.master, clock()
        )


def test_the_code_is_asked_for_at_signing_only_where_the_policy_says_so(office, head, people, clock):
    secret = second_factor.new_secret()
    maker = pyotp.TOTP(secret)
    with office.store.write() as session:
        row = session.get(Person, head.id)
        second_factor.set_up(row, secret, maker.at(clock().timestamp()), office.vault.master, clock())
    accounts.reauthenticate(office, head, SECRET)
    set_policy(office, people["security"], {"totp_to_sign": 1})
    with pytest.raises(RefusedError):
        accounts.reauthenticate(office, head, SECRET)
    clock.turn(seconds=60)
    accounts.reauthenticate(office, head, SECRET, maker.at(clock().timestamp()))


def test_the_policy_is_set_by_the_security_administrator_within_bounds(office, people):
    for someone in ("administrator", "auditor", "leader"):
        with pytest.raises(RefusedError):
            set_policy(office, people[someone], {"length": 12})
    with pytest.raises(RefusedError, match="密码最少位数"):
        set_policy(office, people["security"], {"length": 3})
    set_policy(office, people["security"], {"length": 12})
    with office.store.read() as session:
        assert policy(session) == Policy(length=12)
    assert actions(office) == ["policy-set"]


def test_one_time_passwords_fit_the_strictest_policy_but_for_length(office, people):
    for _ in range(50):
        given = passwords.one_time()
        assert passwords.objections(given, person(office, people["head"]), Policy(length=19, kinds=4)) == []


def test_a_token_works_in_its_scope_until_its_last_day(office, head, clock):
    token = tokens.make_token(office, head, "门户网站后台", ["check"], 30)
    assert tokens.token_actor(office, token, "check") == head
    with pytest.raises(RefusedError):
        tokens.token_actor(office, token, "cases:read")
    with pytest.raises(AbsentError):
        tokens.token_actor(office, token + "x", "check")
    clock.turn(days=30)
    with pytest.raises(AbsentError):
        tokens.token_actor(office, token, "check")
    with office.store.read() as session:
        assert token not in session.query(ApiToken).one().token


def test_a_token_is_ended_by_its_owner_only(office, head, people):
    token = tokens.make_token(office, head, "门户网站后台", ["check"], 30)
    [row] = tokens.tokens(office, head)
    with pytest.raises(AbsentError):
        tokens.end_token(office, people["author"], row.id)
    tokens.end_token(office, head, row.id)
    with pytest.raises(AbsentError):
        tokens.token_actor(office, token, "check")


@pytest.mark.parametrize(
    ("name", "scopes", "days"), [("", ["check"], 1), ("x", [], 1), ("x", ["sign"], 1), ("x", ["check"], 400)]
)
def test_a_token_needs_a_purpose_a_scope_and_an_end(office, head, name, scopes, days):
    with pytest.raises(RefusedError):
        tokens.make_token(office, head, name, scopes, days)


def test_the_pledge_is_asked_for_at_first_and_when_its_text_changes(office, people, head):
    token = accounts.sign_in(office, "head", SECRET)
    pledges.change(office, people["security"], "# 承诺书\n\n新的文本")
    assert accounts.visitor(office, token)[1].must_pledge
    with pytest.raises(RefusedError):
        pledges.accept(office, head, "0" * 64)
    pledges.accept(office, head, pledges.digest(pledges.read(office)))
    assert not accounts.visitor(office, token)[1].must_pledge
    lines = {line.name: line for line in pledges.register(office, head.unit_id)}
    assert lines["head"].current
    assert not lines["author"].current


def test_what_happened_to_accounts_stands_in_a_chain_that_holds(office, head):
    accounts.sign_in(office, "head", SECRET)
    accounts.change_password(office, head, SECRET, "Bamboo-raft-77")
    with office.store.read() as session:
        found = audit.verify(session)
        texts = [str(event.details) for event in session.query(Event)]
    assert (found.count, found.bad) == (2, None)
    assert not any("Bamboo" in text or SECRET in text for text in texts)
