"""Pages that their scripts build, opened in a browser in a thread of its own, beside what the server sent."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from reviewer.office.office import Office
from reviewer.patrol import robots
from reviewer.patrol.address import canonical
from reviewer.patrol.answer import Plan
from reviewer.patrol.engine.reach import reachable
from reviewer.patrol.engine.settings import agent_name
from reviewer.patrol.rendering import Rendered, Renderer, RenderingError
from reviewer.patrol.scripted import Scripted, scripted
from reviewer.patrol.spool import Spool
from reviewer.records import Gap
from reviewer.store.tables.patrol import Site
from reviewer.watch.visits.claim import FOLDER

REASON = "not-rendered"
_ROBOTS_AGE = 86_400.0  # seconds
_MAYBE = "页面内容可能由脚本生成"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Shown(NamedTuple):
    """What a browser made of a page; in Chinese why that is nothing, or next to nothing."""

    html: bytes = b""
    picture: bytes = b""
    why: str = ""

    def gap(self, url: str) -> Gap | None:
        """That the page may say more than what was reviewed."""
        return Gap(url, REASON, f"{_MAYBE}，{self.why}") if self.why else None


NOTHING = Shown()
NOT_INSTALLED = Shown(why="未安装浏览器，未渲染")
NOT_ASKED_FOR = Shown(why="本网站没有设置渲染，未渲染")


def find_browser(chosen: str = "") -> str | None:
    """The browser that renders: its path, "" for Playwright's own; None where pages cannot be rendered."""
    if find_spec("playwright") is None:
        return None
    if chosen:
        return chosen if Path(chosen).is_file() else None
    own = any(Path.home().glob(".cache/ms-playwright/chromium*"))
    return next(filter(None, map(shutil.which, _BROWSERS)), "" if own else None)


@dataclass(frozen=True, slots=True)
class _Place:
    """What of a site's register rendering needs."""

    rendering: bool
    hosts: tuple[str, ...]
    agent: str
    networks: tuple[str, ...]
    robots: bool
    spool: Spool

    def allows(self, url: str) -> bool:
        """Whether the browser may ask for an address: as the engine would judge it."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme in {"https", "wss"} else 80)
        if not parts.hostname or not reachable(parts.hostname, port, self.networks):
            return False
        root = canonical(url, "/robots.txt")
        told = self.spool.rules(root.url, _ROBOTS_AGE) if root and self.robots else None
        return not told or robots.read(told).allows(url)


@dataclass(slots=True)
class Rendering:
    """Opens pages of sites that are set to be rendered; one browser for a site, closed at the end.

    Every request of the browser goes to registered hosts only, to network addresses the engine may connect
    to, and as robots.txt allows, which the engine has asked for before.
    """

    office: Office
    _places: dict[int, _Place] = field(default_factory=dict)
    _browsers: dict[int, Renderer] = field(default_factory=dict)
    _thread: ThreadPoolExecutor | None = None

    def on(self, site_id: int) -> bool:
        """Whether a site is to be rendered."""
        return self._place(site_id).rendering

    def needed(self, site_id: int, scripted: Scripted) -> Shown | None:
        """What is to be told of a page without asking a browser; None where one is to be asked."""
        if not scripted:
            return Shown()
        if not self._place(site_id).rendering:
            return NOT_ASKED_FOR if scripted == "wholly" else Shown()
        if find_browser(self.office.settings.patrol.browser) is None:
            return NOT_INSTALLED if scripted == "wholly" else Shown()
        return None

    def begin(self, site_id: int, url: str) -> Future[Shown]:
        """Begin to open a page; the future never raises."""
        self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="render")
        return self._thread.submit(self._shown, site_id, url)

    def close(self) -> None:
        """End the browsers."""
        if self._thread:
            self._thread.submit(self._closed).result()
            self._thread.shutdown()
            self._thread = None

    def _closed(self) -> None:
        for browser in self._browsers.values():
            browser.close()
        self._browsers.clear()

    def _shown(self, site_id: int, url: str) -> Shown:
        try:
            found = self._rendered(site_id, url)
        except RenderingError as problem:
            return Shown(why=f"{problem.message}，未渲染")
        except Exception as fault:  # noqa: BLE001 (a fault of the browser must end as a gap)
            return Shown(why=f"浏览器出错（{type(fault).__name__}），未渲染")
        empty = scripted(found.html.decode(errors="replace")) == "wholly"
        return Shown(found.html, found.picture, "浏览器打开后仍几乎没有文字" if empty else "")

    def _rendered(self, site_id: int, url: str) -> Rendered:
        if site_id not in self._browsers:
            place = self._place(site_id)
            self._browsers[site_id] = Renderer(
                place.hosts, agent=place.agent, allowed=place.allows,
                executable=find_browser(self.office.settings.patrol.browser) or "",
            )  # fmt: skip
        return self._browsers[site_id].render(url)

    def _place(self, site_id: int) -> _Place:
        if site_id not in self._places:
            with self.office.store.read() as session:
                site = session.get_one(Site, site_id)
            agent = agent_name(Plan(tuple(site.hosts), contact=site.contact))
            networks = self.office.settings.patrol.networks
            spool = Spool(self.office.settings.state / FOLDER / str(site_id))
            self._places[site_id] = _Place(
                site.rendering, tuple(site.hosts), agent, networks, site.robots, spool
            )
        return self._places[site_id]
