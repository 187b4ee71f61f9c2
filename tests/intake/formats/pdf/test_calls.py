from __future__ import annotations

from ctypes import POINTER, c_float, c_int, cast
from itertools import repeat

import numpy as np
import pytest

from reviewer.intake.formats.pdf.calls import Sheet, bare, pointers


def _write(_, number, cell):
    """What a function of PDFium does that writes one result."""
    if number % 7:
        cast(cell, POINTER(c_float))[0] = number


@pytest.mark.parametrize("most", [4096, 10])
def test_each_row_holds_what_was_written_for_it_however_many_are_asked_at_once(monkeypatch, most):
    monkeypatch.setattr("reviewer.intake.formats.pdf.calls._MOST_ROWS", most)
    numbers = range(1, 36)
    values = Sheet(c_float).fill(_write, (2,), len(numbers), repeat(None), numbers, blank=-1)
    assert values[:, 2].tolist() == [number if number % 7 else -1 for number in numbers]
    assert set(values[:, [0, 1, 3]].ravel().tolist()) == {-1}


def test_rows_nothing_was_written_to_hold_nothing_of_what_was_asked_before():
    sheet = Sheet(c_float)
    sheet.fill(_write, (0,), 5, repeat(None), range(1, 6))
    values = sheet.fill(_write, (0,), 5, repeat(None), [7] * 5, blank=np.nan)
    assert np.isnan(values).all()


def test_a_colour_that_is_not_told_is_no_colour():
    colour = bare("FPDFPageObj_GetFillColor", c_int)
    unknown = Sheet(c_float).fill(colour, (0, 1, 2, 3), 1, pointers([0]), blank=np.nan).view(np.uint32)
    assert unknown.min() > 255
