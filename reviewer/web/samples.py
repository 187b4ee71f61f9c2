"""Fictitious drafts to try on the first page."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file
from werkzeug.wrappers import Response as AnyResponse

from reviewer.errors import ResourceError
from reviewer.records import Origin
from reviewer.web.checks import hand_in
from reviewer.web.desk import Submission

blueprint = Blueprint("samples", __name__)


@dataclass(frozen=True, slots=True)
class Sample:
    """One draft: its file, whether it must come out clear, and what it shows."""

    id: str
    path: Path
    title: str
    line: str
    shows: str
    clear: bool
    icon: str


def load_samples(web: Path) -> dict[str, Sample]:
    """The samples listed in `samples/samples.toml`, by id; raises ResourceError."""
    folder = web / "samples"
    try:
        listed = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))["sample"]
        return {entry["id"]: Sample(path=folder / entry.pop("file"), **entry) for entry in listed}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ResourceError(f"样例清单无法读取：{folder}（{problem}）") from problem


@blueprint.post("/samples/<name>")
def check(name: str) -> AnyResponse:
    """Hand a sample in, as if the visitor had chosen the file."""
    sample = _sample(name)
    return hand_in([Submission(sample.path.read_bytes(), Origin("upload", sample.path.name))])


@blueprint.get("/samples/<name>")
def download(name: str) -> Response:
    """The sample as a file."""
    sample = _sample(name)
    return send_file(
        BytesIO(sample.path.read_bytes()),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=sample.path.name,
    )


def _sample(name: str) -> Sample:
    samples: dict[str, Sample] = current_app.extensions["samples"]
    return samples.get(name) or abort(404)
