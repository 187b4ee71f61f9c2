"""Routes of a check's reports: the whole result as a file to keep or pass on."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, Response, abort, current_app, request, send_file

from reviewer.records import Reviewed
from reviewer.report.html import check_html
from reviewer.report.json import Run, check_json
from reviewer.web.checks import desk, finished

blueprint = Blueprint("reports", __name__)


@blueprint.get("/checks/<token>/report.html")
def html(token: str) -> Response:
    """One self-contained page; masked unless the visitor has the text shown."""
    reviewed, seconds = _result(token)
    page = check_html(reviewed, _run(), seconds, reveal=_reveal(), web=current_app.extensions["web"])
    return _file(page, "审查结果.html", "text/html")


@blueprint.get("/checks/<token>/report.json")
def json(token: str) -> Response:
    """The result in the form of docs/check.schema.json."""
    reviewed, seconds = _result(token)
    verdicts = [item.verdict for item in reviewed]
    return _file(check_json(verdicts, _run(), seconds, reveal=_reveal()), "审查结果.json", "application/json")


def _result(token: str) -> tuple[Sequence[Reviewed], float]:
    job = finished(token)
    if job is None:
        abort(404)
    return [item for item in job.results if item is not None], desk().elapsed(job)


def _run() -> Run:
    run: Run = current_app.extensions["run"]
    return run


def _reveal() -> bool:
    return request.args.get("reveal") == "1"


def _file(text: str, name: str, media_type: str) -> Response:
    return send_file(BytesIO(text.encode()), media_type, as_attachment=True, download_name=name)
