"""RuleSet → what one pass over a text needs: the automaton and who waits for each literal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from reviewer.detect.automaton import Automaton
from reviewer.keep import Keep
from reviewer.records import Rule, RuleKind, RuleSet

Role = Literal["term", "anchor", "joint", "allow", "mark", "naming", "person", "masking"]
ROLES: tuple[Role, ...] = get_args(Role)
_ANCHORED: dict[RuleKind, Role] = {"person": "person", "masking": "masking"}
MARK_LITERALS = ("绝密", "机密", "秘密", "密级", "㊙", "密电", "密码电报", "★", "SECRET", "CONFIDENTIAL")
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
    """The groups of all joint rules, numbered: whose literal is of which, and which rule needs which."""

    groups: dict[int, frozenset[int]]  # of a literal
    rules: dict[int, tuple[frozenset[int], str]]  # by its first group: all groups and the id of a rule
    others: dict[int, tuple[Use, ...]]  # of a literal of joints: who waits for it besides

    @classmethod
    def of(cls, rules: RuleSet, uses: Sequence[tuple[Use, ...]]) -> _Joints:
        """Number the groups and gather the literals of each."""
        count, numbers, needed = 0, {}, {}
        for rule in rules.rules.values():
            if rule.groups:
                numbers[rule.id] = range(count, count + len(rule.groups))
                needed[count] = frozenset(numbers[rule.id]), rule.id
                count += len(rule.groups)
        groups: dict[int, frozenset[int]] = {}
        others: dict[int, tuple[Use, ...]] = {}
        for term, waiting in enumerate(uses):
            joint = [numbers[use.rule.id][use.group] for use in waiting if use.role == "joint" and use.rule]
            if joint:
                groups[term] = frozenset(joint)
                others[term] = tuple(use for use in waiting if use.role != "joint")
        return cls(groups, needed, others)

    def complete(self, terms: set[int]) -> set[str]:
        """The rules that have a literal of every group among the terms."""
        seen = set().union(*[self.groups[term] for term in terms & self.groups.keys()])
        first = seen & self.rules.keys()
        return {rule for needed, rule in map(self.rules.__getitem__, first) if needed <= seen}


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules by what triggers them."""

    rules: RuleSet
    automaton: Automaton
    uses: tuple[tuple[Use, ...], ...]
    joints: _Joints
    by_validator: dict[str, Rule]  # "mark.standing", "identifier.mobile", "classifier.network"
    carriers: tuple[Rule, ...]

    @classmethod
    def of(cls, rules: RuleSet, keep: Keep | None = None) -> Plan:
        """Collect the literals of all rules into one automaton."""
        waiting: dict[str, list[Use]] = defaultdict(list)
        for literal, use in _uses(rules):
            waiting[literal].append(use)
        uses = tuple(map(tuple, waiting.values()))
        every = rules.rules.values()
        return cls(
            rules,
            Automaton(list(waiting), keep=keep),
            uses,
            _Joints.of(rules, uses),
            {f"{rule.kind}.{rule.validator}": rule for rule in every if rule.validator},
            tuple(
                sorted((rule for rule in every if rule.kind == "carrier"), key=lambda rule: not rule.terms)
            ),
        )

    def hits(self, joined: str) -> dict[Role, list[Hit]]:
        """Every literal's occurrences by role; those of joints that lack a group are left out."""
        found = self.automaton.find(joined)
        hits: dict[Role, list[Hit]] = {role: [] for role in ROLES}
        awaited = self._awaited({term for _, _, term in found})
        for start, end, term in found if awaited else ():
            for use in awaited.get(term, ()):
                hits[use.role].append(Hit(start, end, use))
        return hits

    def _awaited(self, terms: set[int]) -> dict[int, tuple[Use, ...]]:
        """Who still waits for some of the terms, once it is known which of them occur at all."""
        complete = self.joints.complete(terms)
        others = self.joints.others
        if not complete:
            return {term: uses for term in terms if (uses := others.get(term, self.uses[term]))}
        return {
            term: tuple(
                use
                for use in self.uses[term]
                if use.role != "joint" or (use.rule is not None and use.rule.id in complete)
            )
            for term in terms
        }


def _uses(rules: RuleSet) -> Iterator[tuple[str, Use]]:
    for literal in MARK_LITERALS:
        yield literal, Use("mark")
    for literal in NAMING_LITERALS:
        yield literal, Use("naming")
    for rule in rules.rules.values():
        role: Role = "allow" if rule.kind == "allow" else "term"
        for literal in rule.terms if rule.kind != "carrier" else ():
            yield literal, Use(role, rule)
        for literal in rule.anchors:
            yield literal, Use(_ANCHORED.get(rule.kind, "anchor"), rule)
        for number, group in enumerate(rule.groups):
            for literal in group:
                yield literal, Use("joint", rule, number)
