"""Rows for tests of the store: a unit, people, and a case at its first step."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from reviewer.casework.person import Actor, Held
from reviewer.store.tables.cases import Case, CaseStep, Content, Item, Revision
from reviewer.store.tables.organisation import Person, Section, Unit
from reviewer.store.tables.signing import SignatureRow

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CHAIN = (("section-head", True), ("secrecy-officer", False), ("leader", True))


@dataclass
class Place:
    """A unit with two sections and people by name."""

    unit: Unit
    sections: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)


def place(session, code="QX", name="清溪县示例局"):
    unit = Unit(code=code, name=name, settings={})
    session.add(unit)
    session.flush()
    found = Place(unit)
    for section in ("办公室", "法规科"):
        found.sections[section] = Section(unit_id=unit.id, name=section)
    for person in ("author", "head", "officer", "leader", "publisher", "colleague"):
        found.people[person] = Person(unit_id=unit.id, login=f"{code}-{person}", name=person, made_at=NOW)
    session.add_all([*found.sections.values(), *found.people.values()])
    session.flush()
    return found


def actor(where, name, role, *, section=None, for_name=None, unit=None):
    """The person of that name with one role."""
    person = where.people[name]
    for_id = where.people[for_name].id if for_name else None
    section_id = where.sections[section].id if section else None
    held = Held(role, (unit or where.unit).id, section_id, for_id)
    return Actor(person.id, name, where.unit.id, None, (held,))


def case(session, where, number="QX-2026-00001", *, state="in-review", chain=CHAIN, section="办公室", **more):
    """A case with one revision and its steps; the first one is reached."""
    row = Case(
        number=number, unit_id=where.unit.id, section_id=where.sections[section].id,
        author_id=where.people["author"].id, title="关于示例的通知", state="draft", flow="default",
        submitted_at=None if state == "draft" else NOW, made_at=NOW, updated_at=NOW, step=1, **more,
    )  # fmt: skip
    session.add(row)
    session.flush()
    revision = Revision(
        case_id=row.id,
        number=1,
        form={"title": "关于示例的通知"},
        form_version="1",
        author_id=row.author_id,
        made_at=NOW,
    )
    session.add(revision)
    session.flush()
    for ordinal, (role, required) in enumerate(chain, 1):
        session.add(step(row, revision, ordinal, role, required))
    session.flush()
    row.state = state
    session.flush()
    return row, revision


def step(row, revision, ordinal, role, required):
    return CaseStep(
        case_id=row.id, revision_id=revision.id, ordinal=ordinal, name=role, roles=[role],
        required=required, working_days=1, reached_at=NOW if ordinal == 1 else None,
    )  # fmt: skip


def item(session, revision, *, gaps=(), ordinal=1):
    content = Content(sealed=b"x", key=b"k", size=1, made_at=NOW)
    session.add(content)
    session.flush()
    row = Item(
        revision_id=revision.id, ordinal=ordinal, kind="text", name="正文.txt", source="paste", size=1,
        sha256="0" * 64, content_id=content.id, state="checked", gaps=list(gaps),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def steps(session, revision):
    return session.query(CaseStep).filter_by(revision_id=revision.id).order_by(CaseStep.ordinal).all()


def sign(session, row, revision, at_step, person, decision="approve", **more):  # noqa: PLR0917
    signature = SignatureRow(
        **{
            "case_id": row.id, "revision_id": revision.id, "step_id": at_step.id, "person_id": person.id,
            "author_id": row.author_id, "role": at_step.roles[0], "decision": decision,
            "content_digest": "0" * 64, "digest": "1" * 64, "at": NOW, **more,
        }
    )  # fmt: skip
    session.add(signature)
    session.flush()
    return signature
