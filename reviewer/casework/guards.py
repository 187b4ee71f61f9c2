"""Who may do what now, and if not, why: every rule of the flow as a line in Chinese.

Sources: domain.md §5.2, §5.3 (guards); 政府信息公开条例 articles 14–17 for grounds and consultation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reviewer.casework.facts import Ballot, Facts
from reviewer.casework.grounds import GROUNDS
from reviewer.casework.person import Actor, Held
from reviewer.casework.roles import OVERRIDES, Role
from reviewer.casework.states import ACTS, SIGNED, STATES, Act, Move, moves

_BY_WORD: dict[str, tuple[Role, ...]] = {
    "secrecy": ("secrecy-officer", "group-member"),
    "publisher": ("publisher",),
}
_WITH_REASON = frozenset(
    {"escalate", "return", "split", "refuse", "consult", "withdraw", "quarantine", "release"}
)


def refusals(facts: Facts, actor: Actor, act: Act, ballot: Ballot) -> tuple[str, ...]:
    """Why `actor` may not do this now; empty when nothing stands against it."""
    possible = moves(facts.state, act)
    if not possible:
        return (f"“{STATES[facts.state]}”状态下不能“{ACTS[act]}”",)
    if not any(_fits(move, facts, actor) for move in possible):
        return (_stranger(facts, actor, act),)
    lines = [*_own(facts, actor, act), *_said(act, ballot)]
    if check := _CHECKS.get(act):
        lines += check(facts, actor, ballot)
    return tuple(dict.fromkeys(lines))


def acting_as(facts: Facts, actor: Actor, act: Act) -> Held | None:
    """The role in which the person would do it; None for an author or the system."""
    for move in moves(facts.state, act):
        if roles := _roles(move, facts):
            return actor.holding(roles, facts.unit_id, facts.section_id)
    return None


def _roles(move: Move, facts: Facts) -> tuple[Role, ...]:
    if move.who == "signer":
        return facts.current.roles if facts.current else ()
    return _BY_WORD.get(move.who, ())


def _fits(move: Move, facts: Facts, actor: Actor) -> bool:
    if move.who == "author":
        return actor.id == facts.author_id
    return actor.holding(_roles(move, facts), facts.unit_id, facts.section_id) is not None


def _stranger(facts: Facts, actor: Actor, act: Act) -> str:
    if act in SIGNED and actor.id == facts.author_id:
        return "拟稿人不能审查自己的稿件"
    if act in SIGNED and facts.current:
        return f"现在是“{facts.current.name}”，不由你办理"
    return f"你不能办理“{ACTS[act]}”"


def _own(facts: Facts, actor: Actor, act: Act) -> Iterator[str]:
    """Nobody signs an own draft, or twice, or for somebody who wrote or signed it."""
    if act not in SIGNED | {"consult", "answer"}:
        return
    if actor.id == facts.author_id:
        yield "拟稿人不能审查自己的稿件"
    if act not in SIGNED:
        return
    held = acting_as(facts, actor, act)
    stands_for = {actor.id, held.for_id} if held and held.for_id else {actor.id}
    if held and held.for_id == facts.author_id:
        yield f"委托人{held.for_name}是拟稿人，不能代签"
    for signed in facts.signed:
        if stands_for & {signed.person_id, signed.for_id}:
            yield f"{signed.name}已在前面的步骤签过，不能再签这一步"
    if facts.holder_id not in {None, actor.id}:
        yield f"{facts.holder}已签收，请与其联系"


def _said(act: Act, ballot: Ballot) -> Iterator[str]:
    if act in _WITH_REASON and not ballot.opinion.strip():
        yield f"“{ACTS[act]}”须写明理由"
    if act == "refuse" and ballot.ground not in GROUNDS:
        yield "不予公开须选择依据（条例第十四、十五、十六条）"


def _submit(facts: Facts, actor: Actor, ballot: Ballot) -> Iterator[str]:  # noqa: ARG001
    yield from facts.missing
    if not facts.items:
        yield "还没有拟发布的内容"
    elif not facts.checked:
        yield "机器检查尚未完成"
    if names := [found.name for found in facts.findings if _kind(facts, found.key) == "fix"]:
        yield f"标为“属实需修改”的发现尚未改：{'、'.join(dict.fromkeys(names))}"


def _seen(facts: Facts, actor: Actor, ballot: Ballot) -> Iterator[str]:  # noqa: ARG001
    """Every item, every finding that needs a decision and every gap, opened; and nothing changed since."""
    if not facts.checked:
        yield "机器检查尚未完成"
    elif ballot.seen != facts.digest:
        yield "你看到的内容已有变化，请重新打开后再签"
    if unopened := [name for name in facts.items if name not in facts.opened]:
        yield f"还有{len(unopened)}个文件没有打开"
    heavy = [found for found in facts.findings if found.severity != "note"]
    if unopened := [found.key for found in heavy if f"finding:{found.key}" not in facts.opened]:
        yield f"还有{len(unopened)}项发现没有打开"
    if unopened := [gap for gap in facts.gaps if gap not in facts.opened]:
        yield f"还有{len(unopened)}处未读到的内容没有查看"


def _approve(facts: Facts, actor: Actor, ballot: Ballot) -> Iterator[str]:
    yield from _seen(facts, actor, ballot)
    if facts.consulting:
        yield "需报审的事项尚无答复"
    if facts.gaps and not ballot.opinion.strip():
        yield "有机器未读到的内容，意见中须写明人工核对的情况"
    wanting = [
        found.name for found in facts.findings if found.severity != "note" and not _kind(facts, found.key)
    ]
    overridden = _overridden(facts)
    held = acting_as(facts, actor, "approve")
    passes_on = held is not None and held.role not in OVERRIDES and _higher_follows(facts)
    if blocked := [f.name for f in facts.findings if f.severity == "block" and f.key not in overridden]:
        if not passes_on:
            yield f"“禁止发布”的发现须由保密审查员、小组成员或分管领导写明理由后才能放行：{_some(blocked)}"
        wanting = [name for name in wanting if name not in blocked]
    if wanting:
        yield f"还有发现没有处理意见：{_some(wanting)}"
    if fixing := [found.name for found in facts.findings if _kind(facts, found.key) == "fix"]:
        yield f"标为“属实需修改”的发现尚未改，不能同意：{_some(fixing)}"


def _escalate(facts: Facts, actor: Actor, ballot: Ballot) -> Iterator[str]:
    yield from _seen(facts, actor, ballot)
    if facts.after(escalated=True) is None:
        yield "后面没有可以核定的步骤，请退回、不予公开或报审"


def _consult(facts: Facts, actor: Actor, ballot: Ballot) -> Iterator[str]:  # noqa: ARG001
    if facts.consulting:
        yield "已有一项报审等待答复"


def _kind(facts: Facts, key: str) -> str:
    decided = facts.decisions.get(key)
    return decided.kind if decided else ""


def _overridden(facts: Facts) -> set[str]:
    """Findings that somebody of the higher roles, not the author, let pass."""
    return {
        key
        for key, decided in facts.decisions.items()
        if decided.kind != "fix" and decided.role in OVERRIDES and decided.person_id != facts.author_id
    }


def _higher_follows(facts: Facts) -> bool:
    return any(step.required and OVERRIDES & set(step.roles) for step in facts.later)


def _some(names: list[str]) -> str:
    told = list(dict.fromkeys(names))
    return "、".join(told[:3]) + (f"等{len(told)}项" if len(told) > 3 else "")


_CHECKS: dict[str, Callable[[Facts, Actor, Ballot], Iterator[str]]] = {
    "submit": _submit,
    "approve": _approve,
    "escalate": _escalate,
    "refuse": _seen,
    "split": _seen,
    "consult": _consult,
}
