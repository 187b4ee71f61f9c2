"""Pages by their address, from registered hosts only."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from reviewer.errors import RefusedError
from reviewer.office.cases.fetching import Fetcher, registered


class Site(BaseHTTPRequestHandler):
    """Answers by path."""

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.server.onward)
            self.end_headers()
        elif path == "/slow":
            self.send_response(200)
            self.end_headers()
            self.server.stopped.wait(5)
        elif path == "/gone":
            self.send_error(404)
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"<p>{self.path}</p>".encode() * (2000 if path == "/long" else 1))

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.stopped = Event()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.stopped.set()
    server.shutdown()


@pytest.fixture
def fetcher(site):
    return Fetcher((f"localhost:{site.server_port}",), most=10_000, public=lambda address: True)


@pytest.fixture
def here(site):
    return f"http://localhost:{site.server_port}"


def test_a_page_of_a_registered_host_is_fetched_with_its_name(fetcher, here):
    found = fetcher.fetch(f"{here}/notice/t1.html?x=1")
    assert (found.name, found.data) == ("t1.html", b"<p>/notice/t1.html?x=1</p>")
    assert fetcher.fetch(here).name == "localhost.html"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("file:///etc/passwd", "http 或 https"),
        ("ftp://localhost/a", "http 或 https"),
        ("甲", "http 或 https"),
        ("http://www.example.gov.cn/", "登记"),
        ("http://localhost/", "登记"),
        ("http://user:pass@localhost/", "账号口令"),
        ("http://[::1", "不完整"),
        ("http://localhost:99999/", "不完整"),
    ],
)
def test_every_other_address_is_refused_with_its_reason(fetcher, address, said):
    with pytest.raises(RefusedError, match=said):
        fetcher.fetch(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "192.168.1.1", "0.0.0.0"])
def test_private_addresses_are_refused_even_when_they_are_registered(address):
    with pytest.raises(RefusedError, match="内部网络"):
        Fetcher((address,)).fetch(f"http://{address}/")


def test_a_name_that_leads_inside_is_refused(site, here):
    with pytest.raises(RefusedError, match="内部网络"):
        Fetcher((f"localhost:{site.server_port}",)).fetch(here)


def test_being_sent_on_is_checked_like_the_first_address(site, fetcher, here):
    site.onward = f"{here}/b.html"
    assert fetcher.fetch(f"{here}/to/b").address == f"{here}/b.html"
    site.onward = f"http://127.0.0.1:{site.server_port}/b"
    with pytest.raises(RefusedError, match="登记"):
        fetcher.fetch(f"{here}/to/b")
    site.onward = f"{here}/to/itself"
    with pytest.raises(RefusedError, match="转来转去"):
        fetcher.fetch(f"{here}/to/b")


def test_size_time_and_what_is_not_there_are_told(site, fetcher, here):
    with pytest.raises(RefusedError, match="超过"):
        fetcher.fetch(f"{here}/long")
    with pytest.raises(RefusedError, match="404"):
        fetcher.fetch(f"{here}/gone")
    with pytest.raises(RefusedError, match="秒内没有取到"):
        Fetcher(fetcher.hosts, seconds=0.3, public=lambda address: True).fetch(f"{here}/slow")


def test_the_hosts_of_a_unit_are_read_from_its_settings():
    assert registered({"hosts": ["WWW.Example.gov.cn"]}) == ("www.example.gov.cn",)
    assert registered({}) == ()
