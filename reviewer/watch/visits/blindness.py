"""Blind alarm: a site that cannot be reached has a ticket until it answers again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reviewer.moments import BEIJING
from reviewer.office.desk.notices import Word
from reviewer.office.office import Office
from reviewer.patrol.outcome import BLINDING
from reviewer.store.tables.patrol import Run, Site
from reviewer.watch.sites import officers
from reviewer.watch.tickets import raising

_NOW_WHAT = "请检查网站和网络是否正常；恢复前网站上的内容无法巡查，已有的整改也无法验收"


def told(office: Office, run: Run) -> None:
    """Raise the alarm when a run ended in the dark, take it back when the site answered."""
    now = office.clock()
    with office.store.write() as session:
        site = session.get_one(Site, run.site_id)
        if run.ending == "blind" or (site.blind_since is not None and not _answered(run)):
            site.blind_since = site.blind_since or run.begun_at
            _raise(session, office, site)
        elif _answered(run):
            site.blind_since = None
            why = f"网站恢复访问，{now.astimezone(BEIJING):%Y-%m-%d %H:%M} 巡查时有应答"
            raising.settle(session, office, site, None, kind="blind", key="", why=why)


def _answered(run: Run) -> bool:
    counts = run.counts
    dark = sum(int(counts.get(name, 0)) for name in BLINDING)
    return int(counts.get("fetched", 0)) > dark


def _raise(session: Session, office: Office, site: Site) -> None:
    if site.blind_since is None:
        return
    since = f"{site.blind_since.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    problem = {
        "name": "网站无法访问", "category": "patrol", "basis": "", "advice": _NOW_WHAT,
        "place": site.name, "excerpt": "", "since": since,
    }  # fmt: skip
    title = f"{site.name}自{since}起无法访问"
    made = raising.raise_one(
        session, office, site, None, kind="blind", key="", severity="review", title=title, problem=problem
    )
    if made is not None:
        officers.tell(session, office, site.unit_id, Word("overdue", f"{title}，{_NOW_WHAT}"))
