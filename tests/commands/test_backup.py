"""Backup and restore: everything comes back, into either engine; what is damaged changes nothing."""

import stat
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from store.filled import NOW, case, item, place, sign, steps

from reviewer.cli import reviewer
from reviewer.errors import StoreError, UsageError
from reviewer.office.operations.backups import backup, restore
from reviewer.settings import Settings
from reviewer.store import dump, protect
from reviewer.store.audit import append
from reviewer.store.engine import open_store
from reviewer.store.numbers import next_number
from reviewer.store.tables.cases import Content
from reviewer.store.tables.findings import Opened
from reviewer.store.tables.organisation import Delegation, Posting, Unit


@pytest.fixture
def filled(database, engines):
    """Settings of an office with rows of many kinds, keys and files."""
    with engines.write() as session:
        upper = Unit(code="S", name="市示例局", settings={})
        here = place(session)
        session.add(upper)
        session.flush()
        here.unit.parent_id = upper.id  # points to a later row
        row, revision = case(session, here)
        file = item(session, revision, gaps=["encrypted"])
        head = here.people["head"]
        for what in (f"item:{file.id}", f"gap:{file.id}:1"):
            session.add(Opened(revision_id=revision.id, person_id=head.id, what=what, at=NOW))
        session.flush()
        sign(session, row, revision, steps(session, revision)[0], head, opinion="同意")
        session.add(Content(sealed=bytes(range(256)) * 300, key=b"\0\xff", size=9, made_at=NOW))
        posting = Posting(person_id=head.id, role="section-head", unit_id=here.unit.id, since=NOW)
        session.add(posting)
        session.flush()
        session.add(
            Delegation(
                posting_id=posting.id, giver_id=head.id, taker_id=here.people["colleague"].id,
                first_day=date(2026, 3, 2), last_day=date(2026, 3, 6), reason="出差", made_at=NOW,
            )
        )  # fmt: skip
        append(session, at=NOW, actor=(head.id, "head"), action="approve", case_id=row.id, details={"n": 1})
    for name in ("vault.key", "identity.key"):
        (database.state / name).write_bytes(name.encode() * 3)
    (database.state / "lists").mkdir()
    (database.state / "lists" / "接受.jsonl").write_text("{}\n", encoding="utf-8")
    return database


@pytest.fixture
def file(filled, tmp_path):
    path = tmp_path / "备份.zip"
    backup(filled, path, NOW)
    return path


def contents(settings):
    """Every row of every table."""
    store = open_store(settings)
    with store.engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in dump.tables()
        }  # fmt: skip
    store.close()
    return found


def test_a_backup_comes_back_whole(filled, file, tmp_path):
    before = contents(filled)
    target = Settings(state=tmp_path / "new")
    found = restore(target, file, NOW)
    after = contents(target)
    assert found.chain.bad is None
    assert found.rows == sum(map(len, before.values()))
    assert [event[0] for event in after.pop("audit_event")] == [1, 2, 3]  # approve, backup, restore
    before.pop("audit_event")
    assert after == before
    for name in ("vault.key", "identity.key", "lists/接受.jsonl"):
        path = target.state / name
        assert path.read_bytes() == (filled.state / name).read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_backup_of_sqlite_comes_back_in_postgresql_and_goes_on(filled, file, postgresql, tmp_path):
    if filled.database:
        pytest.skip("the way from SQLite to PostgreSQL")
    target = Settings(state=tmp_path / "pg", database=postgresql.make("moved"))
    restore(target, file, NOW)
    store = open_store(target)
    with store.write() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "QX")).one()
        assert unit.parent_id is not None
        assert next_number(session, unit, 2026) == "QX-2026-00001"
        session.add(Unit(code="N", name="新单位", settings={}))  # its number follows the restored ones
    with store.engine.connect() as connection:
        assert protect.missing(connection) == ()
    store.close()


def test_restored_guards_are_set(filled, file, tmp_path):
    target = Settings(state=tmp_path / "new")
    restore(target, file, NOW)
    store = open_store(target)
    with store.engine.connect() as connection:
        assert protect.missing(connection) == ()
    store.close()


