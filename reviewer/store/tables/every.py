"""All tables, imported for what needs them together."""

from __future__ import annotations

from reviewer.store.tables import (
    accounts,
    cases,
    figures,
    findings,
    incidents,
    organisation,
    patrol,
    signing,
    tickets,
    work,
)
from reviewer.store.tables.row import Row

SUBJECTS = (organisation, accounts, cases, findings, signing, incidents, work, patrol, tickets, figures)
METADATA = Row.metadata
