"""What the database keeps in step by itself, as data: one line a follower, in SQL that every engine reads.

Lists of 100,000 cases must not look into other tables for each of them. So `case_file` says which roles'
steps were reached (`reached`) and whose turn it is (`waits`), as bits; and the figures of a closed month,
once counted, are dropped by whatever changes one of them.
"""

# ruff: noqa: S608 (constants only; nothing of a user comes near)
from __future__ import annotations

from typing import Literal, NamedTuple

# The bit of each role; a role that is added takes the next one, none is ever given away again.
ROLE_BITS: dict[str, int] = {
    "clerk": 1, "section-head": 2, "secrecy-officer": 4, "group-member": 8, "leader": 16, "publisher": 32,
    "administrator": 64, "security-administrator": 128, "auditor": 256,
}  # fmt: skip


class Follower(NamedTuple):
    """A trigger after each row, with the statement that it runs."""

    name: str
    table: str
    act: Literal["INSERT", "UPDATE", "DELETE"]
    does: str
    columns: tuple[str, ...] = ()  # of an UPDATE: only when one of these is set


def _bits() -> str:
    """The roles of steps `s` as bits; 0 without a step."""
    return " + ".join(
        f"coalesce(max(CASE WHEN CAST(s.roles AS TEXT) LIKE '%\"{role}\"%' THEN {bit} ELSE 0 END), 0)"
        for role, bit in ROLE_BITS.items()
    )


REACHED = f"(SELECT {_bits()} FROM case_step s WHERE s.case_id = case_file.id AND s.reached_at IS NOT NULL)"
WAITS = (
    f"(SELECT {_bits()} FROM case_step s JOIN revision r ON r.id = s.revision_id"
    " WHERE r.case_id = case_file.id AND r.number = case_file.revision AND s.ordinal = case_file.step)"
)
_STEPPED = f"UPDATE case_file SET reached = {REACHED}, waits = {WAITS} WHERE id = {{row}}.case_id"
_MOVED = f"UPDATE case_file SET waits = {WAITS} WHERE id = NEW.id"


def _forget(unit: str, *moments: str) -> str:
    """Drop the kept figures of the months that hold one of these moments."""
    within = " OR ".join(f"({moment} >= since AND {moment} < until)" for moment in moments)
    return f"DELETE FROM month_figures WHERE unit_id IN ({unit}) AND ({within}{{signed}})"


_SIGNED = " OR EXISTS (SELECT 1 FROM signature g WHERE {which} AND g.at >= since AND g.at < until)"
_RECOUNTED = _forget(
    "OLD.unit_id, NEW.unit_id", "OLD.submitted_at", "NEW.submitted_at", "OLD.published_at", "NEW.published_at"
).format(signed=_SIGNED.format(which="g.case_id = NEW.id"))
_FILED = _forget("NEW.unit_id", "NEW.submitted_at", "NEW.published_at").format(signed="")
_OF_CASE = (
    "EXISTS (SELECT 1 FROM case_file c WHERE c.id = {row}.case_id AND c.unit_id = month_figures.unit_id"
)
_FOUND = f"DELETE FROM month_figures WHERE {_OF_CASE} AND c.submitted_at >= since AND c.submitted_at < until)"
_SIGNING = (
    f"DELETE FROM month_figures WHERE {_OF_CASE.format(row='NEW')}) AND NEW.at >= since AND NEW.at < until"
)
_TIMED = f"DELETE FROM month_figures WHERE {_OF_CASE.format(row='NEW')})" + _SIGNED.format(
    which="g.step_id = NEW.id"
).replace(" OR ", " AND ", 1)

FOLLOWERS: tuple[Follower, ...] = (
    Follower("case_step_laid", "case_step", "INSERT", _STEPPED.format(row="NEW")),
    Follower(
        "case_step_stepped", "case_step", "UPDATE", _STEPPED.format(row="NEW"),
        ("reached_at", "roles", "ordinal"),
    ),
    Follower("case_step_gone", "case_step", "DELETE", _STEPPED.format(row="OLD")),
    Follower("case_file_moved", "case_file", "UPDATE", _MOVED, ("step", "revision")),
    Follower("case_file_filed", "case_file", "INSERT", _FILED),
    Follower(
        "case_file_recounted", "case_file", "UPDATE", _RECOUNTED,
        ("unit_id", "section_id", "revision", "submitted_at", "published_at"),
    ),
    Follower("finding_added", "finding", "INSERT", _FOUND.format(row="NEW")),
    Follower(
        "finding_changed", "finding", "UPDATE", _FOUND.format(row="NEW"),
        ("revision_id", "category", "severity"),
    ),
    Follower("finding_gone", "finding", "DELETE", _FOUND.format(row="OLD")),
    Follower("signature_counted", "signature", "INSERT", _SIGNING),
    Follower("case_step_timed", "case_step", "UPDATE", _TIMED, ("reached_at", "working_days")),
)  # fmt: skip
