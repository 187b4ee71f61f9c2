"""Tests that need a thread of their own: one without the event loop that another test's browser keeps."""

from concurrent.futures import ThreadPoolExecutor
from functools import wraps


def own_thread(test):
    """The test, run in a new thread."""

    @wraps(test)
    def run(*given, **named):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(test, *given, **named).result()

    return run
