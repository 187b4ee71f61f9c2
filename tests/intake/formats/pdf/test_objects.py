from __future__ import annotations

import pytest
from intake.formats.drawn import pdf_file, pdf_stream, pdf_words
from intake.reads import read_bytes, reasons, texts

_SEEN = pdf_words("Public notice of the office", 650)
_SECRET = pdf_words("Secret Draft", 700)
_UNPAINTED = b"3 Tr\n" + _SECRET + b"0 Tr\n"
_WHITE = b"1 g\n" + _SECRET + b"0 g\n"
_CLEAR = b"/G1 gs\n" + _SECRET
_TINY = b"BT /F1 1 Tf 72 700 Td (Secret Draft) Tj ET\n"
_LID = b"60 690 200 26 re f\n"
_LINE = b"10 %d 500 0.5 re f\n"
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"


def _hidden(document):
    return [(s.hidden, s.text) for s in document.segments if s.location.kind == "hidden"]


@pytest.mark.parametrize(
    ("secret", "way"),
    [
        (_UNPAINTED, "不可见文字（渲染模式3）"),
        (_WHITE, "白色文字"),
        (_TINY, "小于1.5磅的文字"),
        (_SECRET + _LID, "被色块遮盖的文字"),
        (_LID + _SECRET, "与底色相同的文字"),
        (b"q 0 0 50 50 re W n\n" + _SECRET + b"Q\n", "被裁剪掉的文字"),
    ],
)
@pytest.mark.parametrize(("before", "every"), [(0, 1), (40, 40), (40, 1), (7, 3)])
def test_the_one_hidden_text_is_found_wherever_it_stands_among_texts_and_lines(secret, way, before, every):
    """`every` so many texts a line is drawn, which is no text: numbers of texts and of objects differ."""
    others = b""
    for number in range(40):
        others += secret if number == before else b""
        others += _LINE % (10 + number) if number % every == 0 else b""
        others += pdf_words("seen", 100 + 12 * number)
    others += secret if before >= 40 else b""
    document = read_bytes(pdf_file(others), "a.pdf")
    assert _hidden(document) == [(way, "Secret Draft")]
    assert "".join(texts(document, "body")).count("seen") == 40


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (_SECRET + b"/X1 Do\n" + _SEEN, [("被色块遮盖的文字", "Secret Draft")]),
        (b"/X1 Do\n1 0 0 rg\n" + _SECRET + _SEEN, []),
        (
            _SEEN + b"/X1 Do\n/X1 Do\n1 0 0 rg\n" + _SECRET + b"/X1 Do\n",
            [("被色块遮盖的文字", "Secret Draft")],
        ),
    ],
    ids=["text, form", "form, text", "form, form, text, form"],
)
def test_what_a_form_draws_lies_over_what_is_drawn_before_it_and_under_what_comes_after(content, expected):
    data = pdf_file(content, more={7: pdf_stream(_LID, _FORM)})
    assert _hidden(read_bytes(data, "a.pdf")) == expected


def test_text_in_a_form_within_a_form_is_looked_at():
    inner = pdf_stream(pdf_words("shown", 500) + _UNPAINTED + pdf_words("shown", 480), _FORM)
    outer = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X2 8 0 R >> >>"
    more = {7: pdf_stream(b"10 10 500 0.5 re f /X2 Do 10 20 500 0.5 re f", outer), 8: inner}
    document = read_bytes(pdf_file(_SEEN + b"/X1 Do\n" + pdf_words("last", 400), more=more), "a.pdf")
    assert _hidden(document) == [("不可见文字（渲染模式3）", "Secret Draft")]
    assert texts(document, "body") == ["Public notice of the office\nshown\nshown\nlast"]


def test_objects_beyond_the_limit_are_counted_and_a_gap(monkeypatch):
    monkeypatch.setattr("reviewer.intake.formats.pdf.opened._MOST_OBJECTS", 5)
    more = {7: pdf_stream(_LINE % 10 * 10, _FORM)}
    document = read_bytes(pdf_file(_SEEN + b"/X1 Do\n" + _SEEN, more=more), "a.pdf")
    (gap,) = document.gaps
    assert (gap.reason, gap.message) == (
        "too-many-objects", "第1页图形过多，其中 7 个未查是否遮住文字",
    )  # fmt: skip


def test_text_painted_with_a_pattern_is_neither_white_nor_clear():
    pattern = pdf_stream(
        b"0 0 1 rg 0 0 4 4 re f",
        b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 4 4] /XStep 4 /YStep 4",
    )
    data = pdf_file(b"/Pattern cs /P1 scn\n" + _SECRET + b"0 g\n" + _SEEN, more={6: pattern})
    data = data.replace(b"/XObject <<", b"/Pattern << /P1 6 0 R >> /XObject <<", 1)
    assert _hidden(read_bytes(data, "a.pdf")) == []
    assert reasons(read_bytes(data, "a.pdf")) == set()
