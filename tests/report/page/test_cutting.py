"""What is long is cut in the open, and never where something was found."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer.report.page.cutting import Cut, Stretch, stretches

CUT = Cut(whole=50, head=10, around=3)


def test_what_is_short_is_shown_whole():
    assert stretches(50, [], CUT) == [Stretch(0, 50, shown=True)]


def test_the_head_and_the_neighbourhood_of_places_are_shown():
    assert stretches(100, [(60, 61)], CUT) == [
        Stretch(0, 10, shown=True),
        Stretch(10, 57, shown=False),
        Stretch(57, 64, shown=True),
        Stretch(64, 100, shown=False),
    ]


@given(st.integers(0, 300), st.lists(st.tuples(st.integers(0, 299), st.integers(1, 20))))
def test_stretches_cover_everything_once_and_show_every_place(total, places):
    spans = [(start, min(total, start + length)) for start, length in places if start < total]
    found = stretches(total, spans, CUT)
    assert [index for part in found for index in range(part.start, part.end)] == list(range(total))
    shown = {index for part in found if part.shown for index in range(part.start, part.end)}
    assert all(index in shown for start, end in spans for index in range(start, end))
