from __future__ import annotations

from intake.formats.drawn import pdf_file, pdf_words
from intake.reads import read_bytes, texts

from reviewer.intake.formats.pdf.calls import MOST_UNITS
from reviewer.intake.formats.pdf.lines import garbled


def test_a_page_of_more_text_than_there_is_room_for_is_read_whole():
    line = "x" * 99
    rows = MOST_UNITS // 100 + 20
    content = b"".join(
        b"BT /F1 1.6 Tf 20 %.1f Td (%s) Tj ET\n" % (830 - 2 * row, line.encode()) for row in range(rows)
    )
    content += pdf_words("last words", 20)
    (text,) = texts(read_bytes(pdf_file(content), "a.pdf"), "body")
    assert text.count("x") == 99 * rows
    assert text.endswith("last words")


def test_a_short_page_after_a_long_one_holds_nothing_of_it():
    long = b"".join(pdf_words("a long line of words", 20 + 12 * row) for row in range(60))
    both = [
        texts(read_bytes(pdf_file(content), "a.pdf"), "body") for content in (long, pdf_words("brief", 700))
    ]
    assert both[1] == ["brief"]


def test_white_space_does_not_count_when_text_is_judged():
    rubbish = "\ue000" * 5 + "正常文字" * 4
    assert garbled(rubbish) is True
    assert garbled(rubbish.replace("常", "常 \n\u3000 ")) is True
    assert garbled("正常文字" * 4 + " " * 40) is False
    assert garbled(" " * 40 + "\ue000" * 19) is False


def test_a_line_of_a_font_without_characters_makes_a_sound_page_garbled_and_ticks_do_not():
    sound = "各有关单位请认真组织落实并及时反馈情况\n" * 5
    assert garbled(sound + "\u4893\u66d3\u42cb\ue001\x81\u3e97年") is True
    assert garbled(sound + "\uf0a3是 \uf0a3否 \uf0a3 \uf0a3 \uf0a3 \uf0a3") is False
    assert garbled(sound + "朱镕基、陶喆、魏翀") is False


def test_a_word_of_glyphs_without_names_is_garbled_and_leaders_are_not():
    assert garbled("收款人\n\1\4\5\6\7") is True
    assert garbled("目录\1\1\1\1\1\1 3\n甲\2\n") is False
