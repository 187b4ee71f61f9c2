"""How many pages a minute a run comes to with a trivial look, beside bare Scrapy on the same portal.

`python tests/watch/throughput.py [pages]` prints one JSON line each; the portal runs in a process of its own.
"""

# ruff: noqa: T201

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from patrol.hostile import Portal, Reply
from plain_reviewer import PlainReviewer
from watch.crawled import Notes, options, register

from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.watch.visits.crawling import run

FAN = 20
BARE = """
import sys, scrapy
from scrapy.crawler import AsyncCrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [sys.argv[1]]
    def parse(self, response):
        for href in response.css("a::attr(href)").getall():
            yield response.follow(href)
process = AsyncCrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 8})
process.crawl(Bare)
process.start()
"""


def body(n, pages):
    links = "".join(
        f'<li><a href="/p{m % pages}.html">第{m}号通知公告</a></li>' for m in range(n * FAN, n * FAN + FAN)
    )
    menu = "".join(f'<li><a href="/p{m}.html">栏目{m}</a></li>' for m in range(40))
    text = "".join(
        f"<p>（{k}）各单位要高度重视，认真组织实施第{n}号文件，确保各项任务落到实处。</p>" for k in range(60)
    )
    return f"<html><head><title>通知{n}</title></head><body><ul>{menu}</ul>{text}<ul>{links}</ul></body></html>".encode()


def serve(pages):
    routes = {f"/p{n}.html": Reply(body(n, pages)) for n in range(pages)}
    routes["/"] = routes["/p0.html"]
    with Portal(routes) as portal:
        print(portal.port, flush=True)
        sys.stdin.read()


class There:
    """The portal of another process."""

    def __init__(self, port):
        self.host = f"127.0.0.1:{port}"

    def url(self, path):
        return f"http://{self.host}{path}"


def used(who):
    times = os.times()
    return times.user + times.system if who == "self" else times.children_user + times.children_system


def told(name, pages, begun, cpu):
    wall = time.monotonic() - begun
    print(json.dumps({"name": name, "pages": pages, "seconds": round(wall, 1), "a_minute": round(60 * pages / wall),
                      "cpu_seconds": {who: round(used(who) - cpu[who], 1) for who in cpu}}), flush=True)  # fmt: skip
    return wall


def main(pages=2000):
    portal = subprocess.Popen(
        [sys.executable, __file__, "serve", str(pages)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    there = There(int(portal.stdout.readline()))
    cpu = {who: used(who) for who in ("self", "children")}
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", BARE, there.url("/")], check=True)
    bare = told("bare Scrapy", pages, begun, cpu)
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Settings(state=Path(folder)), PlainReviewer())
        site = register(office, there, rate=600_000)
        cpu = {who: used(who) for who in ("self", "children")}
        begun = time.monotonic()
        done = run(office, site, "regular", Notes, options(soonest=timedelta(days=1)))
        ours = told(f"run, {done.ending}", done.counts["ok"], begun, cpu)
        office.store.close()
    print(json.dumps({"name": "ratio to bare Scrapy, wall", "value": round(ours / bare, 2)}))
    portal.stdin.close()
    portal.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))
