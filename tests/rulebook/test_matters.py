"""An item of a unit's list becomes rules that name the item, its level and its term."""

import time

import pytest
import tomli

from reviewer.errors import RuleError
from reviewer.rulebook.load import load_rules
from reviewer.rulebook.matters import Matter, matter_from, rules_of, to_toml

MATTER = Matter("应急水源分布", "秘密", ("备用深井", "取水口+未公布"), "10年", "局领导")


def test_the_reason_names_the_item_its_level_and_its_term():
    for rule in rules_of(MATTER, MATTER.keywords, "某某局一览表"):
        assert all(word in rule.why for word in ("应急水源分布", "秘密", "10年", "疑似"))
        assert rule.basis.startswith("某某局一览表")


def test_single_words_are_terms_and_joined_words_must_stand_together():
    terms, joint = rules_of(MATTER, MATTER.keywords, "表")
    assert (terms.kind, terms.terms) == ("terms", ("备用深井",))
    assert (joint.kind, joint.groups) == ("joint", (("取水口",), ("未公布",)))


def test_ids_outlive_other_rows_and_the_order_of_words():
    again = rules_of(MATTER, ("未公布+取水口", "备用深井"), "另一表")
    assert {rule.id for rule in again} == {rule.id for rule in rules_of(MATTER, MATTER.keywords, "表")}


@pytest.mark.parametrize(
    ("level", "category"), [("绝密", "state-secret"), ("工作秘密", "work-secret"), ("内部", "work-secret")]
)
def test_the_level_decides_the_category(level, category):
    assert rules_of(Matter("事", level, ("词语",)), ("词语",), "表")[0].category == category


@pytest.mark.parametrize(
    ("level", "term", "over"),
    [
        ("秘密", "10年", False),
        ("秘密", "11年", True),
        ("绝密", "40年", True),
        ("秘密", "长期", False),
        ("内部", "99年", False),
    ],
)
def test_a_term_over_the_general_limit_is_told(level, term, over):
    assert Matter("事", level, ("词语",), term).over_term is over


def test_what_is_written_as_toml_is_read_back_whatever_the_words_hold():
    odd = Matter('带"引号"和\\的事项', "机密", ('词"语', "甲乙+丙丁"), "会议开始前", severity="block")
    tables = tomli.loads(to_toml([MATTER, odd], "表"))
    assert [matter_from(table) for table in tables["item"]] == [MATTER, odd]
    assert tables["list"]["name"] == "表"


def test_the_same_item_in_two_files_is_refused(tmp_path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(to_toml([MATTER], "表"), encoding="utf-8")
    with pytest.raises(RuleError, match="重名"):
        load_rules([tmp_path])


@pytest.mark.parametrize(
    "change",
    [("level", "绝秘"), ("keywords", []), ("keywords", "词语"), ("severity", "heavy"), ("colour", "红")],
)
def test_a_wrong_item_is_refused_with_its_number(tmp_path, change):
    table = {"name": "事", "level": "秘密", "keywords": ["词语"]} | dict([change])
    lines = "\n".join(f"{name} = {value!r}" for name, value in table.items())
    (tmp_path / "a.toml").write_text(f"[[item]]\n{lines}\n", encoding="utf-8")
    with pytest.raises(RuleError, match="第 1 项事项"):
        load_rules([tmp_path])


def test_reading_is_linear_in_the_number_of_terms(tmp_path):
    def seconds(items):
        folder = tmp_path / str(items)
        folder.mkdir()
        matters = [
            Matter(f"事项{n}", "秘密", tuple(f"词语{n}之{m}" for m in range(25))) for n in range(items)
        ]
        (folder / "a.toml").write_text(to_toml(matters, "表"), encoding="utf-8")
        times = []
        for _ in range(3):
            started = time.perf_counter()
            assert len(load_rules([folder]).rules) == items
            times.append(time.perf_counter() - started)
        return min(times)

    assert seconds(2000) < 30 * seconds(200)  # ten times the terms: far from the hundredfold of a square
