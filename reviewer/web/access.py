"""Routes of the rules for accounts: policy, 承诺书 and its register, the access review, hand-over."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from reviewer.errors import RefusedError
from reviewer.intake.sniff import XLSX
from reviewer.office.accounts import accounts, pledges
from reviewer.office.accounts.policy import BOUNDS, set_policy
from reviewer.office.desk import ways as sending
from reviewer.office.organisation import access, directory, handover, unit_settings
from reviewer.web.gate import actor, office

blueprint = Blueprint("access", __name__, url_prefix="/access")
Answer = str | AnyResponse | tuple[str, int]


@blueprint.route("/policy", methods=["GET", "POST"])
def policy() -> Answer:
    """Passwords, visits and quarantine, as the security administrator sets them."""
    refusals: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            set_policy(office(), actor(), {name: request.form.get(name, -1, int) for name in BOUNDS})
            unit_settings.set_quarantine(
                office(), actor(), actor().unit_id, request.form.get("quarantine", "")
            )
        except RefusedError as refusal:
            refusals = refusal.refusals
        else:
            return _done("已保存", "access.policy")
    page = _policy(refusals)
    return (page, 409) if refusals else page


@blueprint.post("/ways")
def ways() -> Answer:
    """Mail and webhook for notices."""
    try:
        sending.set_ways(office(), actor(), request.form)
    except RefusedError as refusal:
        return _policy(refusal.refusals), 409
    return _done("通知方式已保存", "access.policy")


def _policy(refusals: tuple[str, ...]) -> str:
    return render_template(
        "policy.html",
        rules=accounts.rules(office()),
        bounds=BOUNDS,
        ways=unit_settings.QUARANTINE,
        way=directory.unit_for(office(), actor(), None).settings.get("quarantine", "lock"),
        sent=sending.ways(office()),
        securities=sending.SECURITIES,
        refusals=refusals,
    )


@blueprint.get("/pledges")
def register() -> str:
    """Who accepted the 承诺书, and when."""
    return render_template(
        "pledges.html", lines=pledges.register(office(), actor().unit_id), text=pledges.read(office())
    )


@blueprint.post("/pledges")
def pledge_text() -> AnyResponse:
    """Put another text in force; everybody accepts it anew."""
    pledges.change(office(), actor(), request.form.get("text", ""))
    return _done("新文本已生效，每个人下次打开页面时重新确认", "access.register")


@blueprint.get("/review.xlsx")
def review() -> Response:
    """Who holds what, as a workbook."""
    unit = directory.unit_for(office(), actor(), request.args.get("unit", None, int))
    data = access.review_xlsx(office(), actor(), unit.id)
    return send_file(BytesIO(data), XLSX, as_attachment=True, download_name="账号与权限清单.xlsx")


@blueprint.route("/handover", methods=["GET", "POST"])
def hand_over() -> Answer:
    """交接: choose who leaves, see what moves, both confirm."""
    leaver_id = request.values.get("leaver", None, int)
    if leaver_id:
        directory.person(office(), actor(), leaver_id)  # 404 for those of other units
    refusals: tuple[str, ...] = ()
    if request.method == "POST" and leaver_id:
        form = request.form
        parties = handover.Parties(
            leaver_id,
            form.get("leaver-password", ""),
            form.get("successor", 0, int),
            form.get("successor-password", ""),
        )
        try:
            handover.hand_over(office(), actor(), parties)
        except RefusedError as refusal:
            refusals = refusal.refusals
        else:
            return _done("交接完成，移交人的账号已停用", "accounts.index")
    page = render_template(
        "handover.html",
        lines=[line for line in directory.people(office(), actor().unit_id) if line.id != actor().id],
        leaver_id=leaver_id,
        load=handover.load_of(office(), actor(), leaver_id) if leaver_id else None,
        refusals=refusals,
    )
    return (page, 409) if refusals else page


def _done(message: str, endpoint: str) -> AnyResponse:
    flash(message)
    return redirect(url_for(endpoint), 303)
