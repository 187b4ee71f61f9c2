"""Signing in at the unit's own identity provider: OpenID Connect, authorization code with PKCE.

Off unless `<state>/oidc.toml` names a provider; needs the optional extra `oidc`. It opens a visit for an
account that is here already. It makes none, and a signature still asks for the account's own password.
"""

from __future__ import annotations

import json
import secrets
import tomllib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from reviewer.errors import RefusedError, SettingsError
from reviewer.office.accounts import accounts
from reviewer.office.office import Office
from reviewer.settings import Settings

_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # none that a shared secret or nobody signs
_SECONDS = 10
_MOST = 2**20  # bytes of an answer
_FAILED = "统一身份认证没有完成，请重试，或用本系统的密码登录"


@dataclass(frozen=True, slots=True)
class Provider:
    """Who vouches; `claim` of the ID token is the login here, `label` is on the button."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str = "preferred_username"
    label: str = "统一身份认证"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one browser keeps between leaving and coming back; good for one return."""

    state: str
    nonce: str
    verifier: str


def provider(settings: Settings) -> Provider | None:
    """The provider of this installation, or None; raises SettingsError when its file cannot be used."""
    path = settings.state / "oidc.toml"
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        raise SettingsError(f"统一身份认证的配置无法读取：{path}") from problem
    try:
        found = Provider(**given)
    except TypeError as problem:
        raise SettingsError(f"{path} 应有 issuer、client_id、client_secret，可有 claim、label") from problem
    if not _trusted(found.issuer):
        raise SettingsError(f"{path} 中的 issuer 须为 https 地址")
    return found


def begin(found: Provider, back: str) -> tuple[str, Ticket]:
    """Where to send the browser, and the ticket it keeps; raises RefusedError when the provider is away."""
    ticket = Ticket(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    challenge = urlsafe_b64encode(sha256(ticket.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": found.client_id, "redirect_uri": back,
        "scope": "openid profile", "state": ticket.state, "nonce": ticket.nonce, "code_challenge": challenge,
        "code_challenge_method": "S256",
    }  # fmt: skip
    start = _address(_discovered(found), "authorization_endpoint")
    return f"{start}{'&' if '?' in start else '?'}{urlencode(asked)}", ticket


def finish(
    office: Office, found: Provider, ticket: Ticket, answer: Mapping[str, str], where: tuple[str, str]
) -> str:
    """The token of a new visit; `where` is (the address come back to, the browser's). Raises RefusedError."""
    back, address = where
    if not secrets.compare_digest(answer.get("state", "").encode(), ticket.state.encode()):
        raise RefusedError(_FAILED)
    if not answer.get("code"):
        raise RefusedError(_FAILED)
    known = _discovered(found)
    form = {
        "grant_type": "authorization_code", "code": answer["code"], "redirect_uri": back,
        "code_verifier": ticket.verifier,
    }  # fmt: skip
    basic = b64encode(f"{quote(found.client_id)}:{quote(found.client_secret)}".encode()).decode()
    got = _fetched(
        _address(known, "token_endpoint"), urlencode(form).encode(), {"Authorization": f"Basic {basic}"}
    )
    claims = _claims(
        office, found, got.get("id_token"), (_fetched(_address(known, "jwks_uri")), ticket.nonce)
    )
    login = claims.get(found.claim)
    if not isinstance(login, str) or not login:
        raise RefusedError(_FAILED)
    return accounts.vouched(office, login, address)


def _claims(
    office: Office, found: Provider, token: object, proof: tuple[dict[str, Any], str]
) -> dict[str, Any]:
    """The claims of an ID token that holds: signed by the provider, for us, now, for this browser."""
    try:
        from joserfc import jwt  # noqa: PLC0415 (an optional extra)
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415
    except ImportError as problem:
        raise RefusedError("没有安装统一身份认证所需的组件：pip install 'reviewer[oidc]'") from problem
    keys, nonce = proof
    checks = jwt.JWTClaimsRegistry(
        now=int(office.clock().timestamp()),
        leeway=60,
        iss={"essential": True, "value": found.issuer},
        aud={"essential": True, "value": found.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        checks.validate(decoded.claims)
    except (JoseError, ValueError, KeyError, TypeError) as problem:
        raise RefusedError(_FAILED) from problem
    return dict(decoded.claims)


def _discovered(found: Provider) -> dict[str, Any]:
    known = _fetched(f"{found.issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != found.issuer:
        raise RefusedError(_FAILED)
    return known


def _address(known: dict[str, Any], name: str) -> str:
    address = known.get(name)
    if not isinstance(address, str) or not _trusted(address):
        raise RefusedError(_FAILED)
    return address


class _Straight(HTTPRedirectHandler):
    """A provider's own endpoints answer themselves; elsewhere nothing is fetched."""

    def redirect_request(self, *_: object) -> None:
        return None


def _fetched(
    address: str, form: bytes | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    request = Request(address, form, {"Accept": "application/json", **(headers or {})})  # noqa: S310 (_trusted)
    try:
        with build_opener(_Straight).open(request, timeout=_SECONDS) as answer:
            found = json.loads(answer.read(_MOST))
    except (URLError, OSError, HTTPException, ValueError) as problem:
        raise RefusedError(_FAILED) from problem
    if not isinstance(found, dict):
        raise RefusedError(_FAILED)
    return found


def _trusted(address: str) -> bool:
    """https, or http on this very machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1"})
