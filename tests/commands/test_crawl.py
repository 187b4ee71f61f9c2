"""`reviewer crawl` visits a portal or reads archives; whatever was not read is told, and forbids exit 0."""

import gzip
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from click.testing import CliRunner
from people import resident_id
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from watch.portal import page

from reviewer.cli import reviewer
from reviewer.errors import ReviewerError, UsageError
from reviewer.patrol.manifest import decoded, verify

LEAK = f"领取人身份证号：{resident_id(7)}"
RULE = "personal.resident-id"
SITE = "http://www.example.gov.cn"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWER_STATE", str(tmp_path / "installation"))

    def crawl(*arguments):
        result = CliRunner().invoke(
            reviewer, ["crawl", *map(str, arguments), "--format", "json"], standalone_mode=False
        )
        if isinstance(result.exception, ReviewerError):
            return result.exception
        if result.exception is not None:
            raise result.exception
        return result.return_value, json.loads(result.stdout)

    return crawl


def documents(output):
    return {document["path"]: document for document in output["documents"]}


def rules(document):
    return {finding["rule"] for finding in document["findings"] if finding["severity"] != "note"}


def reasons(document):
    return [gap["reason"] for gap in document["gaps"]]


class Archive:
    """A WARC file as other crawlers write it."""

    def __init__(self, *, zipped=True):
        self.out = BytesIO()
        self.writer = WARCWriter(self.out, gzip=zipped)
        self.writer.write_record(self.writer.create_warcinfo_record("a.warc.gz", {"software": "other/1.0"}))

    def add(self, path, body=b"", *, status="200 OK", kind="response", headers=(), told=None):
        uri = path if ":" in path else f"{SITE}/{path}"
        http = StatusAndHeaders(status, [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        self.writer.write_record(
            self.writer.create_warc_record(
                uri, kind, payload=BytesIO(body), length=len(body), http_headers=None if kind == "resource" else http,
                warc_headers_dict=dict(told or {}), warc_content_type="text/html" if kind == "resource" else "",
            )
        )  # fmt: skip
        return self

    def again(self, path, of):
        http = StatusAndHeaders("200 OK", [], protocol="HTTP/1.1")
        self.writer.write_record(
            self.writer.create_revisit_record(
                f"{SITE}/{path}", "sha1:AAAA", f"{SITE}/{of}", "2026-03-01T00:00:00Z", http_headers=http
            )
        )
        return self

    def written(self, path):
        path.write_bytes(self.out.getvalue())
        return path


def three(**given):
    return Archive(**given).add("a.html", page()).add("b.html", page(LEAK)).add("c.html", page())


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a.wacz"])
def test_every_page_of_an_archive_is_reviewed(run, tmp_path, name):
    path = three(zipped=name == "a.warc.gz").written(tmp_path / name)
    if name == "a.wacz":
        data = path.read_bytes()
        with zipfile.ZipFile(path, "w") as whole:
            whole.writestr("archive/data.warc", data)
            whole.writestr("pages/pages.jsonl", "{}")
    code, output = run("--warc", path)
    assert code == 1
    found = documents(output)
    assert set(found) == {f"{SITE}/{name}.html" for name in "abc"}
    assert rules(found[f"{SITE}/b.html"]) == {RULE}
    assert {found[f"{SITE}/{name}.html"]["grade"] for name in "ac"} == {"clear"}


def test_an_archive_of_clear_pages_exits_0(run, tmp_path):
    code, output = run("--warc", Archive().add("a.html", page()).written(tmp_path / "a.warc.gz"))
    assert code == 0
    assert output["summary"]["clear"] == 1


def test_a_foot_shared_by_an_archives_pages_is_told_once(run, tmp_path):
    archive = Archive()
    for number in range(50):
        archive.add(f"{number}.html", page(f"第{number}号", foot=LEAK))
    archive.add("own.html", page(f"领取人身份证号：{resident_id(9)}", foot=LEAK))
    _, output = run("--warc", archive.written(tmp_path / "a.warc.gz"))
    telling = [path for path, document in documents(output).items() if RULE in rules(document)]
    assert telling == [f"{SITE}/0.html", f"{SITE}/own.html"]


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.8, 0.95, 0.999])
def test_an_archive_that_is_cut_short_is_a_gap_wherever_it_was_cut(run, tmp_path, zipped, share):
    path = three(zipped=zipped).written(tmp_path / "a.warc")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    code, output = run("--warc", path)
    assert code == 1
    assert {"truncated", "damaged"} & set(reasons(output["documents"][-1]))


