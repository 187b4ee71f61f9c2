"""Connections of the engine: to checked addresses only, certificates verified, every byte recorded."""

# mypy: disallow-untyped-calls=False

from __future__ import annotations

import asyncio
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.interfaces import IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.internet.ssl import Certificate, optionsForClientTLS, platformTrust, trustRootFromCertificates
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import URI, Agent, HTTPConnectionPool, _HTTP11ClientFactory
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer  # type: ignore[import-untyped]

from reviewer.patrol.answer import Plan
from reviewer.patrol.engine import reach
from reviewer.patrol.engine.faults import NotFetchedError, read

HEAD = 128 * 1024  # bytes of one answer before its body
IDLE = 20  # seconds that an unused connection is kept


class Tape:
    """The bytes of one request and its answer."""

    def __init__(self, line: Line) -> None:
        self.sent = bytearray()
        self.received = bytearray()
        self.peer = str(getattr(line.transport.getPeer(), "host", ""))
        self._line = line

    def abort(self) -> None:
        """Drop the connection."""
        self._line.transport.abortConnection()


class _Tee:
    """A transport that also writes onto a tape."""

    def __init__(self, transport: Any, tape: Tape) -> None:  # noqa: ANN401 (any of Twisted's)
        self._transport, self._tape = transport, tape

    def write(self, data: bytes) -> None:
        self._tape.sent += data
        self._transport.write(data)

    def writeSequence(self, parts: list[bytes]) -> None:  # noqa: N802 (Twisted's name)
        self.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._transport, name)


class Line(HTTP11ClientProtocol):
    """A connection that records; answers carry their tape as `tape`."""

    transport: Any
    _tape: Tape | None = None
    _headed = False

    def request(self, request: Any) -> Deferred[Any]:  # noqa: ANN401 (Twisted's private class)
        """Send a request."""
        tape = self._tape = Tape(self)
        self._headed = False
        write = request.writeTo
        request.writeTo = lambda transport: write(_Tee(transport, tape))
        answered: Deferred[Any] = super().request(request)
        return answered.addCallback(self._begun, tape)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        """Record, and cut off heads without end."""
        if self._tape is not None:
            self._tape.received += data
            if not self._headed and len(self._tape.received) > HEAD:
                at = self._tape.received.find(b"\r\n\r\n")
                if not 0 <= at <= HEAD:
                    self._giveUp(_failure(NotFetchedError("broken", "head")))
                    return
        super().dataReceived(data)

    def _begun(self, response: Any, tape: Tape) -> Any:  # noqa: ANN401
        self._headed = True
        response.tape = tape
        return response


class _Lines(_HTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: object) -> Line:  # noqa: ARG002, N802 (Twisted's names)
        return Line(self._quiescentCallback)


@implementer(IStreamClientEndpoint)
class _Checked:
    """An endpoint that looks the name up, checks every address and connects to a checked one."""

    def __init__(self, plan: Plan, host: str, port: int) -> None:
        self._plan, self._host, self._port = plan, host, port

    def connect(self, factory: IProtocolFactory) -> Deferred[IProtocol]:
        return Deferred.fromFuture(asyncio.ensure_future(self._connected(factory)))

    async def _connected(self, factory: IProtocolFactory) -> IProtocol:
        from twisted.internet import reactor  # noqa: PLC0415 (it must be installed first)

        patience = self._plan.patience
        problem: Exception = NotFetchedError("refused")
        for ip in await reach.resolved(self._host, self._port, self._plan.networks, patience):
            kind = TCP6ClientEndpoint if ":" in ip else TCP4ClientEndpoint
            try:
                connecting = kind(reactor, ip, self._port, patience).connect(factory)
                found: IProtocol = await connecting.asFuture(asyncio.get_running_loop())
            except Exception as fault:  # noqa: BLE001 (told by its kind)
                problem = read(fault)
            else:
                return found
        raise problem


@implementer(IAgentEndpointFactory)
class _Endpoints:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._trust = _trust(plan.trust)

    def endpointForURI(self, uri: URI) -> Any:  # noqa: ANN401, N802 (Twisted's name)
        host = uri.host.decode("ascii")
        endpoint: Any = _Checked(self._plan, host, uri.port)
        if uri.scheme != b"https":
            return endpoint
        return wrapClientTLS(optionsForClientTLS(host.strip("[]"), trustRoot=self._trust), endpoint)


def agent(plan: Plan) -> tuple[Agent, HTTPConnectionPool]:
    """An HTTP/1.1 client over such connections, and their pool; nothing is asked twice by itself."""
    from twisted.internet import reactor  # noqa: PLC0415 (it must be installed first)

    pool = HTTPConnectionPool(reactor, persistent=True)
    pool.maxPersistentPerHost = plan.together
    pool.cachedConnectionTimeout = IDLE
    pool.retryAutomatically = False
    pool._factory = _Lines  # noqa: SLF001 (there is no other way to record, Scrapy does the same)
    return Agent.usingEndpointFactory(reactor, _Endpoints(plan), pool), pool


def _trust(path: str) -> Any:  # noqa: ANN401 (Twisted's private interface)
    """The system's certificates, or those of a file."""
    if not path:
        return platformTrust()
    with open(path, "rb") as file:  # noqa: PTH123 (the path is text on the wire)
        blocks = file.read().split(b"-----END CERTIFICATE-----")[:-1]
    return trustRootFromCertificates(
        [Certificate.loadPEM(block + b"-----END CERTIFICATE-----\n") for block in blocks]
    )


def _failure(problem: Exception) -> Any:  # noqa: ANN401
    from twisted.python.failure import Failure  # noqa: PLC0415

    return Failure(problem)
