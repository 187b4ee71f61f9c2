"""Terms are found however they are set, and not put together from two words."""

from datetime import date

import pytest
from detect_rules import document, rule

from reviewer.records import Grid, Location, Segment

TODAY = date(2026, 11, 21)


def found(scanner, *segments):
    return [match.value for match in scanner.scan(document(*segments), TODAY)]


def lines(text, kind="body", hidden=""):
    return Segment(text, Location("例.txt", kind, ""), "lines", hidden=hidden)


@pytest.mark.parametrize(
    "text",
    ["请按内部资料管理", "內部資料", "内 部 资 料", "内部\u200b资料", "内部资\n料注意", "内　部　资　料"],
)
def test_a_term_is_found_glued_wide_traditional_and_broken(scanner, text):
    assert found(scanner(rule("t", "terms", terms=["内部资料"])), lines(text)) == ["内部资料"]


def test_a_term_is_not_made_of_the_ends_of_two_words(scanner):
    made = scanner(rule("t", "terms", terms=["机密"]))
    assert found(made, lines("主机 密钥")) == []
    assert found(made, lines("主机\n密钥")) == []
    assert found(made, lines("机 密")) == ["机密"]


def test_a_term_never_crosses_segments(scanner):
    made = scanner(rule("t", "terms", terms=["内部资料"]))
    assert found(made, lines("某局内部"), lines("资料室开放")) == []


def test_a_longer_allowed_word_holds_the_term_inside_it_back(scanner):
    allow = rule("ok", "allow", terms=["内部资料室"])
    made = scanner(rule("t", "terms", terms=["内部资料"]), allow)
    assert found(made, lines("内部资料室开放")) == []
    assert found(made, lines("内部资料室的内部资料")) == ["内部资料"]


def test_an_allowed_word_may_be_limited_to_one_rule(scanner):
    allow = rule("ok", "allow", terms=["内部资料室"], validator="test.other")
    assert found(scanner(rule("t", "terms", terms=["内部资料"]), allow), lines("内部资料室")) == ["内部资料"]


def test_an_option_that_was_not_ticked_is_not_said(scanner):
    made = scanner(rule("t", "terms", terms=["内部资料"]))
    assert found(made, lines("□内部资料 ■公开")) == []
    assert found(made, lines("■内部资料 □公开")) == ["内部资料"]


def test_a_joint_needs_one_word_of_every_group_nearby(scanner):
    made = scanner(rule("j", "joint", groups=[["部队"], ["驻地", "营区"]], window=10))
    assert found(made, lines("某部队新的营区")) == ["营区+部队"]
    assert found(made, lines(f"某部队{'和平' * 10}营区")) == []
    assert found(made, lines("某部队")) == []


def test_a_pattern_runs_only_near_its_anchor_and_gives_its_value(scanner):
    made = scanner(
        rule(
            "p",
            "pattern",
            pattern=r"口令[:是](?P<value>[A-Za-z0-9]{4,20})",
            anchors=["口令"],
            boundary="alnum",
        )
    )
    assert found(made, lines("登录口令：abc12345，")) == ["abc12345"]
    assert found(made, lines("口令请联系管理员")) == []


def test_near_unless_and_place_decide(scanner):
    made = scanner(
        rule("t", "terms", terms=["纪要"], near=["会议"], unless=["公开"], place=["body", "table"], window=8)
    )
    assert found(made, lines("某会议纪要")) == ["纪要"]
    assert found(made, lines("纪要")) == []
    assert found(made, lines("公开会议纪要")) == []
    assert found(made, lines("某会议纪要", kind="header")) == []


def test_the_head_of_a_column_is_near_its_cells(scanner):
    made = scanner(rule("t", "terms", terms=["四五六"], near=["卡号"], window=3))
    text = "姓名\t银行卡号\n" + "\n".join(f"甲{n}\t一二三四五六" for n in range(30))
    grid = Grid(tuple(range(1, 32)), (1, 2))
    assert len(found(made, Segment(text, Location("例.xlsx", "table", "", sheet="一"), "grid", grid))) == 30


@pytest.mark.parametrize(
    ("text", "severity"),
    [("内部资料", "review"), ("内部资料目录", "note"), ("内部资料涉密", "block"), ("内部资料样张", None)],
)
def test_adjustments_lower_raise_and_drop(scanner, text, severity):
    adjust = [
        {"words": ["目录"], "severity": "note", "reason": "只是目录"},
        {"words": ["涉密"], "severity": "block", "reason": "提到涉密"},
        {"words": ["样张"], "severity": "drop", "reason": "样张"},
    ]
    matches = scanner(rule("t", "terms", terms=["内部资料"], adjust=adjust)).scan(
        document(lines(text)), TODAY
    )
    assert [match.severity for match in matches] == ([severity] if severity else [])


def test_an_adjustment_without_window_looks_at_the_head_of_the_document(scanner):
    adjust = [{"words": ["通缉令"], "severity": "note", "reason": "依法公布", "window": 0}]
    made = scanner(rule("t", "terms", terms=["张某"], adjust=adjust))
    near, far = (
        made.scan(document(lines(f"{head}{'某' * 500}张某")), TODAY)[0]
        for head in ("通缉令", "某" * 500 + "通缉令")
    )
    assert (near.severity, far.severity) == ("note", "review")
    assert near.reasons == ("依法公布",)


def test_hidden_text_is_a_carrier_and_is_read_like_any_other(scanner):
    made = scanner(rule("t", "terms", terms=["内部资料"]), rule("c", "carrier", place=["hidden"], mask="all"))
    matches = made.scan(document(lines("公开"), lines("内部资料", "hidden", "工作表被隐藏")), TODAY)
    assert {match.rule: match.segment for match in matches} == {"test.t": 1, "test.c": 1}
    assert any("工作表被隐藏" in reason for match in matches for reason in match.reasons)
