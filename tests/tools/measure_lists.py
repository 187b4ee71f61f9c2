"""How long list pages take with 100,000 cases and 1,000,000 findings, through Flask's test client.

    .venv/bin/python tests/tools/measure_lists.py postgresql|sqlite [--cases 100000] [--rounds 30]

Fills a database of its own, prints one JSON line a page: name, p50 and p95 in milliseconds, rows shown,
and the mean milliseconds of processor time a request: `cpu` of the program, `server` of PostgreSQL.
"""
# ruff: noqa: T201 (its output is what it is for)

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from psycopg.types.json import Jsonb
from sqlalchemy import insert, text

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import databases  # noqa: E402
from plain_reviewer import PlainReviewer  # noqa: E402
from staff import STAFF, START, Clock, enter, furnish  # noqa: E402

from reviewer.office.office import open_office  # noqa: E402
from reviewer.office.organisation.people import actor_of  # noqa: E402
from reviewer.settings import Settings  # noqa: E402
from reviewer.store import protect  # noqa: E402
from reviewer.store.audit import START as FIRST  # noqa: E402
from reviewer.store.audit import link  # noqa: E402
from reviewer.store.followers import ROLE_BITS  # noqa: E402
from reviewer.store.tables.cases import Case, CaseStep, Content, Item, Revision  # noqa: E402
from reviewer.store.tables.findings import FindingRow  # noqa: E402
from reviewer.store.tables.organisation import Person, Section, Unit  # noqa: E402
from reviewer.store.tables.signing import Event, SignatureRow  # noqa: E402
from reviewer.store.tables.work import Notice  # noqa: E402
from reviewer.web.app import create_app  # noqa: E402

STATES = (
    ("published", 880), ("refused", 20), ("withdrawn", 10), ("cancelled", 20), ("ready", 10), ("in-review", 30),
    ("returned", 10), ("consulting", 5), ("draft", 13), ("quarantined", 2),
)  # fmt: skip
CATEGORIES = ("personal-info", "work-secret", "credential", "network", "hidden-content", "state-secret")
WORDS = (
    "绿化养护",
    "停水",
    "人事任免",
    "政务公开",
    "招标采购",
    "义诊活动",
    "安全生产",
    "防汛",
    "统计公报",
    "会议",
)
CHAIN = ("section-head", "secrecy-officer", "leader")
CHUNK = 5000
TABLES = (Case, Revision, Item, CaseStep, FindingRow, SignatureRow, Event, Notice)


def put(connection, table, rows):
    """Rows in bulk; PostgreSQL takes them by COPY without looking at keys."""
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), rows)
        return
    names = list(rows[0])
    binds = [table.c[name].type.bind_processor(connection.dialect) or (lambda value: value) for name in names]
    cursor = connection.connection.driver_connection.cursor()
    cursor.execute("SET LOCAL session_replication_role = replica")
    columns = ", ".join(f'"{name}"' for name in names)
    with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_bound(row[name], bind) for bind, name in zip(binds, names, strict=True)])


def bits(roles):
    return sum(ROLE_BITS[role] for role in roles)


def reached_roles(state, at, number):
    """The roles whose step a case reached: every third case needs the second one."""
    upto = 0 if state == "draft" else at or 3
    return [role for n, role in enumerate(CHAIN[:upto], 1) if n != 2 or number % 3 == 0]


def _bound(value, bind):
    return Jsonb(value) if isinstance(value, dict | list) else bind(value)


