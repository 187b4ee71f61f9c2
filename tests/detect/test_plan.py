"""The plan hands every literal to who still waits for it."""

from detect_rules import rule, rule_set

from reviewer.detect.plan import Plan


def roles(plan, text):
    return {role: [(hit.start, hit.end) for hit in hits] for role, hits in plan.hits(text).items() if hits}


def test_a_joint_is_handed_its_literals_only_when_every_group_is_there():
    plan = Plan.of(rule_set(rule("j", "joint", groups=[["代号", "番号"], ["驻地"], ["兵力"]])))
    assert roles(plan, "代号与番号，兵力") == {}
    assert roles(plan, "代号在驻地的兵力") == {"joint": [(0, 2), (3, 5), (6, 8)]}


def test_a_joint_of_which_a_group_has_no_literal_is_never_complete():
    plan = Plan.of(rule_set(rule("j", "joint", groups=[["代号"], []])))
    assert roles(plan, "代号") == {}


def test_every_rule_that_names_a_literal_is_handed_it_once():
    plan = Plan.of(
        rule_set(
            rule("one", "terms", terms=["代号", "番号", "代号"]),
            rule("two", "terms", terms=["番号"]),
            rule("a", "pattern", pattern="番号[0-9]", anchors=["番号"]),
        )
    )
    assert roles(plan, "代号番号") == {"term": [(0, 2), (2, 4), (2, 4)], "anchor": [(2, 4)]}


def test_a_literal_of_two_groups_counts_for_both():
    plan = Plan.of(rule_set(rule("j", "joint", groups=[["代号"], ["代号", "驻地"]])))
    assert roles(plan, "代号") == {"joint": [(0, 2), (0, 2)]}


def test_an_incomplete_joint_takes_nothing_from_others_that_wait_for_the_same_literal():
    plan = Plan.of(
        rule_set(
            rule("t", "terms", terms=["代号"]),
            rule("one", "joint", groups=[["代号"], ["驻地"]]),
            rule("other", "joint", groups=[["代号"], ["兵力"]]),
        )
    )
    assert roles(plan, "代号") == {"term": [(0, 2)]}
    hits = plan.hits("代号及兵力")
    assert [hit.use.rule.id for hit in hits["joint"]] == ["test.other", "test.other"]
    assert len(hits["term"]) == 1