def test_restore_refuses_over_what_is_there_unless_forced(filled, file):
    with pytest.raises(UsageError, match="--force"):
        restore(filled, file, NOW)
    (filled.state / "vault.key").write_bytes(b"another")
    found = restore(filled, file, NOW, force=True)
    assert found.chain.bad is None
    assert (filled.state / "vault.key").read_bytes() == b"vault.key" * 3
    assert (found.aside / "vault.key").read_bytes() == b"another"


def test_a_key_alone_is_something_that_is_there(file, tmp_path):
    target = Settings(state=tmp_path / "new")
    target.state.mkdir()
    (target.state / "vault.key").write_bytes(b"x" * 32)
    with pytest.raises(UsageError):
        restore(target, file, NOW)


def rewritten(file, change):
    """The archive with its members passed through `change`."""
    path = file.with_name("x.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda name, data: data + b"x" if name == "state/vault.key" else data, "已损坏"),
        (lambda name, data: data[:-9] if name == "tables/person.msgpack" else data, "已损坏"),
        (lambda name, data: None if name == "tables/content.msgpack" else data, "不能用"),
        (lambda name, data: None if name == "manifest.json" else data, "不能用"),
        (lambda name, data: data.replace(b"backup/1", b"backup/9") if name == "manifest.json" else data, "不是本软件"),
        (lambda name, data: data.replace(b'"revision": "', b'"revision": "9') if name == "manifest.json" else data, "更新的版本"),
        (lambda name, data: data.replace(b'"vault.key"', b'"../v.key"') if name == "manifest.json" else data, "不允许的文件名"),
    ],
)  # fmt: skip
def test_a_damaged_or_altered_backup_changes_nothing(file, tmp_path, change, why):
    target = Settings(state=tmp_path / "new")
    with pytest.raises(StoreError, match=why):
        restore(target, rewritten(file, change), NOW)
    assert not target.state.exists()


def test_what_is_no_archive_is_refused(tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(StoreError):
        restore(Settings(state=tmp_path / "new"), tmp_path / "x", NOW)


def test_the_noted_digest_tells_one_backup_from_another(filled, tmp_path):
    written = backup(filled, tmp_path / "a.zip", NOW)
    with pytest.raises(StoreError, match="不是那一份"):
        restore(Settings(state=tmp_path / "b"), tmp_path / "a.zip", NOW, digest="0" * 64)
    restore(Settings(state=tmp_path / "b"), tmp_path / "a.zip", NOW, digest=written.digest)


def test_a_backup_is_its_owners_only_and_overwrites_nothing(filled, file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="已存在"):
        backup(filled, file, NOW)


def test_a_chain_that_was_broken_before_the_backup_is_told_at_the_restore(filled, tmp_path, engines):
    with engines.engine.begin() as connection:
        protect.lift(connection)
        connection.execute(text("UPDATE audit_event SET who = '李某' WHERE id = 1"))
    backup(filled, tmp_path / "a.zip", NOW)
    assert restore(Settings(state=tmp_path / "b"), tmp_path / "a.zip", NOW).chain.bad == 1


def test_the_commands_say_what_they_did(filled, tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWER_STATE", str(filled.state))
    monkeypatch.setenv("REVIEWER_DATABASE", filled.database or f"sqlite:///{filled.state / 'reviewer.db'}")
    file = tmp_path / "a.zip"
    said = CliRunner().invoke(reviewer, ["backup", str(file)], standalone_mode=False)
    assert said.return_value == 0
    assert "清单摘要" in said.output
    assert "请加密存放" in said.output
    monkeypatch.setenv("REVIEWER_STATE", str(tmp_path / "b"))
    monkeypatch.delenv("REVIEWER_DATABASE")
    said = CliRunner().invoke(reviewer, ["restore", str(file)], standalone_mode=False)
    assert said.return_value == 0
    assert "记录链完整：2 条" in said.output
