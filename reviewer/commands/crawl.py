"""`reviewer crawl`: visit a portal politely and review it, or review what another crawler brought home."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from reviewer.commands.showing import FORMS, How, written
from reviewer.errors import UsageError
from reviewer.office.office import Office, open_office
from reviewer.report.json import Run
from reviewer.review import Reviewer
from reviewer.settings import Settings, load_settings
from reviewer.watch.visits.crawled import Crawled, Visit, crawl_archives, crawl_registered, crawl_urls

_LOCAL = ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


@click.command(
    "crawl",
    help=(
        "按网站声明的规则有礼貌地抓取并审查页面和附件，或审查其他抓取程序的存档（WARC、WACZ）。"
        "退出码：0 全部通过机检；1 有问题或有没读到的；2 用法或安装有误。"
    ),
)
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--site", default="", metavar="NAME", help="巡查已登记的网站（结果记入系统）")
@click.option(
    "--warc",
    "archives",
    multiple=True,
    type=click.Path(path_type=Path),
    help="存档文件（WARC、WACZ），可多次",
)
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="text", help="结果格式")
@click.option("--output", type=click.Path(path_type=Path), help="写入文件（缺省写到屏幕）")
@click.option("--reveal", is_flag=True, help="显示命中原文（缺省遮盖）")
@click.option("--state", type=click.Path(path_type=Path), help="进度存放的文件夹，中断后用同一文件夹继续")
@click.option("--evidence", type=click.Path(path_type=Path), help="网页原样存档（WARC）的文件夹")
@click.option("--rate", type=click.IntRange(1, 6000), default=60, help="每台主机每分钟请求数")
@click.option("--depth", type=click.IntRange(0, 1000), default=30, help="链接层级上限")
@click.option("--pages", type=click.IntRange(0), default=0, help="本次抓取的地址数上限（0 不限）")
@click.option("--allow-private", is_flag=True, help="允许访问内部地址：只供测试，勿对外网使用")
def command(
    *, urls: tuple[str, ...], site: str, archives: tuple[Path, ...], form: str, output: Path | None,
    reveal: bool, state: Path | None, evidence: Path | None, rate: int, depth: int, pages: int,
    allow_private: bool,
) -> int:  # fmt: skip
    """Crawl what is named, then tell every address; the exit code tells whether all are clear."""
    started = time.monotonic()
    if sum(map(bool, (urls, site, archives))) != 1:
        raise UsageError("请给出网址、--site 名称、--warc 文件三者之一")
    visit = Visit(rate, depth, pages, evidence, networks=_LOCAL if allow_private else ())
    if allow_private:
        click.echo("注意：--allow-private 允许访问内部地址，只供测试", err=True)
    settings = load_settings()
    with ExitStack() as stack:
        own = settings if site else _own(settings, state, stack)
        reviewer = stack.enter_context(Reviewer(settings))
        office = open_office(own, reviewer)
        stack.callback(office.store.close)
        crawled = _crawled(office, _What(urls, site, archives), visit)
        how = How(
            settings,
            Run(reviewer.rules.version, reviewer.model_version),
            reveal,
            started,
            many=True,
            watched=False,
        )
        verdicts = written(output, form, lambda put: FORMS[form](crawled.results(office), put, how))
    click.echo(crawled.line, err=True)
    return 0 if verdicts and all(verdict.grade == "clear" for verdict in verdicts) else 1


@dataclass(frozen=True, slots=True)
class _What:
    urls: tuple[str, ...]
    site: str
    archives: tuple[Path, ...]


def _own(settings: Settings, state: Path | None, stack: ExitStack) -> Settings:
    """Settings with a database of their own: in the given folder, or in one that is gone afterwards."""
    if state is None:
        state = Path(stack.enter_context(TemporaryDirectory(prefix="reviewer-crawl-")))
    return replace(settings, state=state, database="")


def _crawled(office: Office, what: _What, visit: Visit) -> Crawled:
    if what.site:
        return crawl_registered(office, what.site, visit)
    if what.urls:
        return crawl_urls(office, what.urls, visit)
    if missing := [str(path) for path in what.archives if not path.is_file()]:
        raise UsageError(f"找不到：{'、'.join(missing)}")
    hidden = not sys.stderr.isatty()
    with click.progressbar(what.archives, label="读取存档", file=sys.stderr, hidden=hidden) as paths:
        return crawl_archives(office, paths)
