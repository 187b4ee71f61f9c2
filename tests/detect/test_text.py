"""Segments keep their places in the one text that is searched."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.normalise import SEPARATOR
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


def test_the_surroundings_of_a_place_end_with_its_region_of_a_web_page():
    page = [
        Segment(words, Location("page.html", "body", label), "lines")
        for label, words in (("导航", "首页"), ("正文", "甲乙丙"), ("页脚", "联系电话"))
    ]
    text = Text.of(page)
    place = text.folded.index("乙")
    assert text.around(place, place + 1, 40) == "甲乙丙"
    pages = [
        Segment(words, Location("scan.pdf", "body", f"第{number}页", page=number), "lines")
        for number, words in ((1, "联系"), (2, "甲乙丙"))
    ]
    assert Text.of(pages).around(4, 5, 40) == f"联系{SEPARATOR}甲乙丙"
