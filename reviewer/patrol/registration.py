"""The entry of a site in the register, checked field by field: what cannot be is told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from reviewer.patrol import hours
from reviewer.patrol.address import canonical, host_of, registered
from reviewer.patrol.nature import NATURES

LABELS: dict[str, str] = {
    "name": "网站名称",
    "hosts": "域名",
    "seeds": "起始地址",
    "contact": "联系方式",
    "rate": "每分钟请求数",
    "hours": "允许时段",
    "depth": "链接层级",
    "most_pages": "地址数上限",
    "most_mb": "单个文件上限",
    "history_before": "历史截止日期",
    "public_days": "公示天数",
    "patterns": "栏目",
}
RISKS: dict[int, str] = {3: "高", 2: "中", 1: "低"}
# field: least, most, what it counts
_NUMBERS: dict[str, tuple[int, int, str]] = {
    "rate": (1, 600, "次"),
    "depth": (1, 100, "层"),
    "most_pages": (10, 1_000_000, "个"),
    "most_mb": (1, 500, "MB"),
    "public_days": (0, 3650, "天"),
}
_MOST_HOSTS, _MOST_SEEDS, _MOST_PATTERNS, _MOST_NOTES = 20, 50, 100, 10


class Pattern(NamedTuple):
    """Addresses of a 栏目; `nature` "" leaves it to the addresses, `public_days` 0 to the site."""

    pattern: str
    column_id: int | None = None
    risk: int = 2
    nature: str = ""
    public_days: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A site as it may be kept."""

    name: str
    hosts: tuple[str, ...]
    seeds: tuple[str, ...]
    contact: str
    rate: int
    hours: str
    depth: int
    most_pages: int
    most_mb: int
    history_before: date | None
    public_days: int
    patterns: tuple[Pattern, ...]


@dataclass(slots=True)
class Checked:
    """What was given: the entry, or the faults by field; notes say what is allowed but worth a look."""

    entry: Entry | None = None
    faults: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The faults as lines, the field's name first."""
        return [f"{LABELS[name]}：{words}" for name, words in self.faults.items()]


def checked(given: Mapping[str, str], patterns: Sequence[Mapping[str, str]]) -> Checked:
    """The entry that the fields make; fields are texts as a page sends them, lists one a line."""
    found = Checked()
    name = " ".join(given.get("name", "").split())
    if not name or len(name) > 120:
        found.faults["name"] = "请填写，最多 120 字"
    contact = given.get("contact", "").strip()
    if not contact or len(contact) > 120:
        found.faults["contact"] = "请填写电话或邮箱（最多 120 字），会写进访问标识，便于网站运维人员联系"
    hosts = _hosts(given.get("hosts", ""), found)
    seeds = _seeds(given.get("seeds", ""), hosts, found)
    numbers = {field: _number(field, given.get(field, ""), found) for field in _NUMBERS}
    span, day = _hours(given.get("hours", ""), found), _day(given.get("history_before", ""), found)
    rows = _patterns(patterns, hosts, found)
    if not found.faults:
        found.entry = Entry(
            name, hosts, seeds, contact, numbers["rate"], span, numbers["depth"], numbers["most_pages"],
            numbers["most_mb"], day, numbers["public_days"], rows,
        )  # fmt: skip
    return found


def meet(one: str, other: str) -> bool:
    """Whether an address can fit both patterns (`*` stands for any run of characters)."""
    width = len(other)
    reach = [True, *([False] * width)]
    for at in range(1, width + 1):
        reach[at] = reach[at - 1] and other[at - 1] == "*"
    for letter in one:
        before, reach = reach, [reach[0] and letter == "*", *([False] * width)]
        for at in range(1, width + 1):
            star = letter == "*" or other[at - 1] == "*"
            stays = (reach[at - 1] or before[at]) if star else False
            reach[at] = stays or (before[at - 1] and (star or letter == other[at - 1]))
    return reach[width]


def covers(wide: str, narrow: str) -> bool:
    """Whether every address of the narrow pattern fits the wide one."""
    reach = {0}
    for letter in (*narrow, ""):
        for at in sorted(reach):
            step = at
            while step < len(wide) and wide[step] == "*":
                step += 1
                reach.add(step)
        if letter == "":
            return len(wide) in reach
        reach = {
            place
            for at in reach
            if at < len(wide)
            for place in (
                [at] if wide[at] == "*" else [at + 1] if wide[at] == letter and letter != "*" else []
            )
        }
    return False


