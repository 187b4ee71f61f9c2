"""Lines that the width of a page broke are read as one; lists, forms, tables and marks stay as they are."""

from itertools import accumulate

import pytest

from reviewer.detect.normalise import normalise
from reviewer.detect.text import Text
from reviewer.records import Location, Segment

SENTENCES = (
    "各单位要认真做好冬季安全生产工作，确保各项任务落到实处，及时总结推广好的经验做法。"
    "会议指出，全县上下要坚持问题导向，逐项对照检查，形成清单，压实责任，限期整改，按月通报。"
)


def broken(text, columns):
    """The text as a page of so many columns shows it."""
    widths = accumulate(1 if letter.isascii() else 2 for letter in text)
    lines = [""]
    start = 0
    for letter, reached in zip(text, widths, strict=True):
        if reached - start > columns and letter not in "，。、":
            lines.append("")
            start = reached - (1 if letter.isascii() else 2)
        lines[-1] += letter
    return "\n".join(lines)


def read(text):
    return normalise(text, broken=True).folded


@pytest.mark.parametrize("columns", range(50, 96, 5))
def test_a_paragraph_that_a_page_broke_is_read_in_one_piece_but_where_a_sentence_ends_with_its_line(columns):
    text = SENTENCES * 3
    found = read(broken(text, columns))
    assert found.replace("\n", "") == normalise(text).folded
    assert all(line.endswith("。") for line in found.split("\n"))


def test_a_number_parted_at_the_end_of_a_line_is_read_whole():
    text = f"{SENTENCES}补助对象的身份证号为110101190304050611，已经核对，{SENTENCES}"
    parted = [
        lines for columns in range(50, 96) if "110101190304050611" not in (lines := broken(text, columns))
    ]
    assert len(parted) > 5
    assert all("110101190304050611" in read(lines) for lines in parted)


def test_a_span_over_a_break_leads_back_to_both_lines():
    lines = broken(SENTENCES, 64)
    found = normalise(lines, broken=True)
    place = found.folded.index("总结推广")
    start, end = found.source(place, place + 4)
    assert lines[start:end].replace("\n", "") == "总结推广"


@pytest.mark.parametrize(
    "lines",
    [
        "关于公布第一批便民服务网点及服务时间有关事项的通告\n关于公布第二批便民服务网点及服务时间有关事项的通告\n"
        * 4,
        "08:40 从县政府出发，车队走滨河路，到高速东出口接人\n09:05 到溪上村，步行一百米，与村民座谈，了解收成\n"
        * 3,
        "1.完善制度，明确责任，抓好落实，按月报送工作进度\n2.加强培训，提高能力，组织演练，按季总结工作经验\n"
        * 3,
        "姓名\t身份证号\t住址，联系方式，备注，其他情况说明\n张三\t110101\t某市某路，某小区，某号楼，其他说明情况\n"
        * 3,
        "某某市人民政府办公室文件，关于印发工作方案的通知\n机密★10年\n" * 3,
        "某某市人民政府办公室，关于做好有关工作的通知要求\n密级：机密\n" * 3,
        "某某市人民政府办公室，关于做好有关工作的通知要求\n签发人：张某\n" * 3,
        "return value, other, and, some, more, names, that\nfollow, in, the, same, file, with, commas, inside\n"
        * 3,
    ],
    ids=["titles", "times", "items", "table", "mark", "level", "field", "code"],
)
def test_lists_forms_tables_marks_and_code_keep_their_lines(lines):
    assert read(lines).count("\n") == normalise(lines).folded.count("\n")


def test_sentences_that_end_with_their_line_stay_apart():
    lines = "\n".join([SENTENCES[:40] + "。"] * 5)
    assert read(lines).count("\n") == 4


def test_web_pages_are_not_broken_by_a_width():
    lines = broken(SENTENCES * 2, 64)
    body = Segment(lines, Location("a", "body", "正文"), "lines")
    title = Segment("通知", Location("a", "title", "网页标题"))
    assert "\n" not in Text.of([body]).folded
    assert Text.of([title, body]).folded.count("\n") == lines.count("\n")
