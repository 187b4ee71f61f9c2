"""Mutated documents of every kind: the parent neither raises nor hangs, and nothing damaged is silent."""

import os
import random
from dataclasses import replace
from pathlib import Path

from reviewer.intake.fetch import from_bytes
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Document, Origin
from reviewer.settings import Limits

ROOT = Path(__file__).parents[2]
SEEDS = sorted([*(ROOT / "web/samples").glob("*.*"), *(ROOT / "tests/cases").glob("*/input.*")])
ROUNDS = int(os.environ.get("REVIEWER_MUTATIONS", "2000"))


def mutated(data, chance):
    """One to a few wounds: bytes changed, cut out, doubled, or the end lost."""
    body = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place, length = chance.randrange(len(body)), chance.randint(1, 40)
        act = chance.randrange(4)
        if act == 0:
            body[place : place + length] = chance.randbytes(length)
        elif act == 1 and len(body) > 100:
            del body[place : place + length]
        elif act == 2:
            body[place:place] = body[place : place + length]
        elif len(body) > 200:
            del body[max(100, place) :]
    return bytes(body)


def test_mutated_documents_end_as_documents():
    chance = random.Random(20261121)
    with Sandbox(replace(Limits(), seconds=10)) as box:
        for number in range(ROUNDS):
            path = SEEDS[number % len(SEEDS)]
            data = mutated(path.read_bytes(), chance)
            document = box.read(from_bytes(data, path.name), Origin("file", path.name))
            assert isinstance(document, Document)
            assert document.segments or document.gaps
