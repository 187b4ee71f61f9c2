"""PDFium's functions called on thousands of objects: pointers that are made once and go through unconverted.

Typed bindings turn every argument of every call into a C value anew, which costs more than the work they ask
for. A bare function takes a ready pointer as it is: two thirds of the time, half of it with four results.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import byref, c_char, c_void_p
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, repeat, starmap
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

_START = c_char.from_address(0)  # never read: pointers are so many bytes from here
_WIDTH = 4  # values PDFium writes of one object at most
_MOST_ROWS = 4096  # at once
MOST_UNITS = 32_768  # of a page's text; longer ones are asked for by the typed helpers


def bound(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 (a C function)
    """One of PDFium's functions over plain addresses and numbers; it keeps Python's lock."""
    return ctypes.PYFUNCTYPE(result, *arguments)(_address(name))


def bare(name: str, result: Any) -> Any:  # noqa: ANN401 (a C function)
    """One of PDFium's functions over what `pointers` gives and C ints; nothing is checked or converted."""
    return ctypes.PYFUNCTYPE(result)(_address(name))


def each(function: Callable[..., Any], *arguments: Iterable[Any]) -> Iterator[Any]:
    """Do as `map` does, in four fifths of the time for C functions: their arguments are not packed anew."""
    return starmap(function, zip(*arguments, strict=False))


def pointers(addresses: Iterable[int]) -> list[Any]:
    """Addresses as arguments of bare functions."""
    return list(each(byref, repeat(_START), addresses))


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
        function: Callable[..., Any],
        columns: Sequence[int],
        count: int,
        *arguments: Iterable[Any],
        blank: float = 0.0,
    ) -> NDArray[Any]:
        """Call a function once for each row of arguments and pointers to the cells it writes, in its order.

        At least one of `arguments` ends after `count` rows, none before. Gives rows of four values, `blank`
        where nothing was written.
        """
        if count > _MOST_ROWS:
            return np.concatenate(
                [
                    self.fill(function, columns, rows, *part, blank=blank)
                    for rows, part in _in_parts(count, arguments)
                ]
            )
        if count > len(self._columns[0]):
            self._grow(count)
        written = self._values[:count]
        written[:] = blank
        deque(each(function, *arguments, *[self._columns[at] for at in columns]), maxlen=0)
        return written.copy()

    def _grow(self, rows: int) -> None:
        step = _WIDTH * self._size
        for at, column in enumerate(self._columns):
            first = step * len(column) + at * self._size
            column.extend(each(byref, repeat(self._room), range(first, step * rows, step)))


@dataclass(frozen=True, slots=True)
class Sheets:
    """Room for what PDFium writes; `units` is for the text of a page, in UTF-16."""

    floats: Sheet = field(default_factory=lambda: Sheet(ctypes.c_float))
    doubles: Sheet = field(default_factory=lambda: Sheet(ctypes.c_double))
    units: Any = field(default_factory=ctypes.c_ushort * MOST_UNITS)


@cache
def sheets() -> Sheets:
    """The sheets of this process: making their pointers costs as much as using them once.

    What is written on them is copied before anything else is asked; PDFium knows no threads.
    """
    return Sheets()


def _in_parts(
    count: int, arguments: Sequence[Iterable[Any]]
) -> Iterator[tuple[int, tuple[Iterable[Any], ...]]]:
    """Arguments cut into as many rows as there is room for; the first one ends each part."""
    first, *others = map(iter, arguments)
    for start in range(0, count, _MOST_ROWS):
        rows = min(count - start, _MOST_ROWS)
        yield rows, (islice(first, rows), *others)


def _address(name: str) -> int:
    return ctypes.cast(getattr(raw, name), c_void_p).value or 0
