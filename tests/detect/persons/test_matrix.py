"""People joined to facts are found in every carrier; their lawful neighbours pass."""

import pytest
from persons_matrix import ADDRESSES, NAMES, PASS, passing_tables, segment, sentences, tables

CARRIERS = (
    "grid",
    "titled",
    "sheets",
    "tabs",
    "spaces",
    "wide",
    "bars",
    "pages",
    "form",
    "form-grid",
    "levels",
    "hidden",
)


def _joints(matches):
    return {
        match.rule.removeprefix("personal.person-") for match in matches if "personal.person-" in match.rule
    }


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_person_of_a_table_is_found_in_every_carrier(people, carrier):
    seen = 0
    for name, segments, numbered in tables():
        if not name.endswith(f"-{carrier}") or (carrier == "grid" and name.endswith("form-grid")):
            continue
        matches = people(*segments)
        places = {(match.segment, match.start) for match in matches if "personal.person-" in match.rule}
        assert len(places) >= len(NAMES), name
        assert ("row" in _joints(matches)) == numbered, name
        seen += 1
    assert seen == 36


def test_a_name_number_and_fact_in_one_row_are_graver_than_name_and_fact(people):
    for name, segments, numbered in tables():
        severities = {match.severity for match in people(*segments) if "personal.person-" in match.rule}
        assert severities == ({"block"} if numbered else {"review"}), name


def test_sentences_that_join_a_person_to_a_fact_are_found(people):
    missed = [name for name, text in sentences() if not _joints(people(segment(text)))]
    assert not missed


@pytest.mark.parametrize(
    "form",
    ["姓名\t家庭住址\n{name}\t{address}", "当事人{name}，男，家住{address}。", "姓名：{name}\n户籍地址：{address}",
     "被救助人{name}，现住{address}，生活困难。", "受害人{name}（女，住{address}）"],
)  # fmt: skip
def test_a_persons_address_to_the_door_is_found(people, form):
    for name in NAMES:
        for address in ADDRESSES:
            found = {match.rule for match in people(segment(form.format(name=name, address=address)))}
            assert found & {"personal.person-address", "personal.home-address"}, (name, address)


@pytest.mark.parametrize("text", PASS)
def test_lawful_texts_pass(people, text):
    assert not people(segment(text))


@pytest.mark.parametrize(
    ("name", "segments"), list(passing_tables()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_lawful_tables_pass(people, name, segments):
    assert not people(*segments), name
