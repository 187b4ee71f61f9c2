"""An export as a zip that anybody can check: members, a manifest with their hashes, an Ed25519 signature."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from reviewer.digests import Hashing, digests_of
from reviewer.moments import BEIJING

SCHEMA = "reviewer.export/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_BLOCK = 2**20
_MOST_MEMBERS = 10_000
_MOST_BYTES = 16 * 2**30  # all members together, as their directory says and as they turn out
_MOST_MANIFEST = 16 * 2**20

Member = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: `fault` names the first thing that is wrong, "" when everything holds.

    `fingerprint` is the SHA-256 of the public key inside: who made it is known only by comparing that.
    """

    fault: str
    manifest: dict[str, Any]
    fingerprint: str = ""
    members: int = 0


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the 32 raw bytes of a public key, in hexadecimal."""
    return sha256(key.public_bytes_raw()).hexdigest()


def pack(
    into: IO[bytes], members: Iterable[Member], about: dict[str, Any], key: Ed25519PrivateKey, at: datetime
) -> str:
    """Write the members in their order, then manifest and signature; the manifest's SHA-256.

    The same members, `about`, key and moment give the same bytes.
    """
    told = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(_entry(name, at), data, zipfile.ZIP_DEFLATED)
            told.append({"name": name, "size": len(data), **digests_of(data)._asdict()})
        public = key.public_key()
        manifest = _canonical(
            {
                "schema": SCHEMA,
                **about,
                "members": told,
                "public_key": base64.b64encode(public.public_bytes_raw()).decode(),
                "fingerprint": fingerprint(public),
            }
        )
        package.writestr(_entry(MANIFEST, at), manifest, zipfile.ZIP_DEFLATED)
        package.writestr(_entry(SIGNATURE, at), base64.b64encode(key.sign(manifest)) + b"\n")
    return sha256(manifest).hexdigest()


def check(path: Path) -> Checked:
    """Check signature, manifest and every member; never raises for what is in the file."""
    try:
        with zipfile.ZipFile(path) as package:
            return _check(package)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Checked(f"{MANIFEST} 不合格式", {})
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as fault:
        return Checked(f"不是完整的导出包（{type(fault).__name__}）", {})


def member(path: Path, name: str) -> bytes:
    """The bytes of a member of a package that was checked."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def _check(package: zipfile.ZipFile) -> Checked:
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    for needed in (MANIFEST, SIGNATURE):
        if needed not in names:
            return Checked(f"缺少 {needed}", {})
    if fault := _misshapen(entries):
        return Checked(fault, {})
    manifest = package.read(MANIFEST)
    table: dict[str, Any] = json.loads(manifest)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(table["public_key"], validate=True))
    try:
        key.verify(base64.b64decode(package.read(SIGNATURE)), manifest)
    except (InvalidSignature, ValueError):
        return Checked(f"{MANIFEST} 的签名不符：清单被改动", {})
    if table["schema"] != SCHEMA or table["fingerprint"] != fingerprint(key):
        return Checked(f"{MANIFEST} 不是本程序的导出清单", {})
    fault = _members(package, table, names)
    return Checked(fault, table, fingerprint(key), len(table["members"]))


def _misshapen(entries: list[zipfile.ZipInfo]) -> str:
    if len(entries) > _MOST_MEMBERS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        return "文件过多或过大，不是本程序的导出包"
    times = Counter(entry.filename for entry in entries)
    if double := next((name for name, count in times.items() if count > 1), ""):
        return f"{double} 重复出现"
    small = {MANIFEST, SIGNATURE}
    if any(entry.file_size > _MOST_MANIFEST for entry in entries if entry.filename in small):
        return f"{MANIFEST} 过大"
    return ""


def _members(package: zipfile.ZipFile, table: dict[str, Any], names: list[str]) -> str:
    """The first member that is missing, altered or not in the manifest, in words."""
    told = {entry["name"]: entry for entry in table["members"]}
    for name, entry in told.items():
        if name not in names:
            return f"缺少 {name}"
        if fault := _altered(package, entry):
            return f"{name} {fault}"
    strange = next((name for name in names if name not in told and name not in {MANIFEST, SIGNATURE}), "")
    return f"{strange} 不在清单中" if strange else ""


def _altered(package: zipfile.ZipFile, entry: dict[str, Any]) -> str:
    hashing, size = Hashing(), 0
    try:
        with package.open(entry["name"]) as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                if size > entry["size"]:
                    return "长度与清单不符"
                hashing.update(block)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError):
        return "已损坏"
    if size != entry["size"]:
        return "长度与清单不符"
    found = hashing.digests
    if found.sha256 != entry["sha256"]:
        return "内容与 SHA-256 不符：被改动"
    if found.sm3 and entry["sm3"] and found.sm3 != entry["sm3"]:
        return "内容与 SM3 不符：被改动"
    return ""


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False).encode() + b"\n"


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    here = at.astimezone(BEIJING)
    entry = zipfile.ZipInfo(name, (here.year, here.month, here.day, here.hour, here.minute, here.second))
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry
