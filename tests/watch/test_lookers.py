"""Reviewers in processes of their own end with the process that started them, however that ends."""

import subprocess
import sys

from watch.killing import alive, below, kill, until

_VICTIM = """
import sys, time
if __name__ == "__main__":
    from pathlib import Path
    from reviewer.records import Origin
    from reviewer.review import Reviewer
    from reviewer.settings import Settings
    from reviewer.watch.looks.lookers import Lookers
    settings = Settings(state=Path(sys.argv[1]))
    with Reviewer(settings) as reviewer, Lookers(reviewer, settings, workers=1) as lookers:
        print(lookers.look(b"<p>1</p>", Origin("page", "http://h/a.html")).result().grade, flush=True)
        time.sleep(60)
"""


def test_no_process_is_left_when_the_one_that_started_it_is_killed(tmp_path):
    script = tmp_path / "victim.py"
    script.write_text(_VICTIM)
    victim = subprocess.Popen([sys.executable, script, tmp_path / "state"], stdout=subprocess.PIPE, text=True)
    assert victim.stdout.readline().strip() in {"clear", "review"}
    assert len(below(victim.pid)) >= 2
    children = kill(victim)
    assert until(lambda: not alive(children), 15), children
