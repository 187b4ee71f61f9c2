"""An evaluation's document → one HTML file that opens anywhere: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewer.records import CATEGORIES
from reviewer.report.evaluation.words import GRADES, INSTEAD, SLICES, percent
from reviewer.report.leaf import Leaf
from reviewer.report.page.words import SEVERITIES


def evaluation_html(found: Mapping[str, Any], *, title: str, day: str, reveal: bool, web: Path) -> str:
    """The whole evaluation as a page; `title` names what was evaluated, `web` holds templates and styles."""
    return _LEAF.render(
        web,
        found=found,
        title=title,
        day=day,
        reveal=reveal,
        misses=_chosen(found, "missed", "passed"),
        alarms=_chosen(found, "wrong", "false_alarm"),
    )


def _chosen(found: Mapping[str, Any], *reasons: str) -> list[Mapping[str, Any]]:
    """Outcomes with one of the faults; those of the gravest first."""
    held = [outcome for outcome in found["outcomes"] if any(outcome[reason] for reason in reasons)]
    return sorted(held, key=lambda outcome: (not outcome[reasons[-1]], outcome["grade"] != "block"))


def _address(source: str) -> str:
    return Path(source).resolve().as_uri()


_LEAF = Leaf(
    "evaluation.html",
    {
        "CATEGORIES": CATEGORIES,
        "GRADES": GRADES,
        "INSTEAD": INSTEAD,
        "SEVERITIES": SEVERITIES,
        "SLICES": SLICES,
    },
    {"percent": percent, "address": _address},
    ("evaluation.css",),
)
