"""A diff that people can read: lines side by side, the changed words within them marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Side = Literal["same", "removed", "added", "changed"]
MOST_LINES = 20_000  # on either side; beyond it the diff says only that the text differs
LONGEST_LINE = 4000  # beyond it a changed line is shown whole


class Piece(NamedTuple):
    """A run of text; `marked` when the other side does not have it."""

    text: str
    marked: bool


class Line(NamedTuple):
    """A row of the diff: line numbers from 1 (None where a side has nothing) and the pieces of each side."""

    side: Side
    old_number: int | None
    new_number: int | None
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def compare(old: str, new: str) -> tuple[Line, ...] | None:
    """The rows of the diff; None when the texts are too long to be compared line by line."""
    before, after = old.split("\n"), new.split("\n")
    if max(len(before), len(after)) > MOST_LINES:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        line
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
        for line in _rows(kind, (before, i1, i2), (after, j1, j2))
    )


def _rows(
    kind: str, old: tuple[Sequence[str], int, int], new: tuple[Sequence[str], int, int]
) -> Iterator[Line]:
    (before, i1, i2), (after, j1, j2) = old, new
    for step in range(max(i2 - i1, j2 - j1)):
        i = i1 + step if i1 + step < i2 else None
        j = j1 + step if j1 + step < j2 else None
        if i is None:
            assert j is not None
            yield Line("added", None, j + 1, (), (Piece(after[j], marked=True),))
        elif j is None:
            yield Line("removed", i + 1, None, (Piece(before[i], marked=True),), ())
        elif kind == "equal":
            yield Line(
                "same", i + 1, j + 1, (Piece(before[i], marked=False),), (Piece(after[j], marked=False),)
            )
        else:
            yield Line("changed", i + 1, j + 1, *_words(before[i], after[j]))


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if max(len(old), len(new)) > LONGEST_LINE:
        return (Piece(old, marked=True),), (Piece(new, marked=True),)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    left = tuple(Piece(old[i1:i2], kind != "equal") for kind, i1, i2, _, _ in codes if i2 > i1)
    right = tuple(Piece(new[j1:j2], kind != "equal") for kind, _, _, j1, j2 in codes if j2 > j1)
    return left, right
