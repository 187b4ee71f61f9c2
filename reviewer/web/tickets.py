"""Routes of 整改: the list, one ticket with its proof, the acts on it, its papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, send_file
from flask import url_for as address_of
from werkzeug.wrappers import Response as AnyResponse

from reviewer.casework.grounds import PUBLISHABLE
from reviewer.errors import RefusedError
from reviewer.office.papers.papers import Paper
from reviewer.patrol.ticket import KINDS, STATES
from reviewer.watch.tickets import acts, lists
from reviewer.watch.tickets import papers as ticket_papers
from reviewer.watch.tickets.acts import At, Charge
from reviewer.watch.tickets.papers import ground_of
from reviewer.watch.tickets.views import ticket_page
from reviewer.web.gate import actor, office

blueprint = Blueprint("tickets", __name__, url_prefix="/tickets")

DAYS = {"block": 1, "review": 5, "note": 10}  # working days that the form begins with
SAID = {"absent": "未见", "present": "仍在", "untold": "不能认定"}


@blueprint.get("")
def index() -> str:
    """The tickets a person may see, the earliest deadline first."""
    fields = _fields()
    after = request.args.get("after", "")
    given = {name: value for name, value in fields.items() if value}
    return render_template(
        "tickets.html", page=lists.listed(office(), actor(), fields, after), fields=fields,
        given=given, after=after, states=STATES, kinds=KINDS, query=urlencode(given),
    )  # fmt: skip


@blueprint.get("/register.xlsx")
def export() -> Response:
    """整改台账 of what the filters found."""
    return _handed(ticket_papers.register(office(), actor(), _fields()))


@blueprint.get("/<int:ticket_id>")
def show(ticket_id: int) -> str:
    """One ticket."""
    return _page(ticket_id)


@blueprint.get("/<int:ticket_id>/notice.docx")
def notice_docx(ticket_id: int) -> Response:
    """整改通知书 for a word processor."""
    return _handed(ticket_papers.notice(office(), actor(), ticket_id, "docx"))


@blueprint.get("/<int:ticket_id>/notice.pdf")
def notice_pdf(ticket_id: int) -> Response:
    """整改通知书 to be printed as it is."""
    return _handed(ticket_papers.notice(office(), actor(), ticket_id, "pdf"))


@blueprint.post("/<int:ticket_id>/notify")
def notify(ticket_id: int) -> AnyResponse:
    """下达整改通知书."""
    charge, demand = _charge(), request.form.get("demand", "")
    return _act(ticket_id, lambda at: acts.notify(office(), actor(), at, charge, demand), "整改通知书已下达")


@blueprint.post("/<int:ticket_id>/reply")
def reply(ticket_id: int) -> AnyResponse:
    """答复."""
    given = request.form
    cause, measure = given.get("cause", ""), given.get("measure", "")
    return _act(ticket_id, lambda at: acts.reply(office(), actor(), at, cause, measure), "已答复，等待验收")


@blueprint.post("/<int:ticket_id>/verify")
def verify(ticket_id: int) -> AnyResponse:
    """开始验收."""
    return _act(ticket_id, lambda at: acts.verify(office(), actor(), at), "已开始验收，系统将按期核验")


@blueprint.post("/<int:ticket_id>/accept")
def accept(ticket_id: int) -> AnyResponse:
    """认定可公开."""
    ground, reason = request.form.get("ground", ""), request.form.get("reason", "")
    return _act(
        ticket_id, lambda at: acts.accept(office(), actor(), at, ground, reason), "已认定可公开并销号"
    )


@blueprint.post("/<int:ticket_id>/extend")
def extend(ticket_id: int) -> AnyResponse:
    """延期."""
    days, reason = request.form.get("days", ""), request.form.get("reason", "")
    return _act(ticket_id, lambda at: acts.extend(office(), actor(), at, days, reason), "已延期")


@blueprint.post("/<int:ticket_id>/assign")
def assign(ticket_id: int) -> AnyResponse:
    """改派."""
    charge = _charge()
    return _act(ticket_id, lambda at: acts.assign(office(), actor(), at, charge), "已改派")


@blueprint.post("/<int:ticket_id>/note")
def note(ticket_id: int) -> AnyResponse:
    """记事."""
    text = request.form.get("text", "")
    return _act(ticket_id, lambda at: acts.note(office(), actor(), at, text), "已记下")


def _act(ticket_id: int, act: Callable[[At], None], word: str) -> AnyResponse:
    try:
        act(At(ticket_id, request.form.get("turn", 0, int)))
    except RefusedError as refused:
        return make_response(_page(ticket_id, refused.refusals), 409)
    flash(word)
    return redirect(address_of("tickets.show", ticket_id=ticket_id), 303)


def _page(ticket_id: int, refusals: Sequence[str] = ()) -> str:
    page = ticket_page(office(), actor(), ticket_id)
    return render_template(
        "ticket.html", page=page, line=page.line, ground=ground_of(page.line), grounds=PUBLISHABLE,
        days=DAYS[page.line.severity], said=SAID, now=office().clock(), given=request.form,
        refusals=refusals,
    )  # fmt: skip


def _charge() -> Charge:
    given = request.form
    return Charge(given.get("days", ""), given.get("section", type=int), given.get("person", type=int))


def _fields() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in lists.FIELDS}


def _handed(paper: Paper) -> Response:
    return send_file(BytesIO(paper.data), paper.media_type, as_attachment=True, download_name=paper.name)
