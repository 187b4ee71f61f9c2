"""Routes of the audit log: its events, and whether the chain holds."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from reviewer.errors import RefusedError
from reviewer.office.operations import audits
from reviewer.web.gate import actor, office

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
FIELDS = ("action", "person", "number", "since", "until")


@blueprint.get("")
def index() -> str | tuple[str, int]:
    """Events of the auditor's units, newest first."""
    try:
        return _page({name: request.args.get(name, "") for name in FIELDS})
    except RefusedError as refusal:
        return _page({}, refusals=refusal.refusals), 409


@blueprint.post("/check")
def check() -> str:
    """Walk the chain and show the first bad link."""
    return _page({}, found=audits.check(office(), actor()))


def _page(
    fields: dict[str, str], *, found: audits.Checked | None = None, refusals: tuple[str, ...] = ()
) -> str:
    text = request.args.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    log = audits.events(office(), actor(), fields, before)
    given = {name: value.strip() for name, value in fields.items() if value.strip()}
    return render_template(
        "audit.html", log=log, fields=fields, given=given, found=found, refusals=refusals, before=before,
        on_page=audits.ON_PAGE,
    )  # fmt: skip
