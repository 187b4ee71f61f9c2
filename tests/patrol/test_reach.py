"""Private addresses are refused whatever way they are written, certificates are checked, packing is bounded."""

import asyncio
import gzip
import socket
import zlib
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from own_thread import own_thread
from patrol.hostile import ARTICLE, Portal, Reply, page

from reviewer.patrol.answer import Plan, Request
from reviewer.patrol.engine import reach
from reviewer.patrol.engine.engine import Engine
from reviewer.patrol.engine.faults import NotFetchedError
from reviewer.patrol.engine.host import retry_after
from reviewer.patrol.engine.unpack import unpacked

packed = partial(gzip.compress, mtime=0)  # the time of day would name the tests anew for each worker


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::",
     "198.18.0.1", "ff02::1", "::"],
)  # fmt: skip
def test_a_private_address_is_refused(text):
    assert not reach.public(ip_address(text))
    with pytest.raises(NotFetchedError) as refused:
        reach.permitted([text], ())
    assert refused.value.outcome == "private"


@pytest.mark.parametrize("text", ["114.114.114.114", "2400:3200::1", "::ffff:114.114.114.114"])
def test_a_public_address_is_not(text):
    assert reach.permitted([text], ()) == [text]


def test_of_a_name_with_both_only_the_public_is_connected_to():
    assert reach.permitted(["10.0.0.1", "114.114.114.114"], ()) == ["114.114.114.114"]
    assert reach.permitted(["10.0.0.1"], ("10.0.0.0/8",)) == ["10.0.0.1"]


@own_thread
def test_a_name_that_flips_to_a_private_address_is_refused_at_the_next_connection(monkeypatch):
    answers = iter(["114.114.114.114", "127.0.0.1"])

    async def twice():
        loop = asyncio.get_running_loop()

        async def lookup(*_, **__):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

        monkeypatch.setattr(loop, "getaddrinfo", lookup)
        first = await reach.resolved("www.example.gov.cn", 80, (), 5.0)
        with pytest.raises(NotFetchedError):
            await reach.resolved("www.example.gov.cn", 80, (), 5.0)
        return first

    assert asyncio.run(twice()) == ["114.114.114.114"]


def certificate(folder, name="localhost"):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.mark.parametrize(
    ("name", "trusted", "outcome"),
    [("localhost", True, "ok"), ("localhost", False, "tls"), ("www.example.org", True, "tls")],
)
def test_a_certificate_must_be_trusted_and_of_that_name(tmp_path, name, trusted, outcome):
    files = certificate(tmp_path, name)
    with Portal({"/": Reply(page(ARTICLE))}, certificate=files) as portal:
        url = f"https://localhost:{portal.port}/"
        plan = Plan(
            (f"localhost:{portal.port}",),
            networks=("127.0.0.0/8", "::1/128"),
            trust=files[0] if trusted else "",
        )
        with Engine(plan) as engine:
            engine.ask([Request(url, url)])
            answer = engine.next(30)
        assert answer.outcome == outcome
        assert bool(portal.log) == (outcome == "ok")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(packed(b"abc"), "gzip"), (zlib.compress(b"abc"), "deflate"), (zlib.compress(b"abc")[2:-4], "deflate"),
     (packed(b"a") + packed(b"bc"), "x-gzip"), (b"abc", "gzip"), (b"abc", ""),
     (packed(zlib.compress(b"abc")), "deflate, gzip")],
)  # fmt: skip
def test_packing_is_undone(body, encoding):
    assert unpacked(body, encoding, 100) == b"abc"


@pytest.mark.parametrize(
    ("body", "encoding", "outcome"),
    [(packed(b"a" * 1000), "gzip", "too-large"), (packed(b"abc")[:-9], "gzip", "broken"),
     (b"abc", "br", "broken"), (b"abc", "deflate", "broken"),
     (packed(packed(b"a" * 200_000)), "gzip, gzip", "too-large")],
)  # fmt: skip
def test_a_bomb_or_damage_is_told(body, encoding, outcome):
    with pytest.raises(NotFetchedError) as told:
        unpacked(body, encoding, 500)
    assert told.value.outcome == outcome


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("0", 0), ("", 0), ("soon", 0), ("99999999999", 86400), ("-5", 0),
                           ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Fri, 01 Jan 2100 00:00:00 GMT", 86400)],
)  # fmt: skip
def test_retry_after_is_read_and_bounded(value, seconds):
    assert retry_after(value) == seconds
