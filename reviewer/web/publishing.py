"""Routes of what goes online: registering a publication, sending it back before, withdrawing it after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reviewer.errors import RefusedError
from reviewer.moments import BEIJING
from reviewer.office.cases import publishing
from reviewer.office.cases.publishing import Publication, ToCompare, hashes_of_text
from reviewer.web.gate import actor, office

blueprint = Blueprint("publishing", __name__)


@blueprint.get("/cases/<int:case_id>/publish")
def show(case_id: int) -> str:
    """The page for registering a publication."""
    return _page(case_id)


@blueprint.post("/cases/<int:case_id>/publish")
def publish(case_id: int) -> Response:
    """Register it; the bytes put online are hashed here and not kept."""
    items = publishing.to_publish(office(), actor(), case_id).items
    try:
        publication = Publication(
            request.form.get("url", "").strip(),
            _moment(),
            _hashes(items),
            _day(request.form.get("take_down_on")),
        )
        publishing.publish(office(), actor(), case_id, _turn(), publication)
    except RefusedError as refused:
        return make_response(_page(case_id, refused.refusals), 409)
    return _done(case_id, "已登记发布")


@blueprint.post("/cases/<int:case_id>/send-back")
def send_back(case_id: int) -> Response:
    """退回修改, before anything was put online."""
    publishing.send_back(office(), actor(), case_id, _turn(), request.form.get("reason", ""))
    return _done(case_id, "已退回拟稿人")


@blueprint.post("/cases/<int:case_id>/withdraw")
def withdraw(case_id: int) -> Response:
    """撤回."""
    publishing.withdraw(office(), actor(), case_id, _turn(), request.form.get("reason", ""))
    return _done(case_id, "已登记撤回，请确认网页、附件和缓存都已删除")


def _page(case_id: int, refusals: Sequence[str] = ()) -> str:
    case = publishing.to_publish(office(), actor(), case_id)
    now = office().clock().astimezone(BEIJING)
    return render_template(
        "publish.html", case=case, now=f"{now:%Y-%m-%dT%H:%M}", given=request.form, refusals=refusals
    )


def _hashes(items: Sequence[ToCompare]) -> tuple[str, ...]:
    """Of every item what was handed in for it: a file, a text, or a hash that was worked out elsewhere."""
    return tuple(digest for item in items if (digest := _hash(item)))


def _hash(item: ToCompare) -> str:
    file = request.files.get(f"file-{item.id}")
    if file is not None and file.filename:
        return sha256(file.read()).hexdigest()
    if text := request.form.get(f"text-{item.id}", ""):
        spelt = hashes_of_text(text)
        return item.sha256 if item.sha256 in spelt else spelt[0]
    given = request.form.get(f"sha256-{item.id}", "").strip().lower()
    return given if re.fullmatch("[0-9a-f]{64}", given) else ""


def _moment() -> datetime:
    try:
        return datetime.fromisoformat(request.form.get("at", "")).replace(tzinfo=BEIJING)
    except ValueError:
        raise RefusedError("请填写上网时间") from None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RefusedError("撤下日期不对") from None


def _turn() -> int:
    return request.form.get("turn", 0, int)


def _done(case_id: int, word: str) -> Response:
    flash(word)
    return redirect(url_for("cases.show", case_id=case_id), 303)
