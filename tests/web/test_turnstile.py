"""The turnstile: counts failures by address, forgets them in time, never grows without end."""

from datetime import UTC, datetime, timedelta

from reviewer.web.turnstile import Turnstile

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_an_address_is_shut_after_its_failures_and_open_again_when_they_are_old():
    turnstile = Turnstile(most=3, minutes=5)
    for second in range(3):
        assert not turnstile.shut("a", NOW)
        turnstile.failed("a", NOW + timedelta(seconds=second))
    assert turnstile.shut("a", NOW + timedelta(seconds=5))
    assert not turnstile.shut("b", NOW + timedelta(seconds=5))
    assert not turnstile.shut("a", NOW + timedelta(minutes=5))


def test_the_oldest_addresses_are_forgotten_first():
    turnstile = Turnstile(most=1, addresses=2)
    for address in ("a", "b", "c"):
        turnstile.failed(address, NOW)
    assert [turnstile.shut(address, NOW) for address in ("a", "b", "c")] == [False, True, True]
