"""`reviewer beat`: deadlines and reminders in a process of their own."""

from __future__ import annotations

import signal

import click

from reviewer.office.office import open_office
from reviewer.review import Reviewer
from reviewer.settings import load_settings
from reviewer.worker import Beat, beat_once


@click.command(
    "beat", help="单独运行定时任务：到期提醒、逾期、公示期满撤下、到期的巡查计划（网页服务内已自带）。"
)
@click.option("--once", is_flag=True, help="只办一次就退出，供系统的定时任务调用")
def command(*, once: bool) -> int:
    """Look at deadlines every minute until interrupted."""
    settings = load_settings()
    with Reviewer(settings) as reviewer:
        office = open_office(settings, reviewer)
        if once:
            beat_once(office)
            return 0
        beat = Beat(office)
        signal.signal(signal.SIGTERM, lambda *_: beat.close())
        beat.start()
        click.echo("定时任务已启动（按 Ctrl-C 停止）")
        try:
            beat.wait()
        except KeyboardInterrupt:
            click.echo("\n已停止")
    return 0
