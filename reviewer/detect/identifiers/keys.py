"""Keys and tokens: known forms, and values of high entropy beside a name that says secret."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.late import late

_KNOWN = (  # who issues it, its form
    ("亚马逊云访问密钥", r"(?:AKIA|ASIA)[0-9A-Z]{16}"),
    ("阿里云访问密钥", r"LTAI[0-9A-Za-z]{12,24}"),
    ("腾讯云访问密钥", r"AKID[0-9A-Za-z]{32,36}"),
    ("GitHub 令牌", r"gh[pousr]_[0-9A-Za-z]{30,80}|github_pat_[0-9A-Za-z_]{30,100}"),
    ("GitLab 令牌", r"glpat-[0-9A-Za-z_\-]{20,40}"),
    ("大模型接口密钥", r"sk-(?:proj-|ant-)?[0-9A-Za-z_\-]{24,120}"),
    ("Slack 令牌", r"xox[abprs]-[0-9A-Za-z\-]{10,80}"),
    ("谷歌接口密钥", r"AIza[0-9A-Za-z_\-]{35}"),
    ("JWT 令牌", r"eyJ[0-9A-Za-z_\-]{8,2000}\.eyJ[0-9A-Za-z_\-]{8,4000}\.[0-9A-Za-z_\-]{8,1000}"),
)
_ISSUED = late("(?<![0-9A-Za-z])(?:" + "|".join(f"({form})" for _, form in _KNOWN) + ")(?![0-9A-Za-z])")
_CALLED = late(
    r"(?i:app_?secret|client_?secret|secret_?(?:access_?)?key|secret|api_?key|access_?key(?:_?secret|_?id)?"
    r"|access_?token|auth_?token|refresh_?token|token|private_?key|app_?key|bearer|密钥|秘钥|令牌)"
    r"""["'”]? ?(?:[:=]|是|为|\t| ) ?["'“]?(?P<value>[0-9A-Za-z_\-/+.]{16,200}={0,2})"""
)
_NAMES = ("secret", "key", "token", "bearer", "密钥", "秘钥", "令牌")
_MARKS = ("AKIA", "ASIA", "LTAI", "AKID", "gh", "glpat-", "sk-", "xox", "AIza", "eyJ")
_BITS = 3.0  # per character: words and paths stay below, random hex and base64 above
_WORDS = late(r"[a-z]{5,}|[A-Z]{5,}|[/.](?=[a-z])")


def secret_readings(ground: Ground) -> Iterator[Reading]:
    """Keys of known form anywhere; other random values right after a name for them."""
    folded = ground.text.folded
    lowered = folded.lower()
    for found in _ISSUED.finditer(folded) if any(mark in folded for mark in _MARKS) else ():
        what = _KNOWN[(found.lastindex or 1) - 1][0]
        yield Reading("token", *found.span(), found.group(), 0.95, f"形式是{what}")
    if not any(name in lowered for name in _NAMES):
        return
    for found in _CALLED.finditer(folded):
        value = found["value"]
        if random(value):
            yield Reading("token", *found.span("value"), value, 0.85, "密钥名称后面是一串随机字符")


def random(value: str) -> bool:
    """Whether a value mixes letters and digits and looks drawn by lot: Shannon entropy over 3 bits."""
    if value.isalpha() or value.isdigit() or len(_WORDS.findall(value)) > 1:
        return False
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts) >= _BITS
