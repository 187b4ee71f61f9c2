"""Trains the judge of undecided marks and writes reviewer/detect/marks/judge.json, the same bytes each time.

    python tests/tools/train_marks.py [CORPUS]

The texts are generated here: marks set over drafts of official writing, and the same words as titles of
works, headings of lessons, entries of lists and forms. CORPUS (../shared/corpus/passages) lends bodies of
text to both sides; without it a few sentences of our own serve. Prints the accuracy on held-out bodies.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from reviewer.detect.marks.grammar import whole
from reviewer.detect.marks.judge import features
from reviewer.detect.marks.place import standing
from reviewer.detect.text import Text
from reviewer.records import Location, Segment

TARGET = Path(__file__).parents[2] / "reviewer/detect/marks/judge.json"
LEVELS = ("绝密", "机密", "秘密", "机　密", "秘　密", "【机密】", "（秘密）", "秘密级")
ORGANS = ("某某市某某局", "某某县某某办公室", "某某厅办公室", "某某区工作专班")
KINDS = ("通知", "报告", "请示", "函", "意见", "方案", "情况汇报", "会议纪要")
MATTERS = ("有关工作", "近期有关事项", "专项行动", "重点项目推进", "人员安排", "有关线索办理")
ADDRESSED = ("各科室：", "市委办公室：", "各县（市、区）有关部门：", "")
WORKS = (
    "花园",
    "绘本展",
    "一部讲述航空故事的影片今晚上映。",
    "作者新近出版的小说",
    "游戏玩家见面会",
    "主演见面会，凭票入场。",
)
LESSONS = ("是指泄露后会使国家安全和利益遭受损害的事项。", "下列说法正确的是（ ）", "保密知识问答第三题", "定密培训讲义第二讲",
           "《保密法》宣传材料", "是什么？怎么判断？", "答案：A", "教育展览分为三个单元")  # fmt: skip
OWN = (
    "现将有关情况报告如下。",
    "请认真组织实施，并于月底前反馈。",
    "会议研究了下一步工作，明确了责任分工。",
    "活动当天免费开放，欢迎参加。",
)


def positive(draw: random.Random, body: str) -> tuple[list[str], int]:
    """Lines of a draft with a mark, and which line the mark is."""
    lines = [draw.choice(LEVELS)]
    if draw.random() < 0.3:
        lines.insert(0, draw.choice(ORGANS))
    at = len(lines) - 1
    if draw.random() < 0.4:
        lines.append(draw.choice(ORGANS))
    if draw.random() < 0.7:
        lines.append(f"关于{draw.choice(MATTERS)}的{draw.choice(KINDS)}")
    return [*lines, draw.choice(ADDRESSED), body], at


def negative(draw: random.Random, body: str) -> tuple[list[str], int]:
    """Lines in which a level's word is no mark."""
    level = draw.choice(LEVELS)
    way = draw.randrange(5)
    if way == 0:
        return [level, draw.choice(WORKS), body], 0
    if way == 1:
        return [level, draw.choice(LESSONS), body], 0
    if way == 2:
        return [
            draw.choice(("请选择：", "密级分为：", "密级有、", "选项：")),
            level,
            draw.choice(("内部", "公开", "其他")),
            body,
        ], 1
    if way == 3:
        return ["展览导览", draw.choice(WORKS), level, draw.choice(WORKS), body], 2
    return [draw.choice(LESSONS), level, draw.choice(LESSONS), "绝密、机密、秘密三级", body], 1


def held(lines: list[str], at: int, kind: str) -> dict[str, str] | None:
    """The features of one line of a text."""
    text = Text.of([Segment("\n".join(lines), Location("例", kind, ""), "lines")])
    start = sum(len(line) + 1 for line in text.folded.split("\n")[:at])
    start, end = text.line(start)
    mark = whole(text.folded[start:end])
    return features(mark, standing(text, start, end)) if mark else None


def examples(bodies: list[str], seed: int) -> list[tuple[dict[str, str], int]]:
    """Features and truth of generated texts, half of them marks."""
    draw = random.Random(seed)
    found = []
    for number in range(4000):
        truth = number % 2
        lines, at = (positive if truth else negative)(draw, draw.choice(bodies))
        kind = "header" if truth and draw.random() < 0.15 else "body"
        if (holding := held(lines, at, kind)) is not None:
            found.append((holding, truth))
    return found


def bodies_of(corpus: Path | None) -> list[str]:
    """Passages of a corpus, sorted, or our own sentences."""
    if corpus is None or not corpus.is_dir():
        return list(OWN)
    lines = [line for file in sorted(corpus.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [json.loads(line)["text"][:300] for line in lines]


def main(corpus: Path | None) -> None:
    """Train on two thirds of the bodies, test on the rest, write the weights."""
    bodies = bodies_of(corpus)
    random.Random(0).shuffle(bodies)
    cut = len(bodies) * 2 // 3
    train, test = examples(bodies[:cut], 1), examples(bodies[cut:], 2)
    names = sorted({name for holding, _ in (*train, *test) for name in holding})
    model = LogisticRegression(C=0.5, max_iter=1000).fit(_matrix(train, names), [truth for _, truth in train])
    right = model.predict(_matrix(test, names)) == np.array([truth for _, truth in test])
    print(f"held-out bodies: {right.mean():.3f} of {len(test)}")  # noqa: T201
    weights = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    learnt = {"intercept": round(float(model.intercept_[0]), 3), "weights": weights}
    TARGET.write_text(json.dumps(learnt, indent=1) + "\n", encoding="utf-8")


def _matrix(found: list[tuple[dict[str, str], int]], names: list[str]) -> np.ndarray:
    return np.array([[name in holding for name in names] for holding, _ in found], dtype=float)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
