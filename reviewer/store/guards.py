"""What the database refuses by itself, as data: one line a guard, in SQL that every engine reads.

`{differs}` is the engine's comparison that knows NULL; `{length}` counts the entries of a JSON list.
"""

# ruff: noqa: S608 (constants only; nothing of a user comes near)
from __future__ import annotations

from typing import Literal, NamedTuple

from reviewer.store.tables.signing import SignatureRow


class Guard(NamedTuple):
    """A trigger before each row: when its condition holds, the statement is refused with the message."""

    name: str
    table: str
    act: Literal["INSERT", "UPDATE", "DELETE"]
    refused_when: str
    message: str
    columns: tuple[str, ...] = ()  # of an UPDATE: only when one of these is set


ALWAYS = "1 = 1"
# Tables that PostgreSQL must not TRUNCATE either.
KEPT = (
    "audit_event", "signature", "finding_decision", "opened", "revision", "case_step", "ticket_act", "probe",
)  # fmt: skip


def _changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in columns)


_CURRENT = "r.case_id = NEW.id AND r.number = NEW.revision"
_OUT = "NEW.state IN ('ready', 'published')"
_SIGNED_REVISION = (
    "EXISTS (SELECT 1 FROM signature g WHERE g.revision_id = {row}.revision_id AND g.void_at IS NULL)"
)
_UNSEEN = (
    "NOT EXISTS (SELECT 1 FROM opened o WHERE o.revision_id = NEW.revision_id"
    " AND o.person_id = NEW.person_id AND o.what = "
)
# A required step of the current revision without a signature in force; the last one must agree.
_UNSIGNED = f"""{_OUT} AND (
  NOT EXISTS (SELECT 1 FROM case_step s JOIN revision r ON r.id = s.revision_id
    WHERE {_CURRENT} AND s.required)
  OR EXISTS (SELECT 1 FROM case_step s JOIN revision r ON r.id = s.revision_id WHERE {_CURRENT} AND s.required
    AND NOT EXISTS (SELECT 1 FROM signature g WHERE g.step_id = s.id AND g.void_at IS NULL
      AND (g.decision = 'approve' OR (g.decision = 'escalate' AND EXISTS (SELECT 1 FROM case_step t
        WHERE t.revision_id = s.revision_id AND t.required AND t.ordinal > s.ordinal))))))"""
# A `block` finding whose newest decision is not by one of the higher roles, or is by the author.
_BLOCKED = f"""{_OUT} AND EXISTS (
  SELECT 1 FROM finding f JOIN revision r ON r.id = f.revision_id WHERE {_CURRENT} AND f.severity = 'block'
    AND NOT EXISTS (SELECT 1 FROM finding_decision d WHERE d.case_id = NEW.id AND d.key = f.key
      AND d.kind <> 'fix' AND d.person_id <> NEW.author_id
      AND d.role IN ('secrecy-officer', 'group-member', 'leader')
      AND d.id = (SELECT max(e.id) FROM finding_decision e WHERE e.case_id = NEW.id AND e.key = f.key)))"""
_ELSEWHERE = """NEW.void_at IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM case_file c JOIN revision r ON r.case_id = c.id AND r.number = c.revision
    JOIN case_step s ON s.revision_id = r.id
  WHERE c.id = NEW.case_id AND r.id = NEW.revision_id AND s.id = NEW.step_id AND c.author_id = NEW.author_id
    AND (NEW.for_id IS NULL OR NEW.for_id <> c.author_id)
    AND CAST(s.roles AS TEXT) LIKE '%"' || NEW.role || '"%')"""
_UNOPENED = f"""NEW.decision IN ('approve', 'escalate') AND (
  EXISTS (SELECT 1 FROM item i WHERE i.revision_id = NEW.revision_id AND {_UNSEEN}'item:' || i.id))
  OR EXISTS (SELECT 1 FROM finding f WHERE f.revision_id = NEW.revision_id AND f.severity <> 'note'
    AND {_UNSEEN}'finding:' || f.key))
  OR EXISTS (SELECT 1 FROM item i WHERE i.revision_id = NEW.revision_id AND {{length}}(i.gaps) >
    (SELECT count(*) FROM opened o WHERE o.revision_id = NEW.revision_id AND o.person_id = NEW.person_id
      AND o.what LIKE 'gap:' || i.id || ':%')))"""
_UNDER_WAY = """EXISTS (SELECT 1 FROM signature g WHERE g.step_id = OLD.id) OR EXISTS (
  SELECT 1 FROM case_file c JOIN revision r ON r.case_id = c.id AND r.number = c.revision
  WHERE r.id = OLD.revision_id AND c.state IN ('in-review', 'consulting', 'ready', 'published'))"""
_OUT_OF_ORDER = """NEW.id <> (SELECT coalesce(max(e.id), 0) + 1 FROM audit_event e)
  OR NEW.before <> coalesce((SELECT e.sha256 FROM audit_event e ORDER BY e.id DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000')"""
_SIGNED_BY_AUTHOR = """NEW.author_id <> OLD.author_id AND EXISTS (
  SELECT 1 FROM signature g JOIN revision r ON r.id = g.revision_id WHERE g.void_at IS NULL
    AND r.case_id = NEW.id AND r.number = NEW.revision
    AND (g.person_id = NEW.author_id OR g.for_id = NEW.author_id))"""
