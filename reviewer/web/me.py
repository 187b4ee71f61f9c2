"""Routes of one's own account: password, second factor, tokens, visits, delegation, how pages look."""

from __future__ import annotations

from datetime import date

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from reviewer.casework.roles import SEPARATE
from reviewer.errors import RefusedError
from reviewer.office.accounts import accounts, factors, second_factor, tokens
from reviewer.office.organisation import directory, postings
from reviewer.web.gate import VISIT, actor, office
from reviewer.web.navigation import LOOK, LOOKS, start

blueprint = Blueprint("me", __name__, url_prefix="/me")
Answer = str | Response | tuple[str, int]
_SECRET = "totp"  # noqa: S105 (where the session keeps a secret that is not confirmed yet)
_YEAR = 365 * 24 * 3600


@blueprint.get("")
def show() -> str:
    """The account at a glance."""
    return _page()


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> Answer:
    """Change the password; other visits end."""
    refusals: tuple[str, ...] = ()
    form = request.form
    if request.method == "POST":
        try:
            if form.get("new") != form.get("again"):
                raise RefusedError("两次输入的新密码不一样")  # noqa: TRY301
            accounts.change_password(
                office(), actor(), form.get("old", ""), form.get("new", ""), keep=session.get(VISIT, "")
            )
        except RefusedError as refusal:
            refusals = refusal.refusals
        else:
            flash("密码已修改，其他地方的登录已退出")
            return redirect(url_for(start(actor())), 303)
    rules = accounts.rules(office())
    page = render_template("password.html", rules=rules, refusals=refusals)
    return (page, 409) if refusals else page


@blueprint.route("/factor", methods=["GET", "POST"])
def factor() -> Answer:
    """Put the second factor on: show the secret, take a first code."""
    secret = session.setdefault(_SECRET, second_factor.new_secret())
    refusals: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            factors.put_on(office(), actor(), secret, request.form.get("code", ""))
        except RefusedError as refusal:
            refusals = refusal.refusals
        else:
            session.pop(_SECRET, None)
            flash("动态密码已启用，下次登录要用")
            return redirect(url_for("me.show"), 303)
    _, line = directory.person(office(), actor(), actor().id)
    drawn = segno.make(second_factor.address(secret, line.login), error="m").svg_inline(
        scale=5, border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    page = render_template("factor.html", drawn=Markup(drawn), secret=secret, refusals=refusals)  # noqa: S704
    return (page, 409) if refusals else page


@blueprint.post("/factor/off")
def factor_off() -> Answer:
    """Take the second factor off."""
    try:
        factors.take_off(office(), actor(), request.form.get("password", ""), request.form.get("code", ""))
    except RefusedError as refusal:
        return _page(refusal.refusals), 409
    return _done("动态密码已停用")


@blueprint.post("/tokens")
def make_token() -> Answer:
    """A token, shown on this page only."""
    form = request.form
    try:
        made = tokens.make_token(
            office(), actor(), form.get("name", ""), form.getlist("scopes"), form.get("days", 0, int)
        )
    except RefusedError as refusal:
        return _page(refusal.refusals), 409
    return _page(made=made)


@blueprint.post("/tokens/<int:token_id>/end")
def end_token(token_id: int) -> Answer:
    """End a token."""
    tokens.end_token(office(), actor(), token_id)
    return _done("令牌已停用")


@blueprint.post("/visits/end")
def end_visits() -> Answer:
    """Sign out everywhere else."""
    accounts.end_other_visits(office(), actor(), session.get(VISIT, ""))
    return _done("其他地方的登录已退出")


@blueprint.post("/delegations")
def delegate() -> Answer:
    """Lend a role for some days."""
    form = request.form
    try:
        loan = postings.Loan(
            form.get("posting", 0, int), form.get("taker", 0, int), _day("first"), _day("last"),
            form.get("reason", ""),
        )  # fmt: skip
        postings.delegate(office(), actor(), loan)
    except RefusedError as refusal:
        return _page(refusal.refusals), 409
    return _done("委托已生效，受托人会收到消息")


@blueprint.post("/delegations/<int:delegation_id>/end")
def end_delegation(delegation_id: int) -> Answer:
    """Take a lent role back."""
    postings.end_delegation(office(), actor(), delegation_id)
    return _done("委托已收回")


@blueprint.post("/look")
def look() -> Response:
    """大字 and 高对比, kept in a cookie of this browser."""
    chosen = [name for name in LOOKS if name in request.form.getlist("look")]
    answer = redirect(url_for("me.show"), 303)
    answer.set_cookie(
        LOOK, ".".join(chosen), max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer


def _page(refusals: tuple[str, ...] = (), made: str = "") -> str:
    me = actor()
    _, line = directory.person(office(), me, me.id)
    colleagues = [one for one in directory.people(office(), me.unit_id) if one.id != me.id]
    return render_template(
        "me.html",
        line=line,
        unit=directory.unit_for(office(), me, None),
        lendable=[post for post in line.posts if not post.lent and post.role not in SEPARATE],
        colleagues=colleagues,
        loans=[loan for loan in directory.loans(office(), me.unit_id, me) if loan.mine],
        visits=accounts.visits(office(), me),
        tokens=tokens.tokens(office(), me),
        scopes=tokens.SCOPES,
        endings=accounts.ENDINGS,
        now=office().clock(),
        made=made,
        refusals=refusals,
    )


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise RefusedError("请填写委托的起止日期") from None


def _done(message: str) -> Response:
    flash(message)
    return redirect(url_for("me.show"), 303)
