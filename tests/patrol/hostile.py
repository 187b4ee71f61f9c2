"""A portal that behaves as badly as portals do, and writes down every request it was sent."""

import asyncio
import gzip
import ssl
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass
class Entry:
    """One request as the portal saw it."""

    at: float
    path: str
    headers: dict


@dataclass
class Reply:
    """An answer; `body` may be a list of (seconds to wait, bytes), `endless` repeats the last of them."""

    body: object = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    length: object = True  # True: its own, None: none and closed at the end, else as given
    endless: bool = False
    head: bytes = b""  # in place of a head


def page(text, title="某县人民政府", extra=""):
    menu = "".join(f'<li><a href="/lanmu{n}/index.html">栏目{n}</a></li>' for n in range(12))
    return (
        f"<html><head><title>{title}</title>{extra}</head><body><ul>{menu}</ul><div>{text}</div>"
        "<p>主办单位：某县人民政府办公室 网站标识码：1234567890</p></body></html>"
    ).encode()


ARTICLE = "各乡镇人民政府，县政府各部门：现将有关事项通知如下，请认真贯彻执行，并及时报告落实情况。" * 6


class Portal:
    """A server in a thread of its own. `routes`: path → a Reply, or what makes one of (path, headers)."""

    def __init__(self, routes=None, *, certificate=None, default=None):
        self.routes = dict(routes or {})
        self.default = default or Reply(b"gone", 404)
        self.log = []
        self.lines = 0
        self._certificate = certificate
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._end(), self._loop)
        self._thread.join(5)

    async def _end(self):
        """Drop every connection, then stop."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks or [asyncio.ensure_future(asyncio.sleep(0))], timeout=1)
        self._loop.stop()

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def url(self, path, scheme="http"):
        return f"{scheme}://{self.host}{path}"

    def paths(self):
        return [entry.path for entry in self.log]

    def count(self, path):
        return self.paths().count(path)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        context = None
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self._certificate)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context, backlog=200)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self, reader, writer):
        self.lines += 1
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        path = first.split(" ")[1]
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)
        }
        self.log.append(Entry(time.monotonic(), path, headers))
        reply = self.routes.get(path) or self.routes.get(urlsplit(path).path) or self._prefixed(path)
        if callable(reply):
            reply = reply(path, headers)
        return await self._answer(writer, reply)

    def _prefixed(self, path):
        for prefix, reply in self.routes.items():
            if prefix.endswith("*") and path.startswith(prefix[:-1]):
                return reply
        return self.default

    async def _answer(self, writer, reply):
        parts = reply.body if isinstance(reply.body, list) else [(0, reply.body)]
        if reply.head:
            writer.write(reply.head)
        else:
            length = sum(len(data) for _, data in parts) if reply.length is True else reply.length
            lines = [f"HTTP/1.1 {reply.status} X", f"Content-Type: {reply.kind}"]
            lines += [f"Content-Length: {length}"] if length is not None else ["Connection: close"]
            lines += [f"{name}: {value}" for name, value in reply.headers.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        for wait, data in parts:
            await asyncio.sleep(wait)
            writer.write(data)
            await writer.drain()
        while reply.endless:
            await asyncio.sleep(parts[-1][0])
            writer.write(parts[-1][1])
            await writer.drain()
        return reply.length is True and not reply.head


def moved(target, status=302, **headers):
    return Reply(b"", status, {"Location": target, **headers})


def calendar(path, _):
    """Every month leads to the next, for ever."""
    query = parse_qs(urlsplit(path).query)
    year, month = int(query.get("year", ["2026"])[0]), int(query.get("month", ["3"])[0])
    months = [(year + (month == 12), month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)]
    links = "".join(f'<a href="/calendar?year={y}&month={m}">{y}年{m}月</a>' for y, m in months)
    return Reply(page(f"{year}年{month}月日程 {links}", f"{year}-{month}"))


def walled(path, headers):
    """Only for visitors who keep cookies."""
    if "seen=1" in headers.get("cookie", ""):
        return Reply(page(ARTICLE))
    return moved(path, 302, **{"Set-Cookie": "seen=1; path=/"})


ABSENT_TITLE = "提示信息"
ABSENT = "抱歉，您访问的内容可能已经移动，请从首页重新进入，或者联系网站管理员。"


def portal_routes():
    """One address for each thing that may go wrong."""
    bomb = gzip.compress(b"a" * 30_000_000, 9)
    return {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /neibu/\n", kind="text/plain"),
        "/": Reply(page(ARTICLE)),
        "/ok.html": Reply(page(ARTICLE)),
        "/short.html": Reply(page("公示期已满。")),
        "/gone.html": Reply(b"", 410),
        "/loop1": moved("/loop2"),
        "/loop2": moved("/loop3"),
        "/loop3": moved("/loop1"),
        "/many*": lambda path, _: moved(path + "x"),
        "/moved.html": moved("/ok.html", 301),
        "/to-home": moved("/"),
        "/to-index": moved("/index.html"),
        "/index.html": Reply(page(ARTICLE)),
        "/refresh-home": Reply(b'<html><head><meta http-equiv="refresh" content="0;url=/"></head><body>x</body></html>'),
        "/foreign": moved("http://www.example.org/"),
        "/private": moved("http://10.255.255.1/secret"),
        "/metadata": moved("http://169.254.169.254/latest/meta-data/"),
        "/file": moved("file:///etc/passwd"),
        "/wall": walled,
        "/script-wall": Reply(b"<html><script>document.cookie='a=1';location.reload()</script></html>"),
        "/captcha": Reply("<html><title>安全验证</title><body>请完成安全验证后继续访问 <img src=/c.png></body></html>".encode()),
        "/login-page": Reply("<html><title>用户登录</title><form>用户登录<input type=password></form></html>".encode()),
        "/to-sign": moved("/sso/login?service=x"),
        "/sso/login": Reply(page("请登录系统", "统一身份认证")),
        "/forbidden": Reply(b"no", 403),
        "/waf": Reply(b"<script>1</script>", 412),
        "/error": Reply(b"oops", 500),
        "/soft.html": Reply(page(ABSENT, ABSENT_TITLE)),
        "/said.html": Reply("<html><title>404 页面不存在</title><body>您访问的页面不存在</body></html>".encode()),
        "/bomb": Reply(bomb, headers={"Content-Encoding": "gzip"}),
        "/large": Reply(b"x" * 3_000_000, kind="application/octet-stream"),
        "/endless": Reply([(0, b"y" * 100_000)], kind="application/octet-stream", length=None, endless=True),
        "/drip": Reply([(0, b"<html>"), (0.3, b"z")], length=None, endless=True),
        "/drip-head": Reply([(0.3, b"X-A: b\r\n")], head=b"HTTP/1.1 200 OK\r\n", endless=True),
        "/head": Reply([(0, b"X-A: " + b"b" * 9000 + b"\r\n")], head=b"HTTP/1.1 200 OK\r\n", endless=True),
        "/silent": Reply([(60, b"")], head=b" "),
        "/cut": Reply(b"half", length=1000),
        "/nonsense": Reply(b"", head=b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
        "/lies-gbk.html": Reply("<html><title>通知</title><body>关于印发工作方案的通知，请遵照执行</body></html>".encode("gbk")),
        "/packed.html": Reply(gzip.compress(page(ARTICLE)), headers={"Content-Encoding": "gzip"}),
        "/bad-packed": Reply(b"\x1f\x8b garbage", headers={"Content-Encoding": "gzip"}),
        "/neibu/a.html": Reply(page(ARTICLE)),
        "/tagged": lambda _, headers: Reply(b"", 304) if headers.get("if-none-match") == '"1"' else Reply(page(ARTICLE), headers={"ETag": '"1"'}),
        "/calendar": calendar,
    }  # fmt: skip
