"""交接: somebody moves on; work, claims, loans and roles go to a successor, the account is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.casework.roles import ROLES, Role
from reviewer.errors import RefusedError
from reviewer.office.accounts.accounts import reauthenticate
from reviewer.office.office import Office
from reviewer.office.organisation.people import actor_of, demand_over, in_force, named
from reviewer.office.organisation.postings import add_posting
from reviewer.office.organisation.staff import open_person, shut
from reviewer.store import audit
from reviewer.store.tables.cases import Case, Revision
from reviewer.store.tables.organisation import Column, Delegation, Person, Posting
from reviewer.store.tables.signing import SignatureRow
from reviewer.store.tables.work import Notice

OPEN = ("draft", "in-review", "returned", "splitting", "consulting", "ready", "quarantined")


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has that would move."""

    cases: tuple[str, ...]  # numbers of open cases written by the person
    claims: tuple[str, ...]  # numbers of cases claimed
    posts: tuple[str, ...]  # roles in words
    columns: tuple[str, ...]  # 栏目 reviewed
    delegations: int


@dataclass(frozen=True, slots=True)
class Parties:
    """移交人 and 接收人, each with the password that confirms it."""

    leaver_id: int
    leaver_password: str
    successor_id: int
    successor_password: str


def load_of(office: Office, actor: Actor, person_id: int) -> Load:
    """What a person of the keeper's units has in hand; raises AbsentError, RefusedError."""
    now = office.clock()
    with office.store.read() as session:
        person = open_person(session, person_id)
        demand_over(session, actor, "security-administrator", person.unit_id)
        posts = [ROLES[cast("Role", posting.role)] for posting in person.postings if in_force(posting, now)]
        return Load(
            tuple(case.number for case in _written(session, person)),
            tuple(case.number for case in _claimed(session, person)),
            tuple(posts),
            tuple(column.name for column in _reviewed(session, person)),
            len(_loans(session, person)),
        )


def hand_over(office: Office, keeper: Actor, parties: Parties) -> Load:
    """Move everything and close the leaver's account; what was moved. All or nothing; raises RefusedError.

    The security administrator witnesses it (监交); both parties confirm with their own passwords.
    """
    if parties.leaver_id == parties.successor_id or keeper.id in {parties.leaver_id, parties.successor_id}:
        raise RefusedError("移交人、接收人和监交的安全保密管理员须是三个不同的人")
    load = load_of(office, keeper, parties.leaver_id)
    _confirm(office, parties)
    now = office.clock()
    with office.store.write() as session:
        leaver, successor = (
            open_person(session, parties.leaver_id),
            open_person(session, parties.successor_id),
        )
        if leaver.unit_id != successor.unit_id:
            raise RefusedError("接收人须在同一单位")
        _refuse_signed(session, leaver, successor)
        moved = _move_roles(session, leaver, successor, now)
        _move_cases(session, keeper, leaver, successor, now)
        for column in _reviewed(session, leaver):
            column.reviewer_id = successor.id
        _move_loans(session, leaver, successor, moved, now)
        session.flush()
        shut(session, leaver, now)
        said = f"{leaver.name}的工作已移交给你：在办 {len(load.cases)} 件，签收 {len(load.claims)} 件"
        session.add(Notice(person_id=successor.id, kind="handover", text=said, at=now))
        audit.append(
            session, at=now, actor=named(keeper), action="handed-over", unit_id=leaver.unit_id,
            details={
                "from": leaver.id, "to": successor.id, "cases": list(load.cases), "claims": list(load.claims),
                "roles": list(load.posts), "columns": list(load.columns),
            },
        )  # fmt: skip
    return load


def _confirm(office: Office, parties: Parties) -> None:
    """Both passwords, each told apart when wrong."""
    refused = []
    both = ((parties.leaver_id, parties.leaver_password), (parties.successor_id, parties.successor_password))
    for who, (person_id, password) in zip(("移交人", "接收人"), both, strict=True):
        with office.store.read() as session:
            one = actor_of(session, person_id, office.clock())
        try:
            reauthenticate(office, one, password)
        except RefusedError as refusal:
            refused.append(f"{who}{one.name}：{refusal.message}")
    if refused:
        raise RefusedError(*refused)


