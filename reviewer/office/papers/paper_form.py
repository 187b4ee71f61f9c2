"""A case's rows → 信息发布保密审查表."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from reviewer.casework.flow import chain as planned_chain
from reviewer.casework.grounds import GROUNDS
from reviewer.casework.states import ACTS, STATES, Act, State
from reviewer.moments import today
from reviewer.office import arranged
from reviewer.office.cases.chain import flow_for
from reviewer.office.cases.consulting import ASKED, OUTCOMES
from reviewer.office.office import Office
from reviewer.office.papers import paper_lines
from reviewer.office.papers.paper_lines import Read, role_in_words
from reviewer.report.forms.values import Entry, Group, Inquiry, Machine, Opinion, ReviewForm, Tick
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, CaseStep, Revision
from reviewer.store.tables.organisation import Person
from reviewer.store.tables.signing import SignatureRow

_OUTCOMES = ("公开", "部分公开（区分处理）", "退回修改", "不予公开", "需报审")
_ENDS = {
    "returned": "退回修改",
    "splitting": "部分公开（区分处理）",
    "refused": "不予公开",
    "consulting": "需报审",
}
_OUT = frozenset({"ready", "published", "withdrawn"})
_UPPER = frozenset({"title"})  # fields of the form that the head of the paper already says


def review_form(office: Office, session: Session, case: Case) -> ReviewForm:
    """The current revision as it stands now."""
    revision = dossier.revision_of(session, case)
    read = paper_lines.files(office, session, revision)
    every = dossier.signatures(session, case.id, voided=True)
    last = next((row for row in reversed(every) if row.decision == "refuse"), None)
    refused = last if case.state == "refused" else None
    return ReviewForm(
        number=case.number,
        unit=case.unit.name,
        section=case.section.name,
        title=paper_lines.covered_title(case, read),
        state=STATES[cast("State", case.state)],
        revision=case.revision,
        filled_on=today(revision.made_at),
        printed_at=office.clock(),
        groups=_groups(office, revision),
        materials=paper_lines.materials(read),
        machine=_machine(session, case, revision, read),
        opinions=_opinions(office, session, case, revision),
        outcomes=_outcomes(case, every),
        back=paper_lines.back(case.unit, case.number),
        author=case.author.name,
        inquiries=_inquiries(session, case),
        ground=GROUNDS.get(refused.ground, refused.ground) if refused else "",
        reason=refused.opinion if refused else "",
        digest=revision.digest,
        voided=sum(row.void_at is not None for row in every),
    )


def _groups(office: Office, revision: Revision) -> tuple[Group, ...]:
    form, values = arranged.form(office.settings), revision.form
    return tuple(
        Group(
            group.name,
            tuple(
                Entry(field.id, field.label, field.told(values.get(field.id, "")))
                for field in group.fields
                if field.asked(values) and field.id not in _UPPER
            ),
        )
        for group in form.groups
    )


def _machine(session: Session, case: Case, revision: Revision, read: tuple[Read, ...]) -> Machine:
    rows = dossier.findings(session, revision.id)
    decisions = paper_lines.newest(session, revision) if case.state != "quarantined" else {}
    checked = [item.checked_at for item in revision.items if item.checked_at is not None]
    return Machine(
        grade=paper_lines.grade_in_words(case.grade),
        rules="、".join(sorted({item.rules for item in revision.items if item.rules})),
        model="、".join(sorted({item.model for item in revision.items if item.model})),
        checked_at=max(checked, default=None),
        findings=paper_lines.finding_lines(rows, read, decisions),
        gaps=paper_lines.unread(read),
        more=max(0, len(rows) - paper_lines.MOST_FINDINGS),
        done=bool(revision.items) and all(item.state in {"checked", "failed"} for item in revision.items),
    )


def _opinions(office: Office, session: Session, case: Case, revision: Revision) -> tuple[Opinion, ...]:
    """A row for each step that is signed or needed; before submission those the flow needs in any case."""
    steps = dossier.steps_of(session, revision.id)
    if not steps:
        flow = arranged.flow_named(office.settings, case.flow or flow_for(office, case))
        laid = planned_chain(flow, flagged=case.grade not in {"", "clear"}, escalated=False)
        return tuple(Opinion(step.name, _roles(step.roles)) for step in laid if step.required)
    signed = {row.step_id: row for row in dossier.signatures(session, case.id)}
    return tuple(
        _opinion(session, step, signed.get(step.id)) for step in steps if step.required or step.id in signed
    )


def _opinion(session: Session, step: CaseStep, row: SignatureRow | None) -> Opinion:
    if row is None:
        return Opinion(step.name, _roles(step.roles))
    giver = session.get(Person, row.for_id) if row.for_id is not None else None
    return Opinion(
        step.name, role_in_words(row.role), row.person.name, giver.name if giver else "",
        ACTS[cast("Act", row.decision)], row.opinion, row.at, row.digest, row.sm3,
    )  # fmt: skip


def _inquiries(session: Session, case: Case) -> tuple[Inquiry, ...]:
    """Nothing of a case in 隔离: what was asked may quote it."""
    rows = dossier.consultations(session, case.id) if case.state != "quarantined" else []
    return tuple(
        Inquiry(
            ASKED.get(row.kind, row.kind), row.addressee, row.question, row.sent_at, row.due_at,
            OUTCOMES.get(row.outcome, row.outcome), row.answer, row.answered_at,
        )
        for row in rows
    )  # fmt: skip


def _roles(roles: object) -> str:
    return "或".join(role_in_words(role) for role in cast("list[str]", roles))


def _outcomes(case: Case, every: list[SignatureRow]) -> tuple[Tick, ...]:
    split = any(row.decision == "split" for row in every)
    out = ("部分公开（区分处理）" if split else "公开") if case.state in _OUT else ""
    chosen = out or _ENDS.get(case.state, "")
    return tuple(Tick(word, word == chosen) for word in _OUTCOMES)
