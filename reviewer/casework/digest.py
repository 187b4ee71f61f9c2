"""What a signature covers, as one canonical text, and its digests.

Canonical: JSON of strings, integers, booleans, null, lists and objects; keys sorted, no spaces, UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import algorithms_available, new, sha256
from typing import NamedTuple

SCHEME = "reviewer.signature/1"


class Digests(NamedTuple):
    """Lower-case hexadecimal; `sm3` is "" without OpenSSL 3."""

    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True)
class ItemDigest:
    """One file: its bytes, the text read from it, and what the machine said of it."""

    ordinal: int
    kind: str
    name: str
    sha256: str
    sm3: str
    text_sha256: str
    rules: str
    model: str
    grade: str
    gaps: tuple[str, ...]
    findings: tuple[tuple[str, str, str, int], ...]  # key, rule, severity, count; in the order of the key


@dataclass(frozen=True, slots=True)
class Vote:
    """All of a signature that is not content: who decided what, in which role and step, and when (ISO)."""

    case: str
    revision: int
    flow: str  # key@version
    step: int
    person: int
    name: str
    role: str
    for_person: int | None
    decision: str
    opinion: str
    ground: str
    at: str


def canonical(value: object) -> bytes:
    """The one spelling of a value."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digests(value: object) -> Digests:
    """SHA-256 and SM3 of a value's canonical text."""
    text = canonical(value)
    sm3 = new("sm3", text).hexdigest() if "sm3" in algorithms_available else ""
    return Digests(sha256(text).hexdigest(), sm3)


def content_digest(form: Mapping[str, object], form_version: str, items: Sequence[ItemDigest]) -> str:
    """SHA-256 over the form, its version, and every item with its findings."""
    return digests(
        {
            "scheme": SCHEME,
            "form": dict(form),
            "form_version": form_version,
            "items": [asdict(item) for item in items],
        }
    ).sha256


def signature_digest(
    content: str, decisions: Sequence[Mapping[str, object]], vote: Vote, before: str
) -> Digests:
    """Digests over the content, the decisions on findings so far, the vote and the signature before."""
    told = [dict(decision) for decision in decisions]
    return digests(
        {"scheme": SCHEME, "content": content, "decisions": told, "vote": asdict(vote), "before": before}
    )
