"""Results of many documents on the screen or in a file, in every form that commands offer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import click

from reviewer import ODD
from reviewer.errors import ReportError
from reviewer.records import Reviewed, Verdict
from reviewer.report.json import Run, check_json, document_json
from reviewer.report.text import document_text, summary_text
from reviewer.resources import folder
from reviewer.settings import Settings

_HTML = "reviewer.report.html"  # loaded only when asked for: Jinja takes a tenth of a cold check

Put = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class How:
    """What all forms of a result need to know."""

    settings: Settings
    run: Run
    reveal: bool
    started: float
    many: bool  # then clear documents are counted, not listed
    watched: bool  # then a progress bar has the screen until the end

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.started


def written(output: Path | None, form: str, write: Callable[[Put], T]) -> T:
    """Write to the screen, or whole to a file; raises ReportError when the file cannot be written.

    Only text is in the encoding of the screen: what programs read is always UTF-8.
    """
    if output is None:
        return write(click.echo if form == "text" else lambda text: click.echo(text.encode(errors=ODD)))
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("w", encoding="utf-8", errors=ODD) as file:
            given = write(lambda text: click.echo(text, file=file, color=False))
        part.replace(output)
    except OSError as problem:
        raise ReportError(f"结果无法写入：{output}") from problem
    finally:
        part.unlink(missing_ok=True)
    return given


def _text(reviewed: Iterator[Reviewed], put: Put, how: How) -> list[Verdict]:
    verdicts, waiting = [], []
    for item in reviewed:
        verdicts.append(item.verdict)
        if how.many and item.verdict.grade == "clear":
            continue
        text = document_text(item.verdict, reveal=how.reveal)
        if how.watched:
            waiting.append(text)
        else:
            put(text)
    put("\n".join([*waiting, "", summary_text(verdicts, how.seconds)]))
    return verdicts


def _json(reviewed: Iterator[Reviewed], put: Put, how: How) -> list[Verdict]:
    verdicts = [item.verdict for item in reviewed]
    put(check_json(verdicts, how.run, how.seconds, reveal=how.reveal))
    return verdicts


def _jsonl(reviewed: Iterator[Reviewed], put: Put, how: How) -> list[Verdict]:
    verdicts = []
    for item in reviewed:
        verdicts.append(item.verdict)
        put(document_json(item.verdict, reveal=how.reveal))
    return verdicts


def _html(reviewed: Iterator[Reviewed], put: Put, how: How) -> list[Verdict]:
    found = list(reviewed)
    web = folder("web", how.settings)
    check_html = import_module(_HTML).check_html
    put(check_html(found, how.run, how.seconds, reveal=how.reveal, web=web))
    return [item.verdict for item in found]


Form = Callable[[Iterator[Reviewed], Put, How], list[Verdict]]
FORMS: dict[str, Form] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "html": _html,
}
