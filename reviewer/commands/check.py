"""`reviewer check`: review files, folders and standard input."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path

import click

from reviewer.commands.showing import FORMS, How, written
from reviewer.errors import UsageError
from reviewer.records import Gap, Reviewed
from reviewer.report.json import Run
from reviewer.review import Reviewer, targets
from reviewer.settings import Settings, load_settings

_MANY = 20  # a progress bar is drawn from this many files on
_STDIN = "-"

Target = Path | Gap | str


@click.command(
    "check",
    help="审查文件、文件夹或标准输入（-）。退出码：0 全部通过机检；1 有问题或有未读部分；2 用法或安装有误。",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="text", help="结果格式")
@click.option("--output", type=click.Path(path_type=Path), help="写入文件（缺省写到屏幕）")
@click.option("--reveal", is_flag=True, help="显示命中原文（缺省遮盖）")
@click.option("--column", default="", help="材料要发布到的栏目（允许清单与已接受的发现按栏目适用）")
@click.option("--site", default="", help="材料要发布到的网站")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="同时审查的进程数")
def command(
    *, paths: tuple[str, ...], form: str, output: Path | None, reveal: bool, column: str, site: str, jobs: int
) -> int:
    """Review every path; the exit code tells whether all are clear."""
    started = time.monotonic()
    settings = load_settings()
    settings = replace(settings, column=column or settings.column, site=site or settings.site)
    found = _targets(paths)
    with Reviewer(settings) as reviewer:
        reviewed = _reviewed(_shown(found), reviewer, settings, min(jobs, len(found)))
        run = Run(reviewer.rules.version, reviewer.model_version)
        how = How(settings, run, reveal, started, many=len(found) >= _MANY, watched=_long(found))
        verdicts = written(output, form, lambda put: FORMS[form](reviewed, put, how))
    return 0 if all(verdict.grade == "clear" for verdict in verdicts) else 1


def _targets(paths: Sequence[str]) -> list[Target]:
    missing = [path for path in paths if path != _STDIN and not Path(path).exists()]
    if missing:
        raise UsageError(f"找不到：{'、'.join(missing)}")
    files = targets([path for path in paths if path != _STDIN])
    found: list[Target] = [*chain(files, [_STDIN] if _STDIN in paths else [])]
    if not found:
        raise UsageError(f"没有可审查的文件：{'、'.join(paths)}")
    return found


def _shown(found: list[Target]) -> Iterator[Target]:
    """The targets, with a progress bar on the error stream while they are worked through."""
    hidden = not _long(found)
    with click.progressbar(found, label="审查", file=sys.stderr, hidden=hidden, show_pos=True) as bar:
        yield from bar


def _long(found: list[Target]) -> bool:
    """Whether somebody watches work that takes a while."""
    return len(found) >= _MANY and sys.stderr.isatty()


def _reviewed(
    found: Iterable[Target], reviewer: Reviewer, settings: Settings, jobs: int
) -> Iterator[Reviewed]:
    if jobs <= 1:
        yield from (_one(reviewer, target) for target in found)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (25 ms that one process need not spend)
    from multiprocessing import get_context  # noqa: PLC0415

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        given = list(found)
        yield from pool.map(partial(_in_worker, settings), [target for target in given if target != _STDIN])
        yield from (_one(reviewer, target) for target in given if target == _STDIN)


@lru_cache(maxsize=1)
def _worker(settings: Settings) -> Reviewer:
    return Reviewer(settings)


def _in_worker(settings: Settings, target: Target) -> Reviewed:
    return _one(_worker(settings), target)


def _one(reviewer: Reviewer, target: Target) -> Reviewed:
    if isinstance(target, Gap):
        return reviewer.unread(target)
    if isinstance(target, Path):
        return reviewer.review_file(target)
    return reviewer.review_stream(sys.stdin.buffer, "标准输入")
