"""What people let pass beyond one file, put in force only when the whole chain has agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy.orm import Session

from reviewer.acceptance.apply import Place, wider, widest
from reviewer.acceptance.form import entry_of, line_of
from reviewer.acceptance.ledger import write_down
from reviewer.acceptance.make import Wish, accept
from reviewer.errors import AbsentError, ReviewerError
from reviewer.moments import today
from reviewer.office.cases.results import unpack
from reviewer.office.office import Office
from reviewer.records import Acceptance, Finding, Reviewed, Scope
from reviewer.review import ledger_path
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, Item
from reviewer.store.tables.findings import FindingDecision

LASTS = timedelta(days=365)  # an acceptance without a last day of its own


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision with the finding it was made on, where that lies, and who answers."""

    decision: FindingDecision
    finding: Finding
    reviewed: Reviewed


def acceptances(office: Office, session: Session, case: Case) -> tuple[Acceptance, ...]:
    """What the decisions in force of a case accept for more than these bytes.

    Left out is what may not be accepted as far as that: the finding then comes up again with the next file.
    """
    revision = dossier.revision_of(session, case)
    decided = {row.key: row for row in dossier.decisions(session, revision.id)}
    reaching = {key: row for key, row in decided.items() if row.kind != "fix" and row.scope != "content"}
    wanted = [
        Wanted(reaching[finding.id], finding, reviewed)
        for reviewed in _results(office, session, revision.items if reaching else ())
        for finding in reviewed.verdict.findings
        if finding.id in reaching
    ]
    return tuple(made for entry in wanted if (made := _made(office, entry)) is not None)


def put_in_force(office: Office, found: Sequence[Acceptance]) -> None:
    """Write them into the ledger; each holds from the next start of the reviewer on."""
    for acceptance in found:
        write_down(ledger_path(office.settings), acceptance)


def _results(office: Office, session: Session, items: Sequence[Item]) -> list[Reviewed]:
    found = []
    for item in items:
        try:
            found.append(unpack(office.vault.get(session, item.reviewed_id or 0)))
        except AbsentError:
            continue
    return found


def _made(office: Office, wanted: Wanted) -> Acceptance | None:
    decision, scope = wanted.decision, cast("Scope", wanted.decision.scope)
    if wider(scope, widest(wanted.finding)):
        scope = widest(wanted.finding)
    if scope == "content":
        return None
    now = office.clock()
    verdict = wanted.reviewed.verdict
    place = Place(verdict.origin, verdict.sha256, today(now))
    name = decision.person.name
    until = decision.until or today(now + LASTS)
    try:
        made = accept(wanted.finding, place, Wish(scope, name, decision.reason, until, name))
        entry_of(line_of(made))  # a line that cannot be read would stop every reviewer here
    except ReviewerError:
        return None
    return made
