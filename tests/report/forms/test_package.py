"""A signed package: what was packed is found again, whatever was changed is named."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviewer.report.forms import package

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
MEMBERS = (("说明.txt", "说明".encode()), ("form.json", b"{}"), ("files/01-a.txt", b"x" * 5000))


def packed(key=KEY, members=MEMBERS):
    kept = BytesIO()
    package.pack(kept, members, {"number": "QX-2026-00017"}, key, AT)
    return kept.getvalue()


def checked(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    return package.check(path)


def changed(data, *, replace=None, drop=(), add=()):
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for entry in old.infolist():
            if entry.filename not in drop:
                new.writestr(entry, (replace or {}).get(entry.filename, old.read(entry)))
        for name, content in add:
            new.writestr(name, content)
    return kept.getvalue()


def test_what_was_packed_holds(tmp_path):
    found = checked(tmp_path, packed())
    assert (found.fault, found.members) == ("", 3)
    assert found.manifest["number"] == "QX-2026-00017"
    assert found.fingerprint == package.fingerprint(KEY.public_key())


def test_the_same_content_gives_the_same_bytes():
    assert packed() == packed()


def test_members_keep_their_order_and_the_moment():
    with zipfile.ZipFile(BytesIO(packed())) as found:
        assert found.namelist() == [*(name for name, _ in MEMBERS), "manifest.json", "manifest.sig"]
        assert {entry.date_time for entry in found.infolist()} == {(2026, 3, 2, 9, 0, 0)}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"replace": {"form.json": b"[]"}}, "form.json 内容与 SHA-256 不符"),
        ({"replace": {"form.json": b"{ }"}}, "form.json 长度与清单不符"),
        ({"drop": ("form.json",)}, "缺少 form.json"),
        ({"drop": ("manifest.sig",)}, "缺少 manifest.sig"),
        ({"add": (("more.txt", b"1"),)}, "more.txt 不在清单中"),
        ({"add": (("form.json", b"{}"),)}, "form.json 重复出现"),
        ({"replace": {"manifest.sig": b"AAAA"}}, "签名不符"),
        ({"replace": {"manifest.json": b"[1"}}, "manifest.json 不合格式"),
        ({"replace": {"manifest.json": b"[" * 100_000}}, "manifest.json 不合格式"),
    ],
)  # fmt: skip
def test_the_first_bad_member_is_named(tmp_path, change, why):
    assert why in checked(tmp_path, changed(packed(), **change)).fault


def test_a_changed_manifest_does_not_fit_its_signature(tmp_path):
    with zipfile.ZipFile(BytesIO(packed())) as found:
        manifest = json.loads(found.read("manifest.json"))
    manifest["number"] = "QX-2026-00018"
    data = changed(packed(), replace={"manifest.json": json.dumps(manifest).encode()})
    assert "清单被改动" in checked(tmp_path, data).fault


def test_who_packs_anew_with_another_key_has_another_fingerprint(tmp_path):
    other = Ed25519PrivateKey.generate()
    found = checked(tmp_path, packed(key=other))
    assert found.fault == ""
    assert found.fingerprint != package.fingerprint(KEY.public_key())


@pytest.mark.parametrize("data", [b"", b"not a zip", packed()[: len(packed()) // 2], packed()[:-30]])
def test_what_is_no_whole_package_is_refused(tmp_path, data):
    assert "不是完整的导出包" in checked(tmp_path, data).fault


def test_flipped_bits_never_pass(tmp_path):
    data = packed()
    for place in range(0, len(data), 97):
        flipped = data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]
        found = checked(tmp_path, flipped)
        if not found.fault:  # bits that carry nothing: attributes and times in the zip's own records
            with zipfile.ZipFile(BytesIO(flipped)) as opened:
                assert [(name, opened.read(name)) for name, _ in MEMBERS] == list(MEMBERS)
