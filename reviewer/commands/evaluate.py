"""`reviewer evaluate`: how often the product is right on labelled cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from reviewer.commands.showing import written
from reviewer.evaluation.document import evaluation_document
from reviewer.report.evaluation.shown import excerpt, start
from reviewer.report.evaluation.text import evaluation_text
from reviewer.resources import folder as resource
from reviewer.review import evaluate
from reviewer.settings import Settings, load_settings

_HTML = "reviewer.report.evaluation.html"  # loaded only when asked for


@click.command(
    "evaluate",
    help="用带标注的材料测量：各类别、各规则的精确率、召回率、F1、F2，误报、误拦的比例，分类器校准，漏报清单。",
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--public", is_flag=True, help="文件夹中每个文件都是可以公开的材料，只测误报")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="结果格式"
)
@click.option("--output", type=click.Path(path_type=Path), help="写入文件（缺省写到屏幕）")
@click.option("--reveal", is_flag=True, help="显示漏报和误报的原文（缺省遮盖）")
def command(*, folder: Path, public: bool, form: str, output: Path | None, reveal: bool) -> int:
    """Print or write the figures; exit 0 whatever they are."""
    settings = load_settings()
    found = evaluation_document(
        evaluate(settings, folder, public=public),
        excerpt=partial(excerpt, reveal=reveal),
        start=partial(start, reveal=reveal),
    )
    written(output, form, lambda put: put(_FORMS[form](found, settings, folder, reveal)))
    return 0


def _text(found: Mapping[str, Any], _settings: Settings, _folder: Path, _reveal: bool) -> str:  # noqa: FBT001
    return evaluation_text(found)


def _json(found: Mapping[str, Any], _settings: Settings, _folder: Path, _reveal: bool) -> str:  # noqa: FBT001
    return json.dumps(found, ensure_ascii=False, indent=1)


def _html(found: Mapping[str, Any], settings: Settings, folder: Path, reveal: bool) -> str:  # noqa: FBT001
    page: str = import_module(_HTML).evaluation_html(
        found,
        title=folder.resolve().name,
        day=date.today().isoformat(),  # noqa: DTZ011  # the local calendar day
        reveal=reveal,
        web=resource("web", settings),
    )
    return page


_FORMS = {"text": _text, "json": _json, "html": _html}