# 隔离 takes the words of the form away with the content, and 解除隔离 gives them back.
_QUARANTINED = "EXISTS (SELECT 1 FROM case_file c WHERE c.id = OLD.case_id AND c.state = 'quarantined')"
# 整改: closed by what the looks proved or by an officer's word, in an act of that very moment.
_UNPROVED = """NEW.state = 'closed' AND OLD.state <> 'closed' AND NOT EXISTS (
  SELECT 1 FROM ticket_act a WHERE a.ticket_id = NEW.id AND a.at = NEW.closed_at
    AND (a.act = 'proved' OR (a.act = 'accept' AND a.person_id IS NOT NULL AND a.text <> '')))"""
_VOIDING = ("void_at", "void_reason")
_SIGNATURE = tuple(column.key for column in SignatureRow.__table__.columns if column.key not in _VOIDING)

GUARDS: tuple[Guard, ...] = (
    Guard("audit_event_kept", "audit_event", "DELETE", ALWAYS, "audit events are never removed"),
    Guard("audit_event_fixed", "audit_event", "UPDATE", ALWAYS, "audit events are never changed"),
    Guard("audit_event_next", "audit_event", "INSERT", _OUT_OF_ORDER, "an audit event must follow the last"),
    Guard("signature_kept", "signature", "DELETE", ALWAYS, "signatures are voided, never removed"),
    Guard(
        "signature_fixed", "signature", "UPDATE",
        f"OLD.void_at IS NOT NULL OR NEW.void_at IS NULL OR {_changed(*_SIGNATURE)}",
        "a signature may only be voided, once",
    ),
    Guard("signature_place", "signature", "INSERT", _ELSEWHERE, "a signature belongs to a current step"),
    Guard("signature_opened", "signature", "INSERT", _UNOPENED, "the signer has not opened everything"),
    Guard("finding_decision_kept", "finding_decision", "DELETE", ALWAYS, "decisions are never removed"),
    Guard("finding_decision_fixed", "finding_decision", "UPDATE", ALWAYS, "decisions are never changed"),
    Guard("opened_kept", "opened", "DELETE", ALWAYS, "what was opened stays recorded"),
    Guard("opened_fixed", "opened", "UPDATE", ALWAYS, "what was opened stays recorded"),
    Guard("revision_kept", "revision", "DELETE", ALWAYS, "revisions are never removed"),
    Guard(
        "revision_fixed", "revision", "UPDATE",
        _changed("case_id", "number", "form_version", "author_id", "made_at")
        + f" OR (({_changed('form')}) AND NOT {_QUARANTINED})",
        "a revision is never changed",
    ),
    Guard(
        "revision_digest", "revision", "UPDATE",
        f"({_changed('digest')}) AND EXISTS (SELECT 1 FROM signature g"
        " WHERE g.revision_id = NEW.id AND g.void_at IS NULL)",
        "the digest of a signed revision is fixed", ("digest",),
    ),
    Guard(
        "item_added", "item", "INSERT", _SIGNED_REVISION.replace("{row}", "NEW"), "the revision is signed"
    ),
    Guard(
        "item_removed", "item", "DELETE", _SIGNED_REVISION.replace("{row}", "OLD"), "the revision is signed"
    ),
    Guard(
        "item_fixed", "item", "UPDATE",
        f"({_changed('revision_id', 'ordinal', 'kind', 'name', 'sha256', 'size')}) AND "
        + _SIGNED_REVISION.replace("{row}", "OLD"),
        "the revision is signed", ("revision_id", "ordinal", "kind", "name", "sha256", "size"),
    ),
    Guard("case_step_kept", "case_step", "DELETE", _UNDER_WAY, "a step under way is never removed"),
    Guard(
        "case_step_fixed", "case_step", "UPDATE",
        f"(OLD.required AND NOT NEW.required) OR {_changed('case_id', 'revision_id', 'ordinal', 'roles')}",
        "a required step stays required",
    ),
    Guard("case_file_begun", "case_file", "INSERT", _OUT, "a case begins without a release"),
    Guard(
        "case_file_signed", "case_file", "UPDATE", _UNSIGNED, "a required step is not signed",
        ("state", "revision"),
    ),
    Guard(
        "case_file_blocked", "case_file", "UPDATE", _BLOCKED, "a block was not overridden by a higher role",
        ("state", "revision"),
    ),
    Guard(
        "case_file_ready", "case_file", "UPDATE",
        "NEW.state = 'published' AND OLD.state NOT IN ('ready', 'published')",
        "only what is ready is published", ("state",),
    ),
    Guard(
        "case_file_author", "case_file", "UPDATE", _SIGNED_BY_AUTHOR, "the new author signed it",
        ("author_id",),
    ),
    Guard("ticket_act_kept", "ticket_act", "DELETE", ALWAYS, "what was done on a ticket stays recorded"),
    Guard("ticket_act_fixed", "ticket_act", "UPDATE", ALWAYS, "what was done on a ticket stays recorded"),
    Guard("probe_kept", "probe", "DELETE", ALWAYS, "looks are never removed"),
    Guard("probe_fixed", "probe", "UPDATE", ALWAYS, "looks are never changed"),
    Guard(
        "ticket_closed", "ticket", "UPDATE", _UNPROVED, "a ticket closes on proof or by an officer",
        ("state",),
    ),
)  # fmt: skip
