"""What Scrapy does by itself, in effect and not only on paper: nothing."""

import json
import subprocess
import sys

import pytest
import scrapy.settings.default_settings as defaults

from reviewer.patrol.answer import Plan
from reviewer.patrol.engine.settings import agent_name, settings

PLAN = Plan(("www.example.gov.cn",), contact="010-12345678", rate=30, most_bytes=1000)
# What a crawler made with the settings of a plan really holds, asked inside it while it runs.
ASK = """
import json, sys
from scrapy.crawler import AsyncCrawlerProcess
from reviewer.patrol.answer import Plan
from reviewer.patrol.engine.settings import settings
from reviewer.patrol.engine.visitor import PatrolSpider
async def served(visitor):
    crawler = visitor._spider.crawler
    engine = crawler.engine
    import socket, os
    handlers = engine.downloader.handlers
    found = {name: crawler.settings.get(name) for name in json.loads(sys.argv[1])}
    found["extensions"] = [type(one).__name__ for one in crawler.extensions.middlewares]
    found["downloader"] = [type(one).__name__ for one in engine.downloader.middleware.middlewares]
    found["spider"] = [type(one).__name__ for one in engine.scraper.spidermw.middlewares]
    found["pipelines"] = [type(one).__name__ for one in engine.scraper.itemproc.middlewares]
    found["addons"] = len(crawler.addons.addons)
    found["schemes"] = {scheme: type(one).__module__ for scheme, one in handlers._handlers.items()}
    found["lazy"] = sorted(set(handlers._schemes) - set(handlers._handlers))
    found["listening"] = [one for one in _sockets()]
    print(json.dumps(found, default=dict))
def _sockets():
    from twisted.internet import reactor
    return [str(one) for one in reactor.getReaders() if "Port" in type(one).__name__]
plan = Plan(("www.example.gov.cn",), contact="010-12345678", rate=30, most_bytes=1000)
process = AsyncCrawlerProcess(settings(plan), install_root_handler=False)
process.crawl(PatrolSpider, plan=plan, served=served)
process.start(install_signal_handlers=False)
"""


@pytest.fixture(scope="module")
def effective(tmp_path_factory):
    folder = tmp_path_factory.mktemp("engine")
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(EXPECTED)], capture_output=True, text=True, check=True, timeout=120,
        cwd=folder, env={"PYTHONPATH": ":".join(filter(None, sys.path)), "HOME": str(folder)},
    )  # fmt: skip
    found = json.loads(done.stdout)
    found["written"] = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    return found


EXPECTED = {
    "DOWNLOAD_VERIFY_CERTIFICATES": True, "COOKIES_ENABLED": False, "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False, "RETRY_ENABLED": False, "HTTPPROXY_ENABLED": False, "HTTPCACHE_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "JOBDIR": None, "FEEDS": {},
    "DOWNLOAD_MAXSIZE": 1000, "DOWNLOAD_DELAY": 2.0, "DOWNLOAD_DELAY_JITTER": 0.0, "LOG_ENABLED": False,
    "DNSCACHE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 2, "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "USER_AGENT": "reviewer-patrol/1.0 (+010-12345678)",
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_every_dangerous_default_is_off(effective, name):
    assert effective[name] == EXPECTED[name]


@pytest.mark.parametrize(
    "where", ["extensions", "downloader", "spider", "pipelines", "lazy", "listening", "written"]
)
def test_nothing_of_scrapy_runs_listens_or_writes_beside_us(effective, where):
    assert effective[where] == []
    assert effective["addons"] == 0


def test_only_http_and_https_can_be_asked_and_only_our_way(effective):
    ours = "reviewer.patrol.engine.handler"
    assert effective["schemes"] == {"http": ours, "https": ours}


def test_every_table_that_scrapy_fills_by_itself_is_emptied():
    filled = {name for name in defaults.__all__ if name.endswith("_BASE") and getattr(defaults, name)}
    assert filled <= {name for name, value in settings(PLAN).items() if value == {}}


def test_a_contact_cannot_break_the_header():
    assert agent_name(Plan((), contact="a)\r\nX: 1")) == "reviewer-patrol/1.0 (+a%29%0D%0AX: 1)"
    assert agent_name(Plan(())) == "reviewer-patrol/1.0"
