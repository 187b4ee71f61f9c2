"""Word documents from templates a unit can change in any word processor, filled in a sandbox."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reviewer.errors import ReportError
from reviewer.report.forms.code import code_png
from reviewer.report.forms.fonts import Lettering, lettering
from reviewer.report.forms.plain import plain
from reviewer.report.forms.stationery import Stationery, read
from reviewer.report.forms.values import Value

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Font names that stand in the templates for the lists of `fonts.toml`.
_STAND_FOR = {"title": "方正小标宋简体", "head": "黑体", "body": "仿宋", "note": "楷体"}
_CODE_WIDTH = Mm(20)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture for the sandbox, which hides names with an underscore: not the document behind it."""

    _draw: Callable[[], str]

    def __html__(self) -> str:
        return self._draw()


def docx(stationery: Stationery, name: str, value: Value) -> bytes:
    """The paper `name` filled in; the same value gives the same bytes. Raises ReportError."""
    file = f"{name}.docx"
    source = read(stationery.find(file))
    filled = BytesIO()
    try:
        template = DocxTemplate(BytesIO(source))
        template.init_docx()
        context = plain(value)
        if back := context.get("back"):
            image = InlineImage(template, BytesIO(code_png(back)), width=_CODE_WIDTH)
            context["code"] = _Drawn(image.__html__)
        template.render(_kept(context), jinja_env=_sandbox())
        template.save(filled)
    except UndefinedError as problem:
        raise ReportError(f"表单模板 {file} 用了没有的字段（{problem.message}），请按说明改正") from problem
    except TemplateError as problem:
        raise ReportError(f"表单模板 {file} 的标记有误（{problem.message}），请改正或移走") from problem
    except ReportError:
        raise
    except Exception as problem:  # a file that people edit: whatever the library trips over
        raise ReportError(f"表单模板 {file} 不是可用的 docx 文件，请改正或移走") from problem
    return _settled(filled.getvalue(), lettering(stationery))


def _sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _kept(tree: Any) -> Any:  # noqa: ANN401 (a tree of plain values)
    """The tree with texts that docxtpl would rewrite (`{_{` → `{{`) parted so that they stay as they are."""
    if isinstance(tree, str):
        return re.sub(r"(\{_)(?=[{%])|([}%]_)(?=\})", "\\g<0>\u2060", tree)
    if isinstance(tree, dict):
        return {key: _kept(entry) for key, entry in tree.items()}
    return [_kept(entry) for entry in tree] if isinstance(tree, list) else tree


def _settled(data: bytes, letters: Lettering) -> bytes:
    """The package with the unit's fonts, its members in order and without the time of making."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for member in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = old.read(member)
            if member.startswith("word/") and member.endswith(".xml"):
                part = _lettered(part, member, letters)
            new.writestr(zipfile.ZipInfo(member, _LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _lettered(part: bytes, member: str, letters: Lettering) -> bytes:
    """The template's font names become the first of their lists, the others their substitutes."""
    text = part.decode("utf-8")
    for role, word in _STAND_FOR.items():
        first = _attribute(letters.of(role)[0])
        text = text.replace(f'w:eastAsia="{word}"', f'w:eastAsia="{first}"')
        if member == "word/fontTable.xml":
            others = _attribute(",".join(letters.of(role)[1:]))
            old, new = f'<w:font w:name="{word}">', f'<w:font w:name="{first}"><w:altName w:val="{others}"/>'
            text = text.replace(old, new)
    return text.encode("utf-8")


def _attribute(name: str) -> str:
    return name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
