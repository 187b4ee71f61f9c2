"""What a visitor handed in with a form: pasted text and files, in memory only."""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage

from reviewer.records import Origin
from reviewer.web.desk import Submission

PASTED = "粘贴的文字"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class InMemoryRequest(Request):
    """A request whose uploads never go to a temporary file."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        return BytesIO()


def submissions(request: Request) -> list[Submission]:
    """The pasted text (if any) and the files, in the order given; empty when nothing was handed in."""
    found = []
    text = request.form.get("text", "").replace("\r\n", "\n")
    if text.strip():
        found.append(Submission(text.encode("utf-8", "replace"), Origin("paste", PASTED)))
    files = [file for file in request.files.getlist("files") if file.filename]
    return found + [_upload(file) for file in files]


def _upload(file: FileStorage) -> Submission:
    return Submission(file.read(), Origin("upload", file_name(file.filename or "")))


def file_name(given: str) -> str:
    """The last part of a path as sent, without characters that cannot be seen; at most 200 long."""
    name = _UNSEEN.sub("", re.split(r"[\\/]", given)[-1]).strip()
    stem, dot, ending = name.rpartition(".")
    if len(name) > 200:
        name = f"{stem[: 190 - len(ending)]}…{dot}{ending}" if len(ending) < 10 else name[:200]
    return name or "未命名文件"
