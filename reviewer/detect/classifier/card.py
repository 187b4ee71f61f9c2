"""The model card: what was trained, from what, how well it fares, where it fails."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.detect.classifier.measure import Figures
from reviewer.records import CATEGORIES

CARD = "MODEL_CARD.md"

_HEADINGS = ("", "敏感段", "公开段", "精确率", "召回率", "F2", "公开段误标")


@dataclass(frozen=True, slots=True)
class Training:
    """What one training used and how it fared on passages it had not seen."""

    digest: str
    passages: int
    more: int
    background: int
    decisions: int
    domains: int
    features: int
    folds: Figures
    left_out: Figures
    strangers: Figures
    background_flagged: float
    categories: tuple[Figures, ...]
    thresholds: dict[str, float]
    libraries: dict[str, str]


def rows(training: Training) -> list[tuple[str, ...]]:
    """The figures as a table, headings first, for the card and the terminal."""
    strangers = (training.strangers,) if training.strangers.sensitive else ()
    every = (training.folds, training.left_out, *strangers, *training.categories)
    return [_HEADINGS, *(_row(figures) for figures in every)]


def card(training: Training) -> str:
    """The card in Markdown; every figure comes from the training."""
    head, *body = rows(training)
    table = [head, ("---",) * len(head), *body]
    thresholds = "、".join(f"{CATEGORIES[name]} {value:.2f}" for name, value in training.thresholds.items())
    libraries = "，".join(f"{name} {version}" for name, version in training.libraries.items())
    return _CARD.format(
        training=training,
        decided=f"\n另有本单位审查决定 {training.decisions} 段。" if training.decisions else "",
        table="\n".join(f"| {' | '.join(row)} |" for row in table),
        background_flagged=training.background_flagged,
        thresholds=thresholds,
        libraries=libraries,
    )


def _row(figures: Figures) -> tuple[str, ...]:
    shares = (figures.precision, figures.recall, figures.f2, figures.flagged)
    name = CATEGORIES.get(figures.name, figures.name)
    return (name, str(figures.sensitive), str(figures.public), *(f"{share:.3f}" for share in shares))


_CARD = """# 段落分类器说明

用途：在发布前的保密审查中，指出读起来像敏感内容的段落，请人判断。它不定密，不单独决定能否公开，也不能代替规则和人。

## 数据
自编、虚构的标注段落 {training.passages} 段（{training.domains} 个领域），用来训练和计成绩；\
另有只用来训练的自编标注段落 {training.more} 段和普通公开文字 {training.background} 段，\
都在 `corpus/`，CC0。{decided}
语料校验值 `{training.digest}`。

## 方法
单字、相邻和隔一二字的字对（散列），jieba 词（语料中出现的词，按字面最长匹配），\
以及同义词归成的概念（`concepts.toml`），共 {training.features} 个特征；\
线性支持向量机，两级：先判敏感与否，再判类别；概率按折外得分校准，与阈值分开。\
打分之前有一道粗筛，按字对把几乎没有依据的段落先放过；表中的数字都已过粗筛。
权重是纯数组 `passages.npz`，不含可执行内容；清单 `passages.json` 记有校验值。

## 数字
训练时没有见过的段落（同一模板的段落不分在两边；留出一个领域时，只用来训练的段落中同领域的也留出；\
“逐写手留出”是 `hands/` 中其他写手的段落，留出哪一位，就只用其余的学），按清单中的提请审查阈值：

{table}

类别各行：报对类别才算对；“公开段误标”是该类易混淆公开段被标出的比例。\
普通公开文字误标 {background_flagged:.3f}。
提请审查阈值（概率）：{thresholds}。

## 局限
- 语料是编写的，模型也学到了文风，上面的数字偏高；在真实公开文件上的表现见 `docs/classifier.md`。
- 不当标志、公开属性、脱敏、口令、隐藏内容的段落很少，靠规则，不靠它。
- 只看单个段落：需要上下文、跨段拼接或图像才能看出的问题，它看不出。
- 没有报出不等于没有问题。

## 重新训练
`reviewer train --corpus 语料目录 --output 输出目录`；配方是语料目录旁的 `recipe.toml`。\
语料、配方、机器与库版本相同，结果逐字节相同。
训练所用库：{libraries}。

许可：权重与语料 CC0 1.0。
"""
