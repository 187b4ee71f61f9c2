"""`reviewer export`: a sound package passes, a bad one is named, wrong use is told."""

import zipfile
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviewer.commands.export import command
from reviewer.errors import UsageError
from reviewer.office.papers.exporting import own_fingerprint, signing_key
from reviewer.report.forms import package

ABOUT = {"number": "QX-2026-00017", "unit": "清溪县示例局", "exported_at": "2026-03-02T01:00:00+00:00"}


def run(*words):
    return CliRunner().invoke(command, [*map(str, words)], standalone_mode=False)


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWER_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def file(tmp_path, state):
    return pack(tmp_path, signing_key(state))


def pack(tmp_path, key):
    path = tmp_path / "审查记录.zip"
    with path.open("wb") as out:
        package.pack(
            out,
            [("timeline.json", b"[]"), ("form.json", b"{}")],
            ABOUT,
            key,
            datetime(2026, 3, 2, tzinfo=UTC),
        )
    return path


def test_a_sound_package_passes_and_is_known_as_our_own(file, state):
    told = run("verify", file)
    assert told.return_value == 0
    for word in (
        "相符",
        "清溪县示例局",
        "QX-2026-00017",
        "文件 2 个",
        own_fingerprint(state, make=False),
        "本机签名",
    ):
        assert word in told.output


def test_another_installations_package_asks_for_its_fingerprint(tmp_path, state):
    told = run("verify", pack(tmp_path, Ed25519PrivateKey.generate()))
    assert told.return_value == 0
    assert "请与导出单位另行核对指纹" in told.output


def test_a_given_fingerprint_decides(file, state, tmp_path):
    key = own_fingerprint(state, make=False)
    assert run("verify", file, "--key", key).return_value == 0
    assert run("verify", file, "--key", key[:16].upper()).return_value == 0
    told = run("verify", file, "--key", "0" * 64)
    assert told.return_value == 1
    assert "不是该密钥签名" in told.output


def test_the_first_bad_member_is_named(file):
    with zipfile.ZipFile(file) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(file, "w") as new:
        for name, data in kept.items():
            new.writestr(name, b"[]" if name == "form.json" else data)
    told = run("verify", file)
    assert told.return_value == 1
    assert "form.json 内容与 SHA-256 不符" in told.output


def test_wrong_use_is_refused(file, tmp_path):
    for words in (
        ("verify", tmp_path / "nothing.zip"),
        ("verify", file, "--key", "abc"),
        ("verify", file, "--key", "x" * 64),
    ):
        assert isinstance(run(*words).exception, UsageError)


def test_the_fingerprint_is_printed(state):
    assert run("key").output.strip() == own_fingerprint(state, make=False)


def test_no_database_is_made(file, state):
    run("verify", file)
    assert not (state / "reviewer.db").exists()
