"""One run over a site in a process of its own, for tests that kill it: state folder, site id, lease, "keep".

With "keep" everything is reviewed and kept as evidence, else it is only noted.
"""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plain_reviewer import PlainReviewer
from watch.crawled import Notes, options

from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.watch.evidence.keeping import Keeping
from reviewer.watch.looks.lookers import Lookers
from reviewer.watch.looks.looking import Looking
from reviewer.watch.visits.crawling import run


def main(state, site, lease, keep=""):
    office = open_office(Settings(state=Path(state)), PlainReviewer())
    chosen = options(lease=timedelta(seconds=float(lease)), soonest=timedelta(days=1))
    looking = Notes
    if keep:
        keeping = Keeping(office, int(site), most_members=40)
        keeping.open()
        lookers = Lookers(office.reviews, office.settings)
        looking = lambda run_id: Looking(office, run_id, lookers, lambda *_: None, keeping)  # noqa: E731
    print(run(office, int(site), "regular", looking, chosen).ending)  # noqa: T201
    if keep:
        lookers.close()
        keeping.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
