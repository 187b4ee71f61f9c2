"""Chinese surnames, and the words that begin like one but are no name; the lists are in `surnames.txt`."""

from __future__ import annotations

from pathlib import Path


def _lists() -> list[frozenset[str]]:
    text = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8")
    parts = text.split("# ")[1:]
    return [frozenset(part.partition("\n")[2].split()) for part in parts]


# 单姓 (some 460, those of minorities and migrants too), 复姓, words of offices and lists that begin with a
# surname's character, and characters with which no name of two or three ends (institutions, posts, grammar)
SINGLE, DOUBLE, WORDS, TAILS = _lists()
