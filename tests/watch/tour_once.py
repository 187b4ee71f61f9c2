"""A worker's patrol in a process of its own, for tests that kill it: state folder."""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plain_reviewer import PlainReviewer
from sqlalchemy import select
from watch.crawled import options

from reviewer.office.office import open_office
from reviewer.settings import Settings
from reviewer.store.tables.patrol import Tour
from reviewer.watch.plans.touring import tour_next


def main(state):
    office = open_office(Settings(state=Path(state)), PlainReviewer())
    chosen = options(lease=timedelta(seconds=1.5), soonest=timedelta(days=1))
    tour_next(office, "killed", options=chosen)
    with office.store.read() as session:
        print(session.scalars(select(Tour)).one().ending)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
