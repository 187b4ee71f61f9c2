"""A pack is a folder: switched on or off as one, unknown names refused, its manifest complete."""

from pathlib import Path

import pytest

from reviewer.errors import RuleError
from reviewer.rulebook.load import load_rules
from reviewer.rulebook.packs import Choice

SHIPPED = Path(__file__).parents[2] / "lexicons"
RULE = """
[pack]
name = "自写"
[[rule]]
id = "{id}"
name = "名称"
category = "work-secret"
severity = "review"
basis = "依据"
advice = "建议"
kind = "terms"
terms = ["内部资料"]
examples = ["内部资料"]
counterexamples = ["公开资料"]
"""
MANIFEST = 'id = "{id}"\nname = "名"\ndescription = "说明"\ndomain = "领域"\nsource = "来源"\n'


@pytest.fixture
def shelf(tmp_path):
    for name, more in (("one", ""), ("two", "default = false\n"), ("core", "required = true\n")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pack.toml").write_text(MANIFEST.format(id=name) + more, encoding="utf-8")
        (folder / "a.toml").write_text(RULE.format(id=f"{name}.a"), encoding="utf-8")
    return tmp_path


def ids(folder, *folders, **choice):
    return set(load_rules([folder, *folders], Choice(**choice)).rules)


def test_packs_are_on_unless_their_manifest_or_the_unit_says_otherwise(shelf):
    assert ids(shelf) == {"one.a", "core.a"}
    assert ids(shelf, on=("two",)) == {"one.a", "two.a", "core.a"}
    assert ids(shelf, off=("one",)) == {"core.a"}


def test_the_rule_set_tells_its_packs_those_switched_off_included(shelf):
    packs = {pack.id: (pack.on, pack.rules) for pack in load_rules([shelf]).packs}
    assert packs == {"one": (True, ("one.a",)), "two": (False, ()), "core": (True, ("core.a",))}


def test_the_version_tells_which_packs_are_in_force(shelf):
    assert load_rules([shelf]).version != load_rules([shelf], Choice(on=("two",))).version


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"off": ("three",)}, "没有规则包 three"),
        ({"on": ("three",)}, "现有：core、one、two"),
        ({"on": ("one",), "off": ("one",)}, "既启用又停用"),
        ({"off": ("core",)}, "不能停用"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(shelf, choice, said):
    with pytest.raises(RuleError, match=said):
        load_rules([shelf], Choice(**choice))


@pytest.mark.parametrize(
    "manifest",
    ["[", MANIFEST.format(id=""), 'id = "x"', MANIFEST.format(id="x") + "colour = 1\n",
     MANIFEST.format(id="x") + 'default = "no"\n', MANIFEST.format(id="one")],
)  # fmt: skip
def test_a_manifest_that_is_incomplete_is_refused(shelf, manifest):
    (shelf / "two" / "pack.toml").write_text(manifest, encoding="utf-8")
    with pytest.raises(RuleError, match=r"pack\.toml"):
        load_rules([shelf])


def test_a_units_files_without_a_manifest_are_a_pack_of_their_own(shelf, tmp_path):
    own = tmp_path / "own"
    (own / "extra").mkdir(parents=True)
    (own / "a.toml").write_text(RULE.format(id="unit.a"), encoding="utf-8")
    (own / "extra" / "b.toml").write_text(RULE.format(id="extra.b"), encoding="utf-8")
    packs = {pack.id: pack for pack in load_rules([shelf / "one", own]).packs}
    assert packs["unit"].rules == ("unit.a",)
    assert (packs["extra"].rules, packs["extra"].name) == (("extra.b",), "自写")
    assert ids(shelf / "one", own, off=("extra",)) == {"one.a", "unit.a"}


def test_a_list_that_was_not_imported_is_refused_and_never_passed_over(shelf):
    (shelf / "one" / "一览表.xlsx").write_bytes(b"PK")
    with pytest.raises(RuleError, match="rules import"):
        load_rules([shelf])


def test_what_an_office_program_leaves_while_a_list_is_open_is_passed_over(shelf):
    (shelf / "one" / "~$一览表.xlsx").write_bytes(b"")
    assert "one.a" in ids(shelf)


def test_a_suffix_in_capitals_is_read_too(shelf):
    (shelf / "one" / "B.TOML").write_text(RULE.format(id="one.b"), encoding="utf-8")
    assert {"one.a", "one.b"} <= ids(shelf)


def test_every_shipped_folder_is_a_pack_with_a_manifest_of_its_own_name():
    packs = {pack.id: pack for pack in load_rules([SHIPPED]).packs}
    folders = {path.name for path in SHIPPED.iterdir() if path.is_dir()}
    assert set(packs) == folders
    assert all(pack.rules and pack.source and pack.domain for pack in packs.values())
    assert {name for name, pack in packs.items() if pack.required} == {"marks", "release", "hidden", "allow"}
