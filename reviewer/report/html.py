"""Reviewed documents → one HTML file that opens anywhere: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reviewer import __version__
from reviewer.records import Reviewed
from reviewer.report.json import Run, summary
from reviewer.report.leaf import Leaf
from reviewer.report.page.sheet import Sheet, sheet
from reviewer.report.page.words import GRADES, ISOLATIONS, SEVERITIES, size_in_words

_LEAF = Leaf(
    "report.html",
    {
        "GRADES": GRADES,
        "ISOLATIONS": ISOLATIONS,
        "SEVERITIES": SEVERITIES,
        "version": __version__,
        "whole": True,
    },
    {"size": size_in_words},
)


def check_html(reviewed: Sequence[Reviewed], run: Run, seconds: float, *, reveal: bool, web: Path) -> str:
    """The list and the marked text of every document with findings or gaps; the others by name.

    `web` is the folder of templates and styles. Found text is masked unless `reveal`.
    """
    told = [item for item in reviewed if item.verdict.every or item.verdict.gaps]
    quiet = [item.verdict.origin.name for item in reviewed if not (item.verdict.every or item.verdict.gaps)]
    return _LEAF.render(
        web,
        sheets=_sheets(told, reveal=reveal),
        quiet=quiet,
        counts=summary([item.verdict for item in reviewed], seconds),
        run=run,
        seconds=seconds,
        reveal=reveal,
    )


def _sheets(reviewed: Sequence[Reviewed], *, reveal: bool) -> list[Sheet]:
    """Findings are numbered through the whole file, so that every address is there once."""
    sheets: list[Sheet] = []
    first = 1
    for item in reviewed:
        sheets.append(sheet(item, reveal=reveal, whole=True, first=first))
        first += sum(len(groups) for groups in sheets[-1].groups.values())
    return sheets
