"""The ledger only grows, keeps no plain value, and a line that makes no sense stops everything."""

import json
from dataclasses import replace
from datetime import date

import pytest
from accepting import accepted, finding

from reviewer.acceptance.form import Removal, entry_of, line_of
from reviewer.acceptance.ledger import Followed, read_ledger, write_down
from reviewer.errors import ResourceError
from reviewer.records import SCOPES


@pytest.mark.parametrize("scope", SCOPES)
def test_what_is_written_down_is_read_back(tmp_path, scope):
    path = tmp_path / "deep" / "acceptances.jsonl"
    acceptance = accepted(finding(), scope=scope)
    write_down(path, acceptance)
    assert read_ledger(path).standing == (acceptance,)


def test_a_removal_is_another_line_and_what_was_written_stays(tmp_path):
    path = tmp_path / "a.jsonl"
    one, two = accepted(finding()), accepted(finding("2" * 20))
    write_down(path, one)
    write_down(path, two)
    before = path.read_text(encoding="utf-8")
    removal = Removal(one.id, "依据已失效", date(2026, 11, 22), "li")
    write_down(path, removal)
    ledger = read_ledger(path)
    assert path.read_text(encoding="utf-8").startswith(before)
    assert (ledger.standing, ledger.removed) == ((two,), ((one, removal),))


def test_a_last_line_without_its_end_is_not_joined_with_the_next(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(line_of(accepted(finding())), encoding="utf-8")
    write_down(path, accepted(finding("2" * 20)))
    assert len(read_ledger(path).standing) == 2


def test_no_ledger_means_nothing_was_accepted(tmp_path):
    assert read_ledger(tmp_path / "none.jsonl").standing == ()


def told(**changes):
    line = json.loads(line_of(accepted(finding())))
    return json.dumps({**line, **changes}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "JSON"),
        ("[]", "schema"),
        (told(schema="other/1"), "schema"),
        (told(act="delete"), "act"),
        (told(more="x"), "more"),
        (told(until="明年"), "日期"),
        (told(until="2020-01-01"), "早于"),
        (told(value="13800001234"), "原文"),
        (told(scope="world"), "scope"),
        (told(scope="content"), "SHA-256"),
        (told(where=""), "where"),
        (told(owner="  "), "owner"),
        (told(reason=3), "文字"),
        (told(until="2099-12-31"), "被改动过"),
        (told(scope="unit", where="另一局"), "被改动过"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_its_number(tmp_path, line, said):
    path = tmp_path / "a.jsonl"
    path.write_text(f"{line_of(accepted(finding('5' * 20)))}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="第 3 行") as refused:
        read_ledger(path)
    assert said in refused.value.message


def test_the_same_line_twice_says_no_more_than_once(tmp_path):
    path = tmp_path / "a.jsonl"
    write_down(path, accepted(finding()))
    write_down(path, accepted(finding()))
    assert len(read_ledger(path).standing) == 1


def test_the_removal_of_nothing_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(line_of(Removal("0" * 12, "理由", date(2026, 1, 1), "li")), encoding="utf-8")
    with pytest.raises(ResourceError, match="不存在"):
        read_ledger(path)


def test_an_unreadable_or_unwritable_ledger_is_an_error_and_not_an_empty_one(tmp_path):
    with pytest.raises(ResourceError, match="无法读取"):
        read_ledger(tmp_path)
    with pytest.raises(ResourceError, match="无法写入"):
        write_down(tmp_path, accepted(finding()))


def test_two_decisions_on_one_value_have_different_ids():
    one, other = accepted(finding()), accepted(finding(), reason="另一理由")
    assert one.id != other.id
    assert entry_of(line_of(one)) == one == replace(entry_of(line_of(one)))


def test_a_followed_ledger_is_read_again_when_it_has_changed(tmp_path):
    path = tmp_path / "acceptances.jsonl"
    followed = Followed(path)
    assert followed.standing == ()
    entry = accepted(finding())
    write_down(path, entry)
    assert followed.standing == (entry,)


def test_a_followed_ledger_that_breaks_accepts_nothing(tmp_path):
    path = tmp_path / "acceptances.jsonl"
    write_down(path, accepted(finding()))
    followed = Followed(path)
    with path.open("a") as file:
        file.write("{broken\n")
    assert followed.standing == ()
