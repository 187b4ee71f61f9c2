"""Which acceptances do nothing any more: expired, or their value is no longer found. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from reviewer.records import Acceptance, Verdict


def expired(acceptances: Iterable[Acceptance], today: date) -> list[Acceptance]:
    """Those whose last day is over."""
    return [acceptance for acceptance in acceptances if today > acceptance.until]


def unused(acceptances: Iterable[Acceptance], verdicts: Sequence[Verdict], today: date) -> list[Acceptance]:
    """Those in force that covered nothing in the documents reviewed.

    One for a document or its content is judged only if that document was among them.
    """
    used = {item.acceptance.id for verdict in verdicts for item in verdict.accepted}
    names = {verdict.origin.name for verdict in verdicts}
    return [
        acceptance
        for acceptance in acceptances
        if today <= acceptance.until
        and acceptance.id not in used
        and (acceptance.scope not in {"content", "document"} or acceptance.document in names)
    ]
