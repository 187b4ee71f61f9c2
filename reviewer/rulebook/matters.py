"""One item of a unit's own 保密事项一览表 → rules that name it, its level and its term."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from reviewer.errors import RuleError
from reviewer.records import SEVERITIES, Adjustment, Example, Rule, Severity

Fold = Callable[[Sequence[tuple[str, ...]]], Sequence[tuple[str, ...]]]

_SECRET = ("绝密", "机密", "秘密")
_LEVELS = (*_SECRET, "工作秘密", "内部")
_YEARS = {"绝密": 30, "机密": 20, "秘密": 10}  # 《保守国家秘密法》第二十条
_FIELDS = {"name", "level", "term", "keywords", "known", "severity"}
_SHORTEST = 2
_WINDOW = 60
_TERM = re.compile(r"([0-9]{1,3})年")
_PUBLISHED = Adjustment(
    ("已公布", "已经公布", "现予公布", "予以公告", "依法公布", "国务院批复"),
    "note",
    "附近写明已经公布，请核对公布依据",
    30,
)


@dataclass(frozen=True, slots=True)
class Matter:
    """One item. A keyword may join words by `+`: then all of them must stand near each other."""

    name: str
    level: str
    keywords: tuple[str, ...]
    term: str = ""
    known: str = ""  # 知悉范围
    severity: Severity = "review"

    @property
    def over_term(self) -> bool:
        """Whether the term is longer than the law's general limit, which another rule may allow."""
        years = _TERM.match(self.term)
        return bool(years) and int(years.group(1)) > _YEARS.get(self.level, 999) if years else False


def as_written(keywords: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """The keywords unchanged: the fold of callers that have none."""
    return keywords


def matter_from(table: dict[str, Any]) -> Matter:
    """Check and convert one `[[item]]` table; raises RuleError with a message that names the field."""
    if unknown := sorted(set(table) - _FIELDS):
        raise RuleError(f"不认识的字段 {'、'.join(unknown)}")
    for name in ("name", "level", "term", "known"):
        if not isinstance(table.get(name, ""), str):
            raise RuleError(f"{name} 应为文字")
    if not table.get("name", "").strip():
        raise RuleError("没有填写事项名称")
    level = re.sub(r"级$", "", table.get("level", "").replace(" ", ""))
    if level not in _LEVELS:
        found = table.get("level") or "空白（合并单元格请拆开逐行填写）"
        raise RuleError(f"密级只能填 {'、'.join(_LEVELS)}，现为 {found}")
    keywords = table.get("keywords", [])
    if not isinstance(keywords, list) or not keywords or not all(isinstance(word, str) for word in keywords):
        raise RuleError("没有关键词：请填写会在正文里出现的词，用顿号隔开")
    if short := [word for word in keywords if _too_short(word)]:
        raise RuleError(f"关键词太短，至少两个字：{'、'.join(short)}")
    severity = table.get("severity", "review")
    if severity not in SEVERITIES:
        raise RuleError(f"severity 不能是 {severity!r}")
    return Matter(
        table["name"].strip(), level, tuple(dict.fromkeys(keywords)), table.get("term", "").strip(),
        table.get("known", "").strip(), severity,
    )  # fmt: skip


def rules_of(matter: Matter, keywords: Sequence[str], source: str) -> list[Rule]:
    """One rule for the single keywords and one for each joined set; ids depend on the words alone."""
    if any(map(_too_short, keywords)):
        raise RuleError("关键词太短，至少两个字")
    identity = f"unit.{_short(matter.name)}"
    plain = tuple(dict.fromkeys(word for word in keywords if "+" not in word))
    sets = dict.fromkeys(tuple(sorted(set(_joined(word)))) for word in keywords if "+" in word)
    rules = [_rule(matter, identity, source, terms=plain)] if plain else []
    return [
        *rules,
        *(_rule(matter, f"{identity}.{_short('+'.join(words))}", source, words=words) for words in sets),
    ]


def to_toml(matters: Sequence[Matter], source: str) -> str:
    """The items as a rule file a unit can edit."""
    lines = ["# 由 reviewer rules import 生成，可直接修改；内容是本单位的保密事项，请勿外传。", "", "[list]"]
    lines += [f"name = {_quoted(source)}", ""]
    for matter in matters:
        lines += ["[[item]]", f"name = {_quoted(matter.name)}", f"level = {_quoted(matter.level)}"]
        lines += [f"{key} = {_quoted(value)}" for key, value in _optional(matter) if value]
        lines += [f"keywords = [{', '.join(map(_quoted, matter.keywords))}]", ""]
    return "\n".join(lines)


def _optional(matter: Matter) -> list[tuple[str, str]]:
    severity = "" if matter.severity == "review" else matter.severity
    return [("term", matter.term), ("known", matter.known), ("severity", severity)]


def _rule(
    matter: Matter, identity: str, source: str, *, terms: tuple[str, ...] = (), words: tuple[str, ...] = ()
) -> Rule:
    secret = matter.level in _SECRET
    article = "第三十五条" if secret else "第六十四条"
    told = "，".join(part for part in (matter.level, matter.term and f"保密期限{matter.term}") if part)
    return Rule(
        id=identity,
        name=f"一览表事项：{matter.name}",
        category="state-secret" if secret else "work-secret",
        severity=matter.severity,
        basis=f"{source}；《中华人民共和国保守国家秘密法》{article}",
        advice="暂停发布，对照一览表和原件，报保密办确认；已由有权机关公布的，附公布依据后放行。",
        kind="joint" if words else "terms",
        examples=(Example("，".join(words) or terms[0]),),
        counterexamples=(Example("图书馆周末照常开放。"),),
        why=f"疑似涉及一览表事项“{matter.name}”（{told}）",
        terms=terms,
        groups=tuple((word,) for word in words),
        window=_WINDOW,
        adjust=(_PUBLISHED,),
    )


def _too_short(keyword: str) -> bool:
    if "+" in keyword:
        return min(map(len, _joined(keyword))) < _SHORTEST
    return len(keyword) < _SHORTEST


def _joined(keyword: str) -> list[str]:
    return [word.strip() for word in keyword.split("+")]


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:10]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
