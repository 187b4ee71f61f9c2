"""Routes of coming and going: sign in and out, the 承诺书, and the first page while there is nobody."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

from reviewer.casework.roles import ROLES, Role
from reviewer.errors import RefusedError
from reviewer.office.accounts import accounts, federation, first_run, pledges
from reviewer.office.demonstration import demonstration
from reviewer.office.organisation.staff import PersonForm
from reviewer.web.gate import VISIT, actor, office, visitor
from reviewer.web.navigation import start
from reviewer.web.turnstile import Turnstile

LOCAL = ("127.0.0.1", "::1")  # passwords of a demonstration are shown on this machine only
_TICKET = "provider"  # where the browser's session keeps the ticket
WAIT = "这个地址连续登录失败太多，请过几分钟再试"

blueprint = Blueprint("login", __name__)
Answer = str | Response | tuple[str, int]


class _OverHttps(SecureCookieSessionInterface):
    """The session's cookie is Secure whenever the request came over https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or super().get_cookie_secure(app)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    assert isinstance(state.app, Flask)
    state.app.session_interface = _OverHttps()
    state.app.extensions["turnstile"] = Turnstile()


@blueprint.get("/login")
def show() -> Answer:
    """The login page; the first page while there is nobody."""
    if first_run.is_empty(office()):
        return redirect(url_for("login.setup"), 303)
    person = visitor()
    return redirect(url_for(start(person)), 303) if person else _form(request.args.get("next", ""))


@blueprint.post("/login")
def enter() -> Answer:
    """Sign in; the session is made anew, and the browser goes where it wanted to."""
    turnstile: Turnstile = current_app.extensions["turnstile"]
    address, now, form = request.remote_addr or "", office().clock(), request.form
    wanted = form.get("next", "")
    if turnstile.shut(address, now):
        return _form(wanted, WAIT), 429
    try:
        token = accounts.sign_in(
            office(), form.get("login", ""), form.get("password", ""), form.get("totp", ""), address
        )
    except RefusedError as refusal:
        turnstile.failed(address, now)
        return _form(wanted, *refusal.refusals), 401
    return _begun(token, wanted)


@blueprint.get("/login/provider")
def elsewhere() -> Response:
    """To the unit's identity provider."""
    address, ticket = federation.begin(_provider(), url_for("login.returned", _external=True))
    session[_TICKET] = [ticket.state, ticket.nonce, ticket.verifier, _inside(request.args.get("next", ""))]
    return redirect(address, 303)


@blueprint.get("/login/provider/back")
def returned() -> Answer:
    """Back from the identity provider; the ticket is good for one return."""
    ticket = session.pop(_TICKET, None)
    if ticket is None:
        return redirect(url_for("login.show"), 303)
    *parts, wanted = ticket
    where = (url_for("login.returned", _external=True), request.remote_addr or "")
    try:
        token = federation.finish(office(), _provider(), federation.Ticket(*parts), request.args, where)
    except RefusedError as refusal:
        return _form(wanted, *refusal.refusals), 401
    return _begun(token, wanted)


@blueprint.post("/logout")
def leave() -> Response:
    """End the visit."""
    accounts.sign_out(office(), session.get(VISIT, ""))
    session.clear()
    return redirect(url_for("login.show"), 303)


@blueprint.route("/pledge", methods=["GET", "POST"])
def pledge() -> Answer:
    """Read and accept the 保密承诺书."""
    text = pledges.read(office())
    refusals: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            if request.form.get("agree") != "yes":
                raise RefusedError("请先勾选“我已阅读并承诺”")  # noqa: TRY301
            pledges.accept(office(), actor(), request.form.get("digest", ""))
            return redirect(url_for(start(actor())), 303)
        except RefusedError as refusal:
            refusals = refusal.refusals
    page = render_template("pledge.html", text=text, digest=pledges.digest(text), refusals=refusals)
    return (page, 409) if refusals else page


@blueprint.route("/setup", methods=["GET", "POST"])
def setup() -> Answer:
    """Found the unit with its 三员; gone as soon as anybody has an account."""
    if not first_run.is_empty(office()):
        abort(404)
    refusals: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            return render_template("setup_done.html", made=_found())
        except RefusedError as refusal:
            refusals = refusal.refusals
    page = render_template("setup.html", roles=first_run.THREE, logins=first_run.LOGINS, refusals=refusals)
    return (page, 409) if refusals else page


def _found() -> tuple[first_run.First, ...]:
    form, here = request.form, office()
    turnstile: Turnstile = current_app.extensions["turnstile"]
    address, now = request.remote_addr or "", here.clock()
    if turnstile.shut(address, now):
        raise RefusedError(WAIT)
    if not first_run.is_setup_code(here.settings, form.get("code", "")):
        turnstile.failed(address, now)
        raise RefusedError("安装码不对：在服务器上运行 reviewer accounts code 查看")
    three: dict[Role, PersonForm] = {
        role: PersonForm(form.get(f"login-{role}", ""), form.get(f"name-{role}", "") or ROLES[role])
        for role in first_run.THREE
    }
    return first_run.found(
        here, first_run.Founding(form.get("unit-code", ""), form.get("unit-name", ""), three)
    )


def _begun(token: str, wanted: str) -> Response:
    """The browser's session made anew for a visit, and the way onward."""
    if previous := session.get(VISIT):
        accounts.sign_out(office(), previous)
    session.clear()
    session[VISIT] = token
    found = accounts.visitor(office(), token)
    return redirect(_inside(wanted) or url_for(start(found[0]) if found else "login.show"), 303)


def _provider() -> federation.Provider:
    return federation.provider(office().settings) or abort(404)


def _form(wanted: str, *refusals: str) -> str:
    demo = demonstration.guests(office()) if request.remote_addr in LOCAL else ()
    provider = federation.provider(office().settings)
    return render_template(
        "login.html", wanted=_inside(wanted), demo=demo, provider=provider, refusals=refusals
    )


def _inside(wanted: str) -> str:
    """The address if it is a path of this site; "" for whatever could lead elsewhere."""
    parts = urlsplit(wanted)
    strange = "\\" in wanted or any(ord(letter) < 32 for letter in wanted)
    outside = parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//")
    return "" if outside or strange else wanted
