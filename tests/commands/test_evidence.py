"""`reviewer evidence verify` says whether archives are as they were, alone and against the audit chain."""

import gzip
from dataclasses import replace
from hashlib import sha256

import pytest
from click.testing import CliRunner
from plain_reviewer import PlainReviewer
from sqlalchemy import text
from staff import Clock
from watch.portal import Visit, page

from reviewer.cli import reviewer
from reviewer.errors import UsageError
from reviewer.office.office import open_office
from reviewer.patrol.evidence import PART
from reviewer.patrol.manifest import decoded, encoded, manifest_path
from reviewer.settings import Settings
from reviewer.store import protect


@pytest.fixture
def office(tmp_path):
    office = open_office(Settings(state=tmp_path / "state"), PlainReviewer(), Clock())
    yield office
    office.store.close()


@pytest.fixture
def archive(office):
    """A closed file of three pages."""
    visit = Visit(office)
    for number in range(3):
        visit.see(f"{number}.html", page(f"第{number}号"))
    return office.settings.state / "evidence" / visit.close()[0].name


@pytest.fixture
def run(office, monkeypatch):
    monkeypatch.setenv("REVIEWER_STATE", str(office.settings.state))

    def verify(*arguments):
        result = CliRunner().invoke(
            reviewer, ["evidence", "verify", *map(str, arguments)], standalone_mode=False
        )
        return result.return_value if result.exception is None else result.exception, result.output

    return verify


def alone(run, monkeypatch, tmp_path, path):
    """Verify where there is no database."""
    monkeypatch.setenv("REVIEWER_STATE", str(tmp_path / "other"))
    return run(path)


def test_sound_files_exit_0_with_and_without_a_database(run, archive, monkeypatch, tmp_path):
    code, output = run()
    assert code == 0
    assert "共 1 个文件，完好 1 个，10 条记录；已与操作记录链核对" in output
    code, output = alone(run, monkeypatch, tmp_path, archive)
    assert code == 0
    assert "没有数据库，只按清单核对" in output


def test_the_first_bad_member_is_named_by_number_and_address(run, archive, monkeypatch, tmp_path):
    member = decoded(manifest_path(archive).read_bytes()).members[4]
    archive.write_bytes(archive.read_bytes()[: member.offset + 40])
    for code, output in (run(), alone(run, monkeypatch, tmp_path, archive)):
        assert code == 1
        assert "第 5 条" in output
        assert "截断" in output
        assert "http://www.example.gov.cn/1.html" in output


def forged(archive):
    """Archive and manifest changed together, so that each agrees with the other."""
    data = gzip.compress(gzip.decompress(archive.read_bytes()).replace("第1号".encode(), "第7号".encode()))
    manifest = decoded(manifest_path(archive).read_bytes())
    member = manifest.members[0]._replace(offset=0, length=len(data), sha256=sha256(data).hexdigest())
    archive.write_bytes(data)
    new = replace(manifest, size=len(data), sha256=sha256(data).hexdigest(), sm3="", members=(member,))
    manifest_path(archive).write_bytes(encoded(new))


def test_a_manifest_forged_along_with_its_file_is_found_by_the_audit_chain_only(
    run, archive, monkeypatch, tmp_path
):
    forged(archive)
    code, output = run()
    assert code == 1
    assert "与操作记录中的摘要不一致" in output
    assert alone(run, monkeypatch, tmp_path, archive)[0] == 0


def test_a_chain_that_was_changed_to_fit_is_found(run, archive, office):
    with office.store.engine.begin() as connection:
        protect.lift(connection)
        connection.execute(text("UPDATE audit_event SET details = '{}' WHERE action = 'evidence-closed'"))
    code, output = run()
    assert code == 1
    assert "操作记录链第" in output


def test_a_file_that_is_gone_and_one_that_nobody_sealed_are_bad(run, archive, office):
    other = archive.with_name("20200101000000-00000000.warc.gz")
    archive.rename(other)
    manifest_path(archive).rename(manifest_path(other))
    code, output = run()
    assert code == 1
    assert "登记的存档文件不在了" in output
    assert "没有登入操作记录" in output


def test_without_a_manifest_nothing_is_proved(run, archive):
    manifest_path(archive).write_text("{}")
    assert "清单损坏" in run()[1]
    manifest_path(archive).unlink()
    code, output = run()
    assert code == 1
    assert "没有清单" in output


def test_a_file_that_is_still_written_is_told_and_nothing_bad(run, office):
    visit = Visit(office)
    visit.see("a.html", page())
    code, output = run()
    assert code == 0
    assert "尚未封存" in output
    assert PART in output
    visit.close()


def test_a_path_that_does_not_exist_is_a_wrong_use(run, tmp_path):
    problem, _ = run(tmp_path / "none")
    assert isinstance(problem, UsageError)
