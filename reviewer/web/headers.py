"""Security headers on every response, and the host names that are answered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import SecurityError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def guard(app: Flask, hosts: Sequence[str] | None) -> None:
    """Set the headers on whatever `app` answers, and refuse host names other than `hosts` (None: any).

    Own check because Werkzeug's TRUSTED_HOSTS cannot name an IPv6 address.
    """
    app.after_request(_set_headers)
    if hosts is not None:
        app.before_request(partial(_check_host, frozenset(hosts)))


def _check_host(hosts: frozenset[str]) -> None:
    """A page of somebody else's name that resolves to this machine must not read from it (DNS rebinding)."""
    try:
        name = urlsplit(f"//{request.host}").hostname
    except ValueError:
        name = None
    if name not in hosts:
        raise SecurityError


def _set_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers["Cache-Control"] = "no-store"
    if request.endpoint == "static" and response.status_code in {200, 206, 304}:
        versioned = "v" in request.args
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
    return response
