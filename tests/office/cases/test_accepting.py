"""What people let pass beyond one file comes into force with the last approval, and not before."""

import pytest
from playing import INTERNAL, approve, groups, look, row, sign, submitted

from reviewer.acceptance.ledger import read_ledger
from reviewer.office.cases.deciding import Decision, decide
from reviewer.review import ledger_path


def decided(office, people, scope, kind="false-alarm"):
    case_id = submitted(office, people["author"], INTERNAL)
    look(office, people["head"], case_id)
    (keys,) = groups(office, people["head"], case_id)
    revision = row(office, case_id).revision
    wanted = Decision(keys, revision, kind, "栏目名称，并非内部资料", "statutory", scope)
    decide(office, people["head"], case_id, wanted)
    sign(office, people["head"], case_id)
    approve(office, people["officer"], case_id)
    return case_id


def standing(office):
    return read_ledger(ledger_path(office.settings)).standing


def test_it_comes_into_force_with_the_last_approval_only(office, people):
    case_id = decided(office, people, "document")
    assert standing(office) == ()
    approve(office, people["leader"], case_id)
    (made,) = standing(office)
    assert (made.rule, made.scope, made.owner) == ("internal.material", "document", "head")
    assert made.reason == "栏目名称，并非内部资料"


@pytest.mark.parametrize(("scope", "kind"), [("content", "false-alarm"), ("content", "publishable")])
def test_what_holds_for_these_bytes_only_leaves_no_line(office, people, scope, kind):
    case_id = decided(office, people, scope, kind)
    approve(office, people["leader"], case_id)
    assert standing(office) == ()


def test_a_refused_case_accepts_nothing(office, people):
    case_id = decided(office, people, "document")
    look(office, people["leader"], case_id)
    sign(office, people["leader"], case_id, "refuse", "内部事务", ground="16-1")
    assert standing(office) == ()
