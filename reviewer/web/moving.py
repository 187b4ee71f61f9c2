"""Routes of what moves a case without a signature: submitting, taking back, 签收, 报审, 催办."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from reviewer.office.cases import consulting, moving
from reviewer.office.cases.consulting import Answer, Question
from reviewer.web.gate import actor, office

blueprint = Blueprint("moving", __name__)


@blueprint.post("/cases/<int:case_id>/submit")
def submit(case_id: int) -> Response:
    """提交审查."""
    moving.submit(office(), actor(), case_id, _turn())
    return _case(case_id, "已提交审查")


@blueprint.post("/cases/<int:case_id>/take-back")
def take_back(case_id: int) -> Response:
    """收回."""
    moving.take_back(office(), actor(), case_id, _turn())
    return _case(case_id, "已收回，改好后可再提交")


@blueprint.post("/cases/<int:case_id>/cancel")
def cancel(case_id: int) -> Response:
    """作废."""
    moving.cancel(office(), actor(), case_id, _turn())
    return _case(case_id, "已作废，记录保留")


@blueprint.post("/cases/<int:case_id>/urge")
def urge(case_id: int) -> Response:
    """催办."""
    people = moving.urge(office(), actor(), case_id)
    return _case(case_id, f"已催办，通知了{people}人")


@blueprint.post("/cases/<int:case_id>/claim")
def claim(case_id: int) -> Response:
    """签收."""
    moving.claim(office(), actor(), case_id, _turn())
    return _sign(case_id, "已签收，由你办理")


@blueprint.post("/cases/<int:case_id>/unclaim")
def unclaim(case_id: int) -> Response:
    """退回签收."""
    moving.unclaim(office(), actor(), case_id, _turn())
    return _sign(case_id, "已退回签收，其他人可以办理")


@blueprint.post("/cases/<int:case_id>/reassign")
def reassign(case_id: int) -> Response:
    """转交."""
    moving.reassign(office(), actor(), case_id, request.form.get("to", 0, int), _turn())
    return _sign(case_id, "已转交")


@blueprint.post("/cases/<int:case_id>/consult")
def consult(case_id: int) -> Response:
    """需报审."""
    given = request.form
    question = Question(given.get("kind", ""), given.get("addressee", ""), given.get("question", ""))
    consulting.consult(office(), actor(), case_id, _turn(), question)
    return _sign(case_id, "已报审，等待答复")


@blueprint.post("/cases/<int:case_id>/answer")
def answer(case_id: int) -> Response:
    """登记答复."""
    given = Answer(request.form.get("outcome", ""), request.form.get("answer", ""))
    consulting.answer(office(), actor(), case_id, _turn(), given)
    return _sign(case_id, "答复已登记，请继续审查")


def _turn() -> int:
    return request.form.get("turn", 0, int)


def _case(case_id: int, word: str) -> Response:
    return _said(word, url_for("cases.show", case_id=case_id))


def _sign(case_id: int, word: str) -> Response:
    return _said(word, url_for("signing.show", case_id=case_id))


def _said(word: str, place: str) -> Response:
    """Back to the tray of the 待办 that the button stood in, else to the place where the case goes on."""
    flash(word)
    tray = request.form.get("tray")
    return redirect(url_for("inbox.index", tray=tray) if tray else place, 303)
