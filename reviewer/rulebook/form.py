"""One TOML table → Rule, every field checked; the only place that knows the fields' forms."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import Any, get_args

from reviewer.errors import RuleError
from reviewer.records import (
    CATEGORIES,
    KINDS,
    SEVERITIES,
    Adjustment,
    Boundary,
    Escalation,
    Example,
    Rule,
    RuleKind,
)

_FIELDS = {entry.name: entry for entry in fields(Rule)}
_ALLOW_DEFAULTS = {"category": "state-secret", "severity": "note", "basis": "", "advice": ""}
_NEEDED = {  # what each kind cannot do without
    "terms": ("terms",),
    "pattern": ("pattern", "anchors"),
    "joint": ("groups",),
    "identifier": ("validator",),
    "mark": ("validator",),
    "carrier": ("place",),
    "classifier": ("validator",),
    "allow": ("terms",),
    "person": ("validator",),
    "masking": ("validator",),
}
_CHOICES = {
    "category": tuple(CATEGORIES),
    "severity": SEVERITIES,
    "kind": get_args(RuleKind),
    "boundary": get_args(Boundary),
    "mask": ("none", "partial", "all"),
}
_FORBIDDEN = re.compile(r"\\b|\\B|\(\?[=!<](?!P)|\\[1-9]|\(\?P=")


def rule_from(table: dict[str, Any]) -> Rule:
    """Check and convert one table; raises RuleError with a message that names the field."""
    if table.get("kind") == "allow":
        table = {**_ALLOW_DEFAULTS, **table}
    if unknown := sorted(set(table) - set(_FIELDS)):
        raise RuleError(f"不认识的字段 {'、'.join(unknown)}")
    values: dict[str, Any] = {name: _value(name, value) for name, value in table.items()}
    for name, entry in _FIELDS.items():
        if name not in values and entry.default is MISSING:
            raise RuleError(f"缺少字段 {name}")
    rule = Rule(**values)
    _check(rule)
    return rule


def _value(name: str, value: object) -> object:
    if name in {"examples", "counterexamples"}:
        return tuple(_example(item) for item in _list(name, value))
    if name == "adjust":
        return tuple(_adjustment(item) for item in _list(name, value))
    if name == "escalate":
        return tuple(Escalation(**_table(item, Escalation)) for item in _list(name, value))
    if name == "groups":
        return tuple(_words(name, group) for group in _list(name, value))
    if name in {"terms", "anchors", "near", "unless", "place"}:
        return _words(name, value)
    if name in _CHOICES and value not in _CHOICES[name]:
        raise RuleError(f"{name} 不能是 {value!r}")
    wanted = {"window": int, "score": (int, float)}.get(name, str)
    if not isinstance(value, wanted) or isinstance(value, bool):  # type: ignore[arg-type]
        raise RuleError(f"{name} 的类型不对")
    return value


def _list(name: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise RuleError(f"{name} 应为列表")
    return value


def _words(name: str, value: object) -> tuple[str, ...]:
    words = _list(name, value)
    if not all(isinstance(word, str) and word for word in words):
        raise RuleError(f"{name} 只能是非空文字的列表")
    return tuple(words)


def _table(value: object, form: type[Adjustment | Escalation]) -> dict[str, Any]:
    names = {entry.name: entry for entry in fields(form)}
    if not isinstance(value, dict) or set(value) - set(names):
        raise RuleError(f"{form.__name__} 的字段只能是 {'、'.join(names)}")
    if missing := [name for name, entry in names.items() if entry.default is MISSING and name not in value]:
        raise RuleError(f"{form.__name__} 缺少 {'、'.join(missing)}")
    if value["severity"] not in (*SEVERITIES, "drop"):
        raise RuleError(f"severity 不能是 {value['severity']!r}")
    return value


def _adjustment(value: object) -> Adjustment:
    table = _table(value, Adjustment)
    for name in ("governs", "titled"):
        if not isinstance(table.get(name, False), bool):
            raise RuleError(f"{name} 只能是 true 或 false")
    return Adjustment(**{**table, "words": _words("adjust.words", table["words"])})


def _example(value: object) -> Example:
    if isinstance(value, str):
        return Example(value)
    if not isinstance(value, dict) or "text" not in value or set(value) - {"text", "kind", "severity"}:
        raise RuleError("例句应为文字，或含 text、kind、severity 的表")
    if value.get("kind", "body") not in KINDS or value.get("severity", "note") not in SEVERITIES:
        raise RuleError(f"例句的 kind 或 severity 不对：{value}")
    return Example(**value)


def _check(rule: Rule) -> None:
    for name in _NEEDED[rule.kind]:
        if not getattr(rule, name):
            raise RuleError(f"{rule.kind} 规则缺少 {name}")
    if unknown := sorted(set(rule.place) - set(KINDS)):
        raise RuleError(f"place 不认识 {'、'.join(unknown)}")
    if rule.kind in {"carrier", "classifier"} and rule.mask != "all":
        raise RuleError(f"{rule.kind} 规则命中整段文字，mask 只能是 all")
    if rule.kind == "joint" and rule.mask == "none":
        raise RuleError("joint 规则的命中含有词语之间的原文，mask 不能是 none")
    if rule.pattern:
        _check_pattern(rule.pattern)
    if not 0 < rule.score <= 1 or rule.window < 1:
        raise RuleError("score 应在 0 与 1 之间，window 应为正整数")


def _check_pattern(pattern: str) -> None:
    if found := _FORBIDDEN.search(pattern):
        raise RuleError(f"pattern 不能用 {found.group()}")
    try:
        re.compile(pattern)
    except re.error as problem:
        raise RuleError(f"pattern 无法编译：{problem}") from problem
