"""What must hold on real public documents, read in place."""

import pytest
from evaluation import accuracy_table

from reviewer.evaluation.cases import public_cases
from reviewer.evaluation.measure import measure
from reviewer.records import Origin
from reviewer.review import Reviewer
from reviewer.settings import Settings

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not accuracy_table.PUBLIC.is_dir(), reason="../shared/data is not here"),
]


@pytest.fixture(scope="module")
def natural(tmp_path_factory):
    """The evaluation of the natural rows."""
    with Reviewer(Settings(state=tmp_path_factory.mktemp("state"))) as reviewer:
        return measure(
            (case, reviewer.review(case.data, Origin("file", case.name)), 0.0)
            for case in public_cases(accuracy_table.PUBLIC)
            if ("sampling", "natural") in case.label.slices
        )


def test_hardly_any_public_document_is_blocked(natural):
    assert natural.public.cases > 700
    assert natural.public.block <= 0.01 * natural.public.cases
    assert natural.any.found == natural.any.missed == 0


def test_few_public_documents_are_sent_to_a_person(natural):
    assert natural.public.review <= 0.06 * natural.public.cases


def test_the_naive_keyword_list_does_worse(natural):
    assert natural.public.review + natural.public.block < natural.public.naive
