"""Routes of 风险评估 by stage, of the 自查报告 figures, and of the reports made from data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from reviewer.errors import RefusedError, ReportError
from reviewer.moments import today
from reviewer.office.papers.papers import Paper
from reviewer.patrol.campaign import ANSWERS, NEEDS, STAGES
from reviewer.watch.reports import campaigns
from reviewer.watch.reports import papers as patrol_reports
from reviewer.watch.reports.campaigns import Draft, Span
from reviewer.web.gate import actor, office

blueprint = Blueprint("campaigns", __name__, url_prefix="/patrol")
Answer = Response | str | tuple[str, int]


@blueprint.errorhandler(ReportError)
def not_made(problem: ReportError) -> tuple[str, int]:
    """A template that cannot be used: said on a page, not a fault of the visitor."""
    page = render_template("fault.html", status=503, title="报告没有生成", message=problem.message)
    return page, 503


@blueprint.get("/campaigns")
def index() -> str:
    """The campaigns of one's unit."""
    found = campaigns.listed(office(), actor())
    return render_template("campaigns.html", campaigns=found, stages=STAGES, needs=NEEDS)


@blueprint.get("/campaigns/new")
def new() -> str:
    """A form for a new campaign."""
    return _form()


@blueprint.post("/campaigns")
def create() -> Answer:
    """Begin a campaign."""
    try:
        made = campaigns.make(office(), actor(), Draft(request.form.get("name", ""), _spans()))
    except RefusedError as refused:
        return _form(refused.refusals), 409
    flash("风险评估已开始")
    return redirect(url_for("campaigns.show", campaign_id=made), 303)


@blueprint.get("/campaigns/<int:campaign_id>")
def show(campaign_id: int) -> str:
    """One campaign."""
    return _page(campaign_id)


@blueprint.post("/campaigns/<int:campaign_id>")
def note(campaign_id: int) -> Answer:
    """Keep what is written on the stage under way, or (`end`) end it."""
    act = campaigns.end_stage if request.form.get("end") else campaigns.note
    try:
        act(office(), actor(), campaign_id, request.form.get("turn", 0, int), _given())
    except RefusedError as refused:
        return _page(campaign_id, refused.refusals), 409
    flash("本阶段已结束" if request.form.get("end") else "已保存")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


@blueprint.get("/campaigns/<int:campaign_id>/<stage>.docx")
def stage_docx(campaign_id: int, stage: str) -> FlaskResponse:
    """The report of a stage."""
    return _handed(patrol_reports.stage_docx(office(), actor(), campaign_id, stage))


@blueprint.get("/self-check")
def self_check() -> str:
    """自查报告 figures of a year or quarter (`period`), with the statement the data bears."""
    found = patrol_reports.self_check(office(), actor(), request.args.get("period", ""))
    return render_template("self_check.html", found=found)


@blueprint.get("/self-check.docx")
def self_check_docx() -> FlaskResponse:
    """The same for a word processor."""
    return _handed(patrol_reports.self_check_docx(office(), actor(), request.args.get("period", "")))


@blueprint.get("/self-check.xlsx")
def self_check_xlsx() -> FlaskResponse:
    """The same as a workbook."""
    return _handed(patrol_reports.self_check_xlsx(office(), actor(), request.args.get("period", "")))


@blueprint.get("/year.docx")
def year_docx() -> FlaskResponse:
    """The plan of a year or quarter for a word processor."""
    site_id = request.args.get("site", 0, int)
    return _handed(patrol_reports.year_docx(office(), actor(), request.args.get("period", ""), site_id))


def _handed(paper: Paper) -> FlaskResponse:
    return send_file(BytesIO(paper.data), paper.media_type, as_attachment=True, download_name=paper.name)


def _spans() -> dict[str, Span]:
    given = request.form
    return {
        key: Span(
            _day(given.get(f"{key}-first", "")),
            _day(given.get(f"{key}-last", "")),
            given.get(f"{key}-person", None, int),
        )
        for key in STAGES
    }


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _given() -> dict[str, object]:
    """What the form of a stage holds; what it does not hold stays as it is."""
    given = request.form
    found: dict[str, object] = {name: given[name] for name in ("text", "rest") if name in given}
    keys = [name.removeprefix("answer-") for name in given if name.startswith("answer-")]
    if keys:
        found["answers"] = {key: (given[f"answer-{key}"], given.get(f"note-{key}", "")) for key in keys}
    return found


def _form(refusals: Sequence[str] = ()) -> str:
    day = today(office().clock())
    spans: Mapping[str, Span] = _spans() if request.method == "POST" else campaigns.usual(day)
    return render_template(
        "campaign_form.html", stages=STAGES, needs=NEEDS, spans=spans, given=request.form, year=day.year,
        people=campaigns.people(office(), actor()), refusals=refusals,
    )  # fmt: skip


def _page(campaign_id: int, refusals: Sequence[str] = ()) -> str:
    items = campaigns.checklist(office().settings)
    return render_template(
        "campaign.html", page=campaigns.page(office(), actor(), campaign_id), stages=STAGES, needs=NEEDS,
        answers=ANSWERS, items=items, given=request.form, refusals=refusals,
    )  # fmt: skip
