"""Words that were drawn out of turn stand in a page's text where its reader sees them."""

from __future__ import annotations

import io

import pytest
from intake.reads import read_bytes, texts
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_EM = 12


def _page(*rows, turned=False):
    """A page of rows, each of runs, each of them (words, places in ems): one text object a run."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("STSong-Light", _EM)
    font = canvas._doc.getInternalFontName("STSong-Light")
    turn = "-1 0 0 -1" if turned else "1 0 0 1"
    for number, runs in enumerate(rows):
        for words in runs:
            first = words[0][1]
            x, y = (400 - first * _EM, 100 + 20 * number) if turned else (72 + first * _EM, 700 - 20 * number)
            canvas._code.append(f"BT {turn} {x} {y} Tm {font} {_EM} Tf [{_array(words)}] TJ ET")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _array(words):
    parts, reached = [], words[0][1]
    for text, place in words:
        parts.append(f"{-1000 * (place - reached):g} <{text.encode('utf-16-be').hex()}>")
        reached = place + len(text)
    return " ".join(parts)


def _body(*rows, **options):
    return texts(read_bytes(_page(*rows, **options), "a.pdf"), "body")


def test_quotation_marks_drawn_last_stand_around_their_words():
    words = [("一次", 0), ("方便", 3), ("带来的教训", 6)]
    assert _body([words, [("“", 2), ("”", 5)]]) == ["一次“方便”带来的教训"]


def test_a_name_drawn_in_another_font_stands_in_its_sentence():
    words = [("救助对象", 0), ("住城关镇东街", 7), ("八号，电话", 13)]
    assert _body([words, [("卞晓晓", 4)]]) == ["救助对象卞晓晓住城关镇东街八号，电话"]


def test_spaces_that_the_line_has_of_itself_stay():
    words = [("甲", 0), ("乙", 3), ("丙丁", 9)]
    assert _body([words, [("戊己", 5)]]) == ["甲 乙 戊己 丙丁"]


@pytest.mark.parametrize(
    "rows", [[[("甲乙丙丁", 0)], [("戊己", 1)]], [[("甲乙", 0), ("丙丁", 3)], [("戊己庚", 1)]]]
)
def test_words_drawn_over_others_stay_in_the_order_in_which_they_are_drawn(rows):
    assert "".join(_body(rows)).replace(" ", "") == "".join(word for run in rows for word, _ in run)


def test_a_page_set_upside_down_is_read_as_it_is_written():
    words = [("一次", 0), ("方便", 4), ("带来的教训", 8)]
    assert _body([words], turned=True) == ["一次 方便 带来的教训"]


def test_lines_that_are_in_order_stay_as_they_are():
    rows = [[[("第一行", 0), ("有空", 5)]], [[("第二行", 0), ("也有", 5)]]]
    assert _body(*rows) == ["第一行 有空\n第二行 也有"]
