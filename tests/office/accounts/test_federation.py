"""Signing in at an identity provider, against a small one on this machine."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from reviewer.errors import RefusedError, SettingsError
from reviewer.office.accounts import accounts, federation
from reviewer.settings import Settings

joserfc = pytest.importorskip("joserfc")
from joserfc import jwt  # noqa: E402
from joserfc.jwk import RSAKey  # noqa: E402

BACK = "http://localhost/login/provider/back"


class Idp:
    """A provider whose answers a test can spoil."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.claims, self.signer, self.metadata, self.asked = {}, self.key, {}, {}
        Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(self):
        idp = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(idp.keys() if self.path == "/keys" else idp.discovery())

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                idp.asked = {name: values[0] for name, values in parse_qs(form).items()}
                idp.asked["Authorization"] = self.headers["Authorization"]
                self.answer({"access_token": "x", "token_type": "Bearer", "id_token": idp.token()})

            def answer(self, value):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(value).encode())

            def log_message(self, *_):
                pass

        return Handler

    def discovery(self):
        found = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
        }  # fmt: skip
        return found | self.metadata

    def keys(self):
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self):
        return jwt.encode({"alg": "RS256", "kid": "one"}, self.claims, self.signer)


@pytest.fixture
def idp():
    made = Idp()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def provider(idp):
    return federation.Provider(idp.issuer, "reviewer", "client-secret")


def begin(office, idp, provider, **claims):
    address, ticket = federation.begin(provider, BACK)
    now = int(office.clock().timestamp())
    idp.claims = {
        "iss": idp.issuer, "aud": "reviewer", "exp": now + 300, "iat": now, "nonce": ticket.nonce,
        "sub": "1", "preferred_username": "head",
    } | claims  # fmt: skip
    return address, ticket


def finish(office, provider, ticket, **answer):
    given = {"state": ticket.state, "code": "a-code"} | answer
    return federation.finish(office, provider, ticket, given, (BACK, "10.0.0.9"))


def test_a_known_person_comes_in_and_the_provider_was_asked_properly(office, people, idp, provider):
    address, ticket = begin(office, idp, provider)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["client_id"], asked["state"], asked["nonce"]) == ("reviewer", ticket.state, ticket.nonce)
    token = finish(office, provider, ticket)
    actor, _ = accounts.visitor(office, token)
    assert actor == people["head"]
    challenge = urlsafe_b64encode(sha256(idp.asked["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert challenge == asked["code_challenge"]
    assert idp.asked["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"exp": 1},
        {"nonce": "of another browser"},
        {"preferred_username": "nobody"},
        {"preferred_username": ""},
        {"preferred_username": ["head"]},
    ],
)
def test_a_token_that_is_not_for_us_now_and_this_browser_lets_nobody_in(
    office, people, idp, provider, claims
):
    _, ticket = begin(office, idp, provider, **claims)
    with pytest.raises(RefusedError):
        finish(office, provider, ticket)


def test_a_token_signed_by_another_key_lets_nobody_in(office, people, idp, provider):
    _, ticket = begin(office, idp, provider)
    idp.signer = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    with pytest.raises(RefusedError):
        finish(office, provider, ticket)


def test_a_token_signed_with_the_client_s_secret_or_by_nobody_lets_nobody_in(office, people, idp, provider):
    _, ticket = begin(office, idp, provider)
    head = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    body = urlsafe_b64encode(json.dumps(idp.claims).encode()).rstrip(b"=").decode()
    idp.token = lambda: f"{head}.{body}."
    with pytest.raises(RefusedError):
        finish(office, provider, ticket)


@pytest.mark.parametrize("answer", [{"state": "of another browser"}, {"state": ""}, {"code": ""}])
def test_an_answer_to_another_question_is_refused(office, people, idp, provider, answer):
    _, ticket = begin(office, idp, provider)
    with pytest.raises(RefusedError):
        finish(office, provider, ticket, **answer)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"},
        {"authorization_endpoint": "http://elsewhere.example/a"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_names_strange_addresses_is_not_followed(office, idp, provider, metadata):
    idp.metadata = metadata
    with pytest.raises(RefusedError):
        federation.begin(provider, BACK)


def test_a_provider_that_is_away_is_told_in_plain_words(office):
    with pytest.raises(RefusedError, match="用本系统的密码登录"):
        federation.begin(federation.Provider("http://127.0.0.1:9", "a", "b"), BACK)


def test_a_locked_or_closed_account_stays_outside(office, people, idp, provider):
    for _ in range(5):
        with pytest.raises(RefusedError):
            accounts.sign_in(office, "head", "wrong")
    _, ticket = begin(office, idp, provider)
    with pytest.raises(RefusedError, match="锁定"):
        finish(office, provider, ticket)


def test_it_is_off_unless_configured_and_a_bad_file_is_told(tmp_path):
    settings = Settings(state=tmp_path)
    assert federation.provider(settings) is None
    file = tmp_path / "oidc.toml"
    good = 'issuer = "https://id.example.gov.cn"\nclient_id = "a"\nclient_secret = "b"\n'
    file.write_text(good)
    assert federation.provider(settings) == federation.Provider("https://id.example.gov.cn", "a", "b")
    for bad in ("issuer =", 'issuer = "https://x"', good + "more = 1", good.replace("https", "http")):
        file.write_text(bad)
        with pytest.raises(SettingsError):
            federation.provider(settings)
