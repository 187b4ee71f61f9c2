"""Routes of the patrol's plans: the list, a plan's form, 现在巡查, a look's progress, the plan of a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reviewer.errors import RefusedError
from reviewer.patrol.plans import CADENCES, KIND_HELP, KINDS, STATES
from reviewer.watch.plans import choosing, planned, plans, yearly
from reviewer.watch.plans.drafts import Draft
from reviewer.watch.plans.touring import WORDS
from reviewer.web.gate import actor, call_worker, office

blueprint = Blueprint("plans", __name__, url_prefix="/patrol")
Answer = Response | str | tuple[str, int]


@blueprint.get("/plans")
def index() -> str:
    """Plans and looks of one's unit."""
    return _index()


@blueprint.get("/plans/new")
def new() -> str:
    """A form for a new plan."""
    return _form(None)


@blueprint.post("/plans")
def create() -> Answer:
    """Make a plan."""
    try:
        plans.make(office(), actor(), _draft())
    except RefusedError as refused:
        return _form(None, refused.refusals), 409
    flash("计划已制定")
    return redirect(url_for("plans.index"), 303)


@blueprint.post("/plans/usual")
def usual() -> Answer:
    """Make the plans that a unit begins with."""
    return _act(lambda: plans.make_usual(office(), actor()), "已建立建议的计划，可以逐个修改")


@blueprint.get("/plans/<int:plan_id>")
def edit(plan_id: int) -> str:
    """A form to change a plan."""
    return _form(plan_id)


@blueprint.post("/plans/<int:plan_id>")
def change(plan_id: int) -> Answer:
    """Change a plan."""
    try:
        plans.change(office(), actor(), plan_id, _turn(), _draft())
    except RefusedError as refused:
        return _form(plan_id, refused.refusals), 409
    flash("计划已保存")
    return redirect(url_for("plans.index"), 303)


@blueprint.post("/plans/<int:plan_id>/close")
def close(plan_id: int) -> Answer:
    """End a plan."""
    return _act(lambda: plans.close(office(), actor(), plan_id, _turn()), "计划已停用")


@blueprint.post("/plans/<int:plan_id>/make-up")
def make_up(plan_id: int) -> Answer:
    """补做."""
    return _act(lambda: plans.make_up(office(), actor(), plan_id), "已安排补做", wake=True)


@blueprint.post("/start")
def start() -> Answer:
    """现在巡查: `site_id`, `kind`, `topics`, `sample`; leads to the look's page."""
    given = request.form
    try:
        tour_id = plans.ask_now(
            office(), actor(), given.get("site_id", 0, int), given.get("kind", "regular"),
            topics=_topics(), sample=_sample(),
        )  # fmt: skip
    except RefusedError as refused:
        return _index(refused.refusals), 409
    call_worker()
    return redirect(url_for("plans.tour", tour_id=tour_id), 303)


@blueprint.get("/runs/<int:run_id>")
def run(run_id: int) -> Response:
    """The look that a run belongs to; one from the command line has only its site."""
    tour_id = planned.tour_of(office(), actor(), run_id)
    if tour_id is None:
        flash("这次巡查是用命令启动的，结果见网站页")
        return redirect(url_for("plans.index"), 303)
    return redirect(url_for("plans.tour", tour_id=tour_id), 303)


@blueprint.post("/runs/<int:run_id>/stop")
def stop(run_id: int) -> Answer:
    """Stop the look that a run belongs to."""
    return _act(lambda: plans.stop(office(), actor(), run_id), "已要求停止")


@blueprint.get("/tours/<int:tour_id>")
def tour(tour_id: int) -> str:
    """A look and how far it is; the page renews itself where scripts run."""
    return render_template("tour.html", page=planned.tour_page(office(), actor(), tour_id), refusals=())


@blueprint.get("/tours/<int:tour_id>/progress")
def progress(tour_id: int) -> str:
    """The part of the page that changes."""
    return render_template("tour_progress.html", page=planned.tour_page(office(), actor(), tour_id))


@blueprint.post("/tours/<int:tour_id>/stop")
def stop_tour(tour_id: int) -> Answer:
    """Stop a look."""
    try:
        plans.stop_tour(office(), actor(), tour_id)
    except RefusedError as refused:
        page = planned.tour_page(office(), actor(), tour_id)
        return render_template("tour.html", page=page, refusals=refused.refusals), 409
    flash("已要求停止")
    return redirect(url_for("plans.tour", tour_id=tour_id), 303)


@blueprint.get("/year")
def year() -> str:
    """The plan of a year or quarter (`period`), of all sites or one (`site`)."""
    site_id = request.args.get("site", 0, int)
    return render_template(
        "plan_year.html",
        year=yearly.year_of(office(), actor(), request.args.get("period", ""), site_id),
        sites=planned.overview(office(), actor()).sites,
        site_id=site_id,
        states=STATES,
        in_words=yearly.in_words,
    )


def _draft() -> Draft:
    given = request.form
    day, hour = None, time(1, 0)
    with suppress(ValueError):
        day = date.fromisoformat(given.get("day", ""))
    with suppress(ValueError):
        hour = time.fromisoformat(given.get("hour", "") or "01:00").replace(tzinfo=None)
    return Draft(
        given.get("name", ""), given.get("kind", ""), given.get("cadence", ""), day, hour,
        given.get("ahead", 3, int), tuple(given.getlist("sites", int)), _topics(), _sample(),
    )  # fmt: skip


def _topics() -> tuple[str, ...]:
    """Of 重点检查 only: the form of any kind has the field."""
    named = request.form.getlist("topics") if request.form.get("kind") == "topic" else []
    return tuple(key for key in named if key)


def _sample() -> int:
    """Of 抽查 only; -1 for what is no number, which is refused."""
    text = request.form.get("sample", "").strip()
    if request.form.get("kind") != "sample" or not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


def _turn() -> int:
    return request.form.get("turn", 0, int)


def _act(act: Callable[[], object], said: str, *, wake: bool = False) -> Answer:
    try:
        act()
    except RefusedError as refused:
        return _index(refused.refusals), 409
    if wake:
        call_worker()
    flash(said)
    return redirect(url_for("plans.index"), 303)


def _index(refusals: Sequence[str] = ()) -> str:
    return render_template(
        "plans.html",
        page=planned.overview(office(), actor()),
        kinds=KINDS,
        help=KIND_HELP,
        topics=choosing.topics(office().settings),
        usual=choosing.SAMPLE,
        words=WORDS,
        given=request.form,
        refusals=refusals,
    )


def _form(plan_id: int | None, refusals: Sequence[str] = ()) -> str:
    offered = planned.choices(office(), actor(), plan_id)
    return render_template(
        "plan_form.html",
        plan_id=plan_id,
        turn=_turn() or offered.turn,
        draft=_draft() if request.method == "POST" else offered.draft,
        sites=offered.sites,
        kinds=KINDS,
        help=KIND_HELP,
        cadences=CADENCES,
        topics=choosing.topics(office().settings),
        usual=choosing.SAMPLE,
        refusals=refusals,
    )
