"""Whether the process answers, for monitors."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show() -> Response:
    """`{"status": "ok"}` while requests are served."""
    return jsonify(status="ok")
