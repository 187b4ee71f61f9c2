"""Routes of the register of sites: the list, a site with its coverage and runs, the form of its entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reviewer.errors import RefusedError
from reviewer.moments import day_in_words
from reviewer.patrol.nature import NATURES
from reviewer.patrol.outcome import OUTCOMES
from reviewer.patrol.pairing import VERDICTS
from reviewer.patrol.plans import KINDS as RUN_KINDS
from reviewer.patrol.registration import RISKS
from reviewer.patrol.ticket import KINDS
from reviewer.watch.matching import reconciling
from reviewer.watch.sites import register as sites
from reviewer.watch.sites.coverage import STANDINGS, reason_words
from reviewer.watch.sites.pages import choices, fields_of, listed, site_page
from reviewer.watch.sites.register import Form, UnfitError
from reviewer.watch.visits.crawl import ENDINGS
from reviewer.web.gate import actor, call_worker, office

blueprint = Blueprint("sites", __name__, url_prefix="/sites")
_SPARE = 3  # empty rows for more 栏目
_NEW = {
    "rate": "60", "depth": "30", "most_pages": "200000", "most_mb": "50", "public_days": "0", "robots": "yes",
}  # fmt: skip
_ROW = ("pattern", "column", "risk", "nature", "public_days")


@blueprint.get("")
def index() -> str:
    """The sites of one's unit."""
    return render_template("sites.html", lines=listed(office(), actor()), endings=ENDINGS)


@blueprint.get("/new")
def new() -> str:
    """A form for a new site."""
    today = day_in_words(office().clock())  # what is older was published before there was anything to match
    return _form({**_NEW, "history_before": today}, [])


@blueprint.post("")
def create() -> Response:
    """Register a site."""
    given, rows = _given()
    try:
        site_id, notes = sites.make(office(), actor(), Form(given, rows))
    except RefusedError as refused:
        return make_response(_form(given, rows, refused=refused), 409)
    return _done(site_id, "网站已登记，可以安排巡查", notes)


@blueprint.get("/<int:site_id>")
def show(site_id: int) -> str:
    """One site."""
    return render_template(
        "site.html",
        page=site_page(office(), actor(), site_id),
        standings=STANDINGS,
        reason_words=reason_words,
        verdicts=VERDICTS,
        kinds=KINDS,
        run_kinds=RUN_KINDS,
        endings=ENDINGS,
        outcomes=OUTCOMES,
        risks=RISKS,
        natures=NATURES,
    )


@blueprint.get("/<int:site_id>/edit")
def edit(site_id: int) -> str:
    """The form of an entry."""
    site, given, rows = fields_of(office(), actor(), site_id)
    return _form({**given, "turn": str(site.turn)}, rows, site_id=site_id)


@blueprint.post("/<int:site_id>/edit")
def change(site_id: int) -> Response:
    """Change an entry."""
    given, rows = _given()
    try:
        notes = sites.change(office(), actor(), site_id, request.form.get("turn", 0, int), Form(given, rows))
    except RefusedError as refused:
        return make_response(_form(given, rows, site_id=site_id, refused=refused), 409)
    return _done(site_id, "登记已更新", notes)


@blueprint.post("/<int:site_id>/close")
def close(site_id: int) -> Response:
    """停用."""
    try:
        sites.close(
            office(), actor(), site_id, request.form.get("turn", 0, int), request.form.get("reason", "")
        )
    except RefusedError as refused:
        site, given, rows = fields_of(office(), actor(), site_id)
        told = {**given, "turn": str(site.turn)}
        return make_response(_form(told, rows, site_id=site_id, refused=refused), 409)
    return _done(site_id, "已停用，不再巡查；已有的记录保留", [])


@blueprint.post("/<int:site_id>/reconcile")
def compare(site_id: int) -> Response:
    """对账 now, in the background."""
    reconciling.ask(office(), actor(), site_id)
    call_worker()
    flash("已安排重新对账，在后台进行；完成后刷新本页")
    return redirect(url_for("sites.show", site_id=site_id), 303)


def _given() -> tuple[dict[str, str], list[dict[str, str]]]:
    """The fields, and the rows of 栏目 as they stand on the page."""
    form = request.form
    columns = [form.getlist(name) for name in _ROW]
    rows = [dict(zip(_ROW, values, strict=True)) for values in zip(*columns, strict=False)]
    given = {name: form.get(name, "") for name in form if name not in _ROW}
    return {**given, "public_days": form.get("site_public_days", "")}, rows


def _done(site_id: int, word: str, notes: Sequence[str]) -> Response:
    flash(word)
    for note in notes:
        flash(note)
    return redirect(url_for("sites.show", site_id=site_id), 303)


def _form(
    given: Mapping[str, str], rows: Sequence[Mapping[str, str]], *, site_id: int = 0,
    refused: RefusedError | None = None,
) -> str:  # fmt: skip
    return render_template(
        "site_edit.html",
        given=given,
        rows=[*(row for row in rows if row.get("pattern", "").strip()), *([{}] * _SPARE)],
        site_id=site_id,
        choices=choices(office(), actor(), site_id),
        risks=RISKS,
        natures=NATURES,
        faults=refused.faults if isinstance(refused, UnfitError) else {},
        refusals=refused.refusals if refused else (),
    )
