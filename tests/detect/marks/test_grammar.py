"""Every written form of a 密级标志 is read; what only looks like one is not."""

from time import perf_counter

import pytest

from reviewer.detect.marks.fields import label_field, many_boxes, ticked, unboxed
from reviewer.detect.marks.grammar import bare_star, inline, lead, tail, whole, whole_read
from reviewer.detect.normalise import normalise


def folded(text):
    return normalise(text).folded


@pytest.mark.parametrize("level", ["绝密", "机密", "秘密"])
@pytest.mark.parametrize("star", ["★", "☆", "⭐", "＊", "*", "●", "·", "★★"])
@pytest.mark.parametrize(
    "term", ["", "10年", "１０年", "三年", "5个月", "长期", "永久", "会议开始前", "1年6个月"]
)
def test_level_star_term_is_a_whole_mark(level, star, term):
    mark = whole(folded(f"{level}{star}{term}"))
    assert mark is not None
    assert (mark.form, mark.level, mark.term) == ("star", level, folded(term))


@pytest.mark.parametrize(
    "line",
    ["機　密★１０年", "絕密 ★ 30年", "祕密☆5年", "机\u200b密★10年", "★机密 10年", "【机密★10年】", "（秘密★1年）",
     "000123 机密★10年", "机密★10年 特急", "特急 秘密★3年 000001", "绝密★(30年)",
     "**机密★10年**", "# 秘密★1年", "> 绝密★"],
)  # fmt: skip
def test_spacing_script_brackets_and_neighbours_do_not_hide_a_mark(line):
    mark = whole(folded(line))
    assert mark is not None
    assert mark.form == "star"


@pytest.mark.parametrize(
    ("line", "years"), [("机密★10年", 10), ("秘密★十五年", 15), ("绝密★三十年", 30), ("机密★二十一年", 21)]
)
def test_years_are_read_in_both_numerals(line, years):
    assert whole(line).years == years


@pytest.mark.parametrize(
    ("line", "form"),
    [("机密10年", "term"), ("机密·10年", "star"), ("绝密（30年）", "term"), ("秘　密", "bare")],
)
def test_marks_without_a_star_are_told_apart(line, form):
    assert whole(folded(line)).form == form


@pytest.mark.parametrize(
    "line",
    [
        "秘密花园",
        "机密文件管理规定",
        "绝密、机密、秘密",
        "绝密飞行",
        "秘密写票处",
        "保守秘密",
        "开机密码",
        "机密计算",
        "1. 秘密",
    ],
)
def test_sentences_and_titles_are_no_whole_marks(line):
    assert whole(line) is None


def test_a_line_that_begins_with_a_mark_leads_with_it():
    assert lead("秘密★1年 某市人民政府办公室文件").term == "1年"
    assert lead("绝密★、机密★、秘密★三种") is None
    assert lead(folded("【机密】关于某事的通知")).form == "bare"


def test_marks_inside_a_sentence_are_inline():
    assert [mark.level for mark in inline("标为机密★10年或者秘密★5年。")] == ["机密", "秘密"]


@pytest.mark.parametrize(
    ("line", "level"),
    [("密级：机密", "机密"), ("密　级：絕密★30年", "绝密"), ("【密级】秘密", "秘密"), ("密级:□绝密 ☑机密 □秘密", "机密"),
     ("密级：绝密□ 机密□ 秘密☑", "秘密"), ("文号：1 密级：机密", "机密"), ("秘密等级：机密", "机密")],
)  # fmt: skip
def test_a_filled_label_tells_its_level(line, level):
    assert label_field(folded(line)).level == level


@pytest.mark.parametrize(
    "line",
    ["密级：公开", "密级：", "密级：□绝密 □机密 □秘密", "密级：□绝密 □秘密 □内部资料 ■公开", "密级：绝密、机密、秘密",
     "密级：绝密□ 机密□ 公开☑", "密级是绝密的文件", "涉密级别机密"],
)  # fmt: skip
def test_an_empty_open_or_listing_label_tells_nothing(line):
    assert label_field(folded(line)) is None


@pytest.mark.parametrize(
    "line",
    ["特急 " * 40_000 + "x", "000123 " * 30_000 + "x", "机密" * 100_000, "机密★" * 20_000, "密级" * 100_000, "密级：" + "□绝密 " * 50_000,
     "机密★" + "甲" * 200_000, "[" * 100_000 + "机密", "某" * 200_000 + "[2026]", "★" * 200_000, "机密" + " " * 200_000 + "x"],
)  # fmt: skip
def test_no_line_takes_more_than_linear_time(line):
    begun = perf_counter()
    for read in (whole, whole_read, lead, tail, bare_star, inline, label_field, ticked, many_boxes, unboxed):
        read(line)
    assert perf_counter() - begun < 3
