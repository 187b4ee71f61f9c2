"""A unit's change of a shipped rule: fields replaced, words added or taken out, or the rule put aside."""

from __future__ import annotations

from typing import Any

from reviewer.errors import RuleError

_FIXED = {"id", "kind", "category"}  # a rule that means something else is another rule
_OWN = {"rule", "owner", "reason", "off", "terms_add", "terms_remove"}


def changed(table: dict[str, Any], change: dict[str, Any]) -> dict[str, Any] | None:
    """The rule's table with the change laid over it, None when it is put aside; raises RuleError.

    `owner` and `reason` are required: who answers for the change, and why.
    """
    for name in ("owner", "reason"):
        if not isinstance(change.get(name), str) or not change[name].strip():
            raise RuleError(f"缺少 {name}（修改规则要写明责任人和理由）")
    if fixed := sorted(_FIXED & set(change)):
        raise RuleError(f"不能修改 {'、'.join(fixed)}，请另写一条规则")
    if not isinstance(change.get("off", False), bool):
        raise RuleError("off 只能是 true 或 false")
    if change.get("off"):
        if table.get("kind") == "mark" and table.get("category") == "state-secret":
            raise RuleError("密级标志规则不能停用")
        return None
    made = {**table, **{name: value for name, value in change.items() if name not in _OWN}}
    return _with_words(made, change)


def _with_words(table: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    add, remove = change.get("terms_add", []), change.get("terms_remove", [])
    if not isinstance(add, list) or not isinstance(remove, list):
        raise RuleError("terms_add、terms_remove 应为列表")
    if not add and not remove:
        return table
    terms = table.get("terms", [])
    if missing := [term for term in remove if term not in terms]:
        raise RuleError(f"原规则没有词语 {'、'.join(map(str, missing))}")
    return {**table, "terms": [*(term for term in terms if term not in remove), *add]}
