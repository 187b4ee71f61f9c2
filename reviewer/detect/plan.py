"""RuleSet → what one pass over a text needs: the automaton and who waits for each literal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import repeat
from operator import or_
from typing import Literal, NamedTuple

from reviewer.detect.automaton import Automaton
from reviewer.keep import Keep
from reviewer.records import Rule, RuleKind, RuleSet

Role = Literal["term", "anchor", "joint", "allow", "mark", "naming", "person", "masking"]
_ANCHORED: dict[RuleKind, Role] = {"person": "person", "masking": "masking"}
MARK_LITERALS = (
    "绝密", "机密", "秘密", "密级", "㊙", "密件", "涉密",
    "密电", "密传", "密码电报", "密码传真", "机要电报", "★",
    "SECRET", "CONFIDENTIAL",
)  # fmt: skip
NAMING_LITERALS = ("姓名", "户主", "患者")  # over a column, or before a name in a form


@dataclass(frozen=True, slots=True)
class Use:
    """Who waits for a literal: a rule in one of its roles (`group` counts the groups of a joint)."""

    role: Role
    rule: Rule | None = None
    group: int = 0


class Hit(NamedTuple):
    """One occurrence of a literal in the joined text."""

    start: int
    end: int
    use: Use


@dataclass(frozen=True, slots=True)
class _Joints:
    """The groups of all joint rules, one bit for each: whose literal is of which, which rule needs which."""

    uses: tuple[tuple[Use, ...], ...]  # of each literal of joints
    groups: tuple[int, ...]  # of each literal of the plan
    rules: dict[int, tuple[int, str]]  # by the bit of its rarest group: all its groups and the id of a rule
    first: int  # those bits

    @classmethod
    def of(cls, waiting: Mapping[str, Sequence[Use]], others: int) -> _Joints:
        """Give each group a bit and gather those of each literal; so many others come after these."""
        every = {use.rule.id: use.rule for uses in waiting.values() for use in uses if use.rule}
        groups = [(name, number) for name, rule in every.items() for number in range(len(rule.groups))]
        bits = {group: 1 << place for place, group in enumerate(groups)}
        rules: dict[int, tuple[int, str]] = {}
        for name, rule in every.items():
            rarest = min(range(len(rule.groups)), key=lambda number: len(rule.groups[number]))
            rules[bits[name, rarest]] = sum(bits[name, number] for number in range(len(rule.groups))), name
        masks = [sum({bits[use.rule.id, use.group] for use in uses if use.rule}) for uses in waiting.values()]
        return cls(tuple(map(tuple, waiting.values())), (*masks, *repeat(0, others)), rules, sum(rules))

    def complete(self, terms: Iterable[int]) -> set[str]:
        """The rules that have a literal of every group among the terms."""
        seen = reduce(or_, map(self.groups.__getitem__, terms), 0)
        complete, left = set(), seen & self.first
        while left:
            lowest = left & -left
            needed, rule = self.rules[lowest]
            if needed & seen == needed:
                complete.add(rule)
            left ^= lowest
        return complete


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules by what triggers them. The literals of joints come first in the automaton."""

    rules: RuleSet
    automaton: Automaton
    uses: tuple[tuple[Use, ...], ...]  # of each literal, joints left out
    joints: _Joints
    by_validator: dict[str, Rule]  # "mark.standing", "identifier.mobile", "classifier.network"
    carriers: tuple[Rule, ...]
    judges: dict[str, Rule]  # by category of the classifier

    @classmethod
    def of(cls, rules: RuleSet, keep: Keep | None = None) -> Plan:
        """Collect the literals of all rules into one automaton."""
        joints = _joint_uses(rules)
        waiting: dict[str, tuple[Use, ...]] = dict.fromkeys(joints, ())
        for literals, use in _uses(rules):
            alone = (use,)  # one for all: there may be hundreds of thousands
            for literal in literals:
                if (others := waiting.setdefault(literal, alone)) is not alone:
                    waiting[literal] = (*others, use)
        every = rules.rules.values()
        return cls(
            rules,
            Automaton(list(waiting), keep=keep),
            tuple(waiting.values()),
            _Joints.of(joints, len(waiting) - len(joints)),
            {f"{rule.kind}.{rule.validator}": rule for rule in every if rule.validator},
            tuple(
                sorted((rule for rule in every if rule.kind == "carrier"), key=lambda rule: not rule.terms)
            ),
            {rule.validator: rule for rule in every if rule.kind == "classifier"},
        )

    def hits(self, joined: str) -> dict[Role, list[Hit]]:
        """Every literal's occurrences by role; those of joints that lack a group are left out."""
        found, uses, joints = self.automaton.find(joined), self.uses, self.joints.uses
        hits: dict[Role, list[Hit]] = defaultdict(list)
        for start, end, term in found:
            for use in uses[term]:
                hits[use.role].append(Hit(start, end, use))
        if complete := self.joints.complete({term for _, _, term in found}):
            hits["joint"] = [
                Hit(start, end, use)
                for start, end, term in found
                if term < len(joints)
                for use in joints[term]
                if use.rule is not None and use.rule.id in complete
            ]
        return hits


def _joint_uses(rules: RuleSet) -> dict[str, list[Use]]:
    waiting: dict[str, list[Use]] = defaultdict(list)
    for rule in rules.rules.values():
        for number, group in enumerate(rule.groups):
            for literal in group:
                waiting[literal].append(Use("joint", rule, number))
    return waiting


def _uses(rules: RuleSet) -> Iterator[tuple[tuple[str, ...], Use]]:
    yield MARK_LITERALS, Use("mark")
    yield NAMING_LITERALS, Use("naming")
    for rule in rules.rules.values():
        if rule.kind != "carrier":
            yield rule.terms, Use("allow" if rule.kind == "allow" else "term", rule)
        yield rule.anchors, Use(_ANCHORED.get(rule.kind, "anchor"), rule)
