"""Who may come in where: one line for every endpoint. What is not here is refused.

"anyone" needs no login; "signed-in" any account; a tuple of roles one of them. Which records a person
sees is decided behind it, by `store.sight`.
"""

from __future__ import annotations

from typing import Literal

from reviewer.casework.roles import Role

Who = Literal["anyone", "signed-in"] | tuple[Role, ...]

BUSINESS: tuple[Role, ...] = (
    "clerk", "section-head", "secrecy-officer", "group-member", "leader", "publisher",
)  # fmt: skip

THREE: tuple[Role, ...] = ("administrator", "security-administrator", "auditor")

# Who reads the figures of a unit or a 科室; they hold no content.
FIGURES: tuple[Role, ...] = (
    "section-head", "secrecy-officer", "group-member", "leader", "publisher", "security-administrator",
)  # fmt: skip

SECRECY: tuple[Role, ...] = ("secrecy-officer", "group-member", "leader")

RIGHTS: dict[str, Who] = {
    # quick check, nothing kept
    "checks.home": "anyone",
    "checks.create": "anyone",
    "checks.show": "anyone",
    "checks.progress": "anyone",
    "reports.html": "anyone",
    "reports.json": "anyone",
    "samples.check": "anyone",
    "samples.download": "anyone",
    "health.show": "anyone",
    # a case: drafts, files, findings, revisions
    "cases.new": ("clerk",),
    "cases.create": ("clerk",),
    "cases.edit": ("clerk",),
    "cases.save": ("clerk",),
    "cases.check_again": ("clerk",),
    "cases.show": BUSINESS,
    "cases.progress": BUSINESS,
    "cases.say": BUSINESS,
    "items.show": BUSINESS,
    "items.decide": BUSINESS,
    "items.say": BUSINESS,
    "items.file": BUSINESS,
    "items.masked": BUSINESS,
    "items.masked_file": BUSINESS,
    "items.attach": ("clerk",),
    "versions.choose": BUSINESS,
    "versions.show": BUSINESS,
    # coming, going and one's own account
    "login.show": "anyone",
    "login.enter": "anyone",
    "login.elsewhere": "anyone",
    "login.returned": "anyone",
    "login.setup": "anyone",
    "login.leave": "signed-in",
    "login.pledge": "signed-in",
    "me.show": "signed-in",
    "me.password": "signed-in",
    "me.factor": "signed-in",
    "me.factor_off": "signed-in",
    "me.make_token": "signed-in",
    "me.end_token": "signed-in",
    "me.end_visits": "signed-in",
    "me.delegate": BUSINESS,
    "me.end_delegation": BUSINESS,
    "me.look": "signed-in",
    # 三员: the administrator makes, the security administrator grants, the auditor reads
    "accounts.index": THREE,
    "accounts.show": THREE,
    "accounts.create": ("administrator",),
    "accounts.change": ("administrator",),
    "accounts.close": ("administrator",),
    "accounts.reset": ("security-administrator",),
    "accounts.unlock": ("security-administrator",),
    "accounts.grant": ("security-administrator",),
    "accounts.end_role": ("security-administrator",),
    "accounts.settle": ("security-administrator",),
    "access.policy": ("security-administrator",),
    "access.ways": ("security-administrator",),
    "access.register": THREE,
    "access.pledge_text": ("security-administrator",),
    "access.review": THREE,
    "access.hand_over": ("security-administrator",),
    "organisation.index": "signed-in",
    "organisation.make_unit": ("administrator",),
    "organisation.change_unit": ("administrator",),
    "organisation.make_section": ("administrator",),
    "organisation.close_section": ("administrator",),
    "organisation.put_column": ("administrator",),
    "organisation.close_column": ("administrator",),
    "organisation.put_authority": ("administrator", "secrecy-officer"),
    "organisation.remove_authority": ("administrator", "secrecy-officer"),
    "organisation.template": ("administrator",),
    "organisation.bring": ("administrator",),
    # 待办, 台账, figures, audit log
    "inbox.index": BUSINESS,
    "register.index": BUSINESS,
    "register.export": BUSINESS,
    "register.save": BUSINESS,
    "register.drop": BUSINESS,
    "statistics.index": FIGURES,
    "audit.index": ("auditor",),
    "audit.check": ("auditor",),
    # signing, moving, going online; what a person may do with a record is for the guards to say
    "signing.show": BUSINESS,
    "signing.put": BUSINESS,
    "moving.submit": BUSINESS,
    "moving.take_back": BUSINESS,
    "moving.cancel": BUSINESS,
    "moving.urge": BUSINESS,
    "moving.claim": BUSINESS,
    "moving.unclaim": BUSINESS,
    "moving.reassign": BUSINESS,
    "moving.consult": BUSINESS,
    "moving.answer": BUSINESS,
    "publishing.show": ("publisher",),
    "publishing.publish": ("publisher",),
    "publishing.send_back": ("publisher",),
    "publishing.withdraw": ("publisher", "secrecy-officer", "group-member"),
    "incidents.index": SECRECY,
    "incidents.show": SECRECY,
    "incidents.record": ("secrecy-officer",),
    "incidents.close": ("secrecy-officer",),
    "incidents.ask_purge": ("secrecy-officer",),
    "incidents.confirm_purge": SECRECY,
    "incidents.set_aside": ("secrecy-officer", "group-member"),
    "incidents.release": ("secrecy-officer", "group-member"),
    "notices.index": "signed-in",
    "notices.open_one": "signed-in",
    "notices.see_all": "signed-in",
    "phone.index": BUSINESS,
    "phone.show": BUSINESS,
    "phone.put": BUSINESS,
    # papers to print and keep; whose they are is decided behind it
    "papers.form_docx": BUSINESS,
    "papers.form_pdf": BUSINESS,
    "papers.form_print": BUSINESS,
    "papers.export": BUSINESS,
    "papers.returned_docx": BUSINESS,
    "papers.register_docx": BUSINESS,
    "papers.register_pdf": BUSINESS,
    "papers.register_xlsx": BUSINESS,
    "papers.incident_docx": SECRECY,
    "papers.incident_pdf": SECRECY,
    "papers.policy_docx": BUSINESS,
    "papers.record": BUSINESS,
    # programs: a bearer token instead of a visit, looked at behind this door
    "api.show": "anyone",
    "api.publish": "anyone",
}
