"""A reviewed document as bytes that can be sealed, and back; and the digest of its text."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from hashlib import sha256

import msgspec

from reviewer.errors import StoreError
from reviewer.records import Document, Finding, Reviewed, Rule

_PARTED = b"\x1e"
_HALF = re.compile("[\ud800-\udfff]")


def pack(reviewed: Reviewed) -> bytes:
    """The result without the file's bytes and without the words that rules look for."""
    slim = _slim(reviewed)
    try:
        plain = msgspec.msgpack.encode(slim)
    except UnicodeEncodeError:  # half characters, as damaged files hold them
        plain = msgspec.msgpack.encode(_whole(msgspec.to_builtins(slim, builtin_types=(bytes,))))
    return zlib.compress(plain, 1)


def unpack(data: bytes) -> Reviewed:
    """Undo `pack`; raises StoreError when the bytes are of another version."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(data), type=Reviewed)
    except (zlib.error, msgspec.MsgspecError) as problem:
        raise StoreError("保存的检查结果无法读取，请重新检查这份文件") from problem


def text_sha256(document: Document) -> str:
    """SHA-256 over the segments' texts in UTF-8, each followed by the byte 1E."""
    digest = sha256()
    for segment in document.segments:
        digest.update(segment.text.encode("utf-8", "surrogatepass"))
        digest.update(_PARTED)
    return digest.hexdigest()


def _slim(reviewed: Reviewed) -> Reviewed:
    document, verdict = reviewed.document, reviewed.verdict
    rules = {finding.rule.id: _named_only(finding.rule) for finding in verdict.every}
    return Reviewed(
        replace(document, blob=replace(document.blob, data=b"")),
        replace(
            verdict,
            findings=tuple(_under(rules, finding) for finding in verdict.findings),
            accepted=tuple(replace(held, finding=_under(rules, held.finding)) for held in verdict.accepted),
        ),
    )


def _under(rules: dict[str, Rule], finding: Finding) -> Finding:
    return replace(finding, rule=rules[finding.rule.id])


def _named_only(rule: Rule) -> Rule:
    return replace(
        rule, examples=(), counterexamples=(), terms=(), anchors=(), groups=(), near=(), unless=(),
        adjust=(), escalate=(), pattern="",
    )  # fmt: skip


def _whole(value: object) -> object:
    """The same with every half character replaced: lengths stay, so spans stay valid."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _whole(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_whole(entry) for entry in value]
    return value
