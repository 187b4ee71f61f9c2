"""Route of the figures by 科室 for a month or a year."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from reviewer.errors import RefusedError
from reviewer.moments import BEIJING
from reviewer.office.desk.statistics import figures
from reviewer.web.gate import actor, office

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")


@blueprint.get("")
def index() -> str | tuple[str, int]:
    """The figures of this month unless another period is asked for."""
    today = office().clock().astimezone(BEIJING)
    year = _number("year", today.year)
    month = _number("month", 0 if "year" in request.args else today.month)
    refusals: tuple[str, ...] = ()
    try:
        found = figures(office(), actor(), year, month)
    except RefusedError as refusal:
        refusals, found = refusal.refusals, figures(office(), actor(), today.year, 0)
    years = sorted({*range(today.year - 4, today.year + 1), found.year}, reverse=True)
    page = render_template("statistics.html", figures=found, years=years, refusals=refusals)
    return (page, 409) if refusals else page


def _number(name: str, default: int) -> int:
    """A number of the address; -1 for what is none, which no period has."""
    text = request.args.get(name, "")
    if not text:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
