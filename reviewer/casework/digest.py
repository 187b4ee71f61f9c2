"""What a signature covers, as one canonical text, and its digests.

Canonical: JSON of strings, integers, booleans, null, lists and objects; keys sorted, no spaces, UTF-8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from reviewer.digests import Digests, canonical, digests_of

SCHEME = "reviewer.signature/1"


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


def digests(value: object) -> Digests:
    """SHA-256 and SM3 of a value's canonical text."""
    return digests_of(canonical(value))


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