def _hosts(text: str, found: Checked) -> tuple[str, ...]:
    hosts: dict[str, None] = {}
    for line in _lines(text.replace("，", "\n").replace(",", "\n").replace("、", "\n")):
        parts = urlsplit(line if "://" in line else f"http://{line}")
        try:
            host = host_of(parts)
        except ValueError:
            host = ""
        if not host or parts.path.strip("/") or parts.query or parts.username:
            found.faults["hosts"] = f"“{line[:60]}”不是域名，应写成 www.example.gov.cn，一行一个"
        elif "." not in host and ":" not in host:
            found.faults["hosts"] = f"“{host}”不是完整的域名"
        else:
            hosts[host] = None
    if not hosts and "hosts" not in found.faults:
        found.faults["hosts"] = "请至少填写一个域名"
    if len(hosts) > _MOST_HOSTS:
        found.faults["hosts"] = f"最多 {_MOST_HOSTS} 个，其余请另登记网站"
    return tuple(hosts)


def _seeds(text: str, hosts: Sequence[str], found: Checked) -> tuple[str, ...]:
    seeds: dict[str, None] = {}
    for line in _lines(text):
        address = canonical(line, line) if "://" in line else None
        if address is None:
            found.faults["seeds"] = f"“{line[:60]}”不是网址，应以 http:// 或 https:// 开头"
        elif not registered(address, hosts):
            found.faults["seeds"] = f"“{line[:60]}”不在上面登记的域名上"
        else:
            seeds[address.url] = None
    if not seeds and "seeds" not in found.faults:
        found.faults["seeds"] = "请至少填写一个：首页、网站地图（sitemap.xml）或订阅地址（RSS）"
    if len(seeds) > _MOST_SEEDS:
        found.faults["seeds"] = f"最多 {_MOST_SEEDS} 个"
    return tuple(seeds)


def _number(name: str, text: str, found: Checked) -> int:
    least, most, unit = _NUMBERS[name]
    text = text.strip() or "x"
    if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
        return int(text)
    found.faults[name] = f"应为 {least} 到 {most} 的整数（{unit}）"
    return least


def _hours(text: str, found: Checked) -> str:
    try:
        hours.parse(text)
    except ValueError as problem:
        found.faults["hours"] = f"{problem}，全天可以不填"
    if len(text.strip()) > 20:
        found.faults["hours"] = "太长，最多写一段，如 22:00-06:00"
    return text.strip()


def _day(text: str, found: Checked) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        found.faults["history_before"] = "应写成 2026-03-02"
        return None


def _patterns(
    given: Sequence[Mapping[str, str]], hosts: Sequence[str], found: Checked
) -> tuple[Pattern, ...]:
    rows = [row for row in (_pattern(one, hosts, found) for one in given) if row is not None]
    if len(rows) > _MOST_PATTERNS:
        found.faults["patterns"] = f"最多 {_MOST_PATTERNS} 行"
        return ()
    for place, row in enumerate(rows):
        for before in rows[:place]:
            if covers(before.pattern, row.pattern):
                found.faults["patterns"] = (
                    f"“{row.pattern}”永远轮不到：前面的“{before.pattern}”已全部包含，请调换次序"
                )
    found.notes += list(_overlaps(rows))[:_MOST_NOTES] if "patterns" not in found.faults else []
    return tuple(rows)


def _pattern(given: Mapping[str, str], hosts: Sequence[str], found: Checked) -> Pattern | None:
    text = given.get("pattern", "").strip()
    if not text:
        return None
    text = text.partition("://")[2] or text
    host = text.partition("/")[0]
    if any(letter.isspace() for letter in text) or len(text) > 300:
        found.faults["patterns"] = f"“{text[:60]}”中有空格或太长"
    elif not text.startswith("/") and not ("/" in text and (host in hosts or "*" in host)):
        found.faults["patterns"] = f"“{text[:60]}”应以 / 开头，或以登记的域名开头"
    risk, days, column = (given.get(name, "").strip() for name in ("risk", "public_days", "column"))
    nature = given.get("nature", "")
    if risk not in {"1", "2", "3"} or nature not in NATURES:
        found.faults["patterns"] = f"“{text[:60]}”的风险或类型没有选"
    if days and not (days.isascii() and days.isdigit() and int(days) <= _NUMBERS["public_days"][1]):
        found.faults["patterns"] = f"“{text[:60]}”的公示天数应为整数，不限可以不填"
    column_id = int(column) if column.isascii() and column.isdigit() else None
    if "patterns" in found.faults:
        return None
    return Pattern(text, column_id, int(risk), nature, int(days or 0))


def _overlaps(rows: Sequence[Pattern]) -> Iterator[str]:
    """Two patterns that share addresses: the first one counts."""
    for place, row in enumerate(rows):
        for before in rows[:place]:
            if before.pattern.startswith("/") == row.pattern.startswith("/") and meet(before.pattern, row.pattern) and not covers(row.pattern, before.pattern):  # fmt: skip # noqa: E501
                yield f"“{before.pattern}”与“{row.pattern}”有共同的地址，按前面的一行算"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
