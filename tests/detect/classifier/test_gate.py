"""The gate lets in what the full model would flag, and passes over plain text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reviewer.detect.classifier.corpus import read_corpus
from reviewer.detect.classifier.gate import margins, slots, suspects
from reviewer.detect.classifier.infer import score
from reviewer.detect.classifier.model import load_model
from reviewer.detect.classifier.passages import passages

from .conftest import MODELS
from .test_infer import LEAK, ORDINARY

MODEL = load_model(MODELS)


def test_an_inside_talk_among_ordinary_paragraphs_is_let_in_at_its_place():
    text = f"{ORDINARY}\n{LEAK}\n{ORDINARY}\n"
    let_in = suspects(MODEL, text, passages(text))
    assert any(text[slice(*span)].strip() == LEAK for span in let_in)
    assert not any(text[slice(*span)].strip() == ORDINARY for span in let_in)


def test_nearly_all_sensitive_passages_of_the_corpus_that_would_be_flagged_are_let_in():
    texts = [one.text for one in read_corpus(MODELS / "corpus").passages if one.sensitive][::8]
    flagged = [
        text for text, one in zip(texts, score(MODEL, texts), strict=True) if one.probability >= MODEL.lowest
    ]
    let_in = [text for text in flagged if suspects(MODEL, text, [(0, len(text))])]
    assert len(let_in) >= 0.99 * len(flagged) > 100


def test_figures_and_case_make_no_difference():
    assert (slots("共1台VPN") == slots("共7台vpn")).all()


@given(st.text(st.characters(), min_size=3, max_size=200))
def test_a_passage_fares_the_same_alone_and_inside_a_text(text):
    whole = f"{ORDINARY}\n{text}{LEAK}"
    span = (len(ORDINARY) + 1, len(ORDINARY) + 1 + len(text))
    inside, alone = margins(MODEL, whole, [span]), margins(MODEL, text, [(0, len(text))])
    assert np.allclose(inside, alone, atol=1e-6)


def test_texts_without_passages_give_none():
    assert suspects(MODEL, "", []) == []
    assert suspects(MODEL, "会议口径", [(0, 4)]) == []
