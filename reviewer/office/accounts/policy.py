"""What the security administrator sets for accounts: one `Setting` row over the defaults here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy.orm import Session

from reviewer.casework.person import Actor
from reviewer.errors import RefusedError
from reviewer.office.office import Office
from reviewer.office.organisation.people import demand, named
from reviewer.store import audit
from reviewer.store.tables.accounts import Setting

_NAME = "accounts"


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules for passwords and visits; every value is a whole number."""

    length: int = 10  # characters at least
    kinds: int = 3  # of capital, small, digit, other
    former: int = 5  # last passwords that may not come back
    rotation_days: int = 90  # 0: never
    failures: int = 5  # then the account is locked
    lock_minutes: int = 1  # doubled with every further failure, to a day at most
    idle_minutes: int = 30
    absolute_hours: int = 8
    totp_to_sign: int = 0  # 1: people with a second factor give it for every signature


# name: (label, least, most)
BOUNDS: dict[str, tuple[str, int, int]] = {
    "length": ("密码最少位数", 8, 64),
    "kinds": ("至少包含几类字符", 2, 4),
    "former": ("不得与前几次相同", 1, 24),
    "rotation_days": ("定期更换天数（0 为不要求）", 0, 365),
    "failures": ("连续输错几次后锁定", 3, 10),
    "lock_minutes": ("首次锁定分钟数", 1, 60),
    "idle_minutes": ("无操作退出分钟数", 5, 240),
    "absolute_hours": ("最长登录小时数", 1, 24),
    "totp_to_sign": ("签批时也要动态密码（1 要，0 不要）", 0, 1),
}


def policy(session: Session) -> Policy:
    """The policy in force; values out of bounds are not believed."""
    row = session.get(Setting, _NAME)
    given = row.value if row is not None else {}
    return Policy(**{name: value for name, value in given.items() if _sound(name, value)})


def set_policy(office: Office, actor: Actor, values: dict[str, int]) -> None:
    """Change the policy; only the security administrator may."""
    demand(actor, "security-administrator", actor.unit_id)
    wrong = [BOUNDS[name] for name in BOUNDS if name in values and not _sound(name, values[name])]
    if wrong:
        raise RefusedError(*(f"{label}应在 {least} 到 {most} 之间" for label, least, most in wrong))
    now = office.clock()
    with office.store.write() as session:
        before = policy(session)
        known = {field.name for field in fields(Policy)}
        merged = {**asdict(before), **{name: value for name, value in values.items() if name in known}}
        session.merge(Setting(name=_NAME, value=merged, person_id=actor.id, at=now))
        changed = {name: [old, merged[name]] for name, old in asdict(before).items() if merged[name] != old}
        audit.append(
            session, at=now, actor=named(actor), action="policy-set", unit_id=actor.unit_id, details=changed
        )


def _sound(name: str, value: object) -> bool:
    if name not in BOUNDS or type(value) is not int:
        return False
    _, least, most = BOUNDS[name]
    return least <= value <= most
