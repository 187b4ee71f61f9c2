"""An evaluation's document → one HTML file that opens anywhere: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from reviewer.records import CATEGORIES
from reviewer.report.evaluation.words import GRADES, INSTEAD, SLICES, percent
from reviewer.report.page.words import SEVERITIES

_STYLES = ("vendor/bootstrap/bootstrap.min.css", "reviewer.css", "evaluation.css")
_SPRITE = "vendor/bootstrap-icons/icons.svg"


def evaluation_html(found: Mapping[str, Any], *, title: str, day: str, reveal: bool, web: Path) -> str:
    """The whole evaluation as a page; `title` names what was evaluated, `web` holds templates and styles."""
    return (
        _environment(web)
        .get_template("evaluation.html")
        .render(
            found=found,
            title=title,
            day=day,
            reveal=reveal,
            misses=_chosen(found, "missed", "passed"),
            alarms=_chosen(found, "wrong", "false_alarm"),
            style=Markup("\n".join(_asset(web, name) for name in _STYLES)),  # noqa: S704 — our own files
            sprite=Markup(_asset(web, _SPRITE)),  # noqa: S704
        )
    )


def _chosen(found: Mapping[str, Any], *reasons: str) -> list[Mapping[str, Any]]:
    """Outcomes with one of the faults; those of the gravest first."""
    held = [outcome for outcome in found["outcomes"] if any(outcome[reason] for reason in reasons)]
    return sorted(held, key=lambda outcome: (not outcome[reasons[-1]], outcome["grade"] != "block"))


def _environment(web: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(web / "templates"),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        CATEGORIES=CATEGORIES,
        GRADES=GRADES,
        INSTEAD=INSTEAD,
        SEVERITIES=SEVERITIES,
        SLICES=SLICES,
        asset=lambda _name: "",
    )
    environment.filters["percent"] = percent
    environment.filters["address"] = lambda source: Path(source).resolve().as_uri()
    return environment


def _asset(web: Path, name: str) -> str:
    return (web / "static" / name).read_text(encoding="utf-8")
