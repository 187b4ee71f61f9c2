"""The 审查表's fields as data: what is asked, what is still missing, what must not be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast, get_args

import tomli

from reviewer.errors import ResourceError

FieldKind = Literal["text", "lines", "choice", "choices", "yes-no", "date", "tick"]
Value = str | list[str]
LONGEST = {"text": 300, "lines": 4000}
CONTENT_CLASS = "content_class"  # id of the field by which a unit may set another flow
YES_NO = {"yes": "是", "no": "否"}


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form; `when` is "other=value" for a field that is asked only then."""

    id: str
    label: str
    kind: FieldKind
    choices: dict[str, str]
    required: bool = False
    when: str = ""
    help: str = ""

    def asked(self, values: Mapping[str, Value]) -> bool:
        """Whether the field counts, given the other values."""
        other, _, wanted = self.when.partition("=")
        return not self.when or values.get(other) == wanted

    def told(self, value: Value) -> str:
        """A value in words, for people and paper."""
        chosen = value if isinstance(value, list) else [value] if value else []
        return "、".join(self.choices.get(entry, entry) for entry in chosen)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form; `version` is the hash of its file."""

    key: str
    name: str
    version: str
    groups: tuple[Group, ...]

    @property
    def fields(self) -> Iterator[Field]:
        """All fields in order."""
        for group in self.groups:
            yield from group.fields


def load_form(path: Path) -> Form:
    """Read one form file; raises ResourceError that names what is wrong."""
    try:
        data = path.read_bytes()
        table = tomli.loads(data.decode())
        groups = tuple(
            Group(group["name"], tuple(_field(entry) for entry in group["field"])) for group in table["group"]
        )
        form = Form(table["key"], table["name"], sha256(data).hexdigest(), groups)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ResourceError(f"表单文件不合格式：{path.name}（{problem}）") from problem
    ids = [field.id for field in form.fields]
    if len(set(ids)) != len(ids):
        raise ResourceError(f"表单文件不合格式：{path.name}（字段 id 重复）")
    return form


def missing(form: Form, values: Mapping[str, Value]) -> tuple[str, ...]:
    """What keeps the form from being submitted, one line each."""
    lines = [
        f"请确认：{field.label}" if field.kind == "tick" else f"请填写“{field.label}”"
        for field in form.fields
        if field.required and field.asked(values) and not values.get(field.id)
    ]
    return (*lines, *_contradictions(values))


def cleaned(form: Form, given: Mapping[str, list[str]]) -> dict[str, Value]:
    """Values as the form knows them: no unknown fields or choices, texts trimmed and cut, dates real."""
    values = {field.id: _clean(field, given.get(field.id, [])) for field in form.fields}
    return {identity: value for identity, value in values.items() if value}


def _clean(field: Field, given: list[str]) -> Value:
    if field.kind == "choices":
        return [entry for entry in given if entry in field.choices]
    text = given[0].strip() if given else ""
    if field.choices:
        return text if text in field.choices else ""
    if field.kind == "date":
        return text if _is_date(text) else ""
    return text[: LONGEST.get(field.kind, 300)]


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _contradictions(values: Mapping[str, Value]) -> Iterator[str]:
    """What may not go on to review here. Sources: 保守国家秘密法, 政府信息公开条例 (domain.md §1)."""
    if values.get("state_secret") == "yes":
        yield "声明涉及国家秘密的内容不得在本系统处理，请立即停止并报告保密审查员"
    if values.get("attribute") == "none":
        yield "公开属性为“不予公开”的内容不能提交发布"
    if values.get("attribute") == "on-request" and "portal" in values.get("channels", ()):
        yield "依申请公开的内容不主动发布到网站，请核对公开属性或发布途径"
    if values.get("reprint") == "yes" and values.get("original_checked") == "no":
        yield "转载内容须先核对原件"
    declared = [values.get(name) for name in ("work_secret", "trade_secret", "privacy", "from_secret")]
    if "yes" in declared and not values.get("measures"):
        yield "声明涉及工作秘密、商业秘密、个人隐私或摘编自涉密文件的，须写明拟采取的措施"


def _field(entry: dict[str, Any]) -> Field:
    kind = cast("FieldKind", entry["kind"])
    if kind not in get_args(FieldKind):
        raise ValueError(f"字段种类 {kind} 无法识别")
    choices = dict(YES_NO) if kind == "yes-no" else dict(entry.get("choices", {}))
    if kind == "tick":
        choices = {"yes": "是"}
    return Field(
        entry["id"], entry["label"], kind, choices, entry.get("required", False),
        entry.get("when", ""), entry.get("help", ""),
    )  # fmt: skip
