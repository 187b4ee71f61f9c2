"""What all tests share: in CI the generated cases are the same every time."""

import os
import signal

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture
def interruptible():
    """Ctrl-C reaches started programs: where the tests run in the background it is ignored and inherited."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
