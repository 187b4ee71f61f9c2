"""Routes of a case's revisions: two of them side by side."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from reviewer.office.cases import reading, versions
from reviewer.web.gate import actor, office

blueprint = Blueprint("versions", __name__)


@blueprint.get("/cases/<int:case_id>/versions")
def choose(case_id: int) -> AnyResponse:
    """To the two revisions that were chosen."""
    old, new = request.args.get("old", 0, int), request.args.get("new", 0, int)
    if old < 1 or new < 1:
        abort(404)
    first, second = min(old, new), max(old, new)
    return redirect(url_for("versions.show", case_id=case_id, old=first, new=second), 303)


@blueprint.get("/cases/<int:case_id>/versions/<int:old>/<int:new>")
def show(case_id: int, old: int, new: int) -> str:
    """What changed between two revisions."""
    found = versions.comparison(office(), actor(), case_id, old, new)
    view = reading.case_view(office(), actor(), case_id)
    return render_template("versions.html", found=found, head=view.head, versions=view.versions)
