"""A rule prints as law only what was read in its text: every law and article is in lexicons/laws.toml."""

from pathlib import Path

import pytest

from reviewer.errors import RuleError
from reviewer.rulebook.laws import load_laws, unverified
from reviewer.rulebook.load import load_rules

SHIPPED = Path(__file__).parents[2] / "lexicons"
LAWS = {"甲法": frozenset({4, 13, 103}), "乙条例": frozenset()}


def test_every_basis_in_the_lexicons_cites_verified_law_alone():
    laws = load_laws(SHIPPED / "laws.toml")
    rules = load_rules([SHIPPED]).rules.values()
    assert {rule.id: found for rule in rules if (found := unverified(rule.basis, laws))} == {}


def test_every_rule_names_a_law_or_a_rule_of_the_unit():
    for rule in load_rules([SHIPPED]).rules.values():
        assert rule.kind == "allow" or "《" in rule.basis or "单位" in rule.basis, rule.id


@pytest.mark.parametrize(
    ("basis", "found"),
    [
        ("《甲法》第四条、第十三条；《乙条例》关于某事的规定", []),
        ("《甲法》第一百零三条", []),
        ("《甲法》第五条", ["《甲法》第五条"]),
        ("《甲法》第四条、第二十条", ["《甲法》第二十条"]),
        ("《甲法》第四条：不得某事、第五条", ["《甲法》第五条"]),
        ("《乙条例》第一条", ["《乙条例》第一条"]),
        ("《丙法》第四条", ["《丙法》"]),
        ("《甲法》第四条（匿名化）、第十条", ["《甲法》第十条"]),
        ("单位信息发布保密审查制度", []),
    ],
)
def test_a_law_or_article_nobody_read_is_named(basis, found):
    assert unverified(basis, LAWS) == found


def test_a_table_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(RuleError, match="法律依据表"):
        load_laws(tmp_path / "laws.toml")
    (tmp_path / "laws.toml").write_text('[[law]]\nname = "甲法"\n', encoding="utf-8")
    with pytest.raises(RuleError, match="法律依据表"):
        load_laws(tmp_path / "laws.toml")
