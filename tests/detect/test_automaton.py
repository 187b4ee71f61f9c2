"""The two Aho-Corasick libraries give the same answers through one interface."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect import automaton
from reviewer.detect.automaton import Automaton
from reviewer.keep import Keep

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


def test_a_kept_automaton_finds_what_a_new_one_finds(tmp_path):
    terms = [f"词{number}条" for number in range(automaton._MANY)]
    text = "，".join(terms[::50])
    first = Automaton(terms, keep=Keep(tmp_path)).find(text)
    assert list((tmp_path / "kept").iterdir())
    assert Automaton(terms, keep=Keep(tmp_path)).find(text) == first == Automaton(terms).find(text)
