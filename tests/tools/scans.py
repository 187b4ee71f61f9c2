"""Scanned pages made for measuring OCR: fictitious text set on A4, then worn like a scan."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random
from unicodedata import normalize

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

_FONTS = Path("/usr/share/fonts/opentype/noto")
FACES = tuple(
    path
    for path in (_FONTS / "NotoSerifCJK-Regular.ttc", _FONTS / "NotoSansCJK-Regular.ttc")
    if path.is_file()
)
MARKS = ("机密★10年", "秘密★5年", "绝密★长期", "秘密★启用前", "机密★1年", "绝密★30年")
_WHO = (
    "各县区人民政府",
    "市直有关部门",
    "各乡镇街道办事处",
    "市发展改革部门",
    "承办科室",
    "督查专班",
    "项目单位",
    "有关企业",
)
_WHEN = (
    "自本通知印发之日起",
    "于每季度末",
    "在2026年6月30日前",
    "按照年度计划",
    "本月15日前",
    "三个工作日内",
    "汛期到来之前",
)
_DOES = (
    "认真梳理存在的问题", "组织开展专项检查", "报送工作进展情况", "完善应急预案和值班制度", "落实主体责任",
    "统筹安排资金38.5万元", "核对台账并逐级签字", "加强对基层的业务指导", "建立联络员工作机制", "推动政务服务事项集中办理",
    "做好档案整理与移交", "公示办理结果并接受监督", "压缩审批时限至7个工作日", "对照清单逐项销号管理",
)  # fmt: skip
_LINKS = ("，", "；", "。", "，并", "，同时", "。对未按要求办理的，", "（详见附件3）。")


def sentences(random: Random, characters: int) -> str:
    """Made-up official prose of about this length."""
    text = ""
    while len(text) < characters:
        text += (
            random.choice(_WHEN)
            + "，"
            + random.choice(_WHO)
            + "要"
            + random.choice(_DOES)
            + random.choice(_LINKS)
        )
    return text[:characters]


def page(
    seed: int, *, points: float = 14, lines: int = 30, dpi: int = 150, mark: str = "", mark_points: float = 0
) -> tuple[Image.Image, list[str]]:
    """An A4 page with its true lines, the mark (in its own size) first and at the top right."""
    random = Random(seed)
    size = round(points * dpi / 72)
    width, height = round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)
    face = str(FACES[seed % len(FACES)])
    font = ImageFont.truetype(face, size, index=2)
    image = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(image)
    left, top = round(0.13 * width), round(0.08 * height)
    fits = int((width - 2 * left) / size)
    true = [
        sentences(random, fits if random.random() < 0.8 else random.randint(4, fits)) for _ in range(lines)
    ]
    step = (height - 2 * top) / lines
    for number, line in enumerate(true):
        pen.text((left, top + number * step), line, fill=0, font=font)
    if mark:
        small = ImageFont.truetype(face, round((mark_points or points) * dpi / 72), index=2)
        pen.text((width - left - small.getlength(mark), round(top * 0.4)), mark, fill=0, font=small)
    return image.convert("RGB"), [mark, *true] if mark else true


def noisy(
    image: Image.Image, seed: int, *, sigma: float = 18, blur: float = 0.6, quality: int = 45
) -> Image.Image:
    """Blur, uneven light, grain and strong JPEG compression, as cheap scanners leave them."""
    random = np.random.default_rng(seed)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float32)
    light = np.linspace(0.82, 1, soft.shape[1], dtype=np.float32)[None, :, None]
    grain = random.normal(0, sigma, soft.shape[:2])[:, :, None]
    worn = Image.fromarray(np.clip(soft * light + grain, 0, 255).astype(np.uint8))
    out = io.BytesIO()
    worn.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def skewed(image: Image.Image, degrees: float) -> Image.Image:
    """Turned by a few degrees on white."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def sealed(image: Image.Image) -> Image.Image:
    """With a red ring, a star and letters printed over the lower right of the text."""
    ink = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(ink)
    middle, radius = (round(image.width * 0.62), round(image.height * 0.7)), image.width // 8
    red = (215, 40, 45)
    pen.circle(middle, radius, outline=red, width=max(3, radius // 14))
    pen.regular_polygon((*middle, radius // 3), 5, fill=red)
    font = ImageFont.truetype(str(FACES[0]), radius // 4, index=2)
    pen.text((middle[0] - radius * 0.6, middle[1] + radius * 0.45), "公文专用", fill=red, font=font)
    return ImageChops.darker(image, ink)


Look = Callable[[Image.Image, int], Image.Image]
WEAR: dict[str, Look] = {
    "clean": lambda image, _: image,
    "noisy": noisy,
    "skew+2": lambda image, _: skewed(image, 2),
    "skew-3": lambda image, _: skewed(image, -3),
    "turn90": lambda image, _: image.rotate(90, expand=True),
    "turn180": lambda image, _: image.rotate(180, expand=True),
    "turn270": lambda image, _: image.rotate(270, expand=True),
    "seal": lambda image, _: sealed(image),
    "seal+noisy": lambda image, seed: noisy(sealed(image), seed),
}


def flat(text: str) -> str:
    """Text as it is compared: without spaces, width folded."""
    return "".join(normalize("NFKC", text).split())


def right(true: str, read: str) -> int:
    """How many characters of the true text were read: its length less the edits that separate the two."""
    row = np.arange(len(read) + 1)
    letters = np.array([ord(char) for char in read], dtype=np.int64)
    offsets = np.arange(len(read) + 1)
    for number, char in enumerate(true, 1):
        above = np.minimum(row[1:] + 1, row[:-1] + (letters != ord(char)))
        new = np.concatenate(([number], above))
        row = np.minimum.accumulate(new - offsets) + offsets
    return len(true) - int(row[-1])
