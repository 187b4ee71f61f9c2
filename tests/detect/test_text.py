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


def _page(*parts):
    places = [Location("page.html", kind, label) for kind, label, _ in parts]
    return Text.of([Segment(words, place, "lines") for place, (*_, words) in zip(places, parts, strict=True)])


def test_a_page_is_about_what_stands_behind_its_menus():
    menus = "首页\n失信被执行人名单\n当前位置：首页 > 民生公示\n关于发放补贴的公示"
    text = _page(("title", "", "关于发放补贴的公示_某县政府网"), ("body", "正文", f"{menus}\n现将名单公示。"))
    assert text.folded[slice(*text.title_line)] == "关于发放补贴的公示"
    assert "失信被执行人" not in text.head
    assert "现将名单公示" in text.head
    assert "民生公示" in text.head


def test_a_page_that_does_not_repeat_its_title_begins_at_its_first_running_line():
    text = _page(
        ("title", "", "某县政府网站"),
        ("body", "正文", "失信被执行人名单\n首页\n现将二〇二六年度的有关事项向社会公布如下"),
    )
    assert text.title_line is None
    assert "失信被执行人" not in text.head


def test_a_title_behind_the_text_is_no_title_of_a_page():
    text = _page(
        ("filename", "", "a.html"),
        ("body", "正文", "关于发放补贴的公示"),
        ("title", "", "关于发放补贴的公示"),
    )
    assert text.title_line is None
