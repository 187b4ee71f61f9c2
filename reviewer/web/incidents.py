"""Routes of 隔离 and its incidents: the list, the record with its clock, stages, purge, end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reviewer.casework.incident import OUTCOMES, STAGES
from reviewer.errors import RefusedError
from reviewer.office.accounts import accounts
from reviewer.office.incidents import incidents, quarantine
from reviewer.web.gate import actor, office

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/incidents")
def index() -> str:
    """The incidents of one's unit."""
    return render_template("incidents.html", lines=incidents.listed(office(), actor()), outcomes=OUTCOMES)


@blueprint.get("/incidents/<int:incident_id>")
def show(incident_id: int) -> str:
    """One incident."""
    return _page(incident_id)


@blueprint.post("/incidents/<int:incident_id>/stages")
def record(incident_id: int) -> Response:
    """Record a stage."""
    given = request.form
    return _act(
        incident_id,
        lambda: incidents.record(
            office(), actor(), incident_id, given.get("stage", ""), given.get("note", "")
        ),
        "已记录",
    )


@blueprint.post("/incidents/<int:incident_id>/close")
def close(incident_id: int) -> Response:
    """办结."""
    given = request.form
    return _act(
        incident_id,
        lambda: incidents.close(
            office(), actor(), incident_id, given.get("outcome", ""), given.get("conclusion", "")
        ),
        "已办结",
    )


@blueprint.post("/incidents/<int:incident_id>/purge")
def ask_purge(incident_id: int) -> Response:
    """Ask for the purge, having proved who it is."""

    def ask() -> None:
        _prove()
        incidents.ask_purge(office(), actor(), incident_id)

    return _act(incident_id, ask, "已提出清除，等待另一人确认")


@blueprint.post("/incidents/<int:incident_id>/purge/confirm")
def confirm_purge(incident_id: int) -> Response:
    """Confirm what another asked for, having proved who it is."""

    def confirm() -> None:
        _prove()
        incidents.confirm_purge(office(), actor(), incident_id)

    return _act(incident_id, confirm, "内容已清除")


@blueprint.post("/cases/<int:case_id>/quarantine")
def set_aside(case_id: int) -> Response:
    """隔离 by a person."""
    given = request.form
    quarantine.set_aside(office(), actor(), case_id, given.get("turn", 0, int), given.get("reason", ""))
    flash("已隔离，请在24小时内报告")
    return redirect(url_for("incidents.index"), 303)


@blueprint.post("/cases/<int:case_id>/release")
def release(case_id: int) -> Response:
    """解除隔离."""
    given = request.form
    quarantine.release(office(), actor(), case_id, given.get("turn", 0, int), given.get("reason", ""))
    flash("已解除隔离，退回拟稿人修改")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _prove() -> None:
    given = request.form
    accounts.reauthenticate(office(), actor(), given.get("password", ""), given.get("totp", ""))


def _act(incident_id: int, act: Callable[[], None], word: str) -> Response:
    try:
        act()
    except RefusedError as refused:
        return make_response(_page(incident_id, refused.refusals), 409)
    flash(word)
    return redirect(url_for("incidents.show", incident_id=incident_id), 303)


def _page(incident_id: int, refusals: Sequence[str] = ()) -> str:
    return render_template(
        "incident.html",
        page=incidents.page(office(), actor(), incident_id),
        stages=STAGES,
        outcomes={key: name for key, name in OUTCOMES.items() if key != "false-alarm"},
        outcome_names=OUTCOMES,
        given=request.form,
        refusals=refusals,
    )
