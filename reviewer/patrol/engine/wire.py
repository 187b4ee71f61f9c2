"""What passes between the engine and its process: frames after their length, values as MessagePack."""

from __future__ import annotations

import struct

import msgspec

from reviewer.patrol.answer import Answer, Plan, Postponed, Request

HEADER = struct.Struct(">Q")
MOST = 1 << 30


class _Sent(msgspec.Struct, tag_field="is"):
    pass


class Asked(_Sent, tag="ask"):
    """To the process: ask for these; or ask for nothing more and hand the rest back."""

    requests: list[Request]
    stop: bool = False


class Given(_Sent, tag="answer"):
    """From the process: what came of one."""

    answer: Answer


class Deferred(_Sent, tag="postponed"):
    """From the process: one that was not asked for."""

    postponed: Postponed


class Named(_Sent, tag="maps"):
    """From the process: site maps that a robots.txt names."""

    urls: list[str]


class Broke(_Sent, tag="broke"):
    """From the process: it cannot go on; the kind of the fault, never its text."""

    fault: str


Told = Given | Deferred | Named | Broke
_encoder = msgspec.msgpack.Encoder()
_told = msgspec.msgpack.Decoder(Given | Deferred | Named | Broke)
_asked = msgspec.msgpack.Decoder(Asked)
_plan = msgspec.msgpack.Decoder(Plan)


def framed(value: Plan | Asked | Told) -> bytes:
    """A value as a frame."""
    data = _encoder.encode(value)
    return HEADER.pack(len(data)) + data


def plan(data: bytes) -> Plan:
    """The plan in a frame; raises msgspec.DecodeError."""
    return _plan.decode(data)


def asked(data: bytes) -> Asked:
    """What is asked for in a frame; raises msgspec.DecodeError."""
    return _asked.decode(data)


def told(data: bytes) -> Told:
    """What the process says in a frame; raises msgspec.DecodeError."""
    found: Told = _told.decode(data)
    return found
