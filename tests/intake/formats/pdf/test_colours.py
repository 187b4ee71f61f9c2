from __future__ import annotations

import pytest
from intake.formats.drawn import pdf_file, pdf_words
from intake.reads import read_bytes, texts

_SEEN = pdf_words("Public notice of the office", 650)
_SECRET = pdf_words("Secret Draft", 700)
_RAINBOW = b"".join(
    b"%.2f %.2f %.2f rg\n" % (n % 5 / 6, n % 7 / 8, n % 3 / 4) + pdf_words("seen", 20 + 10 * n)
    for n in range(40)
)
_GROUND = b"%s rg 60 690 200 26 re f\n"


def _hidden(document):
    return [(s.hidden, s.text) for s in document.segments if s.location.kind == "hidden"]


def _of_255(*shades):
    return b" ".join(b"%.5f" % (shade / 255) for shade in shades)


@pytest.mark.parametrize("others", [b"", _RAINBOW], ids=["alone", "among many colours"])
@pytest.mark.parametrize(
    ("shade", "expected"),
    [
        ((255, 255, 255), [("白色文字", "Secret Draft")]),
        ((244, 255, 244), [("白色文字", "Secret Draft")]),
        ((243, 255, 255), []),
        ((255, 255, 240), []),
        ((255, 255, 0), []),
    ],
)
def test_white_text_is_told_from_light_text(shade, expected, others):
    data = pdf_file(_SEEN + others + _of_255(*shade) + b" rg\n" + _SECRET)
    assert _hidden(read_bytes(data, "a.pdf")) == expected


@pytest.mark.parametrize("others", [b"", _RAINBOW], ids=["alone", "among many colours"])
@pytest.mark.parametrize(
    ("ground", "own", "expected"),
    [
        ((200, 30, 30), (200, 30, 30), [("与底色相同的文字", "Secret Draft")]),
        ((200, 30, 30), (206, 36, 24), [("与底色相同的文字", "Secret Draft")]),
        ((200, 30, 30), (30, 30, 200), []),
        ((250, 200, 100), (100, 200, 250), []),
        ((0, 0, 0), (60, 0, 0), []),
    ],
)
def test_text_in_the_colour_of_the_shape_below_is_hidden(ground, own, expected, others):
    """Red and blue must not be taken for each other."""
    drawn = _GROUND % _of_255(*ground) + _of_255(*own) + b" rg\n" + _SECRET
    document = read_bytes(pdf_file(others + b"0 g\n" + _SEEN + drawn), "a.pdf")
    assert _hidden(document) == expected
    assert "Public notice of the office" in texts(document, "body")[0]


def test_shapes_of_odd_form_do_not_keep_the_right_ground_from_being_seen():
    star = b"0 0 1 rg 300 300 m 310 330 l 340 330 l 315 350 l 325 380 l 300 360 l 275 380 l 285 350 l 260 330 l h f\n"
    drawn = star * 3 + _GROUND % b"0 0 1" + b"0 0 1 rg\n" + _SECRET + star
    assert _hidden(read_bytes(pdf_file(_SEEN + drawn), "a.pdf")) == [("与底色相同的文字", "Secret Draft")]


_BLOB = b"%s rg 50 680 m 160 676 l 270 680 l 275 703 l 270 726 l 200 730 l 160 730 l 90 729 l 50 726 l 45 703 l h f\n"


@pytest.mark.parametrize(
    ("ground", "expected"),
    [(b"1 1 1", [("白色文字", "Secret Draft")]), (b"0 0 1", [])],
    ids=["white", "blue"],
)
def test_white_text_on_a_shape_of_odd_form_is_hidden_where_that_is_white_too(ground, expected):
    drawn = _BLOB % ground + b"1 g\n" + _SECRET
    assert _hidden(read_bytes(pdf_file(_SEEN + drawn), "a.pdf")) == expected
