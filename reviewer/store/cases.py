"""A case under way: its row held until the transaction ends."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.errors import AbsentError
from reviewer.store.tables.cases import Case

NOT_HERE = "没有这条记录，或你无权查看"


def locked(session: Session, case_id: int) -> Case:
    """The case as it stands now, nobody else changes it before this transaction ends; raises AbsentError.

    For work without a person (checks, schedules). Who acts for a person takes `sight.locked`.
    """
    query = select(Case).where(Case.id == case_id).with_for_update(of=Case)
    case = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if case is None:
        raise AbsentError(NOT_HERE)
    return case
