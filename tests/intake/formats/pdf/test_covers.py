from __future__ import annotations

import pytest
from intake.formats.drawn import pdf_file, pdf_words
from intake.reads import read_bytes, reasons, texts

_SEEN = pdf_words("Public notice of the office", 650)
_SECRET = pdf_words("Secret Draft", 700)


def _hidden(document):
    return [(s.hidden, s.text) for s in document.segments if s.location.kind == "hidden"]


@pytest.mark.parametrize(
    "lid",
    [
        b"60 690 200 26 re f\n",
        b"60 690 m 260 690 l 260 716 l 60 716 l f\n",
        b"60 690 m 60 690 l 260 690 l 260 716 l 260 716 l 60 716 l 60 690 l h f\n",
        b"60 690 m 260 690 l 260 716 l 60 716 l 60 690 l h f\n",
    ],
    ids=["re", "four points", "seven points, closed", "five points, closed"],
)
def test_a_rectangle_covers_text_however_it_is_drawn(lid):
    document = read_bytes(pdf_file(_SECRET + _SEEN + lid), "a.pdf")
    assert _hidden(document) == [("被色块遮盖的文字", "Secret Draft")]
    assert texts(document, "body") == ["Public notice of the office"]


def test_shapes_that_cannot_cover_do_not_crowd_out_the_one_that_does():
    """Only so many shapes are held against the text: those of many points or curves are no rectangles."""
    blobs = b"".join(
        b"%d 640 m %d 650 l %d 645 l %d 655 l %d 648 l %d 658 l %d 646 l %d 656 l %d 642 l %d 652 l h f\n"
        % tuple(72 + number % 100 + step for step in range(10))
        for number in range(3000)
    )
    data = pdf_file(_SECRET + _SEEN + b"60 690 200 26 re f\n" + blobs)
    document = read_bytes(data, "a.pdf")
    assert ("被色块遮盖的文字", "Secret Draft") in _hidden(document)
    assert "too-many-objects" not in reasons(document)


def test_more_rectangles_than_are_looked_at_are_a_gap():
    lids = b"".join(b"%d 640 4 26 re f\n" % (72 + number % 100) for number in range(2005))
    document = read_bytes(pdf_file(_SEEN + lids), "a.pdf")
    assert reasons(document) == {"too-many-objects"}


def test_of_many_cells_and_texts_the_covered_one_is_found():
    rows = b"".join(
        b"0.9 g 60 %d 200 12 re f 0 g BT /F1 8 Tf 62 %d Td (cell %d) Tj ET\n" % (12 * row, 12 * row + 3, row)
        for row in range(1, 60)
    )
    document = read_bytes(pdf_file(rows + b"0.9 g 60 360 200 12 re f\n"), "a.pdf")
    assert _hidden(document) == [("被色块遮盖的文字", "cell 30")]
