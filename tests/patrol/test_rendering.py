"""A page as a browser shows it: its scripts run, and nothing but registered hosts is ever asked."""

import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from own_thread import own_thread

from reviewer.patrol.rendering import Renderer, RenderingError, available

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


class Scripts(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.log.append((self.path, self.headers["User-Agent"]))
        if self.path in {"/away.js", "/moved.html"}:
            self.send_response(302)
            self.send_header("Location", self.server.other + "stolen.js")
            self.end_headers()
            return
        if self.path == "/near.js":
            self.send_response(302)
            self.send_header("Location", "/list.js")
            self.end_headers()
            return
        other = self.server.other
        body = {
            "/": f"""<meta charset=utf-8><div id=list></div><script src="/near.js"></script><script src="/away.js"></script>
                <img src="{other}pixel.png"><iframe src="{other}frame.html"></iframe><script>
                fetch("{other}data.json").catch(function(){{}}); new WebSocket("{other.replace("http", "ws")}socket")</script>""",
            "/list.js": "document.getElementById('list').textContent = '由脚本写出的名单'",
        }.get(self.path, "")
        self.send_response(200)
        self.send_header(
            "Content-Type", "text/javascript" if self.path.endswith("js") else "text/html; charset=utf-8"
        )
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def servers():
    made = [ThreadingHTTPServer(("127.0.0.1", 0), Scripts) for _ in range(2)]
    for server in made:
        server.log = []
        server.url = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
    made[0].other, made[1].other = made[1].url, made[0].url
    yield made
    for server in made:
        server.shutdown()
        server.server_close()


def renderer(server, **given):
    host = server.url.split("/")[2]
    return Renderer((host,), agent="reviewer-test (+test@example.gov.cn)", executable=CHROMIUM, **given)


needs_browser = pytest.mark.skipif(not available() or not shutil.which(CHROMIUM), reason="needs Chromium")


@pytest.mark.browser
@needs_browser
@own_thread
def test_what_scripts_write_is_in_the_text_and_there_is_a_picture(servers):
    with renderer(servers[0]) as browser:
        found = browser.render(servers[0].url)
    assert "由脚本写出的名单" in found.html.decode()
    assert found.picture.startswith(b"\x89PNG")
    assert {agent for _, agent in servers[0].log} == {"reviewer-test (+test@example.gov.cn)"}


@pytest.mark.browser
@needs_browser
@own_thread
def test_hosts_that_are_not_registered_are_never_asked_by_whatever_way(servers):
    with renderer(servers[0]) as browser:
        found = browser.render(servers[0].url)
    assert servers[1].log == []
    names = {url.rpartition("/")[2] for url in found.refused}
    assert {"stolen.js", "pixel.png", "frame.html", "data.json", "socket"} <= names
    assert "/list.js" in {path for path, _ in servers[0].log}


@pytest.mark.browser
@needs_browser
@own_thread
def test_a_page_that_leads_elsewhere_is_not_followed(servers):
    with renderer(servers[0]) as browser, pytest.raises(RenderingError):
        browser.render(f"{servers[0].url}moved.html")
    assert servers[1].log == []


@pytest.mark.browser
@needs_browser
@own_thread
def test_what_the_engine_refuses_the_browser_refuses(servers):
    with renderer(servers[0], allowed=lambda url: False) as browser, pytest.raises(RenderingError):
        browser.render(servers[0].url)
    assert servers[0].log == []


@own_thread
def test_without_a_browser_it_is_said_in_words(tmp_path):
    if not available():
        pytest.skip("needs Playwright")
    with pytest.raises(RenderingError, match="没有可用的浏览器"):
        Renderer((), agent="x", executable=str(tmp_path / "none"))
