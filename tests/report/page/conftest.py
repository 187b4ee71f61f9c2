"""Documents reviewed by plain rules."""

import pytest
from people import resident_id
from plain_reviewer import PlainReviewer


@pytest.fixture
def reviewer():
    return PlainReviewer()


@pytest.fixture
def number():
    return resident_id
