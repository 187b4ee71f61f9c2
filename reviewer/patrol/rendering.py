"""A page as a browser shows it: its text after scripts ran, its picture. Only where Playwright is here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urlsplit

from reviewer.errors import ReviewerError
from reviewer.patrol.address import canonical, registered

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Browser, FloatRect, Page, Playwright, Request, Route

WIDTH, HEIGHT = 1366, 768
MOST_HEIGHT = 20_000  # pixels of a picture
MOST_REQUESTS = 300  # of one page
SECONDS = 30.0
_HOPS = 5
_ASKED = frozenset(("GET", "HEAD", "POST"))
_FLAGS = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--dns-prefetch-disable", "--disable-features=WebRtcHideLocalIpsWithMdns,NetworkPrediction",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)  # fmt: skip


class RenderingError(ReviewerError):
    """A page could not be rendered; the plain answer is all there is."""

    code = "rendering"


class Rendered(NamedTuple):
    """What a browser made of a page. `refused` are the addresses it asked for and did not get."""

    html: bytes
    picture: bytes  # PNG
    refused: tuple[str, ...]


def available() -> bool:
    """Whether Playwright is installed; whether a browser is too shows when one is started."""
    return find_spec("playwright") is not None


class Renderer:
    """One browser for the pages of one site, without cookies, storage, downloads or service workers.

    Every request of a page, redirects and frames included, is held and asked for by `allowed`, by default
    whether its host is registered; what is not allowed is never sent. Raises RenderingError.
    """

    def __init__(
        self, hosts: Iterable[str], *, agent: str, executable: str = "",
        allowed: Callable[[str], bool] = lambda _: True,
    ) -> None:  # fmt: skip
        self._hosts = frozenset(hosts)
        self._agent = agent
        self._allowed = allowed
        self._playwright, self._browser = _started(executable)

    def render(self, url: str) -> Rendered:
        """Open a page, wait until it is quiet or time is over, take its text and its picture."""
        from playwright.sync_api import Error  # noqa: PLC0415 (an extra that few need)

        refused: list[str] = []
        context = self._browser.new_context(
            user_agent=self._agent, viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN",
            accept_downloads=False, service_workers="block", java_script_enabled=True,
        )  # fmt: skip
        try:
            context.set_default_timeout(SECONDS * 1000)
            guard = _Guard(self._may, refused)
            context.route("**/*", guard.judge)
            context.route_web_socket("**/*", lambda socket: refused.append(socket.url))
            page = context.new_page()
            return _taken(page, url, refused)
        except Error as problem:
            raise RenderingError(f"浏览器未能打开页面（{problem.message.splitlines()[0][:80]}）") from problem
        finally:
            context.close()

    def close(self) -> None:
        """End the browser."""
        self._browser.close()
        self._playwright.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _may(self, url: str) -> bool:
        if urlsplit(url).scheme in {"data", "blob"}:
            return True
        address = canonical(url, url)
        return address is not None and registered(address, self._hosts) and self._allowed(url)


class _Guard:
    """Judges each request of a page."""

    def __init__(self, may: Callable[[str], bool], refused: list[str]) -> None:
        self._may = may
        self._refused = refused
        self._count = 0

    def judge(self, route: Route, request: Request) -> None:
        """Let a request go on or not; a redirect is answered to the page as a request of its own."""
        self._count += 1
        if self._count > MOST_REQUESTS or request.method not in _ASKED or not self._may(request.url):
            self._refused.append(request.url)
            route.abort("blockedbyclient")
            return
        if urlsplit(request.url).scheme in {"data", "blob"}:
            route.continue_()
        elif (answer := self._fetched(route, request)) is None:
            route.abort("blockedbyclient")
        else:
            route.fulfill(response=answer)

    def _fetched(self, route: Route, request: Request) -> APIResponse | None:
        """The answer, redirects followed one by one; None where one leads elsewhere or there are too many.

        The page itself may not be redirected: its address was settled by the engine.
        """
        url = request.url
        for _ in range(_HOPS):
            answer = route.fetch(url=url, max_redirects=0, timeout=SECONDS * 1000)
            target = answer.headers.get("location", "")
            if not (300 <= answer.status < 400 and target):
                return answer
            found = canonical(url, target)
            if found is None or not self._may(found.url) or request.is_navigation_request():
                self._refused.append(found.url if found else target)
                return None
            url = found.url
        self._refused.append(url)
        return None


def _taken(page: Page, url: str, refused: list[str]) -> Rendered:
    from playwright.sync_api import TimeoutError as Late  # noqa: PLC0415 (an extra that few need)

    page.goto(url, wait_until="domcontentloaded")
    with suppress(Late):  # a page that never falls silent is taken as it is
        page.wait_for_load_state("networkidle", timeout=SECONDS * 1000 / 3)
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), MOST_HEIGHT)
    clip: FloatRect = {"x": 0, "y": 0, "width": WIDTH, "height": max(height, HEIGHT)}
    picture = page.screenshot(full_page=True, clip=clip, animations="disabled")
    return Rendered(page.content().encode(), picture, tuple(dict.fromkeys(refused)))


def _started(executable: str) -> tuple[Playwright, Browser]:
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 (an extra that few need)
    except ImportError as problem:
        raise RenderingError("没有安装 Playwright，不能用浏览器打开页面") from problem
    playwright = sync_playwright().start()
    try:
        sandbox = os.geteuid() != 0  # as root Chromium's own sandbox cannot start
        browser = playwright.chromium.launch(
            executable_path=executable or None, args=list(_FLAGS), chromium_sandbox=sandbox
        )
    except Error as problem:
        playwright.stop()
        raise RenderingError("没有可用的浏览器，不能用浏览器打开页面") from problem
    return playwright, browser
