"""What an answer with status 200 really is: the page, "not found" in words, the home page, or a barrier."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from reviewer.patrol.likeness import likeness, sketch

_HOME = re.compile(r"/(?:(?:index|default|home|main)\.(?:s?html?|jsp|aspx?|php|do|action))?", re.IGNORECASE)
_LOGIN_PATH = re.compile(
    r"(?:^|[/._-])(?:login|signin|passport|sso|cas|oauth2?|captcha|verify)(?:[/._-]|$)", re.IGNORECASE
)
_LOGIN = re.compile(r"登录|登陆|身份认证|身份验证|\blog ?in\b|sign in", re.IGNORECASE)
_CAPTCHA = re.compile(
    r"请?(?:输入|填写|完成|拖动|滑动|点击)[^。\n]{0,12}(?:验证码|验证|滑块)|安全验证|人机验证|访问验证|访问过于频繁|访问频率"
    r"|访问被(?:拒绝|拦截|阻断)|请求被拦截|检测到异常访问|禁止访问"
    r"|captcha|are you (?:a )?(?:human|robot)|access denied",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"(?:页面|网页|文章|内容|信息|文件|栏目|资源|您?(?:所|要)?(?:访问|查找|请求|浏览)的?(?:页面|网页|内容|资源|信息|文件)?)"
    r"[^。！\n]{0,8}(?:不存在|未找到|没有找到|找不到|已(?:被)?(?:删除|移除|撤下|下线))"
    r"|\b404\b|not found",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"document\s*\.\s*cookie")
_RELOADS = re.compile(r"location|reload|submit\s*\(")
_REFRESH = re.compile(r"^\s*(\d*)\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"'>]*)", re.IGNORECASE)
_BARRIER = 400  # letters: a page that stands in the way says little
_BRIEF = 60  # letters: nothing but "you are being taken to …"
ALIKE = 0.8
_OWN = 40  # letters a page may say that the "not found" page does not: its own name, an echoed address


@dataclass(frozen=True, slots=True)
class Words:
    """What of a page tells its kind."""

    title: str
    text: str
    lines: frozenset[str]
    places: tuple[int, ...]  # sketch of its text
    password: bool
    scripts: str
    refresh: str  # where it leads by itself at once


def words(body: bytes, charset: str) -> Words:
    """Read a page only as far as telling needs; forgiving about its encoding."""
    tree = LexborHTMLParser(_decoded(body, charset))
    title = " ".join(node.text(strip=True) for node in tree.css("title,h1")[:3])
    password = tree.css_first("input[type=password]") is not None
    scripts = "".join(node.text() for node in tree.css("script")[:20])[:50_000]
    refresh = _refresh(tree)
    for node in tree.css("script,style,noscript,template,title"):
        node.decompose(recursive=True)
    text = tree.body.text(separator="\n", strip=True) if tree.body else ""
    lines = frozenset("".join(line.split()) for line in text.splitlines())
    return Words(title, text, lines - {""}, sketch(text), password, scripts, refresh)


def is_home(url: str) -> bool:
    """Whether an address is a host's home page."""
    parts = urlsplit(url)
    return not parts.query and bool(_HOME.fullmatch(parts.path or "/"))


def is_login(url: str) -> bool:
    """Whether an address says that one must sign in there."""
    return bool(_LOGIN_PATH.search(urlsplit(url).path))


def barrier(page: Words) -> str:
    """`captcha`, `login` or `cookie-wall` for a page that stands in the way of the content; "" for others.

    Only pages that say little: a portal's own sign-in box or a form's captcha beside content is none.
    """
    length = _letters(page.text)
    if length <= _BRIEF // 3 and _COOKIES.search(page.scripts) and _RELOADS.search(page.scripts):
        return "cookie-wall"
    if length > _BARRIER:
        return ""
    if _CAPTCHA.search(page.title) or _CAPTCHA.search(page.text):
        return "captcha"
    return "login" if page.password and _LOGIN.search(f"{page.title}{page.text}") else ""


def leads_away(page: Words) -> str:
    """Where a page that says next to nothing takes its visitor at once; "" for others."""
    return page.refresh if _letters(page.text) <= _BRIEF else ""


def says_absent(page: Words) -> bool:
    """Whether a page that says little says in so many words that there is nothing."""
    return (
        _letters(page.text) <= _BARRIER
        and bool(_ABSENT.search(page.title))
        and bool(_ABSENT.search(page.text))
    )


def alike(page: Words, absent: Words) -> bool:
    """Whether a page says what the site says of an address that cannot exist, and next to nothing else.

    Likeness alone is not enough: a short article inside a large frame is like every page of its site.
    """
    own = sum(_letters(line) for line in page.lines - absent.lines)
    return own <= _OWN and likeness(page.places, absent.places) >= ALIKE


def _refresh(tree: LexborHTMLParser) -> str:
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh":
            found = _REFRESH.match(node.attributes.get("content") or "")
            if found and found[2] and int(found[1] or 0) <= 5:
                return found[2]
    return ""


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _decoded(body: bytes, charset: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    try:
        return body.decode(codecs.lookup(charset).name if charset else "gb18030", "replace")
    except LookupError:
        return body.decode("gb18030", "replace")
