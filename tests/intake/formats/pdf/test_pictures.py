"""Which pictures of a PDF page are one, and which could hold a line of text."""

from __future__ import annotations

import numpy as np
import pytest

from reviewer.intake.formats.pdf.pictures import _wholes, could_tell


def _joined(*boxes):
    """The numbers of the boxes that are one picture, and its box."""
    return [(pieces, box) for box, pieces in _wholes(np.array(boxes, float), np.arange(len(boxes)))]


def test_strips_and_tiles_that_share_whole_edges_are_one():
    assert _joined((10, 10, 200, 15), (10, 15, 200, 20.5), (10, 21, 200, 40)) == [
        ((0, 1, 2), (10, 10, 200, 40))
    ]
    tiles = [(x, y, x + 50, y + 50) for x in (0, 50, 100) for y in (0, 50)]
    assert _joined(*tiles) == [(tuple(range(6)), (0, 0, 150, 100))]


def test_what_lies_on_another_or_touches_a_part_of_its_edge_stays_apart():
    page, photo, rule = (0, 0, 595, 842), (60, 300, 360, 420), (56, 100, 60, 800)
    assert [pieces for pieces, _ in _joined(page, photo, rule)] == [(0,), (1,)]
    assert [pieces for pieces, _ in _joined((60, 400, 510, 580), (60, 455, 510, 525))] == [(0,), (1,)]


def test_tens_of_thousands_of_pieces_are_joined_in_no_time():
    tiles = [(x, y, x + 1, y + 1) for x in range(200) for y in range(200)]
    (whole,) = _joined(*tiles)
    assert whole[1] == (0, 0, 200, 200)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (135, 18, True),
        (18, 135, True),
        (30, 7, True),
        (400, 4, False),
        (19, 19, False),
        (20, 20, True),
        (60, 60, True),
    ],
)
def test_a_line_of_text_needs_room(width, height, expected):
    assert could_tell((100, 100, 100 + width, 100 + height)) is expected
