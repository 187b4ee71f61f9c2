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
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
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
_VARIED = """某某市水务局关于开展2026年度农村饮水安全巩固提升工作检查的通知
各县（区）水务局，局属各单位：
为进一步做好农村供水保障工作，巩固拓展脱贫攻坚成果同乡村振兴有效衔接，根据年度工作安排，经研究，决定于近期组织开展农村饮水安全工作检查。现将有关事项通知如下。
一、检查内容
（一）工程运行情况。重点了解水源保护区划定、净化消毒设备使用、管网巡查维护和冬季防冻措施落实情况，查看运行记录是否完整。
（二）水质检测情况。查阅本年度水质检测报告，抽取部分村组末梢水样，委托有资质的机构进行化验，检测结果在当地村务公开栏公布。
（三）水价水费情况。了解工程是否制定水价、收费率是否达到百分之九十五以上，收费标准是否公示，财政补助资金是否及时到位。
（四）群众反映问题整改情况。对照热线电话和网络留言中反映的停水、水压不足、水质浑浊等问题，逐项核实整改进度。
二、方式步骤
检查采取单位自查和实地抽查相结合的方式进行。各县（区）于2026年11月20日前完成自查，并将自查报告报送市水务局农村水利科。市局将组成三个小组，每县抽查不少于两个乡镇、六处工程，入户走访不少于二十户。
三、有关要求
各地要高度重视，明确责任，如实提供资料，不得弄虚作假。检查人员要严格遵守中央八项规定精神，轻车简从，不给基层增加负担。对发现的问题当场反馈，能立即整改的立即整改；一时难以解决的，要列出清单，限期办结。检查结束后，市局将印发通报，总结推广好的做法和经验。
工程管护单位应当在显著位置设置公示牌，写明管护责任人姓名、职责范围和监督渠道，方便用水户监督。鼓励有条件的乡镇推行物业化管理、智能水表和线上缴费，提高服务水平。
联系科室：农村水利科，电话：0990-6182374；值班电话：0990-6237815。
附件：1．农村饮水安全工作自查表（略）
2．抽查工程名单（略）
某某市水务局
2026年10月28日
"""  # about 2 kB too, and no sentence comes twice
_PROCESSES = 5
_OURS = "OPENBLAS_NUM_THREADS"  # set by `reviewer` for itself; a baseline is measured without it
_ROUNDS = 200
_TERMS = 50_000
_MANY_TERMS = 200_000


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
    with Reviewer(settings, _with_terms(rules_in_force(settings), terms)) as reviewer:
        bare, whole = _reviewed(reviewer, _PAGE)
        bare_varied, whole_varied = _reviewed(reviewer, _VARIED)
    name = f"one pass of the automaton of {len(terms)} terms"
    scanner = Scanner(rules_in_force(settings), load_model(folder("models", settings)))
    stages = {"automaton": bare, **_stages(scanner), "review": whole}
    return [
        *_loads(terms),
        *((f"{stage}_2kB", taken, "seconds", name, bare) for stage, taken in stages.items()),
        ("review_varied_2kB", whole_varied, "seconds", name, bare_varied),
    ]


def _loads(terms: list[str]) -> list[Figure]:
    """Seconds in which the kept automaton of so many terms is there again, against building it."""
    figures: list[Figure] = []
    for name, words in (("terms_load", terms), (f"terms_load_{_MANY_TERMS}", _dictionary()[:_MANY_TERMS])):
        with tempfile.TemporaryDirectory() as place:
            keep, built = Keep(Path(place)), _round(partial(Automaton, words), 1)
            Automaton(words, keep=keep)
            kept = _round(partial(Automaton, words, keep=keep), _PROCESSES)
        figures.append((name, kept, "seconds", f"building the automaton of {len(words)} terms", built))
    return figures


def _reviewed(reviewer: Reviewer, page: str) -> tuple[float, float]:
    """Seconds of a bare pass of the automaton over a page, and of a whole review of it."""
    data, origin = page.encode(), Origin("paste", "page.txt")
    return _round(lambda: reviewer.automaton.find(page)), _round(lambda: reviewer.review(data, origin))


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
    """Rare words of jieba's dictionary: a large lexicon of which nothing occurs in the pages."""
    rare = [word for word in _dictionary(3) if word not in _PAGE and word not in _VARIED]
    return _in_a_row(random.Random(1).sample(rare, _TERMS))  # noqa: S311 (a fixed choice)


def _dictionary(most: int = sys.maxsize) -> list[str]:
    """Words of two to six characters that are counted at most so often."""
    rows = resources.files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    words = dict.fromkeys(word for word, count, *_ in map(str.split, rows) if int(count) <= most)
    return _in_a_row(word for word in words if 2 <= len(word) <= 6)


def _in_a_row(words: Iterable[str]) -> list[str]:
    """The same words, one after the other in memory as words are that were just read from a file."""
    return "\n".join(words).split("\n")


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
