"""For publishing systems: whether bytes are approved, and that they were put online. Bearer tokens, JSON.

Nothing here signs anything: people sign. Errors are `{"error": code, "messages": [in Chinese]}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, OvertakenError, RefusedError
from reviewer.office.accounts.tokens import token_actor
from reviewer.office.cases import publishing
from reviewer.office.cases.publishing import Publication, Standing
from reviewer.web.gate import office

blueprint = Blueprint("api", __name__, url_prefix="/api")
Answer = tuple[Response, int]


class _NoTokenError(Exception):
    """The token is missing, wrong, over, or of another scope."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@blueprint.get("/cases/<number>")
def show(number: str) -> Answer:
    """How a case stands; with `?sha256=` whether those bytes are approved."""
    person = _bearer("cases:read")
    standing = publishing.standing(office(), person, number, request.args.get("sha256", ""))
    return jsonify(_told(standing)), 200


@blueprint.post("/cases/<number>/publish")
def publish(number: str) -> Answer:
    """Register a publication: `url`, `sha256` (a list), `at` (ISO 8601 with its zone), `take_down_on`."""
    person = _bearer("publish")
    given = request.get_json(silent=True)
    publication = _publication(given if isinstance(given, dict) else {})
    case_id, turn = publishing.numbered(office(), person, number)
    publishing.publish(office(), person, case_id, turn, publication)
    return jsonify(_told(publishing.standing(office(), person, number))), 200


@blueprint.errorhandler(_NoTokenError)
def no_token(problem: _NoTokenError) -> Answer:
    """401 or 403."""
    answer, status = _wrong("token", [problem.message], problem.status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer, status


@blueprint.errorhandler(RefusedError)
def refused(problem: RefusedError) -> Answer:
    """409: a rule stands against it, or somebody was quicker."""
    code = "overtaken" if isinstance(problem, OvertakenError) else "refused"
    return _wrong(code, list(problem.refusals), 409)


@blueprint.errorhandler(AbsentError)
def absent(problem: AbsentError) -> Answer:
    """404: it does not exist, or not for this token."""
    return _wrong("absent", [problem.message], 404)


def _bearer(scope: str) -> Actor:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise _NoTokenError(401, "请在 Authorization 里带上令牌（Bearer）")
    try:
        return token_actor(office(), token.strip(), scope)
    except AbsentError as problem:
        raise _NoTokenError(401, problem.message) from problem
    except RefusedError as problem:
        raise _NoTokenError(403, problem.message) from problem


def _publication(given: Mapping[str, Any]) -> Publication:
    hashes = given.get("sha256")
    listed = [str(entry).lower() for entry in hashes[:200]] if isinstance(hashes, list) else []
    return Publication(
        str(given.get("url", "")),
        _moment(given.get("at")),
        tuple(listed),
        _day(given.get("take_down_on")),
    )


def _moment(text: object) -> datetime:
    """A moment with its zone, now where none is given; raises RefusedError."""
    if text is None:
        return office().clock()
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 (without a zone, as an unreadable one)
    if moment.tzinfo is None:
        raise RefusedError("at 应为带时区的时间，如 2026-03-02T09:00:00+08:00")
    return moment


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        raise RefusedError("take_down_on 应为日期，如 2026-04-01") from None


def _told(standing: Standing) -> dict[str, object]:
    return {
        "schema": "reviewer.case/1",
        "number": standing.number,
        "state": standing.state,
        "revision": standing.revision,
        "approved": standing.approved,
        "items": [
            {"ordinal": ordinal, "kind": kind, "sha256": sha256, "sm3": sm3}
            for ordinal, kind, sha256, sm3 in standing.items
        ],
        "bytes_approved": standing.bytes_approved,
        "url": standing.url,
        "published_at": standing.published_at.isoformat() if standing.published_at else None,
        "take_down_on": standing.take_down_on.isoformat() if standing.take_down_on else None,
    }


def _wrong(code: str, messages: list[str], status: int) -> Answer:
    return jsonify({"error": code, "messages": messages}), status
