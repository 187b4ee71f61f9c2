"""Rows of a case → the lines its pages are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.grounds import DECISIONS, PUBLISHABLE
from reviewer.casework.roles import ROLES, Role
from reviewer.casework.states import ACTS, STATES, Act, State
from reviewer.office import arranged
from reviewer.office.cases.views import (
    CommentLine,
    DecisionLine,
    EventLine,
    FieldLine,
    FindingGroup,
    FindingLine,
    Head,
    ItemLine,
    SignedLine,
    StepLine,
)  # fmt: skip
from reviewer.office.office import Office
from reviewer.office.timeline import told
from reviewer.records import SEVERITIES, Grade, Severity
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, Item, Revision
from reviewer.store.tables.findings import Comment, FindingDecision, FindingRow
from reviewer.store.tables.signing import Event, SignatureRow


@dataclass(frozen=True, slots=True)
class Dossier:
    """The rows of one revision, read once."""

    case: Case
    revision: Revision
    rows: Sequence[FindingRow]
    decisions: Mapping[str, FindingDecision]
    comments: Sequence[Comment]
    opened: frozenset[str]
    names: Mapping[int, str]
    numbers: Mapping[int, int]  # of revisions by id


def head_of(case: Case) -> Head:
    """The case in a few words."""
    state = cast("State", case.state)
    return Head(
        id=case.id,
        number=case.number,
        title=case.title,
        state=state,
        state_word=STATES[state],
        unit=case.unit.name,
        section=case.section.name,
        column=case.column.name if case.column else "",
        author_id=case.author_id,
        author=case.author.name,
        revision=case.revision,
        turn=case.turn,
        grade=cast("Grade", case.grade) if case.grade else None,
        content_class=case.content_class,
        holder=case.holder.name if case.holder else "",
        due_at=case.due_at,
        made_at=case.made_at,
        submitted_at=case.submitted_at,
        updated_at=case.updated_at,
        published_url=case.published_url,
    )


def item_lines(found: Dossier) -> tuple[ItemLine, ...]:
    """The files of the revision."""
    return tuple(item_line(found, item) for item in found.revision.items)


def item_line(found: Dossier, item: Item) -> ItemLine:
    """One of them, or a file of an earlier revision."""
    own = [row for row in found.rows if row.item_id == item.id]
    counts = {
        severity: count
        for severity in reversed(SEVERITIES)
        if (count := sum(row.count for row in own if row.severity == severity))
    }
    undecided = sum(row.severity != "note" and row.key not in found.decisions for row in own)
    return ItemLine(
        id=item.id,
        ordinal=item.ordinal,
        kind=item.kind,
        name=found.names[item.id],
        source=item.source,
        address=item.address,
        size=item.size,
        sha256=item.sha256,
        sm3=item.sm3,
        state=item.state,
        grade=cast("Grade", item.grade) if item.grade else None,
        counts=counts,
        gaps=len(item.gaps),
        opened=f"item:{item.id}" in found.opened,
        undecided=undecided,
    )


def finding_lines(found: Dossier, comments: Sequence[CommentLine]) -> tuple[FindingLine, ...]:
    """The findings, heaviest first, each with what people said of it."""
    ordered = sorted(found.rows, key=lambda row: -SEVERITIES.index(cast("Severity", row.severity)))
    return tuple(
        FindingLine(
            key=row.key,
            item_id=row.item_id,
            item=found.names.get(row.item_id, ""),
            rule=row.rule,
            name=row.name,
            category=row.category,
            severity=cast("Severity", row.severity),
            count=row.count,
            label=row.label,
            shown=row.shown,
            opened=f"finding:{row.key}" in found.opened,
            decision=_decision(found.decisions.get(row.key)),
            comments=tuple(line for line in comments if line.key == row.key),
        )
        for row in ordered
    )


def grouped(findings: Sequence[FindingLine]) -> tuple[FindingGroup, ...]:
    """Findings of one rule and severity in one item together, in the order of the first."""
    gathered: dict[tuple[str, str, int], list[FindingLine]] = {}
    for finding in findings:
        gathered.setdefault((finding.severity, finding.rule, finding.item_id), []).append(finding)
    return tuple(FindingGroup(tuple(lines)) for lines in gathered.values())


def _decision(row: FindingDecision | None) -> DecisionLine | None:
    if row is None:
        return None
    return DecisionLine(
        kind=row.kind,
        word=DECISIONS.get(row.kind, row.kind),
        reason=row.reason,
        ground=PUBLISHABLE.get(row.ground, row.ground),
        scope=row.scope,
        person=row.person.name,
        role="拟稿人" if row.role == "clerk" else ROLES[cast("Role", row.role)],
        at=row.at,
    )


def comment_lines(found: Dossier) -> tuple[CommentLine, ...]:
    """Everything said in the case, oldest first."""
    names = {row.key: row.name for row in found.rows}
    return tuple(
        CommentLine(
            key=row.key,
            text=row.text,
            rewording=row.rewording,
            person=row.person.name,
            at=row.at,
            revision=found.numbers.get(row.revision_id, 0),
            finding=names.get(row.key, "前一稿的发现") if row.key else "",
        )
        for row in found.comments
    )


def form_lines(office: Office, revision: Revision) -> tuple[tuple[str, tuple[FieldLine, ...]], ...]:
    """The form by groups, in words; fields that are not asked are left out."""
    values = revision.form
    return tuple(
        (
            group.name,
            tuple(
                FieldLine(
                    field.label,
                    field.told(values.get(field.id, "")),
                    missing=field.required and not values.get(field.id),
                )
                for field in group.fields
                if field.asked(values)
            ),
        )
        for group in arranged.form(office.settings).groups
    )


def step_lines(session: Session, found: Dossier) -> tuple[StepLine, ...]:
    """The chain with the signatures in force."""
    signed = {row.step_id: row for row in dossier.signatures(session, found.case.id)}
    return tuple(
        StepLine(
            ordinal=step.ordinal,
            name=step.name,
            roles="或".join(ROLES[cast("Role", role)] for role in step.roles),
            required=step.required,
            reached_at=step.reached_at,
            here=step.ordinal == found.case.step,
            signed=_signed(signed.get(step.id)),
        )
        for step in dossier.steps_of(session, found.revision.id)
    )


def _signed(row: SignatureRow | None) -> SignedLine | None:
    if row is None:
        return None
    return SignedLine(row.person.name, ACTS[cast("Act", row.decision)], row.opinion, row.at)


def event_lines(session: Session, case: Case) -> tuple[EventLine, ...]:
    """What happened, oldest first."""
    wanted = select(Event).where(Event.case_id == case.id).order_by(Event.id)
    return tuple(
        EventLine(event.at, event.who, told(event.action), event.action) for event in session.scalars(wanted)
    )
