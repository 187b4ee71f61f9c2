"""`reviewer train`: train the passage classifier and print how it fares."""

from __future__ import annotations

from pathlib import Path
from unicodedata import east_asian_width

import click

from reviewer.detect.classifier.card import rows
from reviewer.detect.classifier.train import train
from reviewer.resources import folder
from reviewer.settings import load_settings


@click.command("train", help="训练语句分类器，写出权重、清单和说明，并打印在未见过的段落上的成绩。")
@click.option("--corpus", type=click.Path(path_type=Path), help="语料目录，默认为随产品提供的语料。")
@click.option("--output", type=click.Path(path_type=Path), help="输出目录，默认为模型目录。")
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="本单位审查决定（每行一个 JSON：text、label、category），一并训练，不计成绩。",
)
def command(*, corpus: Path | None, output: Path | None, decisions: Path | None) -> int:
    """Train, write and print one table."""
    models = folder("models", load_settings()) if corpus is None or output is None else Path()
    target = output or models
    report = train(corpus or models / "corpus", target, decisions)
    for row in rows(report.training):
        click.echo("".join(_padded(cell, 22 if not i else 12) for i, cell in enumerate(row)).rstrip())
    click.echo(f"普通公开文字误标 {report.training.background_flagged:.3f}")
    click.echo(f"已写入 {target}：权重 {report.bytes} 字节，模型版本 {report.version}")
    return 0


def _padded(cell: str, width: int) -> str:
    shown = sum(2 if east_asian_width(character) in "WF" else 1 for character in cell)
    return cell + " " * max(1, width - shown)
