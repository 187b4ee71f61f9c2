"""Segments keep their places in the one text that is searched."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.text import Text
from reviewer.records import Location, Segment

WRITTEN = st.text(st.sampled_from("机密 \n\t\u3000\u200b(jī)★1二O\x1e"), max_size=20)


@given(st.lists(WRITTEN, max_size=5))
def test_every_segment_starts_where_the_map_back_says(texts):
    text = Text.of([Segment(each, Location("例.txt", "body", ""), "lines") for each in texts])
    assert text.starts == text.normal.folded_at(text.sources)


def test_a_text_tells_whether_it_says_one_of_some_words_anywhere():
    text = Text.of([Segment(each, Location("例.txt", "body", "")) for each in ("住 宅", "家庭電話")])
    assert [text.says(words) for words in (("家庭电话", "宅电"), ("宅电",), ())] == [True, False, False]
    assert text.says(("住宅",))
