"""Routes of signing: what the signer has before them, and the signature itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reviewer.casework.facts import Ballot
from reviewer.casework.states import ACTS, SIGNED
from reviewer.errors import RefusedError
from reviewer.office.accounts import accounts
from reviewer.office.cases import ballots, consulting
from reviewer.office.cases.signing import Signing, sign
from reviewer.web.gate import actor, office

blueprint = Blueprint("signing", __name__)


@blueprint.get("/cases/<int:case_id>/sign")
def show(case_id: int) -> str:
    """The signing page."""
    return _page(case_id)


@blueprint.post("/cases/<int:case_id>/sign")
def put(case_id: int) -> Response:
    """Sign, after the person has proved again who it is."""
    return sign_and_go_on(case_id, _page, url_for("signing.show", case_id=case_id))


def sign_and_go_on(case_id: int, page: Callable[[int, Sequence[str]], str], onward: str) -> Response:
    """Sign what the form says and go on, or show the page again with what stands against it."""
    try:
        flash(_signed(case_id))
    except RefusedError as refused:
        return make_response(page(case_id, refused.refusals), 409)
    return redirect(onward, 303)


def _signed(case_id: int) -> str:
    """Prove who it is and sign what the form says; what was done, in words. Raises RefusedError."""
    given = request.form
    decision = next((act for act in SIGNED if act == given.get("decision")), None)
    if decision is None:
        raise RefusedError("请选择意见")
    accounts.reauthenticate(office(), actor(), given.get("password", ""), given.get("totp", ""))
    ground = given.get("ground", "") if decision == "refuse" else ""
    ballot = Ballot(given.get("opinion", ""), ground, given.get("seen", ""))
    sign(office(), actor(), case_id, Signing(decision, ballot, given.get("turn", 0, int)))
    return f"已签“{ACTS[decision]}”"


def _page(case_id: int, refusals: Sequence[str] = ()) -> str:
    return render_template(
        "sign.html",
        paper=ballots.paper(office(), actor(), case_id),
        asked=consulting.ASKED,
        answers=consulting.OUTCOMES,
        second_factor=g.visit.second_factor,
        given=request.form,
        refusals=refusals,
    )
