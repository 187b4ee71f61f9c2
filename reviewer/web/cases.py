"""Routes of a case: drafting it, its page, changing it, how far the machine has come, words about it."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic, sleep
from typing import NamedTuple

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from reviewer.casework import states
from reviewer.casework.form import Value
from reviewer.errors import RefusedError
from reviewer.office import arranged
from reviewer.office.cases import opening, reading
from reviewer.office.cases.checking import recheck
from reviewer.office.cases.deciding import Word, comment
from reviewer.office.cases.opening import Draft
from reviewer.office.cases.views import CaseView, ItemLine
from reviewer.web import drafted
from reviewer.web.gate import actor, call_worker, office

PATIENCE = 0.9  # seconds a person waits for a quick check before the page with the progress
_LOOK = 0.03

_ACTS: dict[states.Act, str] = {
    "submit": "moving.submit",
    "take-back": "moving.take_back",
    "cancel": "moving.cancel",
}

blueprint = Blueprint("cases", __name__)


class Act(NamedTuple):
    """A button of the author."""

    name: str
    word: str
    address: str


class Link(NamedTuple):
    """A way from the case to another page of it."""

    word: str
    icon: str
    address: str
    first: bool = False


@blueprint.get("/cases/new")
def new() -> str:
    """The page for a new case: content above, the 审查表 below."""
    return _new({}, "")


@blueprint.post("/cases")
def create() -> AnyResponse:
    """Keep a draft, complete or not, and have it checked."""
    values = drafted.values()
    try:
        draft = Draft(values, tuple(drafted.given()), drafted.number("column"))
        case_id = opening.open_case(office(), actor(), draft)
    except RefusedError as refused:
        return _again(_new(values, request.form.get("text", ""), refused.refusals))
    call_worker()
    flash("草稿已保存")
    return _onward(case_id)


@blueprint.get("/cases/<int:case_id>")
def show(case_id: int) -> str:
    """The case: files, findings, the form, steps, what happened."""
    view = reading.case_view(office(), actor(), case_id)
    acts = [
        Act(act, states.ACTS[act], _place(_ACTS[act], case_id)) for act in _ACTS if view.acts.get(act) == ()
    ]
    return render_template("case.html", view=view, acts=acts, links=_links(view))


@blueprint.get("/cases/<int:case_id>/progress")
def progress(case_id: int) -> Response | str:
    """The moving part of a case's page; tells the page to reload when all is checked."""
    head, items = reading.progress(office(), actor(), case_id)
    if all(item.done for item in items):
        return Response(status=200, headers={"HX-Refresh": "true"})
    return render_template("_case_items.html", head=head, items=items, checking=True)


@blueprint.get("/cases/<int:case_id>/edit")
def edit(case_id: int) -> str:
    """The page for changing a draft."""
    return _edit(case_id)


@blueprint.post("/cases/<int:case_id>/edit")
def save(case_id: int) -> AnyResponse:
    """Keep the change as a new revision and have what is new checked."""
    before = reading.draft_of(office(), actor(), case_id)
    try:
        items = (*drafted.kept(case_id, before.items), *drafted.given())
        reason = request.form.get("reason", "").replace("\0", "").strip()
        draft = Draft(drafted.values(), items, drafted.number("column"), reason=reason)
        number = opening.edit_case(office(), actor(), case_id, drafted.number("turn") or 0, draft)
    except RefusedError as refused:
        return _again(_edit(case_id, drafted.values(), refused.refusals))
    call_worker()
    changed = number != before.head.revision
    flash(f"已保存为第 {number} 稿" if changed else "没有改动")
    return _onward(case_id)


@blueprint.post("/cases/<int:case_id>/comments")
def say(case_id: int) -> AnyResponse:
    """Keep a word about the case."""
    comment(office(), actor(), case_id, Word(request.form.get("words", "")))
    flash("意见已写下")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="words"), 303)


@blueprint.post("/cases/<int:case_id>/recheck")
def check_again(case_id: int) -> AnyResponse:
    """Have failed files checked again."""
    recheck(office(), actor(), case_id, drafted.number("turn") or 0)
    call_worker()
    return _onward(case_id)


def _links(view: CaseView) -> list[Link]:
    """Where else the person can go with this case."""
    head = view.head
    found = []
    if head.author_id != actor().id and head.state in {"in-review", "consulting"}:
        found.append(Link("审签", "pen", _place("signing.show", head.id), first=view.decides))
    if actor().has("publisher") and head.state in {"ready", "published"}:
        found.append(Link("发布", "globe", _place("publishing.show", head.id), first=head.state == "ready"))
    if actor().has("secrecy-officer", "group-member") and head.state in {"published", "quarantined"}:
        out = head.state == "published"
        word, mark = ("撤回", "arrow-counterclockwise") if out else ("解除隔离", "unlock")
        found.append(Link(word, mark, _place("signing.show", head.id)))
    if "papers.form_print" in current_app.view_functions:
        found.append(Link("打印审查表", "printer", _place("papers.form_print", head.id)))
    return found


def _place(endpoint: str, case_id: int) -> str:
    return url_for(endpoint, case_id=case_id)


def _new(values: dict[str, Value], text: str, refusals: Sequence[str] = ()) -> str:
    return render_template(
        "case_new.html",
        form=arranged.form(office().settings),
        columns=opening.columns(office(), actor()),
        values=values,
        text=text,
        column=drafted.number("column"),
        refusals=refusals,
    )


def _edit(case_id: int, values: dict[str, Value] | None = None, refusals: Sequence[str] = ()) -> str:
    draft = reading.draft_of(office(), actor(), case_id)
    if draft.head.author_id != actor().id:
        raise RefusedError("只有拟稿人可以修改")
    if not states.moves(draft.head.state, "edit"):
        raise RefusedError(f"这一件现在是“{draft.head.state_word}”，不能修改；审查中的先收回再改")
    pasted = {item.id: drafted.pasted(case_id, item) for item in draft.items if item.source == "paste"}
    return render_template(
        "case_edit.html",
        draft=draft,
        form=arranged.form(office().settings),
        columns=opening.columns(office(), actor()),
        values=draft.form if values is None else values,
        column=draft.column_id,
        pasted=pasted,
        refusals=refusals,
    )


def _again(page: str) -> Response:
    """The page once more with what stood against it."""
    return make_response(page, 409)


def _onward(case_id: int) -> AnyResponse:
    """To the only file's page, which shows the verdict as soon as it is there; else to the case."""
    items = _settled(case_id)
    if len(items) == 1:
        return redirect(url_for("items.show", case_id=case_id, item_id=items[0].id), 303)
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _settled(case_id: int) -> tuple[ItemLine, ...]:
    """The items, waited for a moment where checks run in this process."""
    until = monotonic() + (PATIENCE if "worker" in current_app.extensions else 0)
    _, items = reading.progress(office(), actor(), case_id)
    while not all(item.done for item in items) and monotonic() < until:
        sleep(_LOOK)
        _, items = reading.progress(office(), actor(), case_id)
    return items
