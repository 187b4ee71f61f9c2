"""The application factory: one Flask app over one reviewer."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for
from flask_wtf.csrf import CSRFProtect

from reviewer import __version__
from reviewer.casework.grounds import DECISIONS, GROUNDS, PUBLISHABLE
from reviewer.casework.roles import ROLES
from reviewer.casework.states import ACTS, STATES
from reviewer.moments import day_in_words, moment_in_words
from reviewer.office.office import Office
from reviewer.records import CATEGORIES
from reviewer.report.json import Run
from reviewer.report.page.words import GRADES, ISOLATIONS, SEVERITIES, size_in_words
from reviewer.resources import folder
from reviewer.secret import secret_key
from reviewer.web import (
    access,
    accounts,
    addresses,
    api,
    audit,
    campaigns,
    cases,
    checks,
    faults,
    gate,
    headers,
    health,
    inbox,
    incidents,
    items,
    login,
    me,
    moving,
    navigation,
    notices,
    organisation,
    papers,
    phone,
    plans,
    publishing,
    register,
    reports,
    samples,
    signing,
    sites,
    statistics,
    tickets,
    versions,
)
from reviewer.web.desk import Desk
from reviewer.web.handed_in import InMemoryRequest

NOUNS = (
    checks,
    reports,
    samples,
    health,
    cases,
    items,
    versions,
    login,
    me,
    accounts,
    access,
    organisation,
    inbox,
    register,
    statistics,
    audit,
    signing,
    moving,
    publishing,
    incidents,
    notices,
    phone,
    papers,
    tickets,
    api,
    sites,
    addresses,
    plans,
    campaigns,
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create_app(office: Office, *, hosts: tuple[str, ...] | None = LOOPBACK) -> Flask:
    """Build the app over an office; `hosts` are the host names it answers to (None: any).

    Raises ReviewerError.
    """
    settings = office.settings
    web = folder("web", settings)
    app = Flask("reviewer.web", template_folder=str(web / "templates"), static_folder=str(web / "static"))
    app.request_class = InMemoryRequest
    app.config.update(
        SECRET_KEY=secret_key(settings.state, "web"),
        SESSION_COOKIE_NAME="reviewer",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.limits.bytes,
        MAX_FORM_MEMORY_SIZE=settings.limits.bytes,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as the session it belongs to
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _furnish(app, office, web)
    headers.guard(app, hosts)
    CSRFProtect(app).exempt(api.blueprint)  # programs bring a token of their own, and no cookie counts there
    gate.guard_pages(app)
    faults.show_faults(app)
    app.context_processor(navigation.frame)
    for noun in NOUNS:
        app.register_blueprint(noun.blueprint)
    return app


def _furnish(app: Flask, office: Office, web: Path) -> None:
    """Give the app its office, desk, samples and the words its templates use."""
    reviewer = office.reviews
    app.extensions["office"] = office
    desk = Desk(reviewer.review)
    atexit.register(desk.close)
    app.extensions["desk"] = desk
    app.extensions["web"] = web
    app.extensions["run"] = Run(reviewer.rules.version, reviewer.model_version)
    app.extensions["samples"] = samples.load_samples(web)
    app.jinja_env.globals.update(
        asset=_assets(web / "static"),
        GRADES=GRADES,
        SEVERITIES=SEVERITIES,
        CATEGORIES=CATEGORIES,
        ISOLATIONS=ISOLATIONS,
        STATES=STATES,
        ACTS=ACTS,
        ROLES=ROLES,
        GROUNDS=GROUNDS,
        PUBLISHABLE=PUBLISHABLE,
        DECISIONS=DECISIONS,
        version=__version__,
        rules_version=reviewer.rules.version,
        model_version=reviewer.model_version,
        most=size_in_words(app.config["MAX_CONTENT_LENGTH"]),
    )
    app.jinja_env.globals["has_page"] = app.view_functions.__contains__
    app.jinja_env.filters["size"] = size_in_words
    app.jinja_env.filters["moment"] = moment_in_words
    app.jinja_env.filters["day"] = day_in_words


def _assets(static: Path) -> Callable[[str], str]:
    """A function from a static file's name to its address, versioned by content."""

    @cache
    def digest(name: str) -> str:
        return sha256((static / name).read_bytes()).hexdigest()[:12]

    return lambda name: url_for("static", filename=name, v=digest(name))
