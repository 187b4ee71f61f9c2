"""A signature covers everything, and the same thing always spells the same."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.casework.digest import ItemDigest, Vote, canonical, content_digest, digests, signature_digest

ITEM = ItemDigest(
    1,
    "text",
    "稿.docx",
    "a" * 64,
    "b" * 64,
    "c" * 64,
    "r",
    "m",
    "review",
    ("encrypted",),
    (("k", "rule", "block", 2),),
)
VOTE = Vote(
    "QX-2026-00001",
    1,
    "default@f",
    1,
    7,
    "张三",
    "leader",
    None,
    "approve",
    "同意",
    "",
    "2026-03-02T01:00:00+00:00",
)
DECISIONS = ({"key": "k", "kind": "false-alarm", "reason": "r"},)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_the_order_of_keys_does_not_matter(values):
    backwards = dict(reversed(values.items()))
    assert canonical(values) == canonical(backwards)
    assert digests(values) == digests(backwards)


@pytest.mark.parametrize("name", [field.name for field in fields(ItemDigest)])
def test_the_content_digest_covers_every_part_of_an_item(name):
    changed = {int: 9, str: "另", tuple: ()}[type(getattr(ITEM, name))]
    before = content_digest({"title": "t"}, "v", [ITEM])
    assert content_digest({"title": "t"}, "v", [replace(ITEM, **{name: changed})]) != before


def test_the_content_digest_covers_form_version_and_number_of_items():
    before = content_digest({"title": "t"}, "v", [ITEM])
    assert before != content_digest({"title": "u"}, "v", [ITEM])
    assert before != content_digest({"title": "t"}, "w", [ITEM])
    assert before != content_digest({"title": "t"}, "v", [ITEM, ITEM])


@pytest.mark.parametrize("name", [field.name for field in fields(Vote)])
def test_the_signature_covers_every_part_of_the_vote(name):
    value = getattr(VOTE, name)
    changed = 99 if value is None or isinstance(value, int) else "另"
    before = signature_digest("c", DECISIONS, VOTE, "")
    assert signature_digest("c", DECISIONS, replace(VOTE, **{name: changed}), "") != before


def test_the_signature_covers_content_decisions_and_the_one_before():
    before = signature_digest("c", DECISIONS, VOTE, "")
    assert signature_digest("d", DECISIONS, VOTE, "") != before
    assert signature_digest("c", (), VOTE, "") != before
    assert signature_digest("c", DECISIONS, VOTE, "e") != before
    assert len(before.sha256) == 64
