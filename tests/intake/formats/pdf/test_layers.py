from __future__ import annotations

import pytest
from intake.formats.drawn import pdf_file, pdf_stream, pdf_words
from intake.reads import read_bytes, texts

_SEEN = pdf_words("Public notice of the office", 650)
_SECRET = pdf_words("Secret Draft", 700)
_OFF = b"/OCProperties << /OCGs [8 0 R] /D << /OFF [8 0 R] >> >>"
_ON = b"/OCProperties << /OCGs [8 0 R 9 0 R] /D << /OFF [9 0 R] >> >>"
_GROUP = b"<< /Type /OCG /Name (Draft) >>"
_MEMBERS = b"<< /Type /OCMD /OCGs [8 0 R] /P /AllOn >>"
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"
_MARKED = b"/OC /L1 BDC " + _SECRET + b" EMC\n" + _SEEN


def _hidden(document):
    return [(s.hidden, s.text, s.location.page) for s in document.segments if s.location.kind == "hidden"]


@pytest.mark.parametrize(
    "data",
    [
        pdf_file(_MARKED, root=_OFF, more={6: _GROUP, 8: _GROUP}),
        pdf_file(_MARKED, root=_OFF, more={6: _MEMBERS, 8: _GROUP}),
        pdf_file(
            _SEEN + b"/X1 Do", root=_OFF, more={7: pdf_stream(_SECRET, _FORM + b" /OC 8 0 R"), 8: _GROUP}
        ),
    ],
    ids=["layer", "membership", "form"],
)
def test_text_that_a_switched_off_layer_keeps_away_is_hidden(data):
    data = data.replace(b"/L1 6 0 R", b"/L1 8 0 R") if b"/OCMD" not in data else data
    document = read_bytes(data, "a.pdf")
    assert _hidden(document) == [("关闭图层中的文字", "Secret Draft", 1)]
    assert texts(document, "body") == ["Public notice of the office"]


def test_text_on_a_layer_that_is_on_is_seen():
    data = pdf_file(_MARKED, root=_ON, more={6: _MEMBERS, 8: _GROUP, 9: _GROUP})
    document = read_bytes(data, "a.pdf")
    assert _hidden(document) == []
    assert texts(document, "body") == ["Secret Draft\nPublic notice of the office"]


def test_a_note_on_a_layer_that_is_off_says_so():
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [100 100 300 130] /Contents (Secret Draft) /OC 8 0 R /AP << /N 7 0 R >> >>"
    look = pdf_stream(b"BT /F1 12 Tf 2 5 Td (Secret Draft) Tj ET", _FORM)
    data = pdf_file(_SEEN, page=b"/Annots [10 0 R]", root=_OFF, more={7: look, 8: _GROUP, 10: note})
    (found,) = [s for s in read_bytes(data, "a.pdf").segments if s.location.kind == "annotation"]
    assert (found.hidden, found.location.page) == ("关闭图层中的批注", 1)
    assert "Secret Draft" in found.text
