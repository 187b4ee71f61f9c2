"""Hours, robots, traps and the time until the next look: what is asked at all, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.moments import BEIJING
from reviewer.patrol import hours, robots
from reviewer.patrol.outcome import NAMES, PASSING
from reviewer.patrol.revisit import wait
from reviewer.patrol.traps import CALENDAR, TRAPS, Traps, shape

HOST = "http://www.example.gov.cn"
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(BEIJING))  # noqa: DTZ001
SPANS = st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda span: span[0] != span[1])


def beijing(hour, minute=0):
    return datetime(2026, 3, 2, hour, minute, tzinfo=BEIJING).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "hour", "is_open"),
    [("", 12, True), ("22:00-06:00", 23, True), ("22:00-06:00", 5, True), ("22:00-06:00", 6, False),
     ("22:00-06:00", 12, False), ("08:30-18:00", 8, False), ("08:30-18:00", 17, True),
     ("12:00-13:00，20:00-24:00", 23, True), ("12:00-13:00，20:00-24:00", 14, False)],
)  # fmt: skip
def test_hours_hold_in_beijing_and_over_midnight(text, hour, is_open):
    assert hours.parse(text).open_at(beijing(hour)) is is_open


def test_how_long_it_stays_open_and_closed():
    night = hours.parse("22:00-06:00")
    assert night.left(beijing(23)) == timedelta(hours=7)
    assert night.left(beijing(12)) == timedelta()
    assert night.closed_for(beijing(12)) == timedelta(hours=10)
    assert hours.parse("").left(beijing(3)) is None


@given(st.lists(SPANS, min_size=1, max_size=3), MOMENTS)
def test_the_next_opening_is_open_and_the_time_before_is_not(spans, moment):
    plan = hours.Hours(tuple(spans))
    shut = plan.closed_for(moment)
    assert shut < timedelta(days=1)
    assert plan.open_at(moment + shut)
    left = plan.left(moment + shut)
    if left < timedelta(days=1):
        assert not plan.open_at(moment + shut + left)


@pytest.mark.parametrize("text", ["晚上", "25:00-06:00", "08:00-08:00", "8-18", "10:00-24:30"])
def test_hours_nobody_can_read_are_refused(text):
    with pytest.raises(ValueError, match="时段"):
        hours.parse(text)


def test_robots_of_our_name_come_before_those_of_everybody():
    rules = robots.read(
        b"User-agent: *\nDisallow: /\n\nUser-agent: reviewer-patrol\nDisallow: /x/\nCrawl-delay: 5\n"
    )
    assert rules.allows(f"{HOST}/a")
    assert not rules.allows(f"{HOST}/x/a")
    assert rules.delay == 5.0


def test_a_wish_beyond_reason_is_cut():
    assert robots.read(b"User-agent: *\nCrawl-delay: 86400\n").delay == robots.LONGEST
    assert robots.read(b"User-agent: *\nRequest-rate: 1/10\n").delay == 10.0


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"<html>404</html>", b"Disallow\n:::"])
def test_a_file_that_is_none_forbids_nothing(data):
    assert robots.read(data).allows(f"{HOST}/a")


def test_the_maps_it_names_are_told():
    assert robots.read(b"Sitemap: /map.xml\n").sitemaps == ("/map.xml",)


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/a" * 500, "trap:long"),
        ("/" + "/".join(f"x{chr(97 + n)}" for n in range(17)), "trap:deep"),
        ("/a/b/a/b/a/b/c.html", "trap:repeating"),
        ("/news/news/news/1.html", "trap:repeating"),
        ("/(S(abcdefabcdefabcdef12))/a.aspx", "trap:session"),
        ("/a?sid=0123456789abcdef", "trap:session"),
        ("/calendar?year=1712&month=1", "trap:calendar"),
        ("/rili/2099/01/", "trap:calendar"),
        ("/events?date=2031-05-01", "trap:calendar"),
        ("/list?" + "&".join(f"p{n}=1" for n in range(9)), "trap:parameters"),
        ("/list?a=1&a=2&a=3", "trap:parameters"),
    ],
)
def test_an_address_that_says_it_is_a_trap_is_left(path, trap):
    assert Traps(2026).refusal(HOST + path) == trap


@pytest.mark.parametrize(
    "path",
    ["/art/2023/1/1/art_1_20231.html", "/zwgk/zfxxgk/fdzdgknr/lzyj/gfxwj/202301/t20230105_123456.html",
     "/col/col1229/index.html?uid=1&pageNum=300", "/1998/news.html", "/2026/2026/2026/1.html",
     "/gzk/gz/gzk/1.html", "/calendar?year=2025&month=12", "/xxgk/jcms_files/jcms1/web1/site/art/2020/1.html"],
)  # fmt: skip
def test_the_addresses_of_real_portals_are_none(path):
    assert Traps(2026).refusal(HOST + path) is None


def test_a_calendar_ends_after_its_budget():
    traps = Traps(2026)
    found = [traps.refusal(f"{HOST}/calendar?day={n}&of=2026") for n in range(CALENDAR + 3)]
    assert found.count(None) == CALENDAR
    assert found[-1] == "trap:many"


def test_combinations_of_parameters_end_and_articles_do_not():
    traps = Traps(2026)
    combined = [traps.refusal(f"{HOST}/s?order={n}&type={n % 7}&area={n % 3}") for n in range(1200)]
    assert combined.count("trap:many") == 200
    assert all(traps.refusal(f"{HOST}/art?id={n}") is None for n in range(3000))


def test_folders_of_made_up_names_end():
    traps = Traps(2026)
    found = [traps.refusal(f"{HOST}/t/a{n}b{n * 7919 % 99991}cd0e/") for n in range(10_000_000, 10_002_500)]
    assert found[-1] == "trap:many"


def test_what_is_in_the_frontier_counts_after_a_restart():
    traps = Traps(2026)
    traps.seen(f"{HOST}/calendar?day={n}&of=2026" for n in range(CALENDAR))
    assert traps.refusal(f"{HOST}/calendar?day=777&of=2026") == "trap:many"


def test_one_shape_for_addresses_of_one_kind():
    assert shape(f"{HOST}/art/2023/1/art_1.html?b=2&a=1") == shape(f"{HOST}/art/2024/2/art_22.html?a=5&b=9")
    assert shape(f"{HOST}/art?id=1") != shape(f"{HOST}/art?name=1")


def test_every_trap_has_its_words():
    assert all(TRAPS.values())


@given(
    st.sampled_from(NAMES),
    st.integers(0, 5),
    st.integers(1, 40),
    st.timedeltas(timedelta(), timedelta(days=4000)),
)
def test_the_next_look_is_soon_where_much_is_at_stake(outcome, risk, failures, quiet):
    high, low = (wait(outcome, level, failures=failures, quiet=quiet, lists=False) for level in (3, 1))
    found = wait(outcome, risk, failures=failures, quiet=quiet, lists=False)
    assert high <= found <= low
    assert timedelta(minutes=10) <= found <= timedelta(days=30)
    if outcome in PASSING:
        assert found <= timedelta(days=1)


def test_lists_are_looked_at_within_minutes_while_they_change():
    assert wait("ok", 1, failures=0, quiet=timedelta(), lists=True) == timedelta(minutes=10)
    assert wait("ok", 2, failures=0, quiet=timedelta(days=400), lists=False) == timedelta(days=7)
