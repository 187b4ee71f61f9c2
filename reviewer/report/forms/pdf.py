"""PDF documents from Typst templates a unit can change; values come in as data and are never markup."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from reviewer.errors import ReportError
from reviewer.report.forms.code import code_svg
from reviewer.report.forms.fonts import present, usable
from reviewer.report.forms.plain import plain
from reviewer.report.forms.stationery import Stationery, read
from reviewer.report.forms.values import Value

MEDIA_TYPE = "application/pdf"
_NOWHERE = "/nonexistent"  # packages are neither kept nor fetched
_PACKAGE = re.compile(r'"@|from-unicode|\beval\b|\bplugin\b')


def pdf(stationery: Stationery, name: str, value: Value) -> bytes:
    """The paper `name` filled in; the same value gives the same bytes. Raises ReportError."""
    fonts = usable(stationery)
    context = plain(value)
    data = {"data": json.dumps({**context, "fonts": asdict(fonts)}, ensure_ascii=False)}
    if back := context.get("back"):
        data["code"] = code_svg(back).decode()
    try:
        files: Any = _sources(stationery, name)  # a table of files, which its stub does not name
        made: bytes = typst.compile(
            files,
            root=str(stationery.folders[0]),
            font_paths=present(stationery),
            format="pdf",
            sys_inputs=data,
            package_path=_NOWHERE,
            package_cache_path=_NOWHERE,
            timestamp=int(value.printed_at.timestamp()) if hasattr(value, "printed_at") else 0,
        )
    except typst.TypstError as problem:
        raise ReportError(f"表单模板 {name}.typ 不能使用（{_told(problem)}），请改正或移走") from problem
    return made


def _sources(stationery: Stationery, name: str) -> dict[str, bytes]:
    """The template as `main`, with all it may import; raises ReportError for what they may not hold."""
    paths = stationery.every(".typ")
    if f"{name}.typ" not in paths:
        raise ReportError(f"没有表单模板 {name}.typ")
    sources = {file: _source(path) for file, path in paths.items()}
    return {"main.typ": sources.pop(f"{name}.typ"), **sources}


def _source(path: Path) -> bytes:
    data = read(path)
    try:
        text = data.decode("utf-8")
    except ValueError as problem:
        raise ReportError(f"表单模板 {path.name} 不是 UTF-8 文本") from problem
    if found := _PACKAGE.search(text):
        raise ReportError(f"表单模板 {path.name} 不得引用外部软件包或执行拼出的代码（{found[0]}）")
    return data


def _told(problem: typst.TypstError) -> str:
    """The compiler's own words with the line, for the person who mends the template."""
    line = re.search(r"\.typ:(\d+):", problem.diagnostic)
    return f"{f'第{line[1]}行：' if line else ''}{problem.message}"[:200]
