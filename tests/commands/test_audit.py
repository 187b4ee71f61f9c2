"""`reviewer audit verify` says whether the chain holds, and names the first bad link."""

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from store.filled import NOW

from reviewer.cli import reviewer
from reviewer.store import protect
from reviewer.store.audit import append


@pytest.fixture
def run(database, engines, monkeypatch):
    """Run the command over a chain of five."""
    monkeypatch.setenv("REVIEWER_STATE", str(database.state))
    if database.database:
        monkeypatch.setenv("REVIEWER_DATABASE", database.database)
    with engines.write() as session:
        for number in range(5):
            append(session, at=NOW, actor=(None, "系统"), action="x", details={"number": number})

    def verify(*arguments):
        result = CliRunner().invoke(reviewer, ["audit", "verify", *arguments], standalone_mode=False)
        return result.return_value if result.exception is None else result.exception, result.output

    return verify


def tamper(engines, statement):
    with engines.engine.begin() as connection:
        protect.lift(connection)
        connection.execute(text(statement))


def test_a_sound_chain_exits_0_and_tells_its_last_link(run):
    code, output = run()
    assert code == 0
    assert "共 5 条" in output
    assert "末条 5:" in output


def test_a_changed_link_exits_1_and_is_named(run, engines):
    tamper(engines, "UPDATE audit_event SET who = '李某' WHERE id = 3")
    code, output = run()
    assert code == 1
    assert "第 3 条" in output
    assert "此前 2 条完整" in output


def test_a_chain_that_was_cut_short_is_found_by_a_noted_link(run, engines):
    noted = run()[1].split("末条 ")[1].split("\n")[0]
    assert run("--anchor", noted)[0] == 0
    tamper(engines, "DELETE FROM audit_event WHERE id = 5")
    assert run()[0] == 0
    code, output = run("--anchor", noted)
    assert code == 1
    assert "第 5 条" in output


def test_a_malformed_anchor_is_a_wrong_use(run):
    problem, _ = run("--anchor", "5")
    assert problem.code == "usage"
