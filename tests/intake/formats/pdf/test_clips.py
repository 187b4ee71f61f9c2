from __future__ import annotations

import pytest
from intake.formats.drawn import pdf_file, pdf_stream, pdf_words
from intake.reads import read_bytes, texts

_SEEN = pdf_words("Public notice of the office", 650)
_SECRET = pdf_words("Secret Draft", 700)
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 660] /Resources << /Font << /F1 5 0 R >> >>"


def _hidden(document):
    return [(s.hidden, s.text, s.location.page) for s in document.segments if s.location.kind == "hidden"]


@pytest.mark.parametrize(
    "data",
    [
        pdf_file(b"q 0 0 50 50 re W n\n" + _SECRET + b"Q\n" + _SEEN),
        pdf_file(b"q 72 600 300 80 re W n 0 720 50 50 re W n\n" + _SECRET + b"Q\n" + _SEEN),
        pdf_file(_SEEN + b"/X1 Do", more={7: pdf_stream(_SECRET, _FORM)}),
        pdf_file(_SEEN + b"q 1 0 0 1 0 -100 cm /X1 Do Q", more={7: pdf_stream(_SECRET, _FORM)}),
    ],
    ids=["clip path", "clips that share nothing", "box of a form", "box of a moved form"],
)
def test_text_that_its_clip_lets_nothing_through_of_is_hidden(data):
    document = read_bytes(data, "a.pdf")
    assert _hidden(document) == [("被裁剪掉的文字", "Secret Draft", 1)]
    assert texts(document, "body") == ["Public notice of the office"]


def test_only_the_part_of_a_line_that_is_cut_off_is_hidden():
    line = b"BT /F1 12 Tf 72 700 Td (Shown part and hidden part) Tj ET"
    document = read_bytes(pdf_file(b"q 0 690 134 30 re W n " + line + b" Q\n" + _SEEN), "a.pdf")
    ((way, text, _),) = _hidden(document)
    assert (way, text) == ("被裁剪掉的文字", "and hidden part")
    assert texts(document, "body") == ["Shown part\nPublic notice of the office"]


def test_text_that_fits_its_clip_is_seen():
    document = read_bytes(pdf_file(b"q 60 690 300 30 re W n " + _SECRET + b" Q\n" + _SEEN), "a.pdf")
    assert _hidden(document) == []
    assert texts(document, "body") == ["Secret Draft\nPublic notice of the office"]


def test_of_many_texts_only_the_one_its_own_clip_cuts_off_is_hidden():
    plain = b"".join(pdf_words("seen", 100 + 12 * row) for row in range(20))
    wide = b"q 0 0 595 842 re W n\n" + pdf_words("wide", 400) + b"Q\n"
    fitting = b"q 60 500 300 30 re W n\n" + pdf_words("fitting", 510) + b"Q\n"
    narrow = b"q 0 0 50 50 re W n\n" + _SECRET + b"Q\n"
    document = read_bytes(pdf_file(plain + wide + narrow + fitting + plain[:200] + _SEEN), "a.pdf")
    assert _hidden(document) == [("被裁剪掉的文字", "Secret Draft", 1)]
    assert {"seen", "wide", "fitting"} <= set(texts(document, "body")[0].split("\n"))
