"""Text → candidates of all identifier rules: what to look for, who takes which digits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewer.detect.identifiers.alike import alike_readings
from reviewer.detect.identifiers.coordinates import (
    degree_readings,
    grid_readings,
    packed_readings,
    spelt_readings,
)
from reviewer.detect.identifiers.keys import secret_readings
from reviewer.detect.identifiers.networks import address_readings, loose_readings, mac_readings
from reviewer.detect.identifiers.passwords import NAMES as PASSWORDS
from reviewer.detect.identifiers.passwords import password_readings
from reviewer.detect.identifiers.plates import plate_readings
from reviewer.detect.identifiers.reading import Family, Ground, Reading
from reviewer.detect.identifiers.runs import number_readings
from reviewer.detect.identifiers.view import Gates, gates, view
from reviewer.detect.late import late
from reviewer.detect.plan import Plan
from reviewer.detect.text import Candidate, Text

_LOOSE = late(r"1(?:92|72|0)(?: \.|。)")  # how a badly written private address begins
_WIDER = {
    "bank-card-office": "bank-card",
    "mobile-private": "mobile",
    "mobile-public": "mobile",
    "private-address-used": "private-address",
}


def identifier_candidates(text: Text, plan: Plan, today: date) -> Iterator[Candidate]:
    """Every number that a check rule or its shape names; the surest reading of a span wins."""
    plain = view(text.normal.codes)
    families = _families(gates(plain), text.folded)
    if not families:
        return
    landline = plan.by_validator.get("identifier.landline")
    homes = landline is not None and (not landline.near or text.says(landline.near))
    private = plan.by_validator.get("identifier.private-address")
    ground = Ground(text, plain, today, homes, private.near if private else ())
    readings = [
        reading
        for family in families
        for found in family(ground)
        if f"identifier.{(reading := _ruled(found, plan)).validator}" in plan.by_validator
    ]
    for reading in _standing(readings, len(plain)):
        rule = plan.by_validator[f"identifier.{reading.validator}"]
        yield Candidate(rule, reading.start, reading.end, reading.value, reading.score, (reading.reason,))


def _ruled(reading: Reading, plan: Plan) -> Reading:
    """The same reading, by the wider kind where the rules have none of its own."""
    wider = _WIDER.get(reading.validator)
    if wider is None or f"identifier.{reading.validator}" in plan.by_validator:
        return reading
    return reading._replace(validator=wider)


def _families(gate: Gates, folded: str) -> list[Family]:
    table: tuple[tuple[bool, Family], ...] = (
        (gate.numbers, number_readings),
        (gate.alike, alike_readings),
        (gate.grids, grid_readings),
        (gate.packed, packed_readings),
        (gate.degrees, degree_readings),
        ("纬" in folded and "北纬" in folded and "东经" in folded, spelt_readings),
        (gate.plates, plate_readings),
        (gate.hexes, mac_readings),
        (gate.addresses, address_readings),
        (_LOOSE.search(folded) is not None, loose_readings),
        (gate.words, secret_readings),
        ("\t" in folded and any(map(folded.__contains__, PASSWORDS)), password_readings),
    )
    return [family for opened, family in table if opened]


def _standing(readings: list[Reading], length: int) -> Iterator[Reading]:
    """Readings of spans that no surer reading took, the surest first; each span once for a validator."""
    if not readings:
        return
    taken = bytearray(length)
    seen: set[tuple[str, int]] = set()
    for reading in sorted(readings, key=_order):
        key = (reading.validator, reading.start)
        free = reading.role == "beside" or taken.find(1, reading.start, reading.end) < 0
        if key in seen or not free:
            continue
        seen.add(key)
        if reading.role == "claims":
            taken[reading.start : reading.end] = b"\1" * (reading.end - reading.start)
        yield reading


def _order(reading: Reading) -> tuple[float, int, int]:
    return -reading.score, reading.start - reading.end, reading.start