def _refuse_signed(session: Session, leaver: Person, successor: Person) -> None:
    """A case whose current revision the successor has signed cannot become the successor's own."""
    query = (
        select(Case.number)
        .join(Revision, (Revision.case_id == Case.id) & (Revision.number == Case.revision))
        .join(SignatureRow, SignatureRow.revision_id == Revision.id)
        .where(
            Case.author_id == leaver.id,
            Case.state.in_(OPEN),
            SignatureRow.void_at.is_(None),
            or_(SignatureRow.person_id == successor.id, SignatureRow.for_id == successor.id),
        )
    )
    if numbers := sorted(set(session.scalars(query))):
        raise RefusedError(f"接收人已签署 {'、'.join(numbers)}，不能再作为承办人；请先办结，或另选接收人")


def _move_roles(session: Session, leaver: Person, successor: Person, now: datetime) -> dict[int, int]:
    """End the leaver's roles and give those to the successor that are not held yet: old posting → new."""
    moved = {}
    for posting in list(leaver.postings):
        if not in_force(posting, now):
            continue
        posting.until = now
        session.flush()
        same = [own for own in successor.postings if _like(own, posting) and in_force(own, now)]
        heir = same[0] if same else add_posting(session, successor, posting.role, posting.section_id, now)
        moved[posting.id] = heir.id
    return moved


def _move_cases(session: Session, keeper: Actor, leaver: Person, successor: Person, now: datetime) -> None:
    """Open cases get the successor as their author, claims go over; those who act on older pages are told."""
    written, claimed = _written(session, leaver, lock=True), _claimed(session, leaver, lock=True)
    for case in {case.id: case for case in (*written, *claimed)}.values():
        if case.author_id == leaver.id:
            case.author_id = successor.id
        if case.holder_id == leaver.id:
            case.holder_id = successor.id if case.author_id != successor.id else None
        case.turn, case.updated_at = case.turn + 1, now
        audit.append(
            session, at=now, actor=named(keeper), action="handed-over", unit_id=case.unit_id, case_id=case.id,
            details={"from": leaver.id, "to": successor.id},
        )  # fmt: skip


def _move_loans(
    session: Session, leaver: Person, successor: Person, moved: dict[int, int], now: datetime
) -> None:
    """What the leaver lent is now lent by the successor; what was lent to the leaver ends."""
    for loan in _loans(session, leaver):
        heir = moved.get(loan.posting_id)
        if loan.giver_id != leaver.id or heir is None or loan.taker_id == successor.id:
            loan.ended_at = now
        else:
            loan.giver_id, loan.posting_id = successor.id, heir


def _written(session: Session, person: Person, *, lock: bool = False) -> list[Case]:
    query = select(Case).where(Case.author_id == person.id, Case.state.in_(OPEN)).order_by(Case.id)
    return list(session.scalars(query.with_for_update() if lock else query))


def _claimed(session: Session, person: Person, *, lock: bool = False) -> list[Case]:
    query = select(Case).where(Case.holder_id == person.id).order_by(Case.id)
    return list(session.scalars(query.with_for_update() if lock else query))


def _reviewed(session: Session, person: Person) -> list[Column]:
    return list(session.scalars(select(Column).where(Column.reviewer_id == person.id)))


def _loans(session: Session, person: Person) -> list[Delegation]:
    mine = or_(Delegation.giver_id == person.id, Delegation.taker_id == person.id)
    return list(session.scalars(select(Delegation).where(mine, Delegation.ended_at.is_(None))))


def _like(one: Posting, other: Posting) -> bool:
    return (one.role, one.unit_id, one.section_id) == (other.role, other.unit_id, other.section_id)
