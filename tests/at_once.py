"""Several acts at the same moment, for tests."""

from threading import Barrier, Thread


def at_once(*acts):
    """Do all of them at the same moment; what each raised, None for who did not."""
    barrier, ends = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        barrier.wait()
        try:
            act()
        except Exception as problem:
            ends[number] = problem

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends
