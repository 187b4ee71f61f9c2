"""签字: one person, one step, one decision over the exact content; no bulk, no time-out, no way around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewer.casework.digest import Vote, signature_digest
from reviewer.casework.facts import Ballot, Facts
from reviewer.casework.guards import acting_as
from reviewer.casework.person import Actor, Held
from reviewer.casework.states import ACTS, SIGNED, Act, State
from reviewer.errors import RefusedError
from reviewer.office.cases import accepting, chain
from reviewer.office.cases.acting import demand, done
from reviewer.office.cases.facts import digest_of, facts_of
from reviewer.office.cases.turns import taken_up
from reviewer.office.desk import notices
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.records import Acceptance
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, CaseStep, Revision
from reviewer.store.tables.findings import FindingDecision
from reviewer.store.tables.signing import SignatureRow

ENDS: dict[Act, State] = {"return": "returned", "split": "splitting", "refuse": "refused"}
READY_DAYS = 2  # working days from approval to publication, unless the unit says otherwise


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person signs: the decision, what goes with it, and the turn of the page it was read on."""

    decision: Act
    ballot: Ballot
    turn: int


def sign(office: Office, actor: Actor, case_id: int, signing: Signing) -> str:
    """Sign the step the case waits at; the signature's SHA-256. The caller has re-authenticated the person.

    Raises RefusedError with every rule that stands against it, OvertakenError when somebody was quicker.
    The last needed approval leads to 待发布 and puts into force what was accepted for a wider scope.
    """
    if signing.decision not in SIGNED:
        raise RefusedError("这不是可以签署的意见")
    with office.store.write() as session:
        case = taken_up(session, actor, case_id, signing.turn)
        facts = facts_of(session, case, actor)
        demand(facts, actor, signing.decision, signing.ballot)
        held = acting_as(facts, actor, signing.decision)
        assert held is not None
        row = _signature(office, session, case, facts, (actor, held, signing))
        told = {
            "step": facts.step, "decision": signing.decision, "role": row.role, "for": row.for_id,
            "ground": row.ground, "content": row.content_digest, "digest": row.digest, "sm3": row.sm3,
        }  # fmt: skip
        found = _follow(office, session, case, facts, (actor, signing))
        done(session, case, actor, office.clock(), (signing.decision, told))
    accepting.put_in_force(office, found)
    return row.digest


def incomplete(session: Session, case: Case) -> tuple[str, ...]:
    """What is wanting for publication, one line each: steps unsigned, or signatures over other content."""
    revision = dossier.revision_of(session, case)
    steps = dossier.steps_of(session, revision.id)
    signed = {row.step_id: row for row in dossier.signatures(session, case.id)}
    passed = {
        step.id for step in steps if step.id in signed and signed[step.id].decision in {"approve", "escalate"}
    }
    lines = [f"“{step.name}”尚未签字" for step in steps if step.required and step.id not in passed]
    content = digest_of(revision, dossier.findings(session, revision.id))
    lines += [
        f"{row.person.name}签字时的内容与现在不同"
        for row in signed.values()
        if row.content_digest != content or row.revision_id != revision.id
    ]
    people = [row.person_id for row in signed.values()]
    if len(set(people)) < len(people) or case.author_id in people:
        lines.append("签字人重复，或拟稿人签了自己的稿件")
    return tuple(lines) if steps else ("没有审查步骤",)


def altered(session: Session, case: Case) -> tuple[str, ...]:
    """Signatures in force whose digest no longer fits what is in the database, one line each."""
    rows = dossier.signatures(session, case.id)
    before = [""] + [row.digest for row in rows]
    return tuple(
        f"{row.person.name}的签字与所签内容不符"
        for row, last in zip(rows, before, strict=False)
        if _digests(session, case, row, last) != (row.digest, row.sm3)
    )


def told(decision: FindingDecision) -> dict[str, object]:
    """A decision on a finding as a signature covers it."""
    return {
        "key": decision.key, "kind": decision.kind, "reason": decision.reason, "ground": decision.ground,
        "scope": decision.scope, "until": decision.until.isoformat() if decision.until else "",
        "person": decision.person_id, "role": decision.role, "at": decision.at.isoformat(),
    }  # fmt: skip


def _signature(
    office: Office, session: Session, case: Case, facts: Facts, by: tuple[Actor, Held, Signing]
) -> SignatureRow:
    actor, held, signing = by
    revision = dossier.revision_of(session, case)
    step = _at(dossier.steps_of(session, revision.id), case.step)
    before = [row.digest for row in dossier.signatures(session, case.id)]
    row = SignatureRow(
        case_id=case.id, revision_id=revision.id, step_id=step.id, person_id=actor.id,
        author_id=case.author_id, role=held.role, for_id=held.for_id, decision=signing.decision,
        opinion=signing.ballot.opinion.strip(), ground=signing.ballot.ground, content_digest=facts.digest,
        decisions_upto=dossier.last_decision(session, revision.id), digest="", at=office.clock(),
    )  # fmt: skip
    vote = _vote(case, revision, step, row, actor.name)
    covered = [told(decision) for decision in dossier.decisions(session, revision.id)]
    row.digest, row.sm3 = signature_digest(facts.digest, covered, vote, before[-1] if before else "")
    session.add(row)
    session.flush()
    return row


def _digests(session: Session, case: Case, row: SignatureRow, before: str) -> tuple[str, str]:
    revision = session.get_one(Revision, row.revision_id)
    step = session.get_one(CaseStep, row.step_id)
    covered = [told(one) for one in dossier.decisions(session, revision.id) if one.id <= row.decisions_upto]
    content = digest_of(revision, dossier.findings(session, revision.id))
    return signature_digest(content, covered, _vote(case, revision, step, row, row.person.name), before)


def _vote(case: Case, revision: Revision, step: CaseStep, row: SignatureRow, name: str) -> Vote:
    return Vote(
        case=case.number, revision=revision.number, flow=f"{case.flow}@{case.flow_version}",
        step=step.ordinal, person=row.person_id, name=name,
        role=row.role, for_person=row.for_id, decision=row.decision, opinion=row.opinion, ground=row.ground,
        at=row.at.isoformat(),
    )  # fmt: skip


def _follow(
    office: Office, session: Session, case: Case, facts: Facts, by: tuple[Actor, Signing]
) -> Sequence[Acceptance]:
    """Move the case where the decision leads; what was accepted for a wider scope when it was the last."""
    actor, signing = by
    now, decision = office.clock(), signing.decision
    if decision in ENDS:
        case.state = ENDS[decision]
        chain.leave(case)
        _answer(session, case, actor, signing, now)
        return ()
    rows = dossier.steps_of(session, dossier.revision_of(session, case).id)
    if decision == "escalate":
        chain.escalate(office, case, rows)
    following = next((row for row in rows if row.ordinal > facts.step and row.required), None)
    if following is None:
        return _ready(office, session, case, now)
    if not notices.able(session, case, following, now):
        raise RefusedError(f"“{following.name}”没有可以办理的人，请联系系统管理员")
    chain.reach(office, session, case, following)
    return ()


def _ready(office: Office, session: Session, case: Case, now: datetime) -> Sequence[Acceptance]:
    if lines := incomplete(session, case):
        raise RefusedError(*lines)
    case.state = "ready"
    chain.leave(case)
    case.due_at = chain.due_in(office, case, "publish_days", READY_DAYS)
    publishers = notices.holders(session, case, ("publisher",), now)
    notices.tell(session, publishers, case, Word("todo", f"{case.number} 已通过审查，请登记发布"), now)
    notices.tell(session, [case.author_id], case, Word("result", f"{case.number} 已通过审查，待发布"), now)
    return accepting.acceptances(office, session, case)


def _answer(session: Session, case: Case, actor: Actor, signing: Signing, now: datetime) -> None:
    """Tell the author, and those who had agreed, how it ended."""
    text = f"{case.number}：{actor.name}的意见为“{ACTS[signing.decision]}”"
    agreed = [row.person_id for row in dossier.signatures(session, case.id) if row.person_id != actor.id]
    notices.tell(session, [case.author_id, *agreed], case, Word("result", text), now)


def _at(steps: list[CaseStep], ordinal: int) -> CaseStep:
    return next(step for step in steps if step.ordinal == ordinal)
