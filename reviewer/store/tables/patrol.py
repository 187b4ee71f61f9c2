"""网站巡查: sites, the frontier of their addresses, captures, runs, boilerplate and plans."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.store.tables.organisation import Column, Person, Section, Unit
from reviewer.store.tables.row import Row, Table


class Site(Row):
    """A portal or sub-site (所属网站) that may be fetched, and how politely."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(String(120))
    hosts: Mapped[list[str]]  # "www.example.gov.cn", with ":port" where it is not 80 or 443
    seeds: Mapped[list[str]]  # addresses to begin at: home pages, sitemaps, feeds
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contact: Mapped[str] = mapped_column(String(120), default="")  # told in the user agent
    rate: Mapped[int] = mapped_column(default=60)  # requests a minute
    hours: Mapped[str] = mapped_column(String(20), default="")  # "22:00-06:00" Beijing time; "" always
    robots: Mapped[bool] = mapped_column(default=True)
    depth: Mapped[int] = mapped_column(default=30)
    most_pages: Mapped[int] = mapped_column(default=200_000)
    most_bytes: Mapped[int] = mapped_column(default=50 * 2**20)  # of one answer
    history_before: Mapped[date | None]  # what was published before is history, reviewed in the background
    public_days: Mapped[int] = mapped_column(default=0, server_default="0")  # a page is public; 0: no end
    rendering: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int] = mapped_column(default=1, server_default="1")
    blind_since: Mapped[datetime | None]  # no answer from the site since then
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    section: Mapped[Section | None] = relationship()
    person: Mapped[Person | None] = relationship()
    patterns: Mapped[list[SitePattern]] = relationship(order_by="SitePattern.ordinal")


