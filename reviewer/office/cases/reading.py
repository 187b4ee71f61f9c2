"""What the pages of a case show, as frozen values; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.facts import Ballot
from reviewer.casework.form import missing
from reviewer.casework.guards import refusals
from reviewer.casework.person import Actor
from reviewer.casework.roles import OVERRIDES
from reviewer.casework.states import AUTHORS, Act
from reviewer.errors import AbsentError
from reviewer.office import arranged
from reviewer.office.cases.checking import FAILED
from reviewer.office.cases.deciding import role_now
from reviewer.office.cases.facts import facts_of
from reviewer.office.cases.lines import (
    Dossier,
    comment_lines,
    event_lines,
    finding_lines,
    form_lines,
    grouped,
    head_of,
    item_line,
    item_lines,
    step_lines,
)
from reviewer.office.cases.results import unpack
from reviewer.office.cases.versions import versions
from reviewer.office.cases.views import (
    CaseView,
    Draft,
    Head,
    ItemLine,
    ItemView,
)  # fmt: skip
from reviewer.office.office import Office
from reviewer.records import Gap, Reviewed
from reviewer.report.page.veil import name_cover
from reviewer.store import dossier, sight
from reviewer.store.tables.cases import Case, Item, Revision
from reviewer.store.tables.findings import FindingRow

_FAILED = Gap("", FAILED, "机器检查多次未能完成，这份文件没有审查。请重新检查，或换一个文件。")
_LOCKED = "内容已封存或清除，只留有哈希与记录"
_WHERE_NAME = "文件名"


def case_view(office: Office, actor: Actor, case_id: int) -> CaseView:
    """A case as this person may see it; raises AbsentError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        found = _dossier(office, session, case, actor)
        form = arranged.form(office.settings)
        comments = comment_lines(found)
        findings = finding_lines(found, comments)
        return CaseView(
            head=head_of(case),
            items=item_lines(found),
            findings=findings,
            groups=grouped(findings),
            comments=comments,
            form=form_lines(office, found.revision),
            missing=missing(form, found.revision.form),
            steps=step_lines(session, found),
            timeline=event_lines(session, case),
            versions=versions(session, case),
            acts=_acts(office, session, case, actor),
            decides=role_now(session, case, actor) is not None,
        )


def progress(office: Office, actor: Actor, case_id: int) -> tuple[Head, tuple[ItemLine, ...]]:
    """How far the machine has come with the items; raises AbsentError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        return head_of(case), item_lines(_dossier(office, session, case, actor))


def item_view(office: Office, actor: Actor, case_id: int, item_id: int) -> ItemView:
    """An item with its text and findings; of an earlier revision only to look at. Raises AbsentError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        row = _item_of(session, case, item_id)
        found = _dossier(office, session, case, actor, row.revision.number)
        reviewed, why = _result(office, session, row)
        lines = finding_lines(found, comment_lines(found))
        current = found.revision.number == case.revision
        role = role_now(session, case, actor) if current else None
        return ItemView(
            head=head_of(case),
            revision=found.revision.number,
            item=item_line(found, row),
            items=item_lines(found),
            reviewed=reviewed,
            why=why,
            findings={finding.key: finding for finding in lines if finding.item_id == item_id},
            decides=role is not None,
            overrides=role in OVERRIDES,
            edits=current and "edit" in _acts(office, session, case, actor),
        )


def file_of(office: Office, actor: Actor, case_id: int, item_id: int) -> tuple[str, bytes]:
    """Name and bytes of an item of any revision of the case; raises AbsentError."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        item = _item_of(session, case, item_id)
        return item.name, office.vault.get(session, item.content_id)


def draft_of(office: Office, actor: Actor, case_id: int) -> Draft:
    """What the author changes; raises AbsentError for everybody else's case."""
    with office.store.read() as session:
        case = sight.find_case(session, actor, case_id)
        found = _dossier(office, session, case, actor)
        return Draft(head_of(case), found.revision.form, item_lines(found), case.column_id)


def _item_of(session: Session, case: Case, item_id: int) -> Item:
    """An item of any revision of the case."""
    item = session.get(Item, item_id)
    if item is None or item.revision.case_id != case.id:
        raise AbsentError("没有这个文件")
    return item


def _dossier(office: Office, session: Session, case: Case, actor: Actor, number: int = 0) -> Dossier:
    revision = dossier.revision_of(session, case, number)
    rows = dossier.findings(session, revision.id)
    numbers = select(Revision.id, Revision.number).where(Revision.case_id == case.id)
    return Dossier(
        case=case,
        revision=revision,
        rows=rows,
        decisions={row.key: row for row in dossier.decisions(session, revision.id)},
        comments=dossier.comments(session, case.id),
        opened=dossier.opened_by(session, revision.id, actor.id),
        names={item.id: _shown_name(office, session, item, rows) for item in revision.items},
        numbers={row.id: row.number for row in session.execute(numbers)},
    )


def _shown_name(office: Office, session: Session, item: Item, rows: Sequence[FindingRow]) -> str:
    """A file's name, covered where something was found in it."""
    if not any(row.item_id == item.id and row.label == _WHERE_NAME for row in rows):
        return item.name
    reviewed, _ = _result(office, session, item)
    return name_cover(reviewed.verdict)(item.name) if reviewed else f"文件{item.ordinal}（名称已遮盖）"


def _result(office: Office, session: Session, item: Item) -> tuple[Reviewed | None, str]:
    """The reviewed document, or why there is none."""
    if item.state == "failed":
        return None, _FAILED.message
    if item.state != "checked":
        return None, "正在检查"
    if item.reviewed_id is None:
        return None, _LOCKED
    try:
        return unpack(office.vault.get(session, item.reviewed_id)), ""
    except AbsentError:
        return None, _LOCKED


def _acts(office: Office, session: Session, case: Case, actor: Actor) -> dict[Act, tuple[str, ...]]:
    """The acts of an author that this state knows, each with what stands against it."""
    if actor.id != case.author_id:
        return {}
    facts = facts_of(session, case, actor, arranged.form(office.settings))
    possible = {act: refusals(facts, actor, act, Ballot()) for act in sorted(AUTHORS)}
    return {act: lines for act, lines in possible.items() if not any("状态下不能" in line for line in lines)}
