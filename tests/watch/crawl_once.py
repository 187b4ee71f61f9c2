"""One run over a site in a process of its own, for tests that kill it: state folder, site id, lease seconds."""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plain_reviewer import PlainReviewer
from watch.crawled import Notes, options

from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.watch.crawling import run


def main(state, site, lease):
    office = open_office(Settings(state=Path(state)), PlainReviewer())
    chosen = options(lease=timedelta(seconds=float(lease)), soonest=timedelta(days=1))
    print(run(office, int(site), "regular", Notes, chosen).ending)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