class SitePattern(Row):
    """Addresses of a 栏目: the first pattern that fits counts. `risk` 3 is looked at first, 1 last."""

    __tablename__ = "site_pattern"
    __table_args__ = (UniqueConstraint("site_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    ordinal: Mapped[int]
    pattern: Mapped[str] = mapped_column(String(300))  # * any run of characters, as in a path
    column_id: Mapped[int | None] = mapped_column(ForeignKey("site_column.id"))
    risk: Mapped[int] = mapped_column(default=2)
    nature: Mapped[str] = mapped_column(String(10), default="", server_default="")  # article · list · "" told
    public_days: Mapped[int] = mapped_column(default=0, server_default="0")  # 0: as the site says

    column: Mapped[Column | None] = relationship()


class Address(Row):
    """One address of a site: a line of the frontier, and what is known of it now.

    state  waiting: to be fetched at `after` · leased: somebody fetches it · left: never fetched, `reason` why
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("site_id", "key"),
        CheckConstraint("state in ('waiting', 'leased', 'left')", name="state"),
        Index("ix_address_due", "site_id", "state", "risk", "after"),
        Index("ix_address_site_grade", "site_id", "grade"),
        Index("ix_address_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str] = mapped_column(String(64))  # SHA-256 of the canonical address
    url: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(12), default="page")  # page · attachment · feed · frame
    depth: Mapped[int] = mapped_column(default=0)
    found_on_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))
    column_id: Mapped[int | None] = mapped_column(ForeignKey("site_column.id"))
    risk: Mapped[int] = mapped_column(default=2)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(String(40), default="")  # store.frontier.REASONS
    after: Mapped[datetime]
    lease: Mapped[str] = mapped_column(String(40), default="")
    lease_until: Mapped[datetime | None]
    fetches: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)  # times it was asked for and a runner died with the answer
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    outcome: Mapped[str] = mapped_column(String(20), default="")  # of the last fetch, `patrol.outcome`
    status: Mapped[int] = mapped_column(default=0)
    etag: Mapped[str] = mapped_column(String(200), default="")
    modified: Mapped[str] = mapped_column(String(60), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    main_sha256: Mapped[str] = mapped_column(String(64), default="")  # of the main text
    sketch: Mapped[str] = mapped_column(String(600), default="")  # of the main text, `patrol.likeness`
    letters: Mapped[int] = mapped_column(default=0, server_default="0")  # of the main text
    title: Mapped[str] = mapped_column(String(300), default="")
    rules: Mapped[str] = mapped_column(String(64), default="")
    model: Mapped[str] = mapped_column(String(64), default="")
    grade: Mapped[str] = mapped_column(String(10), default="")  # "" while unreviewed
    gaps: Mapped[int] = mapped_column(default=0)
    published_on: Mapped[date | None]
    public_until: Mapped[date | None]  # the last day of 公示 as the text says
    first_seen: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship()


class Link(Row):
    """That a page of the last look leads to an address: list pages of an item, annexes of a page."""

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_to", "to_id"),)

    from_id: Mapped[int] = mapped_column(ForeignKey("address.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("address.id"), primary_key=True)
    text: Mapped[str] = mapped_column(String(200), default="")


class Tour(Row):
    """A look at a site that was asked for by a plan or a person; it takes as many runs as it needs.

    `scope` holds what it is about: of a sample how many of how many were drawn in which 栏目, the digest
    of the list it was drawn from and the drawn ids; of a topic the chosen ids.
    """

    __tablename__ = "tour"
    __table_args__ = (
        UniqueConstraint("plan_id", "site_id", "due_at"),
        Index("ix_tour_site_asked", "site_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(20))  # patrol.plans.KINDS
    seed: Mapped[str] = mapped_column(String(40), default="")
    scope: Mapped[Table] = mapped_column(default=dict)
    due_at: Mapped[datetime | None]  # the date of the plan that it serves
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who asked; None: the plan
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str] = mapped_column(String(20), default="")  # whole · stopped · budget · blind · failed
    stop_at: Mapped[datetime | None]  # when somebody asked it to stop
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Run(Row):
    """One look at a site, or at some of it; `seed` makes a sample repeatable."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_site_begun", "site_id", "begun_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    tour_id: Mapped[int | None] = mapped_column(ForeignKey("tour.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # patrol.plans.KINDS
    seed: Mapped[str] = mapped_column(String(40), default="")
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str] = mapped_column(String(20), default="")  # whole · stopped · budget · blind
    counts: Mapped[Table] = mapped_column(default=dict)


class Capture(Row):
    """One answer as it was kept: where it lies in which WARC file, and what came of it."""

    __tablename__ = "capture"
    __table_args__ = (
        Index("ix_capture_address", "address_id", "at"),
        Index("ix_capture_run", "run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    status: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    sm3: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    main_sha256: Mapped[str] = mapped_column(String(64), default="")
    file: Mapped[str] = mapped_column(String(120), default="")  # WARC file below the evidence folder
    offset: Mapped[int] = mapped_column(default=0)
    length: Mapped[int] = mapped_column(default=0)
    picture: Mapped[str] = mapped_column(String(120), default="")
    reviewed_id: Mapped[int | None] = mapped_column(ForeignKey("content.id"))
    grade: Mapped[str] = mapped_column(String(10), default="")


class Block(Row):
    """A piece of text that many pages of a site share; reviewed once."""

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("site_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int] = mapped_column(default=0)
    first_id: Mapped[int] = mapped_column(ForeignKey("address.id"))  # where it was reviewed


class Evidence(Row):
    """A closed WARC file or picture with its digests; its event in the audit chain seals it."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    size: Mapped[int]
    members: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sm3: Mapped[str] = mapped_column(String(64), default="")
    manifest: Mapped[str] = mapped_column(String(64))  # SHA-256 of its manifest
    event_id: Mapped[int]
    closed_at: Mapped[datetime]


class Plan(Row):
    """A schedule: what kind of look, at which sites, how often; overdue when `next_at` has passed unmet."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    cadence: Mapped[str] = mapped_column(
        String(20)
    )  # once · daily · weekly · monthly · quarterly · yearly · holidays
    sites: Mapped[list[str]]  # site ids as texts; empty: all of the unit
    topics: Mapped[list[str]]  # lexicon packs; empty: all
    sample: Mapped[int] = mapped_column(default=0)  # pages of a spot check
    ahead: Mapped[int] = mapped_column(default=0)  # working days before a holiday
    first_at: Mapped[datetime]  # the dates of the plan are counted from here
    next_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    turn: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Campaign(Row):
    """风险评估: 查摆问题 → 专项检查 → 整改落实 → 上级督查, with what each stage reported."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    stage: Mapped[str] = mapped_column(String(20), default="problems")
    stages: Mapped[Table] = mapped_column(default=dict)  # stage → days, who, report
    first_day: Mapped[date]
    last_day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    turn: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
