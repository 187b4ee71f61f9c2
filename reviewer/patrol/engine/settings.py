"""Scrapy's settings for one plan: everything it would do by itself is off, and a test says so."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from reviewer.patrol.answer import Plan
from reviewer.patrol.robots import NAME

_HANDLER = "reviewer.patrol.engine.handler.Handler"
# Switched off by their base tables too: a version of Scrapy that adds one (2.19 added RemoteControl, a server
# that runs code) adds none here.
_OFF: dict[str, Any] = {
    "ADDONS": {},
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "DOWNLOADER_MIDDLEWARES": {},
    "SPIDER_MIDDLEWARES_BASE": {},
    "SPIDER_MIDDLEWARES": {},
    "EXTENSIONS_BASE": {},
    "EXTENSIONS": {},
    "ITEM_PIPELINES_BASE": {},
    "ITEM_PIPELINES": {},
    "FEEDS": {},
    "FEED_STORAGES_BASE": {},
    "FEED_EXPORTERS_BASE": {},
    "SPIDER_CONTRACTS_BASE": {},
    "JOBDIR": None,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "RETRY_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "COMPRESSION_ENABLED": False,
    "REFERER_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": False,
    "MEMUSAGE_ENABLED": False,
    "DOWNLOADER_STATS": False,
    "STATS_DUMP": False,
    "LOG_ENABLED": False,
    "LOG_FILE": None,
    "DNSCACHE_ENABLED": False,
}


def settings(plan: Plan) -> dict[str, Any]:
    """All that differs from Scrapy's defaults."""
    return {
        **_OFF,
        "BOT_NAME": NAME,
        "USER_AGENT": agent_name(plan),
        "DEFAULT_REQUEST_HEADERS": {},
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": plan.most_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": plan.seconds,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_DELAY": 60.0 / plan.rate,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": plan.together,
        "ROBOTSTXT_OBEY": False,  # obeyed by `visitor`, hop by hop, for our own name
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "LOG_LEVEL": "CRITICAL",
    }


def agent_name(plan: Plan) -> str:
    """What this visitor calls itself: its name and whom to call."""
    contact = quote(plan.contact, safe=" :/@.,;=?&%+-")  # headers are ASCII
    return f"{NAME}/1.0 (+{contact})" if contact else f"{NAME}/1.0"