class Filler:
    """Rows in bulk, the same from the same seed."""

    def __init__(self, office, people, cases):
        self.office, self.people, self.cases = office, people, cases
        self.random = random.Random(5)
        self.rows = {}
        with office.store.write() as session:
            self.unit = session.query(Unit).filter_by(code="QX").one().id
            away = session.query(Unit).filter_by(code="BY").one().id
            sections = [Section(unit_id=self.unit, name=f"科室{n}") for n in range(8)]
            session.add_all(sections)
            session.flush()
            own = people["author"].section_id
            self.sections = [(self.unit, own), *((self.unit, row.id) for row in sections)]
            self.away = (away, session.query(Section).filter_by(unit_id=away).first().id)
            clerks = [
                Person(unit_id=self.unit, login=f"c{n}", name=f"信息员{n}", made_at=START) for n in range(40)
            ]
            session.add_all([*clerks, Content(sealed=b"x", key=b"k", size=1, made_at=START)])
            session.flush()
            self.clerks = [people["author"].id, *(row.id for row in clerks)]
        self.begun = START - timedelta(days=700)

    def fill(self):
        before, event = self._last()
        for number in range(1, self.cases + 1):
            event, before = self._case(number, event, before)
            if number % CHUNK == 0:
                self._flush()
                print(f"{number} cases", file=sys.stderr, flush=True)
        self._flush()

    def _last(self):
        with self.office.store.read() as session:
            last = session.query(Event).order_by(Event.id.desc()).first()
            return (last.sha256, last.id) if last else (FIRST, 0)

    def _add(self, table, **values):
        self.rows.setdefault(table, []).append(values)

    def _flush(self):
        with self.office.store.engine.execution_options(reviewer_unlimited=True).begin() as connection:
            for table in TABLES:
                if rows := self.rows.get(table):
                    put(connection, table.__table__, rows)
        self.rows = {}

    def _case(self, number, event, before):
        pick = self.random
        state = pick.choices([name for name, _ in STATES], [weight for _, weight in STATES])[0]
        unit_id, section_id = pick.choice(self.sections) if pick.random() < 0.9 else self.away
        author = pick.choice(self.clerks)
        made = self.begun + timedelta(minutes=number * 700 * 1440 / self.cases)
        out = made + timedelta(hours=pick.randint(2, 90))
        live = state in {"in-review", "consulting", "returned", "ready"}
        at = pick.choice((1, 2, 3)) if state in {"in-review", "consulting"} else 0
        self._add(
            Case, id=number, number=f"QX-2026-{number:06}", unit_id=unit_id, section_id=section_id, author_id=author,
            title=f"关于{pick.choice(WORDS)}的通知（{number}）", state=state, flow="default", flow_version="1", step=at,
            grade=pick.choice(("clear", "clear", "review", "block")), content_class="general", escalated=False,
            revision=1, turn=5, published_url="", due_at=START + timedelta(hours=pick.randint(-200, 200)) if live else None,
            submitted_at=None if state == "draft" else made, published_at=out if state in {"published", "withdrawn"} else None,
            reached=bits(reached_roles(state, at, number)), waits=bits(CHAIN[at - 1 : at]) if at else 0, made_at=made, updated_at=out, column_id=None, holder_id=None, take_down_on=None,
        )  # fmt: skip
        self._add(
            Revision, id=number, case_id=number, number=1, form={"title": "x"}, form_version="1", digest="0" * 64,
            author_id=author, reason="", made_at=made,
        )  # fmt: skip
        self._add(
            Item, id=number, revision_id=number, ordinal=1, kind="text", name="正文.docx", source="upload", size=1, address="",
            media_type="", sha256=f"{number:064}", sm3="", content_id=1, state="checked", text_sha256="", rules="", model="",
            grade="clear", gaps=[],
        )  # fmt: skip
        for n in range(10):
            self._add(
                FindingRow, case_id=number, revision_id=number, item_id=number, key=f"{number}-{n}", value="", rule="r",
                name="居民身份证号码", category=CATEGORIES[(n + number) % 6], severity=("review", "note", "block")[n % 3],
                count=1, label="第1段", shown="1****2",
            )  # fmt: skip
        reached = 0 if state == "draft" else at or 3
        for ordinal, role in enumerate(("section-head", "secrecy-officer", "leader"), 1):
            step = number * 3 + ordinal
            self._add(
                CaseStep, id=step, case_id=number, revision_id=number, ordinal=ordinal, name=role, roles=[role],
                required=ordinal != 2, working_days=1,
                reached_at=made + timedelta(hours=ordinal) if ordinal <= reached and (ordinal != 2 or number % 3 == 0) else None,
            )  # fmt: skip
            if ordinal < reached or state in {"published", "withdrawn", "ready"}:
                self._sign(number, step, ordinal, role, author, made)
        for action in ("open", "submit", "approve"):
            event += 1
            row = Event(
                id=event, at=made, person_id=author, who="信息员", action=action, unit_id=unit_id, case_id=number,
                details={"revision": 1}, before=before,
            )  # fmt: skip
            before, sm3 = link(row)
            self._add(
                Event, id=event, at=made, person_id=author, who="信息员", action=action, unit_id=unit_id, case_id=number,
                details={"revision": 1}, before=row.before, sha256=before, sm3=sm3,
            )  # fmt: skip
        self._add(
            Notice, person_id=self.people["head"].id, case_id=number, kind="todo", text="QX 请办理", at=made,
            seen_at=made if number % 50 else None, sent_at=None,
        )  # fmt: skip
        return event, before

    def _sign(self, number, step, ordinal, role, author, made):  # noqa: PLR0917
        person = self.people[("head", "officer", "leader")[ordinal - 1]].id
        self._add(
            SignatureRow, case_id=number, revision_id=number, step_id=step, person_id=person, author_id=author, role=role,
            decision="approve", opinion="同意", ground="", content_digest="0" * 64, decisions_upto=0, digest="1" * 64, sm3="",
            at=made + timedelta(hours=ordinal + number % 60), void_at=None, void_reason="", for_id=None,
        )  # fmt: skip


