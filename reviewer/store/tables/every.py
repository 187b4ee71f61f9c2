"""All tables, imported for what needs them together."""

from __future__ import annotations

from reviewer.store.tables import (
    accounts,
    cases,
    figures,
    findings,
    incidents,
    organisation,
    pairings,
    patrol,
    signing,
    tickets,
    work,
)
from reviewer.store.tables.row import Row

SUBJECTS = (
    organisation, accounts, cases, findings, signing, incidents, work, patrol, tickets, pairings, figures,
)  # fmt: skip
METADATA = Row.metadata
