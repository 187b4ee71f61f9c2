"""Playing a case through the real office: drafts, checks, looking, deciding, signing, for tests."""

from sqlalchemy import select

from reviewer.casework.facts import Ballot
from reviewer.office.cases import publishing, signing
from reviewer.office.cases.checking import check_next
from reviewer.office.cases.deciding import Decision, decide, open_item
from reviewer.office.cases.facts import facts_of
from reviewer.office.cases.moving import submit
from reviewer.office.cases.opening import Draft, Given, open_case
from reviewer.office.cases.signing import Signing
from reviewer.store import dossier
from reviewer.store.tables.cases import Case
from reviewer.store.tables.work import Notice

FORM = {
    "title": "关于举办社区义诊活动的通知",
    "carrier": "official",
    "source": ["own"],
    "reprint": "no",
    "from_secret": "no",
    "mark_removed": "no",
    "phone": "0370-0000000",
    "channels": ["portal"],
    "attribute": "active",
    "state_secret": "no",
    "work_secret": "no",
    "trade_secret": "no",
    "privacy": "no",
    "not_secret_computer": "yes",
}
CLEAN = "社区义诊活动定于本周六上午举行。"
INTERNAL = "本材料为内部资料，供参考。"
SECRET = "机密★10年\n某演习安排。"


def draft(*texts, **changes):
    items = tuple(Given(f"文件{n}.txt", text.encode()) for n, text in enumerate(texts, 1))
    return Draft({**FORM, **changes}, items)


def opened(office, author, *texts, **changes):
    """A checked draft's id."""
    case_id = open_case(office, author, draft(*(texts or (CLEAN,)), **changes))
    check_all(office)
    return case_id


def check_all(office):
    while check_next(office, "test"):
        pass


def submitted(office, author, *texts, **changes):
    case_id = opened(office, author, *texts, **changes)
    submit(office, author, case_id, turn(office, case_id))
    return case_id


def row(office, case_id):
    with office.store.read() as session:
        case = session.get_one(Case, case_id)
        case.unit, case.section, case.author, case.holder  # noqa: B018 (loaded for use after the session)
        return case


def turn(office, case_id):
    return row(office, case_id).turn


def look(office, actor, case_id):
    """Open every file with all that is listed on its page."""
    for item in items(office, case_id):
        open_item(office, actor, case_id, item.id)


def items(office, case_id):
    with office.store.read() as session:
        return list(dossier.revision_of(session, session.get_one(Case, case_id)).items)


def facts(office, actor, case_id):
    with office.store.read() as session:
        return facts_of(session, session.get_one(Case, case_id), actor)


def groups(office, actor, case_id):
    """The keys of the findings that need a decision, rule by rule, as the pages have them decided."""
    by_name = {}
    for finding in facts(office, actor, case_id).findings:
        if finding.severity != "note":
            by_name.setdefault((finding.name, finding.severity), {})[finding.key] = None
    return [tuple(keys) for keys in by_name.values()]


def let_pass(office, actor, case_id, reason="经核对，可以公开"):
    """A decision that lets pass every finding that needs one."""
    for keys in groups(office, actor, case_id):
        revision = row(office, case_id).revision
        decide(office, actor, case_id, Decision(keys, revision, "publishable", reason, "statutory"))


def sign(office, actor, case_id, decision="approve", opinion="同意", **rest):
    """Sign on what the case shows now, without looking first."""
    seen = rest.pop("seen", None) or facts(office, actor, case_id).digest
    ballot = Ballot(opinion, rest.pop("ground", ""), seen)
    at = rest.pop("turn", None) or turn(office, case_id)
    return signing.sign(office, actor, case_id, Signing(decision, ballot, at))


def approve(office, actor, case_id):
    look(office, actor, case_id)
    return sign(office, actor, case_id)


def approved(office, people, *texts):
    """A case that went through the default chain; nothing was found in it unless the texts say so."""
    case_id = submitted(office, people["author"], *texts)
    approve(office, people["head"], case_id)
    if row(office, case_id).step == 2:
        look(office, people["officer"], case_id)
        let_pass(office, people["officer"], case_id)
        sign(office, people["officer"], case_id)
    approve(office, people["leader"], case_id)
    return case_id


def publication(office, case_id, **changes):
    told = {
        "url": "https://www.example.gov.cn/2026/1.html",
        "at": office.clock(),
        "sha256": tuple(item.sha256 for item in items(office, case_id)),
    }
    return publishing.Publication(**{**told, **changes})


def published(office, people, *texts):
    case_id = approved(office, people, *texts)
    publishing.publish(
        office, people["publisher"], case_id, turn(office, case_id), publication(office, case_id)
    )
    return case_id


def notices_of(office, actor):
    with office.store.read() as session:
        return [
            (notice.kind, notice.text)
            for notice in session.scalars(
                select(Notice).where(Notice.person_id == actor.id).order_by(Notice.id)
            )
        ]
