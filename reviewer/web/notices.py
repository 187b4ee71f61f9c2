"""Routes of one's own notices."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from reviewer.office.desk import notices
from reviewer.web.gate import actor, office

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
def index() -> str:
    """One's notices, unseen ones first."""
    return render_template("notices.html", notices=notices.mine(office(), actor()), kinds=notices.KINDS)


@blueprint.post("/notices/<int:notice_id>")
def open_one(notice_id: int) -> Response:
    """Mark one as seen and go to its record."""
    notice = notices.see(office(), actor(), notice_id)
    if notice.ticket_id is not None:
        return redirect(url_for("tickets.show", ticket_id=notice.ticket_id), 303)
    if notice.case_id is None:
        return redirect(url_for("notices.index"), 303)
    return redirect(url_for("cases.show", case_id=notice.case_id), 303)


@blueprint.post("/notices")
def see_all() -> Response:
    """Mark all as seen."""
    notices.see_all(office(), actor())
    return redirect(url_for("notices.index"), 303)
