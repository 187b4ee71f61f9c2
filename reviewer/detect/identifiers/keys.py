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
    ("企业微信机器人密钥", r"(?<=webhook/send\?key=)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("支付接口密钥", r"[sr]k_live_[0-9A-Za-z]{16,100}"),
    ("邮件服务密钥", r"SG\.[0-9A-Za-z_\-]{16,32}\.[0-9A-Za-z_\-]{32,64}"),
    ("软件仓库令牌", r"npm_[0-9A-Za-z]{36}|pypi-AgEI[0-9A-Za-z_\-]{50,200}|dckr_pat_[0-9A-Za-z_\-]{20,40}"),
    ("模型仓库令牌", r"hf_[0-9A-Za-z]{30,40}"),
    ("谷歌客户端密钥", r"GOCSPX-[0-9A-Za-z_\-]{24,32}"),
    ("钉钉机器人密钥", r"SEC[0-9a-f]{64}"),
    ("JWT 令牌", r"eyJ[0-9A-Za-z_\-]{8,2000}\.eyJ[0-9A-Za-z_\-]{8,4000}\.[0-9A-Za-z_\-]{8,1000}"),
)
_ISSUED = late("(?<![0-9A-Za-z])(?:" + "|".join(f"({form})" for _, form in _KNOWN) + ")(?![0-9A-Za-z])")
_CALLED = late(
    r"(?i:app_?secret|client_?secret|secret_?(?:access_?)?key|secret|api[_-]?key|access[_-]?key(?:_?secret|_?id)?"
    r"|access[_-]?token|auth[_-]?token|refresh_?token|token|private_?key|app_?key|bearer|密钥|秘钥|令牌)"
    r"""["'”]? ?(?:[:=]|是|为|\t| ) ?["'“]?(?P<value>[0-9A-Za-z_\-/+.]{16,200}={0,2})"""
)
_NAMES = ("secret", "key", "token", "bearer", "密钥", "秘钥", "令牌")
_MARKS = (
    b"AKIA", b"ASIA", b"LTAI", b"AKID", b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_",
    b"glpat-", b"sk-", b"xox", b"AIza", b"eyJ", b"send?key=", b"k_live_", b"SG.", b"npm_", b"pypi-",
    b"dckr_", b"hf_", b"GOCSPX", b"SEC",
)  # fmt: skip
_BITS = 3.0  # per character: words and paths stay below, random hex and base64 above
_WORDS = late(r"[a-z]{5,}|[A-Z]{5,}|[/.](?=[a-z])")


def secret_readings(ground: Ground) -> Iterator[Reading]:
    """Keys of known form anywhere; other random values right after a name for them."""
    folded = ground.text.folded
    lowered = folded.lower()
    for found in _ISSUED.finditer(folded) if any(map(ground.plain.__contains__, _MARKS)) else ():
        what = _KNOWN[(found.lastindex or 1) - 1][0]
        yield Reading("token", *found.span(), found.group(), 0.95, f"形式是{what}")
    if not any(map(lowered.__contains__, _NAMES)):
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