def test_damaged_encrypted_and_empty_containers_are_gaps(run, tmp_path):
    path = three().written(tmp_path / "a.warc.gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    code, output = run("--warc", path)
    assert code == 1
    assert {"truncated", "damaged"} & set(reasons(output["documents"][-1]))
    for content in (b"", b"PK\x03\x04broken", gzip.compress(b""), b"not an archive at all\r\n\r\n"):
        path.write_bytes(content)
        code, output = run("--warc", path)
        assert code == 1, content
        assert output["summary"]["gaps"] >= 1


def test_a_page_that_is_the_same_as_before_is_no_gap_where_the_other_was_read(run, tmp_path):
    archive = Archive().add("a.html", page(LEAK)).again("a.html", "a.html").again("copy.html", "a.html")
    _, output = run("--warc", archive.again("lost.html", "elsewhere.html").written(tmp_path / "a.warc.gz"))
    found = documents(output)
    assert rules(found[f"{SITE}/a.html"]) == rules(found[f"{SITE}/copy.html"]) == {RULE}
    assert reasons(found[f"{SITE}/a.html"]) == []
    assert reasons(found[f"{SITE}/lost.html"]) == ["left-stored-elsewhere"]


def test_failed_fetches_are_gaps_and_pages_that_are_gone_are_nothing(run, tmp_path):
    archive = Archive().add("a.html", page()).add("b.html", b"x", status="503 Busy")
    archive.add("c.html", b"x", status="403 No").add("d.html", b"x", status="404 Gone").add(
        "e.html", status="302 To"
    )
    archive.add("f.mp4", b"x", status="206 Part", headers=[("Content-Range", "bytes 0-0/9")])
    archive.add("g.html", b"x", told={"WARC-Truncated": "length"}).add(
        "dns:www.example.gov.cn", b"x", kind="resource"
    )
    code, output = run("--warc", archive.written(tmp_path / "a.warc.gz"))
    found = {path.rpartition("/")[2]: reasons(document) for path, document in documents(output).items()}
    assert code == 1
    assert found == {
        "a.html": [], "b.html": ["fetch-server-error"], "c.html": ["fetch-blocked"], "f.mp4": ["fetch-broken"],
        "g.html": ["fetch-too-large"],
    }  # fmt: skip


def test_packed_and_chunked_bodies_are_unpacked(run, tmp_path):
    body = gzip.compress(page(LEAK))
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page(LEAK)), page(LEAK))
    archive = Archive().add("a.html", body, headers=[("Content-Encoding", "gzip")])
    archive.add("b.html", chunked, headers=[("Transfer-Encoding", "chunked")])
    archive.add("c.html", b"?", headers=[("Content-Encoding", "zz")])
    _, output = run("--warc", archive.written(tmp_path / "a.warc.gz"))
    found = documents(output)
    assert rules(found[f"{SITE}/a.html"]) == rules(found[f"{SITE}/b.html"]) == {RULE}
    assert reasons(found[f"{SITE}/c.html"]) == ["fetch-broken"]


def test_reading_an_archive_again_in_the_same_state_folder_tells_the_same(run, tmp_path):
    path, state = three().written(tmp_path / "a.warc.gz"), tmp_path / "state"
    first = run("--warc", path, "--state", state)
    again = run("--warc", path, "--state", state)
    assert documents(first[1]) == documents(again[1])
    assert (state / "reviewer.db").exists()
    assert not (tmp_path / "installation" / "reviewer.db").exists()


def test_what_to_crawl_must_be_said_and_be_there(run, tmp_path):
    assert isinstance(run(), UsageError)
    assert isinstance(run("http://a.cn/", "--site", "某站"), UsageError)
    assert isinstance(run("--warc", tmp_path / "none"), UsageError)
    assert isinstance(run("ftp://a.cn/"), UsageError)
    assert run("--site", "没有的网站").code == "absent"


class Portal(BaseHTTPRequestHandler):
    """A small portal with a leaking page, a leaking foot, an annex, and a page that fails."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.log.append(self.path)
        links = "".join(
            f'<a href="/{name}">第{name}</a> ' for name in ("a.html", "b.html", "c.txt", "bad.html")
        )
        foreign = '<a href="http://other.example.com/x.html">友情链接</a>'
        found = {
            "/": page(links + foreign, foot=LEAK),
            "/a.html": page("没有问题的一页。", foot=LEAK),
            "/b.html": page(f"领取人身份证号：{resident_id(9)}", foot=LEAK),
            "/c.txt": f"附件。领取人身份证号：{resident_id(11)}".encode(),
        }.get(self.path)
        self.send_response(500 if self.path == "/bad.html" else 200 if found else 404)
        body = found or b"none"
        self.send_header(
            "Content-Type", "text/plain" if self.path == "/c.txt" else "text/html; charset=utf-8"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def portal():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    server.log = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}/"
    yield server
    server.shutdown()
    server.server_close()


def test_a_portal_is_crawled_from_its_home_page_and_nothing_else_is_asked(run, portal, tmp_path):
    code, output = run(portal.url, "--allow-private", "--rate", 6000, "--evidence", tmp_path / "evidence")
    assert code == 1
    found = {path.removeprefix(portal.url): document for path, document in documents(output).items()}
    assert {path for path, document in found.items() if RULE in rules(document)} == {"", "b.html", "c.txt"}
    assert found["a.html"]["grade"] == "clear"
    assert reasons(found["bad.html"]) == ["fetch-server-error"]
    assert not any("other.example.com" in path for path in found)
    assert {"/", "/a.html", "/b.html", "/c.txt", "/bad.html"} <= set(portal.log)
    (archive,) = (tmp_path / "evidence").rglob("*.warc.gz")
    manifest = decoded(archive.with_name(f"{archive.name}.manifest.json").read_bytes())
    assert verify(archive, manifest).bad is None
    assert {f"{portal.url}b.html", f"{portal.url}c.txt"} <= {member.url for member in manifest.members}


def test_a_private_address_is_refused_unless_a_test_says_otherwise(run, portal):
    code, output = run(portal.url, "--rate", 6000)
    assert code == 1
    assert portal.log == []
    assert "fetch-private" in [reason for document in output["documents"] for reason in reasons(document)]


def test_a_crawl_that_ends_early_is_a_gap_and_goes_on_in_its_state_folder(run, portal, tmp_path):
    given = (portal.url, "--allow-private", "--rate", 6000, "--state", tmp_path / "state")
    _, output = run(*given, "--pages", 1)
    assert "crawl-budget" in reasons(output["documents"][-1])
    assert "not-fetched" in [reason for document in output["documents"] for reason in reasons(document)]
    code, output = run(*given)
    assert code == 1
    found = {path.removeprefix(portal.url): document for path, document in documents(output).items()}
    assert {path for path, document in found.items() if RULE in rules(document)} == {"", "b.html", "c.txt"}
    assert portal.log.count("/a.html") == 1
