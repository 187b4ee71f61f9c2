"""The words of a case that go out of sight with its content: title, form, file names, comments."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.store import dossier
from reviewer.store.tables.cases import Case, Content, Item, Revision
from reviewer.store.tables.findings import Comment
from reviewer.store.vault import Vault

TITLE = "（已隔离，标题不显示）"
WORDS = "（已隔离）"
_ITEM = ("name", "address")
_COMMENT = ("text", "rewording")
_REVISION = ("form", "reason")


def withhold(vault: Vault, session: Session, case: Case, now: datetime) -> Content:
    """Seal the words as one content and blank them in their rows; the case must be 隔离 already."""
    revisions, items, comments = _rows(session, case)
    words = {
        "title": case.title,
        "revisions": {row.id: {name: getattr(row, name) for name in _REVISION} for row in revisions},
        "items": {row.id: {name: getattr(row, name) for name in _ITEM} for row in items},
        "comments": {row.id: {name: getattr(row, name) for name in _COMMENT} for row in comments},
    }
    sealed = vault.put(session, json.dumps(words, ensure_ascii=False).encode(), now)
    case.title = TITLE
    for revision in revisions:
        revision.form, revision.reason = {}, ""
    for item in items:
        item.name, item.address = f"第{item.ordinal}项", ""
    for comment in comments:
        comment.text, comment.rewording = WORDS, ""
    session.flush()
    return sealed


def give_back(vault: Vault, session: Session, case: Case, content: Content) -> None:
    """Put the words back where they were; the case must still be 隔离."""
    words: dict[str, Any] = json.loads(vault.opened(content))
    revisions, items, comments = _rows(session, case)
    case.title = words["title"]
    _restore(revisions, words["revisions"])
    _restore(items, words["items"])
    _restore(comments, words["comments"])
    session.flush()


def _rows(session: Session, case: Case) -> tuple[list[Revision], list[Item], list[Comment]]:
    revisions = list(session.scalars(select(Revision).where(Revision.case_id == case.id)))
    return revisions, dossier.every_item(session, case.id), dossier.comments(session, case.id)


def _restore(rows: list[Any], kept: dict[str, dict[str, Any]]) -> None:
    for row in rows:
        for name, value in kept.get(str(row.id), {}).items():
            setattr(row, name, value)
