"""Which addresses a tour is about: a recorded random sample, or what a topic chooses."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from reviewer.office.office import Office
from reviewer.patrol.sampling import Candidate, draw
from reviewer.patrol.topics import Topic, load_topics
from reviewer.resources import folder
from reviewer.settings import Settings
from reviewer.store import plans
from reviewer.store.tables.patrol import Tour

SAMPLE = 50  # when nobody says how many
MOST = 20_000  # addresses of one tour that are named one by one; more are cut, and told
NO_COLUMN = "未归入栏目"


def topics(settings: Settings) -> dict[str, Topic]:
    """The topics of this installation by key."""
    return _topics(folder("web", settings) / "office" / "patrol" / "topics.toml")


def chosen(office: Office, session: Session, tour: Tour) -> tuple[int, ...] | None:
    """The addresses of a tour, None for all; the first time they are chosen and written into its scope."""
    if tour.kind not in {"sample", "topic"}:
        return None
    if "ids" not in tour.scope:
        tour.scope = _sampled(session, tour) if tour.kind == "sample" else _fitting(office, session, tour)
    return tuple(int(id_) for id_ in tour.scope["ids"])


def candidates(session: Session, site_id: int) -> list[Candidate]:
    """The list that a sample is drawn from: pages and attachments, by 栏目."""
    known = plans.choosable(session, site_id)
    wanted = {"page", "attachment"}
    return [Candidate(one.id, one.key, one.column or NO_COLUMN) for one in known if one.kind in wanted]


def _sampled(session: Session, tour: Tour) -> dict[str, Any]:
    size = min(int(tour.scope.get("sample") or SAMPLE), MOST)
    sample = draw(candidates(session, tour.site_id), size, tour.seed)
    return {
        **tour.scope, "ids": list(sample.ids), "of": sample.of, "population": sample.population,
        "strata": [list(stratum) for stratum in sample.strata],
    }  # fmt: skip


def _fitting(office: Office, session: Session, tour: Tour) -> dict[str, Any]:
    known = topics(office.settings)
    wanted = [known[key] for key in tour.scope.get("topics", ()) if key in known]
    every = list(plans.choosable(session, tour.site_id))
    ids = [one.id for one in every if any(topic.chooses(one) for topic in wanted)]
    return {**tour.scope, "ids": ids[:MOST], "of": len(every), "cut": max(len(ids) - MOST, 0)}


@cache
def _topics(path: Path) -> dict[str, Topic]:
    return load_topics(path)
