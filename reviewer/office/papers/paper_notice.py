"""The last 退回, 区分处理 or 不予公开 of a case → the notice its author gets, finding by finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewer.casework.grounds import GROUNDS
from reviewer.errors import RefusedError
from reviewer.office.office import Office
from reviewer.office.papers import paper_lines
from reviewer.office.papers.paper_lines import role_in_words
from reviewer.report.forms.values import FindingLine, Notice, NoticeLine
from reviewer.store import dossier
from reviewer.store.tables.cases import Case, Revision
from reviewer.store.tables.findings import Comment
from reviewer.store.tables.signing import Event

_HEADINGS = {"return": "退回修改意见单", "split": "区分处理意见单", "refuse": "不予公开审查意见书"}


@dataclass(frozen=True, slots=True)
class _Answer:
    """Who sent the case back, when and with what words."""

    act: str
    by: str
    role: str
    at: datetime
    opinion: str
    ground: str
    revision: Revision


def notice(office: Office, session: Session, case: Case) -> Notice:
    """The newest of them; raises RefusedError when there never was one."""
    answer = _answer(session, case)
    if answer is None:
        raise RefusedError("这一件没有被退回、区分处理或不予公开，没有意见单")
    read = paper_lines.files(office, session, answer.revision)
    rows = dossier.findings(session, answer.revision.id)
    lines = paper_lines.finding_lines(rows, read, paper_lines.newest(session, answer.revision))
    keys = {number: row.key for number, row in enumerate(paper_lines.ordered(rows), 1)}
    said = [row for row in dossier.comments(session, case.id) if row.revision_id == answer.revision.id]
    return Notice(
        heading=_HEADINGS[answer.act],
        number=case.number,
        unit=case.unit.name,
        section=case.section.name,
        title=paper_lines.covered_title(case, read),
        author=case.author.name,
        by=answer.by,
        role=answer.role,
        at=answer.at,
        opinion=answer.opinion,
        printed_at=office.clock(),
        back=paper_lines.back(case.unit, case.number),
        ground=answer.ground,
        lines=tuple(_line(line, [row for row in said if row.key == keys[line.ordinal]]) for line in lines),
        comments=tuple(
            _said(row) for row in said if row.key not in keys.values() and row.text != answer.opinion
        ),
        more=max(0, len(rows) - len(lines)),
    )


def _answer(session: Session, case: Case) -> _Answer | None:
    """From the newest signature of that kind; of the publisher, who signs nothing, from the event."""
    rows = [row for row in dossier.signatures(session, case.id, voided=True) if row.decision in _HEADINGS]
    event = dossier.last_event(session, case.id, "return")
    if event is not None and ("digest" in event.details or (rows and event.at <= rows[-1].at)):
        event = None  # a signature's own event, or an older one
    if rows and event is None:
        row = rows[-1]
        return _Answer(
            row.decision, row.person.name, role_in_words(row.role), row.at, row.opinion,
            GROUNDS.get(row.ground, row.ground), session.get_one(Revision, row.revision_id),
        )  # fmt: skip
    return _of_event(session, case, event) if event is not None else None


def _of_event(session: Session, case: Case, event: Event) -> _Answer:
    number = event.details.get("revision")
    revision = dossier.revision_of(session, case, number if isinstance(number, int) else 0)
    said = (row for row in dossier.comments(session, case.id) if row.person_id == event.person_id)
    opinion = next((row.text for row in said if row.at == event.at and not row.key), "")
    return _Answer("return", event.who, role_in_words("publisher"), event.at, opinion, "", revision)


def _line(line: FindingLine, said: list[Comment]) -> NoticeLine:
    decided = f"{line.decision}：{line.reason}" if line.reason else line.decision
    return NoticeLine(
        line.ordinal, line.item, line.place, line.shown, line.severity, line.name, line.advice, decided,
        tuple(_said(row) for row in said),
        "\n".join(row.rewording for row in said if row.rewording),
    )  # fmt: skip


def _said(row: Comment) -> str:
    return f"{row.person.name}：{row.text}"
