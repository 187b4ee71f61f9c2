"""Which laws and articles were read in their text: a rule's basis may print only these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import tomli

from reviewer.errors import RuleError

_CITED = re.compile(r"《([^》]+)》((?:[^《；;]*?第[零一二三四五六七八九十百]+条)*)")
_ARTICLE = re.compile(r"第([零一二三四五六七八九十百]+)条")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}

Laws = dict[str, frozenset[int]]


def load_laws(path: Path) -> Laws:
    """Articles by the law's name, from `laws.toml`; raises RuleError."""
    try:
        tables = tomli.loads(path.read_text(encoding="utf-8"))["law"]
        return {table["name"]: frozenset(table["articles"]) for table in tables}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise RuleError(f"法律依据表无法读取：{path}（{problem}）") from problem


def unverified(basis: str, laws: Laws) -> list[str]:
    """The laws and articles cited that are not in the table, as they are written."""
    return [name if not number else f"《{name}》{number}" for name, number in _unknown(basis, laws)]


def _unknown(basis: str, laws: Laws) -> Iterator[tuple[str, str]]:
    for cited in _CITED.finditer(basis):
        name = cited.group(1)
        if name not in laws:
            yield f"《{name}》", ""
            continue
        for article in _ARTICLE.finditer(cited.group(2)):
            if _number(article.group(1)) not in laws[name]:
                yield name, article.group()


def _number(words: str) -> int:
    """一百零三 → 103."""
    total, digit = 0, 0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[character]
            digit = 0
    return total + digit
