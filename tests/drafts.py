"""Cases made by the office itself, for tests that begin with one."""

from sqlalchemy import select

from reviewer.office.cases.checking import check_next
from reviewer.office.cases.opening import Draft, Given, open_case
from reviewer.store import dossier
from reviewer.store.tables.cases import Case
from reviewer.store.tables.findings import FindingRow

TEXT = Given("正文.txt", "召开工作会议。".encode())
ANNEX = Given("名单.txt", "内部资料，名单如下。".encode())
MARKED = Given("旧文.txt", "机密★10年\n关于某事的通知".encode())
DAMAGED = Given("附图.txt", b"\0\0")


def check_all(office):
    while check_next(office, "test"):
        pass


def opened(office, actor, *given, check=True, **form):
    case_id = open_case(office, actor, Draft(form, given))
    if check:
        check_all(office)
    return case_id


def case_of(office, case_id):
    with office.store.read() as session:
        return session.get_one(Case, case_id)


def revision_of(office, case_id, number=0):
    with office.store.read() as session:
        return dossier.revision_of(session, session.get_one(Case, case_id), number)


def items_of(office, case_id, number=0):
    return revision_of(office, case_id, number).items


def findings_of(office, case_id):
    with office.store.read() as session:
        wanted = select(FindingRow).where(FindingRow.revision_id == revision_of(office, case_id).id)
        return session.scalars(wanted.order_by(FindingRow.id)).all()
