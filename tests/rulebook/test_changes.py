"""A unit edits a shipped rule by a change that names who answers for it, never the mark of a secret."""

import pytest

from reviewer.errors import RuleError
from reviewer.rulebook.load import load_rules

RULE = """
[[rule]]
id = "a.b"
name = "名称"
category = "{category}"
severity = "review"
basis = "依据"
advice = "建议"
kind = "{kind}"
terms = ["内部资料", "内部文件"]
validator = "standing"
examples = ["内部资料"]
counterexamples = ["公开资料"]
"""
SIGNED = 'rule = "a.b"\nowner = "保密办"\nreason = "本单位约定"\n'


def loaded(tmp_path, change, kind="terms", category="work-secret"):
    (tmp_path / "a.toml").write_text(RULE.format(kind=kind, category=category), encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        RULE.format(kind="terms", category="work-secret").replace("a.b", "a.c") + f"\n[[change]]\n{change}",
        encoding="utf-8",
    )
    return load_rules([tmp_path]).rules


def test_fields_are_replaced_and_words_added_and_taken_out(tmp_path):
    rule = loaded(
        tmp_path, SIGNED + 'severity = "note"\nterms_add = ["内部材料"]\nterms_remove = ["内部文件"]\n'
    )["a.b"]
    assert (rule.severity, rule.terms, rule.advice) == ("note", ("内部资料", "内部材料"), "建议")


def test_a_rule_may_be_put_aside(tmp_path):
    assert set(loaded(tmp_path, SIGNED + "off = true\n")) == {"a.c"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('rule = "a.b"\nreason = "理由"\nseverity = "note"\n', "owner"),
        ('rule = "a.b"\nowner = "张某"\nseverity = "note"\n', "reason"),
        (SIGNED.replace("a.b", "a.x"), "不存在"),
        (SIGNED + 'kind = "pattern"\n', "不能修改 kind"),
        (SIGNED + 'off = "yes"\n', "off"),
        (SIGNED + 'severity = "heavy"\n', "severity"),
        (SIGNED + 'terms_remove = ["没有的词"]\n', "没有词语"),
        (SIGNED + 'terms_add = "一个词"\n', "列表"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(tmp_path, change, said):
    with pytest.raises(RuleError, match=said):
        loaded(tmp_path, change)


def test_the_mark_of_a_state_secret_cannot_be_put_aside(tmp_path):
    with pytest.raises(RuleError, match="密级标志"):
        loaded(tmp_path, SIGNED + "off = true\n", kind="mark", category="state-secret")
