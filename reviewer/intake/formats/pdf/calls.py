"""PDFium's functions called on thousands of objects: pointers that are made once and go through unconverted.

Typed bindings turn every argument of every call into a C value anew, which costs more than the work they ask
for. A bare function takes a ready pointer as it is: two thirds of the time, half of it with four results.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from ctypes import byref, c_char, c_void_p
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

_START = c_char.from_address(0)  # never read: pointers are so many bytes from here
_WIDTH = 4  # values PDFium writes of one object at most
_MOST_ROWS = 4096  # at once


def bound(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 (a C function)
    """One of PDFium's functions over plain addresses and numbers; it keeps Python's lock."""
    return ctypes.PYFUNCTYPE(result, *arguments)(_address(name))


def bare(name: str, result: Any) -> Any:  # noqa: ANN401 (a C function)
    """One of PDFium's functions over what `pointers` gives and C ints; nothing is checked or converted."""
    return ctypes.PYFUNCTYPE(result)(_address(name))


def pointers(addresses: Iterable[int]) -> list[Any]:
    """Addresses as arguments of bare functions."""
    return list(map(byref, repeat(_START), addresses))


def pointer(handle: Any) -> Any:  # noqa: ANN401 (a handle of the typed bindings)
    """A handle as an argument of bare functions."""
    return byref(_START, ctypes.cast(handle, c_void_p).value or 0)


class Sheet:
    """Room for numbers of one type that PDFium writes of many objects, and the pointers to it."""

    def __init__(self, number: type[ctypes.c_float | ctypes.c_double]) -> None:
        self._room = (number * (_WIDTH * _MOST_ROWS))()
        self._size = ctypes.sizeof(number)
        self._values = np.ctypeslib.as_array(self._room).reshape(_MOST_ROWS, _WIDTH)
        self._columns: list[list[Any]] = [[] for _ in range(_WIDTH)]

    def fill(
        self,
        function: Callable[..., int],
        columns: Sequence[int],
        *arguments: Sequence[Any],
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Call a function once for each row of arguments and pointers to the cells it writes, in its order.

        `arguments` are of equal length. Gives rows of four values, zeros where nothing was written, and what
        was returned.
        """
        count = len(arguments[0])
        if count > _MOST_ROWS:
            return self._fill_in_parts(function, columns, arguments)
        if count > len(self._columns[0]):
            self._grow(count)
        written = self._values[:count]
        written[:] = 0
        good = np.fromiter(map(function, *arguments, *[self._columns[at] for at in columns]), np.bool_, count)
        return written.copy(), good

    def _fill_in_parts(
        self, function: Callable[..., int], columns: Sequence[int], arguments: Sequence[Sequence[Any]]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        parts = [
            self.fill(function, columns, *(column[start : start + _MOST_ROWS] for column in arguments))
            for start in range(0, len(arguments[0]), _MOST_ROWS)
        ]
        return np.concatenate([values for values, _ in parts]), np.concatenate([good for _, good in parts])

    def _grow(self, rows: int) -> None:
        step = _WIDTH * self._size
        for at, column in enumerate(self._columns):
            first = step * len(column) + at * self._size
            column.extend(map(byref, repeat(self._room), range(first, step * rows, step)))


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one document: making their pointers costs as much as using them once."""

    floats: Sheet = field(default_factory=lambda: Sheet(ctypes.c_float))
    doubles: Sheet = field(default_factory=lambda: Sheet(ctypes.c_double))


def _address(name: str) -> int:
    return ctypes.cast(getattr(raw, name), c_void_p).value or 0
