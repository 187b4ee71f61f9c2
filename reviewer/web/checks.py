"""Routes of a check: the first page, handing work in, progress and the result."""

from __future__ import annotations

import secrets

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from reviewer.report.page.sheet import sheet, tab
from reviewer.web.desk import Desk, Job, Submission
from reviewer.web.handed_in import submissions

PATIENCE = 0.7  # seconds a visitor waits for a quick result before the progress page

blueprint = Blueprint("checks", __name__)


@blueprint.get("/")
def home() -> str:
    """The first page."""
    return _home("")


@blueprint.post("/checks")
def create() -> AnyResponse | tuple[str, int]:
    """Hand in pasted text and files; the result has its own address."""
    work = submissions(request)
    if not work:
        return _home("还没有内容：请粘贴文字，或选择至少一个文件。"), 422
    most = desk().allowance.files
    if len(work) > most:
        return _home(f"一次最多检查 {most} 个文件，请分批提交。"), 422
    return hand_in(work)


@blueprint.get("/checks/<token>")
def show(token: str) -> str:
    """The result, or progress while documents are still under review."""
    job = _job(token)
    if job.ended is None:
        return render_template("progress.html", **_progress(job))
    number = request.args.get("document", 1, int)
    if not 1 <= number <= len(job.results):
        abort(404)
    reviewed = job.results[number - 1]
    assert reviewed is not None
    reveal, whole = request.args.get("reveal") == "1", request.args.get("all") == "1"
    return render_template(
        "result.html",
        job=job,
        number=number,
        here={"token": token, "document": number if len(job.results) > 1 else None},
        reveal=reveal,
        whole=whole,
        tabs=_tabs(job),
        sheet=sheet(reviewed, reveal=reveal, whole=whole),
        seconds=desk().elapsed(job),
    )


@blueprint.get("/checks/<token>/progress")
def progress(token: str) -> Response | str:
    """The moving part of the progress page; tells the page to reload when all is done or forgotten."""
    job = desk().find(token, session.get("visitor"))
    if job is None or job.ended is not None:
        return Response(status=200 if job else 404, headers={"HX-Refresh": "true"})
    return render_template("_progress.html", **_progress(job))


def finished(token: str) -> Job | None:
    """The visitor's job if all its documents are reviewed; 404 for what is not the visitor's."""
    job = _job(token)
    return job if job.ended is not None else None


def hand_in(work: list[Submission]) -> AnyResponse:
    """Queue work for this visitor, wait a moment, and send the visitor to its address."""
    owner = session.setdefault("visitor", secrets.token_urlsafe(18))
    job = desk().submit(owner, work)
    job.wait(PATIENCE)
    return redirect(url_for("checks.show", token=job.token), 303)


def desk() -> Desk:
    """The desk of the running application."""
    found: Desk = current_app.extensions["desk"]
    return found


def _home(notice: str) -> str:
    return render_template("home.html", notice=notice, samples=current_app.extensions["samples"])


def _job(token: str) -> Job:
    job = desk().find(token, session.get("visitor"))
    if job is None:
        abort(404)
    return job


def _tabs(job: Job) -> list[object]:
    pairs = zip(job.names, job.results, strict=True)
    return [tab(number, name, reviewed) for number, (name, reviewed) in enumerate(pairs, 1)]


def _progress(job: Job) -> dict[str, object]:
    return {"job": job, "tabs": _tabs(job), "elapsed": desk().elapsed(job)}
