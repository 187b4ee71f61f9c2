"""Values become plain tables of clean text."""

import re
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

import tomli
from report.forms.examples import form

from reviewer.report.forms import values
from reviewer.report.forms.plain import clean, moment, plain
from reviewer.report.forms.values import Entry, Group
from reviewer.report.forms.words import BASIS, DUTY, STATEMENT

ROOT = Path(__file__).resolve().parents[3]


def test_what_has_no_place_on_paper_is_dropped():
    assert clean("甲\x00乙\x0b\u202e丙\ud800\ufffe\r\n丁\t戊") == "甲乙丙\n丁 戊"


def test_moments_are_in_beijing():
    assert moment(datetime(2026, 3, 2, 16, 30, tzinfo=UTC)) == "2026年3月3日 00:30"


def test_short_fields_go_two_to_a_row_and_long_ones_alone():
    entries = (
        Entry("a", "甲", "一"),
        Entry("b", "乙", "二"),
        Entry("c", "丙", "很长" * 20),
        Entry("d", "丁", "四"),
    )
    rows = plain(form(groups=(Group("组", entries),)))["groups"][0]["rows"]
    assert [(row["wide"], row["a"]["id"]) for row in rows] == [(False, "a"), (True, "c"), (True, "d")]
    assert rows[0]["b"]["id"] == "b"


def test_no_field_is_lost_when_a_long_one_follows_a_single_short_one():
    entries = (Entry("a", "甲", "一"), Entry("b", "乙", "两行\n文字"))
    rows = plain(form(groups=(Group("组", entries),)))["groups"][0]["rows"]
    assert [row["a"]["id"] for row in rows] == ["a", "b"]


def test_only_verified_law_is_printed():
    laws = tomli.loads((ROOT / "lexicons/laws.toml").read_text(encoding="utf-8"))["law"]
    known = {entry["name"]: entry["articles"] for entry in laws}
    digits = {word: number for number, word in enumerate("一二三四五六七八九", 1)}

    def number(word):
        tens, ten, ones = word.partition("十")
        return (digits.get(tens, 1) * 10 if ten else digits.get(tens, 0)) + digits.get(ones, 0)

    policy = (Path(__file__).parent / "policy_text.py").read_text(encoding="utf-8")
    for text in (STATEMENT, BASIS, DUTY, policy):
        for name, articles in re.findall(
            r"《(中华人民共和国[^》]+)》((?:[、至]?第[一二三四五六七八九十]+条)+)", text
        ):
            for word in re.findall(r"第([一二三四五六七八九十]+)条", articles):
                assert number(word) in known[name], (name, word)


def test_the_readme_of_the_templates_names_every_field():
    told = (ROOT / "web/office/papers/README.md").read_text(encoding="utf-8")
    for kind in vars(values).values():
        if is_dataclass(kind):
            for field in fields(kind):
                assert f"`{field.name}`" in told, (kind.__name__, field.name)
