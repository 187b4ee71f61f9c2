"""`reviewer evaluate`: how often the product is right on labelled cases."""

from __future__ import annotations

import json
from pathlib import Path

import click

from reviewer.evaluation.measure import Evaluation, Score
from reviewer.records import CATEGORIES
from reviewer.review import evaluate
from reviewer.settings import load_settings


@click.command("evaluate", help="用带标注的材料测量：各类精确率、召回率、F2，以及误报、误拦的比例。")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--public", is_flag=True, help="文件夹中每个文件都是可以公开的材料，只测误报")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="结果格式")
def command(*, folder: Path, public: bool, form: str) -> int:
    """Print the figures; exit 0 whatever they are."""
    found = evaluate(load_settings(), folder, public=public)
    click.echo(json.dumps(_json(found), ensure_ascii=False, indent=1) if form == "json" else _table(found))
    return 0


def _table(found: Evaluation) -> str:
    lines = ["精确率  召回率    F2   应报  类别"]
    lines += [_row(score, CATEGORIES[name]) for name, score in found.categories.items() if _counted(score)]
    lines.append(_row(found.any, "合计（不分类别）"))
    total = max(found.public, 1)
    lines.append(f"可公开材料 {found.public} 份，其中误判为：")
    lines.append(f"  需人工判断 {found.public_review} 份（{found.public_review / total:.1%}）")
    lines.append(f"  禁止发布 {found.public_block} 份（{found.public_block / total:.1%}）")
    lines += [
        f"    {count:4d} 份  {severity}  {rule}"
        for (severity, rule), count in found.alarms.most_common()
        if severity != "note"
    ]
    return "\n".join(lines)


def _row(score: Score, name: str) -> str:
    wanted = score.found + score.missed
    return f"{score.precision:6.3f}  {score.recall:6.3f}  {score.f2:5.3f}  {wanted:4d}  {name}"


def _counted(score: Score) -> bool:
    return bool(score.found or score.missed or score.wrong)


def _json(found: Evaluation) -> dict[str, object]:
    return {
        "schema": "reviewer.evaluate/1",
        "any": _score(found.any),
        "categories": {name: _score(score) for name, score in found.categories.items()},
        "public": {"cases": found.public, "review": found.public_review, "block": found.public_block},
        "alarms": [
            {"severity": severity, "rule": rule, "cases": count}
            for (severity, rule), count in found.alarms.most_common()
        ],
    }


def _score(score: Score) -> dict[str, float]:
    return {
        "cases": score.found + score.missed,
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f2": round(score.f2, 4),
    }
