"""A case's rows → the facts that the guards of `casework` judge."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from reviewer.casework.digest import ItemDigest, content_digest
from reviewer.casework.facts import Decided, Facts, Found, Signed
from reviewer.casework.flow import Planned
from reviewer.casework.form import Form, missing
from reviewer.casework.person import Actor
from reviewer.casework.roles import Role
from reviewer.casework.states import State
from reviewer.records import Severity
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, CaseStep, Item, Revision
from reviewer.store.tables.findings import FindingRow
from reviewer.store.tables.signing import SignatureRow


def facts_of(session: Session, case: Case, actor: Actor, form: Form | None = None) -> Facts:
    """The case as it stands now for this person; without `form` nothing is said to be missing of it."""
    revision = dossier.revision_of(session, case)
    steps = dossier.steps_of(session, revision.id)
    found = dossier.findings(session, revision.id)
    checked = all(item.state == "checked" for item in revision.items)
    return Facts(
        state=cast("State", case.state),
        author_id=case.author_id,
        unit_id=case.unit_id,
        section_id=case.section_id,
        step=case.step,
        steps=tuple(map(planned, steps)),
        signed=_signed(dossier.signatures(session, case.id), steps),
        findings=tuple(Found(row.key, cast("Severity", row.severity), row.name) for row in found),
        decisions={
            row.key: Decided(row.kind, row.person_id, cast("Role", row.role))
            for row in dossier.decisions(session, revision.id)
        },
        items=tuple(f"item:{item.id}" for item in revision.items),
        gaps=gaps_of(revision),
        opened=dossier.opened_by(session, revision.id, actor.id),
        checked=checked,
        digest=digest_of(revision, found) if checked and revision.items else "",
        missing=missing(form, revision.form) if form else (),
        consulting=any(row.answered_at is None for row in dossier.consultations(session, case.id)),
        holder_id=case.holder_id,
        holder=case.holder.name if case.holder else "",
    )


def digest_of(revision: Revision, found: list[FindingRow]) -> str:
    """The content digest, worked out anew from the rows: form, files, texts, findings."""
    items = [_item_digest(item, found) for item in revision.items]
    return content_digest(revision.form, revision.form_version, items)


def gaps_of(revision: Revision) -> tuple[str, ...]:
    """What was not read, one name each, numbered from 1 within its item."""
    return tuple(
        f"gap:{item.id}:{number}" for item in revision.items for number, _ in enumerate(item.gaps, 1)
    )


def planned(step: CaseStep) -> Planned:
    """A step as it was laid down."""
    roles = cast("tuple[Role, ...]", tuple(step.roles))
    return Planned(step.ordinal, step.name, roles, step.required, step.working_days)


def _signed(rows: list[SignatureRow], steps: list[CaseStep]) -> tuple[Signed, ...]:
    ordinals = {step.id: step.ordinal for step in steps}
    return tuple(
        Signed(ordinals.get(row.step_id, 0), row.person_id, row.person.name, row.decision, row.for_id)
        for row in rows
    )


def _item_digest(item: Item, found: list[FindingRow]) -> ItemDigest:
    own = sorted((row.key, row.rule, row.severity, row.count) for row in found if row.item_id == item.id)
    return ItemDigest(
        item.ordinal, item.kind, item.name, item.sha256, item.sm3, item.text_sha256, item.rules, item.model,
        item.grade, tuple(item.gaps), tuple(own),
    )  # fmt: skip
