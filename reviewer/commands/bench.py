"""`reviewer bench`: speed as ratios against the libraries it builds on, measured in the same run."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from statistics import median

import click

from reviewer.detect.automaton import Automaton
from reviewer.detect.classifier.model import load_model
from reviewer.detect.identifiers.find import identifier_candidates
from reviewer.detect.judged import passage_candidates
from reviewer.detect.normalise import normalise
from reviewer.detect.patterns import pattern_candidates
from reviewer.detect.scan import Scanner
from reviewer.detect.text import Text
from reviewer.keep import Keep
from reviewer.records import Example, Location, Origin, Rule, RuleSet, Segment
from reviewer.resources import folder
from reviewer.review import Reviewer, rules_in_force
from reviewer.settings import load_settings

_PAGE = (
    "某某市人民政府办公室关于做好2026年冬季群众文化活动的通知\n各县（市、区）人民政府，市直各部门：\n"
    + "为丰富群众文化生活，现就有关事项通知如下。各单位要加强组织领导，落实安全责任，做好宣传引导，"
    "确保活动安全有序开展。联系人：办公室，联系电话：0990-1234567。\n" * 8
)  # about 2 kB
_PROCESSES = 5
_OURS = "OPENBLAS_NUM_THREADS"  # set by `reviewer` for itself; a baseline is measured without it
_ROUNDS = 200
_TERMS = 50_000


@click.command("bench", help="测量速度：每行一个 JSON，ratio 是与所列基准之比（同一次运行）。")
def command() -> int:
    """Print each figure as one JSON line."""
    for name, value, unit, baseline, against in (*_starts(), *_pages()):
        figure = {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": value / against}
        click.echo(json.dumps({key: round(v, 6) if isinstance(v, float) else v for key, v in figure.items()}))
    return 0


Figure = tuple[str, float, str, str, float]


def _starts() -> list[Figure]:
    """CPU seconds of whole cold processes."""
    with tempfile.TemporaryDirectory() as place:
        page = Path(place) / "page.txt"
        page.write_text(_PAGE, encoding="utf-8")
        bare = _process("-c", "pass")
        libraries = _process("-c", "import sklearn, jieba")
        start = _process("-m", "reviewer.cli", "--help")
        check = _process("-m", "reviewer.cli", "check", str(page))
    return [
        ("cold_help", start, "cpu_seconds", "bare python", bare),
        ("cold_check_one_page", check, "cpu_seconds", "python -c 'import sklearn, jieba'", libraries),
    ]


def _process(*arguments: str) -> float:
    times = []
    shell = {name: value for name, value in os.environ.items() if name != _OURS}
    for _ in range(_PROCESSES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=False, capture_output=True, env=shell)  # noqa: S603
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(times)


def _pages() -> list[Figure]:
    """Seconds of one warm page, against one bare pass of the automaton of all terms over the same text."""
    settings = load_settings()
    terms = _words()
    with tempfile.TemporaryDirectory() as place:
        built = _round(lambda: Automaton(terms), _PROCESSES)
        keep = Keep(Path(place))
        Automaton(terms, keep=keep)
        kept = _round(lambda: Automaton(terms, keep=keep), _PROCESSES)
    with Reviewer(settings, _with_terms(rules_in_force(settings), terms)) as reviewer:
        automaton = reviewer.automaton
        bare = _round(lambda: automaton.find(_PAGE))
        data, origin = _PAGE.encode(), Origin("paste", "page.txt")
        whole = _round(lambda: reviewer.review(data, origin))
    name = f"one pass of the automaton of {len(terms)} terms"
    scanner = Scanner(rules_in_force(settings), load_model(folder("models", settings)))
    stages = {"automaton": bare, **_stages(scanner), "review": whole}
    return [
        ("terms_load", kept, "seconds", f"building the automaton of {len(terms)} terms", built),
        *((f"{stage}_2kB", taken, "seconds", name, bare) for stage, taken in stages.items()),
    ]


def _stages(scanner: Scanner) -> dict[str, float]:
    """Seconds of the stages that have a bound of their own."""
    plan, today = scanner.plan, date.today()  # noqa: DTZ011 (the local calendar day)
    text = Text.of((Segment(_PAGE, Location("page.txt", "body", ""), "lines"),))
    anchors = plan.hits(text.normal.joined)["anchor"]
    return {
        "normalise": _round(lambda: normalise(_PAGE)),
        "patterns": _round(lambda: list(pattern_candidates(text, anchors))),
        "identifiers": _round(lambda: list(identifier_candidates(text, plan, today))),
        "classifier": _round(lambda: list(passage_candidates(text, plan, scanner.model))),
    }


def _words() -> list[str]:
    """Rare words of jieba's dictionary: a large lexicon of which nothing occurs in the page."""
    rows = resources.files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    rare = [word for word, count, *_ in map(str.split, rows) if int(count) <= 3 and 2 <= len(word) <= 6]
    return random.Random(1).sample([word for word in rare if word not in _PAGE], _TERMS)  # noqa: S311 (a fixed choice)


def _with_terms(rules: RuleSet, terms: list[str]) -> RuleSet:
    """The rules in force and one more with all the terms."""
    example = (Example(terms[0]),)
    extra = Rule(
        "bench.terms", "测速词表", "work-secret", "note", "测速", "无", "terms", example, example,
        terms=tuple(terms),
    )  # fmt: skip
    return replace(rules, rules={**rules.rules, extra.id: extra})


def _round(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)
