"""One `[[permit]]` table → Permit: where findings of some rules are lawful, who says so, until when."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from reviewer.errors import RuleError
from reviewer.records import CATEGORIES, SEVERITIES, Permit

_NAMES = ("id", "rules", "columns", "sites", "documents", "severity", "owner", "reason", "until")
_RULE = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9.-]*|\.\*)?")


def permit_from(table: dict[str, Any]) -> Permit:
    """Check and convert one table; raises RuleError with a message that names the field."""
    if unknown := sorted(set(table) - set(_NAMES)):
        raise RuleError(f"不认识的字段 {'、'.join(unknown)}")
    for name in ("id", "owner", "reason"):
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise RuleError(f"缺少 {name}")
    until = table.get("until")
    if not isinstance(until, date) or isinstance(until, datetime):
        raise RuleError("缺少 until（到期日，写作 2027-06-30，不加引号）")
    severity = table.get("severity", "note")
    if severity not in SEVERITIES[:-1]:
        raise RuleError("severity 只能是 note 或 review")
    places = {name: _words(table, name) for name in ("columns", "sites", "documents")}
    if not any(places.values()):
        raise RuleError("columns、sites、documents 至少写一项，不能处处放行")
    return Permit(
        id=table["id"], rules=_rules(table), owner=table["owner"], reason=table["reason"], until=until,
        severity=severity, **places,
    )  # fmt: skip


def _rules(table: dict[str, Any]) -> tuple[str, ...]:
    rules = _words(table, "rules")
    if not rules:
        raise RuleError("缺少 rules")
    for rule in rules:
        if rule not in CATEGORIES and not ("." in rule and _RULE.fullmatch(rule)):
            raise RuleError(f"rules 只能写规则编号、“规则包.*”或类别，现为 {rule}")
    return rules


def _words(table: dict[str, Any], name: str) -> tuple[str, ...]:
    words = table.get(name, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise RuleError(f"{name} 只能是非空文字的列表")
    return tuple(words)
