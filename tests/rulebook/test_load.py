"""A lexicon is read whole or refused with the file, the rule and the field named."""

import pytest

from reviewer.errors import RuleError
from reviewer.rulebook.load import load_rules

RULE = """
[defaults]
category = "work-secret"
basis = "依据"
advice = "建议"

[[rule]]
id = "a.b"
name = "名称"
severity = "review"
kind = "terms"
terms = ["内部资料"]
examples = ["内部资料", { text = "内部资料", kind = "header", severity = "review" }]
counterexamples = ["公开资料"]
"""


def loaded(tmp_path, text, name="a.toml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return load_rules([tmp_path])


def test_defaults_are_inherited_and_examples_keep_their_place(tmp_path):
    rule = loaded(tmp_path, RULE).rules["a.b"]
    assert (rule.category, rule.terms) == ("work-secret", ("内部资料",))
    assert [(example.kind, example.severity) for example in rule.examples] == [
        ("body", ""),
        ("header", "review"),
    ]


def test_the_version_changes_with_any_byte_and_not_with_the_folder(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    one, same = loaded(tmp_path / "x", RULE).version, loaded(tmp_path / "y", RULE).version
    assert one == same != loaded(tmp_path / "y", f"{RULE}\n# 改动").version


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('severity = "review"\nkind', "kind"), "缺少字段 severity"),
        (('"work-secret"', '"secret"'), "category 不能是"),
        (('terms = ["内部资料"]', "terms = []"), "缺少 terms"),
        (('terms = ["内部资料"]', 'terms = [""]'), "非空文字"),
        (('terms = ["内部资料"]', 'term = ["内部资料"]'), "不认识的字段 term"),
        (('terms = ["内部资料"]', 'terms = "内部资料"'), "应为列表"),
        (('kind = "terms"', 'kind = "pattern"\nanchors = ["密"]\npattern = "(?<=a)b"'), "pattern 不能用"),
        (('kind = "terms"', 'kind = "pattern"\nanchors = ["密"]\npattern = "("'), "pattern 无法编译"),
        (('kind = "terms"', 'kind = "terms"\nscore = 2.0'), "score"),
        (('kind = "terms"', 'kind = "terms"\nplace = ["page"]'), "place 不认识"),
        (('kind = "header"', 'kind = "page"'), "例句"),
        (('kind = "terms"', 'kind = "terms"\nadjust = [{words = ["a"]}]'), "缺少"),
        (
            (
                'kind = "terms"',
                'kind = "terms"\nadjust = [{words = ["a"], severity = "drop", reason = "b", governs = 1}]',
            ),
            "governs",
        ),
        (
            (
                'kind = "terms"',
                'kind = "terms"\nadjust = [{words = ["a"], severity = "drop", reason = "b", titled = 1}]',
            ),
            "titled",
        ),
        (("[[rule]]", "[[rule]"), "格式有误"),
        (("[[rule]]", "[rule]"), "格式有误"),
    ],
)  # fmt: skip
def test_what_breaks_the_format_is_refused_with_its_place(tmp_path, change, said):
    with pytest.raises(RuleError, match=r"a\.toml") as refused:
        loaded(tmp_path, RULE.replace(*change, 1))
    assert said in refused.value.message


def test_the_same_id_twice_is_refused(tmp_path):
    loaded(tmp_path, RULE)
    with pytest.raises(RuleError, match="重复"):
        loaded(tmp_path, RULE, "b.toml")


def test_a_folder_without_rules_is_refused(tmp_path):
    with pytest.raises(RuleError, match="没有读到"):
        load_rules([tmp_path])


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "a.toml").write_bytes(RULE.encode("gbk"))
    with pytest.raises(RuleError, match="格式有误"):
        load_rules([tmp_path])
