"""A finding that a person accepts → the line of the ledger, refused where it may not be accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from reviewer.acceptance.apply import SCOPE_NAMES, Place, where_of, wider, widest
from reviewer.acceptance.form import identity
from reviewer.errors import UsageError
from reviewer.records import Acceptance, Finding, Scope


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says when accepting: how far, who answers, why, until when, and who writes it."""

    scope: Scope
    owner: str
    reason: str
    until: date
    author: str


def accept(finding: Finding, place: Place, wish: Wish) -> Acceptance:
    """The acceptance of a finding as it stands at a place; raises UsageError when it may not be given."""
    most = widest(finding)
    if wider(wish.scope, most):
        raise UsageError(
            f"“{finding.rule.name}”最多只能在“{SCOPE_NAMES[most]}”范围内接受，"
            f"不能扩大到“{SCOPE_NAMES[wish.scope]}”"
        )
    for word, told in (("责任人", wish.owner), ("理由", wish.reason), ("登记人", wish.author)):
        if not told.strip():
            raise UsageError(f"接受发现要写明{word}")
    if wish.until < place.today:
        raise UsageError(f"到期日 {wish.until} 已经过去")
    where = where_of(wish.scope, place)
    if not where and wish.scope != "all":
        raise UsageError(f"没有说明这份材料的{SCOPE_NAMES[wish.scope]}，请先用选项或配置写明")
    made = Acceptance(
        id="",
        rule=finding.rule.id,
        value=finding.value,
        scope=wish.scope,
        where=where,
        severity=finding.severity,
        owner=wish.owner.strip(),
        reason=wish.reason.strip(),
        made=place.today,
        until=wish.until,
        author=wish.author.strip(),
        document=place.origin.name,
    )
    return replace(made, id=identity(made))
