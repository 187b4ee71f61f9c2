"""The two Aho-Corasick libraries give the same answers through one interface."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.automaton import Automaton

TERMS = st.lists(st.text("机密绝秘★a", min_size=1, max_size=4), min_size=1, max_size=8, unique=True)


@pytest.mark.parametrize("longest", [False, True])
@given(terms=TERMS, text=st.text("机密绝秘★a", max_size=40))
def test_both_libraries_agree(longest, terms, text):
    first = Automaton(terms, longest=longest, library="daachorse").find(text)
    second = Automaton(terms, longest=longest, library="ahocorasick_rs").find(text)
    assert sorted(first) == sorted(second)


@given(terms=TERMS, text=st.text("机密绝秘★a", max_size=40))
def test_every_occurrence_is_found_at_its_place(terms, text):
    expected = {
        (start, start + len(term), index)
        for index, term in enumerate(terms)
        for start in range(len(text))
        if text.startswith(term, start)
    }
    assert set(Automaton(terms).find(text)) == expected


def test_no_terms_find_nothing():
    assert Automaton([]).find("机密") == []
