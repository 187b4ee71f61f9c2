"""RuleSet → what one pass over a text needs: the automaton and who waits for each literal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from reviewer.detect.automaton import Automaton
from reviewer.keep import Keep
from reviewer.records import Rule, RuleKind, RuleSet

Role = Literal["term", "anchor", "joint", "allow", "mark", "person", "masking"]
ROLES: tuple[Role, ...] = get_args(Role)
_ANCHORED: dict[RuleKind, Role] = {"person": "person", "masking": "masking"}
MARK_LITERALS = ("绝密", "机密", "秘密", "密级", "㊙", "密电", "密码电报", "★", "SECRET", "CONFIDENTIAL")


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
class Plan:
    """The rules by what triggers them."""

    rules: RuleSet
    automaton: Automaton
    uses: tuple[tuple[Use, ...], ...]
    by_validator: dict[str, Rule]  # "mark.standing", "identifier.mobile", "classifier.network"
    carriers: tuple[Rule, ...]

    @classmethod
    def of(cls, rules: RuleSet, keep: Keep | None = None) -> Plan:
        """Collect the literals of all rules into one automaton."""
        waiting: dict[str, list[Use]] = defaultdict(list)
        for literal, use in _uses(rules):
            waiting[literal].append(use)
        every = rules.rules.values()
        return cls(
            rules,
            Automaton(list(waiting), keep=keep),
            tuple(tuple(uses) for uses in waiting.values()),
            {f"{rule.kind}.{rule.validator}": rule for rule in every if rule.validator},
            tuple(
                sorted((rule for rule in every if rule.kind == "carrier"), key=lambda rule: not rule.terms)
            ),
        )

    def hits(self, joined: str) -> dict[Role, list[Hit]]:
        """Every literal's occurrences by role; those of joints that lack a group are left out."""
        found = self.automaton.find(joined)
        uses = self._awaited({term for _, _, term in found})
        hits: dict[Role, list[Hit]] = {role: [] for role in ROLES}
        for start, end, term in found:
            for use in uses[term]:
                hits[use.role].append(Hit(start, end, use))
        return hits

    def _awaited(self, terms: set[int]) -> dict[int, tuple[Use, ...]]:
        """Who still waits for each of the terms, once it is known which of them occur at all."""
        groups: dict[str, set[int]] = {}
        for term in terms:
            for use in self.uses[term]:
                if use.role == "joint" and use.rule:
                    groups.setdefault(use.rule.id, set()).add(use.group)
        rules = self.rules.rules
        lacking = {identity for identity, seen in groups.items() if len(seen) < len(rules[identity].groups)}
        if not lacking:
            return {term: self.uses[term] for term in terms}
        return {
            term: tuple(use for use in self.uses[term] if use.rule is None or use.rule.id not in lacking)
            for term in terms
        }


def _uses(rules: RuleSet) -> Iterator[tuple[str, Use]]:
    for literal in MARK_LITERALS:
        yield literal, Use("mark")
    for rule in rules.rules.values():
        role: Role = "allow" if rule.kind == "allow" else "term"
        for literal in rule.terms if rule.kind != "carrier" else ():
            yield literal, Use(role, rule)
        for literal in rule.anchors:
            yield literal, Use(_ANCHORED.get(rule.kind, "anchor"), rule)
        for number, group in enumerate(rule.groups):
            for literal in group:
                yield literal, Use("joint", rule, number)
