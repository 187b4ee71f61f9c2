"""API tokens: for programs, with scopes and a last day; only their hash is kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import AbsentError, RefusedError
from reviewer.office.office import Office
from reviewer.office.organisation.people import actor_of, named
from reviewer.store import audit
from reviewer.store.tables.accounts import ApiToken

SCOPES: dict[str, str] = {
    "check": "送检文字和文件，取回结果",
    "cases:read": "查看本人可见的记录",
    "cases:write": "新建、修改本人的草稿",
    "publish": "登记发布（须本人是信息中心）",
}
_LONGEST = 365  # days
_MOST = 10  # live tokens of one person


def make_token(office: Office, actor: Actor, name: str, scopes: list[str], days: int) -> str:
    """A new token, shown this once; raises RefusedError. Signing is in no scope: people sign."""
    name = name.strip()
    refused = []
    if not 1 <= len(name) <= 80:
        refused.append("请写明令牌用途，不超过 80 字")
    if not scopes or set(scopes) - set(SCOPES):
        refused.append("请至少选择一项可用范围")
    if not 1 <= days <= _LONGEST:
        refused.append(f"有效期应在 1 到 {_LONGEST} 天之间")
    now, token = office.clock(), f"reviewer_{secrets.token_urlsafe(32)}"
    with office.store.write() as session:
        if len(_live(session, actor)) >= _MOST:
            refused.append(f"每人最多 {_MOST} 个令牌，请先停用不用的")
        if refused:
            raise RefusedError(*refused)
        row = ApiToken(
            person_id=actor.id, name=name, token=_kept(token), scopes=sorted(set(scopes)), made_at=now,
            until=now + timedelta(days=days),
        )  # fmt: skip
        session.add(row)
        session.flush()
        details = {"token": row.id, "scopes": row.scopes, "days": days}
        audit.append(
            session, at=now, actor=named(actor), action="token-made", unit_id=actor.unit_id, details=details
        )
    return token


def token_actor(office: Office, token: str, scope: str) -> Actor:
    """Whose token it is; raises AbsentError when unknown or ended, RefusedError out of scope."""
    now = office.clock()
    with office.store.write() as session:
        row = session.scalar(select(ApiToken).where(ApiToken.token == _kept(token)))
        if row is None or row.ended_at is not None or now >= row.until:
            raise AbsentError("令牌无效或已过期")
        if scope not in row.scopes:
            raise RefusedError(f"令牌没有这项范围：{SCOPES.get(scope, scope)}")
        actor = actor_of(session, row.person_id, now)
        row.used_at = now
        return actor


def tokens(office: Office, actor: Actor) -> list[ApiToken]:
    """The person's tokens, the newest first."""
    with office.store.read() as session:
        return list(
            session.scalars(
                select(ApiToken).where(ApiToken.person_id == actor.id).order_by(ApiToken.id.desc()).limit(50)
            )
        )


def end_token(office: Office, actor: Actor, token_id: int) -> None:
    """End one's own token; raises AbsentError for those of others."""
    now = office.clock()
    with office.store.write() as session:
        row = session.get(ApiToken, token_id)
        if row is None or row.person_id != actor.id:
            raise AbsentError("没有这个令牌")
        if row.ended_at is None:
            row.ended_at = now
            audit.append(
                session, at=now, actor=named(actor), action="token-ended", unit_id=actor.unit_id,
                details={"token": row.id},
            )  # fmt: skip


def _live(session: Session, actor: Actor) -> list[ApiToken]:
    rows = session.scalars(
        select(ApiToken).where(ApiToken.person_id == actor.id, ApiToken.ended_at.is_(None))
    )
    return list(rows)


def _kept(token: str) -> str:
    return sha256(token.encode()).hexdigest()
