"""One line of the acceptance ledger ↔ what it says; docs/acceptances.md describes the fields."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

from reviewer.errors import ResourceError
from reviewer.records import SCOPES, SEVERITIES, Acceptance

SCHEMA = "reviewer.acceptance/1"
_FIELDS = {entry.name: entry for entry in fields(Acceptance)}
_DAYS = ("made", "until")
_VALUE = re.compile(r"[0-9a-f]{20}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAY_BE_EMPTY = {"where", "document"}


@dataclass(frozen=True, slots=True)
class Removal:
    """A line that takes an acceptance back."""

    id: str
    reason: str
    made: date
    author: str


def line_of(entry: Acceptance | Removal) -> str:
    """The entry as one line of JSON, without its line end."""
    act = "accept" if isinstance(entry, Acceptance) else "remove"
    told = {name: str(value) for name, value in asdict(entry).items()}
    return json.dumps({"schema": SCHEMA, "act": act, **told}, ensure_ascii=False)


def entry_of(line: str) -> Acceptance | Removal:
    """Read and check one line; raises ResourceError that says what is wrong."""
    try:
        told = json.loads(line)
    except ValueError as problem:
        raise ResourceError("不是完整的 JSON") from problem
    if not isinstance(told, dict) or told.pop("schema", None) != SCHEMA:
        raise ResourceError(f"schema 应为 {SCHEMA}")
    act = told.pop("act", None)
    if act not in {"accept", "remove"}:
        raise ResourceError("act 只能是 accept 或 remove")
    names = set(_FIELDS) if act == "accept" else {entry.name for entry in fields(Removal)}
    if wrong := sorted(names ^ set(told)):
        raise ResourceError(f"字段缺少或多余：{'、'.join(wrong)}")
    values = {name: _value(name, value) for name, value in told.items()}
    if act == "remove":
        return Removal(**values)
    acceptance = Acceptance(**values)
    _check(acceptance)
    return acceptance


def identity(acceptance: Acceptance) -> str:
    """The id of an acceptance, made from what it says."""
    told = line_of(replace(acceptance, id=""))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _value(name: str, value: object) -> Any:  # noqa: ANN401 (a text or a day, as the field asks)
    if not isinstance(value, str):
        raise ResourceError(f"{name} 应为文字")
    if name in _DAYS:
        try:
            return date.fromisoformat(value)
        except ValueError as problem:
            raise ResourceError(f"{name} 应为日期，写作 2027-06-30") from problem
    if not value.strip() and name not in _MAY_BE_EMPTY:
        raise ResourceError(f"{name} 不能为空")
    return value


def _check(acceptance: Acceptance) -> None:
    if acceptance.scope not in SCOPES or acceptance.severity not in SEVERITIES:
        raise ResourceError("scope 或 severity 不对")
    if not _VALUE.fullmatch(acceptance.value):
        raise ResourceError("value 应为带密钥的散列值，不能写原文")
    if acceptance.scope == "content" and not _SHA256.fullmatch(acceptance.where):
        raise ResourceError("scope 为 content 时 where 应为文件的 SHA-256")
    if (acceptance.scope == "all") == bool(acceptance.where):
        raise ResourceError("scope 为 all 时 where 应为空，其余要写明")
    if acceptance.until < acceptance.made:
        raise ResourceError("until 早于 made")
    if acceptance.id != identity(acceptance):
        raise ResourceError("编号与内容不符，这一行写下后被改动过；更改请撤回后重新登记")
