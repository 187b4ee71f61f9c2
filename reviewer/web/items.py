"""Routes of one file of a case: its text with marks, decisions and words on findings, its masked copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import cast, get_args

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from reviewer.acceptance.apply import SCOPE_NAMES
from reviewer.errors import RefusedError
from reviewer.office.cases import deciding, masked_copy, reading
from reviewer.office.cases.deciding import Decision, Kind, Word
from reviewer.office.cases.views import FindingGroup, FindingLine, ItemView
from reviewer.records import Finding, Reviewed, Scope
from reviewer.report.page.sheet import Sheet, sheet
from reviewer.report.page.slip import Group
from reviewer.web.gate import actor, call_worker, office

blueprint = Blueprint("items", __name__)


@blueprint.get("/cases/<int:case_id>/items/<int:item_id>")
def show(case_id: int, item_id: int) -> str:
    """The file's text with its findings. That the person had them before the eyes is recorded."""
    deciding.open_item(office(), actor(), case_id, item_id)
    return _page(case_id, item_id)


@blueprint.post("/cases/<int:case_id>/items/<int:item_id>/decisions")
def decide(case_id: int, item_id: int) -> AnyResponse:
    """Keep a decision on findings of one rule."""
    given = request.form
    scope = given.get("scope", "content")
    decision = Decision(
        keys=tuple(given.getlist("key")),
        revision=given.get("revision", 0, int),
        kind=cast("Kind", given.get("kind", "")),  # what it is not is refused there
        reason=given.get("reason", ""),
        ground=given.get("ground", ""),
        scope=cast("Scope", scope) if scope in get_args(Scope) else "content",
    )
    try:
        deciding.decide(office(), actor(), case_id, decision)
    except RefusedError as refused:
        return make_response(_page(case_id, item_id, refused.refusals), 409)
    flash("处理意见已记下")
    return _back(case_id, item_id)


@blueprint.post("/cases/<int:case_id>/items/<int:item_id>/comments")
def say(case_id: int, item_id: int) -> AnyResponse:
    """Keep a word on a finding."""
    given = request.form
    word = Word(given.get("words", ""), given.get("key", ""), given.get("rewording", ""))
    try:
        deciding.comment(office(), actor(), case_id, word)
    except RefusedError as refused:
        return make_response(_page(case_id, item_id, refused.refusals), 409)
    flash("意见已写下")
    return _back(case_id, item_id)


@blueprint.get("/cases/<int:case_id>/items/<int:item_id>/file")
def file(case_id: int, item_id: int) -> Response:
    """The file as it was handed in."""
    name, data = reading.file_of(office(), actor(), case_id, item_id)
    deciding.downloaded(office(), actor(), case_id, item_id)
    return _download(name, data)


@blueprint.get("/cases/<int:case_id>/items/<int:item_id>/masked")
def masked(case_id: int, item_id: int) -> str:
    """What a masked copy would be, reviewed again before it is offered."""
    view = reading.item_view(office(), actor(), case_id, item_id)
    copy = masked_copy.masked_copy(office(), actor(), case_id, item_id)
    return render_template("item_masked.html", view=view, copy=copy)


@blueprint.get("/cases/<int:case_id>/items/<int:item_id>/masked/file")
def masked_file(case_id: int, item_id: int) -> Response:
    """The masked copy."""
    copy = masked_copy.taken_away(office(), actor(), case_id, item_id)
    stem, dot, ending = copy.name.rpartition(".")
    return _download(f"{stem}（遮盖稿）.{ending}" if dot else f"{copy.name}（遮盖稿）", copy.data)


@blueprint.post("/cases/<int:case_id>/items/<int:item_id>/masked")
def attach(case_id: int, item_id: int) -> AnyResponse:
    """Put the masked copy in the file's place, as a new revision."""
    turn = request.form.get("turn", 0, int)
    number = masked_copy.attach(office(), actor(), case_id, turn, item_id)
    call_worker()
    flash(f"已换成遮盖稿，保存为第 {number} 稿")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _page(case_id: int, item_id: int, refusals: Sequence[str] = ()) -> str:
    view = reading.item_view(office(), actor(), case_id, item_id)
    reveal, whole = request.args.get("reveal") == "1", request.args.get("all") == "1"
    if reveal and view.reviewed is not None:
        deciding.revealed(office(), actor(), case_id, item_id)
    drawn = sheet(view.reviewed, reveal=reveal, whole=whole) if view.reviewed else None
    return render_template(
        "item.html",
        view=view,
        sheet=drawn,
        lines=_lines(drawn, view) if drawn and view.reviewed else {},
        suggested=_suggested(view.reviewed),
        coverable=_coverable(view),
        scopes={scope: SCOPE_NAMES[scope] for scope in deciding.SCOPES},
        reveal=reveal,
        whole=whole,
        endpoint="items.show",
        here={"case_id": case_id, "item_id": item_id},
        refusals=refusals,
    )


def _lines(drawn: Sheet, view: ItemView) -> dict[int, FindingGroup]:
    """By number of a group its findings as the case holds them."""
    assert view.reviewed is not None
    found = view.reviewed.verdict.findings
    groups = [group for groups in drawn.groups.values() for group in groups]
    gathered = {group.number: _of(group, found, view.findings) for group in groups}
    return {number: FindingGroup(tuple(lines)) for number, lines in gathered.items() if lines}


def _of(group: Group, found: Sequence[Finding], lines: Mapping[str, FindingLine]) -> list[FindingLine]:
    keys = [
        finding.id
        for finding in found
        if finding.rule.id == group.rule.id and finding.severity == group.severity
    ]
    return [lines[key] for key in dict.fromkeys(keys) if key in lines]


def _suggested(reviewed: Reviewed | None) -> dict[str, str]:
    found = reviewed.verdict.findings if reviewed else ()
    return {finding.id: masked_copy.suggested(finding) for finding in found}


def _coverable(view: ItemView) -> bool:
    """Whether a masked copy would cover anything: what people let pass stays."""
    found = view.reviewed.verdict.findings if view.reviewed else ()
    passed = {key for key, line in view.findings.items() if line.decision and line.decision.kind != "fix"}
    return bool(masked_copy.cover_of(finding for finding in found if finding.id not in passed).pairs)


def _back(case_id: int, item_id: int) -> AnyResponse:
    """To the item's page, at the group that was worked on."""
    anchor = request.form.get("anchor", "")
    where = anchor if anchor.isalnum() else None
    reveal = 1 if request.form.get("reveal") == "1" else None
    place = url_for("items.show", case_id=case_id, item_id=item_id, reveal=reveal, _anchor=where)
    return redirect(place, 303)


def _download(name: str, data: bytes) -> Response:
    return send_file(BytesIO(data), "application/octet-stream", as_attachment=True, download_name=name)