PAGES = {
    "author": ("/inbox?tray=sent", "/inbox?tray=drafts", "/inbox?tray=returned", "/register"),
    "head": ("/inbox", "/register", "/notices", "/statistics"),
    "officer": ("/inbox", "/register", "/incidents", "/statistics?year=2025&month=6", "/m"),
    "leader": (
        "/inbox", "/register", "/register?title=防汛", "/register?title=没有的标题", "/register?number=054321",
        "/register?person=信息员7", "/register?person=没有的人", "/register?state=in-review", "/register?state=published&grade=block",
        "/register?since=2025-03-01&until=2025-03-31", "/register?section=4&state=refused", "/statistics", "/statistics?year=2025",
        "/m",
    ),
    "publisher": ("/inbox", "/register", "/register?title=没有的标题"),
    "auditor": ("/audit", "/audit?action=approve", "/audit?person=leader", "/audit?number=QX-2026-054321", "/audit?since=2025-01-01&until=2025-01-31"),
    "administrator": ("/accounts", "/organisation"),
}  # fmt: skip


def server_seconds(office):
    """Processor time so far of the connections to PostgreSQL that are open; 0 for SQLite."""
    if office.store.dialect == "sqlite":
        return 0
    with office.store.engine.connect() as connection:
        query = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
        )
        pids = connection.execute(text(query)).scalars().all()
    stats = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def measure(office, client, path, rounds):
    client.get(path)
    times, response = [], None
    server, own = server_seconds(office), time.process_time()
    for _ in range(rounds):
        start = time.perf_counter()
        response = client.get(path)
        times.append((time.perf_counter() - start) * 1000)
        if times[-1] > 3000:
            break
    own = (time.process_time() - own) / len(times) * 1000
    server = (server_seconds(office) - server) / len(times) * 1000
    times.sort()
    return {
        "status": response.status_code, "p50": round(statistics.median(times), 1),
        "p95": round(times[min(len(times) - 1, int(0.95 * len(times)))], 1), "cpu": round(own, 1), "server": round(server, 1), "rows": len(re.findall("<tr", response.text)), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def deep(client, path, pages):
    """The address of a page far down the list."""
    for _ in range(pages):
        following = re.search(r'rel="next" href="([^"]+)"', client.get(path).text)
        if not following:
            break
        path = following[1].replace("&amp;", "&")
    return path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=("postgresql", "sqlite"))
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--keep", type=Path, help="folder of the state; filled when it is empty")
    parser.add_argument("--address", default="", help="a PostgreSQL that is there already")
    given = parser.parse_args()
    server = databases.start() if given.engine == "postgresql" and not given.address else None
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = server.make("lists", pattern="pattern") if server else given.address
            run(given, Settings(state=given.keep or Path(folder) / "state", database=database))
    finally:
        if server:
            server.stop()


def filled(office, given):
    """The people by name, after filling the database where it is empty."""
    with office.store.read() as session:
        if session.query(Case).first():
            return {name: actor_of(session, person_id, office.clock()) for person_id, name in ids(session)}
    people = furnish(office)
    with office.store.engine.begin() as connection:
        protect.lift(connection)
    start = time.perf_counter()
    Filler(office, people, given.cases).fill()
    with office.store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    print(json.dumps({"filled": round(time.perf_counter() - start), "engine": given.engine}), flush=True)
    return people


def ids(session):
    return [(row.id, row.login) for row in session.query(Person).filter(Person.login.in_(STAFF))]


def run(given, settings):
    office = open_office(settings, PlainReviewer(), Clock())
    people = filled(office, given)
    if given.engine == "postgresql":
        with office.store.engine.begin() as connection:
            for name in (table.__tablename__ for table in TABLES if table is not Event):
                number = f"(SELECT max(id) FROM {name})"
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {number})"))
    app = create_app(office)
    for name, pages in PAGES.items():
        client = enter(app, office, people[name])
        more = [deep(client, "/register", 20)] if "/register" in pages else []
        for path in (*pages, *more):
            label = path if path in pages else "/register (page 21)"
            print(
                json.dumps(
                    {"who": name, "page": label, **measure(office, client, path, given.rounds)},
                    ensure_ascii=False,
                ),
                flush=True,
            )
    app.extensions["desk"].close()
    office.store.close()


main()
