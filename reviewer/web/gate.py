"""The gate before every page: who is there, what they may enter, what they must do first."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from reviewer.casework.person import Actor
from reviewer.office.accounts import accounts
from reviewer.office.office import Office
from reviewer.web.rights import RIGHTS, Who

VISIT = "visit"  # where the browser's signed session keeps the token of the visit
_FIRST = {"must_change": "me.password", "must_pledge": "login.pledge"}
_ALWAYS = frozenset({"static", "login.leave", "health.show"})


def guard_pages(app: Flask) -> None:
    """Ask the gate before every request of the app."""
    app.before_request(_enter)


def office() -> Office:
    """The office of the running application."""
    found: Office = current_app.extensions["office"]
    return found


def call_worker() -> None:
    """Tell the worker of this process, where there is one, that there is work."""
    if worker := current_app.extensions.get("worker"):
        worker.wake()


def actor() -> Actor:
    """Who is signed in; 401 sends the browser to the login page."""
    return visitor() or abort(401)


def visitor() -> Actor | None:
    """Who is signed in, or nobody."""
    found: Actor | None = g.get("actor")
    return found


def admits(who: Who, person: Actor | None) -> bool:
    """Whether a line of the rights table lets somebody in."""
    if who == "anyone":
        return True
    if person is None:
        return False
    return who == "signed-in" or person.has(*who)


def _enter() -> Response | None:
    g.actor = None
    endpoint = request.endpoint
    if endpoint == "static":
        return None
    facts = None
    if found := accounts.visitor(office(), session.get(VISIT, "")):
        g.actor, facts = found
        g.visit = facts
    if endpoint is None:
        return None  # 404 and 405 are told as what they are
    who = RIGHTS.get(endpoint)
    if who is None:
        abort(403)  # what nobody wrote down is closed
    if not admits(who, g.actor):
        return abort(403) if g.actor else redirect(url_for("login.show", next=_here()), 303)
    return _first(endpoint, facts) if facts is not None and who != "anyone" else None


def _first(endpoint: str, facts: accounts.VisitFacts) -> Response | None:
    """To the password that must be changed or the 承诺书 that must be accepted, before anything else."""
    for need, place in _FIRST.items():
        if getattr(facts, need):
            return None if endpoint in {place, *_ALWAYS} else redirect(url_for(place), 303)
    return None


def _here() -> str | None:
    """The page to come back to after signing in."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def closed(endpoints: Mapping[str, object]) -> list[str]:
    """Endpoints of an app that the table does not name; a test keeps this empty."""
    return sorted(set(endpoints) - set(RIGHTS) - {"static"})
