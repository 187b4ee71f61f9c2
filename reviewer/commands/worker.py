"""`reviewer worker`: checks and patrols in a process of their own."""

from __future__ import annotations

import signal

import click

from reviewer.office.office import open_office
from reviewer.review import Reviewer
from reviewer.settings import load_settings
from reviewer.worker import PATROL, Worker


@click.command(
    "worker", help="单独运行后台检查和网站巡查（网页服务内已自带；机器多、件多时另开）。按 Ctrl-C 停止。"
)
@click.option("--threads", type=click.IntRange(1, 32), default=2, show_default=True, help="同时检查的份数")
@click.option("--patrol/--no-patrol", default=True, show_default=True, help="也做网站巡查")
def command(*, threads: int, patrol: bool) -> int:
    """Check what waits until interrupted; checks under way are finished, others stay in the table."""
    settings = load_settings()
    with Reviewer(settings) as reviewer:
        worker = Worker(open_office(settings, reviewer), threads=threads, patrol=PATROL if patrol else None)
        signal.signal(signal.SIGTERM, lambda *_: worker.close(0))
        worker.start()
        click.echo(f"后台检查已启动，同时检查 {threads} 份（按 Ctrl-C 停止）")
        try:
            worker.wait()
        except KeyboardInterrupt:
            click.echo("\n正在停止")
        worker.close()
    return 0
