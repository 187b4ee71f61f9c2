"""What a signer has before them: what is new, what is still unopened, each decision with what it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewer.casework.facts import Ballot, Facts
from reviewer.casework.guards import acting_as, refusals
from reviewer.casework.person import Actor, Held
from reviewer.casework.roles import ROLES
from reviewer.casework.states import Act
from reviewer.office import arranged
from reviewer.office.cases.facts import facts_of
from reviewer.office.cases.reading import case_view
from reviewer.office.cases.versions import changes
from reviewer.office.cases.views import CaseView
from reviewer.office.desk import notices
from reviewer.office.office import Office
from reviewer.store import dossier
from reviewer.store.sight import find_case
from reviewer.store.tables.cases import Case, Consultation, Revision
from reviewer.store.tables.findings import Opened
from reviewer.store.tables.organisation import Person

DECISIONS: tuple[Act, ...] = ("approve", "return", "escalate", "split", "refuse")


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision: what stands against it now, and what it leads to, in words."""

    act: Act
    against: tuple[str, ...]
    leads: str


@dataclass(frozen=True, slots=True)
class Unopened:
    """A file with something the signer has not had before the eyes; its page shows all of it."""

    item_id: int
    what: str


@dataclass(frozen=True, slots=True)
class Before:
    """What was there when the person last looked; `revision` 0: never."""

    revision: int
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The signing page of a case for one person."""

    view: CaseView
    digest: str
    role: str  # in which they would sign, in Chinese; "" when it is not their turn
    unopened: tuple[Unopened, ...]
    before: Before
    choices: tuple[Choice, ...]
    asked: tuple[Consultation, ...]
    others: tuple[tuple[int, str], ...]  # who else could sign this step
    may: Mapping[str, bool]  # by act, and claim, unclaim, send_back, urge

    @property
    def open_question(self) -> Consultation | None:
        """The consultation that waits for its answer."""
        return next((row for row in self.asked if row.answered_at is None), None)


def paper(office: Office, actor: Actor, case_id: int) -> Paper:
    """All that the signing page shows; raises AbsentError. Nothing is recorded as opened by it."""
    with office.store.read() as session:
        case = find_case(session, actor, case_id)
        facts = facts_of(session, case, actor)
        held = acting_as(facts, actor, "approve")
        asked = tuple(dossier.consultations(session, case.id))
        before = _before(office, session, case, actor)
        others = _others(office, session, case, actor)
    view = case_view(office, actor, case_id)
    return Paper(
        view, facts.digest, _role(held) if held else "", _unopened(view, facts), before,
        tuple(_choice(facts, actor, act) for act in DECISIONS) if held else (), asked, others,
        _may(facts, actor),
    )  # fmt: skip


def _role(held: Held) -> str:
    return f"{ROLES[held.role]}（受{held.for_name}委托）" if held.for_id else ROLES[held.role]


def _choice(facts: Facts, actor: Actor, act: Act) -> Choice:
    """What stands against it apart from what the person is about to fill in."""
    filled = Ballot("（意见）", "16-1", facts.digest)
    everything = {*facts.items, *facts.gaps, *(f"finding:{found.key}" for found in facts.findings)}
    lines = refusals(facts, actor, act, filled)
    others = refusals(replace(facts, opened=facts.opened | everything), actor, act, filled)
    first = () if len(lines) == len(others) else ("须先看完上面没有打开的内容",)
    return Choice(act, (*first, *others), _leads(facts, act))


def _leads(facts: Facts, act: Act) -> str:
    following = facts.after(escalated=act == "escalate")
    onward = f"转到“{following.name}”" if following else "全部步骤完成，转为“待发布”，由信息中心上网"
    return {
        "approve": onward,
        "escalate": f"写明无法核定的原因，{onward}" if following else "后面没有可以核定的步骤",
        "return": "退给拟稿人修改，修改后从第一步重新审查",
        "split": "退给拟稿人作区分处理（隐去不宜公开的部分），然后重新审查",
        "refuse": "本件办结，不再发布；须选择依据",
    }[act]


def _unopened(view: CaseView, facts: Facts) -> tuple[Unopened, ...]:
    found = []
    for item in view.items:
        findings = sum(
            line.item_id == item.id and line.severity != "note" and not line.opened for line in view.findings
        )
        gaps = sum(gap.startswith(f"gap:{item.id}:") and gap not in facts.opened for gap in facts.gaps)
        parts = [f"{findings}项发现"] * bool(findings) + [f"{gaps}处未读到的内容"] * bool(gaps)
        if parts or f"item:{item.id}" not in facts.opened:
            found.append(Unopened(item.id, f"{item.name}{'（' + '、'.join(parts) + '）' if parts else ''}"))
    return tuple(found)


def _before(office: Office, session: Session, case: Case, actor: Actor) -> Before:
    """The newest earlier revision the person opened something of, and what changed since."""
    current = dossier.revision_of(session, case)
    wanted = (
        select(func.max(Revision.number))
        .join(Opened, Opened.revision_id == Revision.id)
        .where(Revision.case_id == case.id, Opened.person_id == actor.id)
        .where(Revision.number < current.number)
    )
    number = session.scalar(wanted) or 0
    if not number or case.state == "quarantined":
        return Before(0, ())
    older = dossier.revision_of(session, case, number)
    return Before(number, changes(arranged.form(office.settings), older, current))


def _others(office: Office, session: Session, case: Case, actor: Actor) -> tuple[tuple[int, str], ...]:
    if case.holder_id != actor.id or case.state != "in-review":
        return ()
    steps = dossier.steps_of(session, dossier.revision_of(session, case).id)
    step = next(step for step in steps if step.ordinal == case.step)
    able = [person for person in notices.able(session, case, step, office.clock()) if person != actor.id]
    return tuple((person, session.get_one(Person, person).name) for person in able)


def _may(facts: Facts, actor: Actor) -> dict[str, bool]:
    said = Ballot("（意见）", "16-1", facts.digest)
    acts: tuple[Act, ...] = ("consult", "answer", "publish", "withdraw", "quarantine", "release", "approve")
    able = {str(act): not refusals(facts, actor, act, said) for act in acts}
    signs = acting_as(facts, actor, "approve") is not None and actor.id != facts.author_id
    first = not any(actor.id in {signed.person_id, signed.for_id} for signed in facts.signed)
    return {
        **able,
        "claim": facts.state == "in-review" and signs and first and facts.holder_id is None,
        "unclaim": facts.holder_id == actor.id,
        "send_back": facts.state == "ready" and able["publish"],
        "urge": actor.id == facts.author_id and facts.state in {"in-review", "consulting"},
    }
