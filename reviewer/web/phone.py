"""Routes of the plain pages for a leader's phone: what waits for a signature, one case, signing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response

from reviewer.office.cases import ballots
from reviewer.office.desk import registers
from reviewer.web.gate import actor, office
from reviewer.web.signing import sign_and_go_on

blueprint = Blueprint("phone", __name__, url_prefix="/m")


@blueprint.get("")
def index() -> str:
    """The cases that wait for the person."""
    return render_template("phone.html", page=registers.tray(office(), actor(), "todo"))


@blueprint.get("/<int:case_id>")
def show(case_id: int) -> str:
    """One case, with all that signing it needs."""
    return _page(case_id)


@blueprint.post("/<int:case_id>")
def put(case_id: int) -> Response:
    """Sign it."""
    return sign_and_go_on(case_id, _page, url_for("phone.index"))


def _page(case_id: int, refusals: Sequence[str] = ()) -> str:
    return render_template(
        "phone_case.html",
        paper=ballots.paper(office(), actor(), case_id),
        second_factor=g.visit.second_factor,
        given=request.form,
        refusals=refusals,
    )
