"""Which approved item an address shows: the same bytes, the same main text, a text alike, its own address.

`held` estimates from two sketches how much of the approved text is online. Measured on 300 generated pairs of
each kind and length (3 … 40 sentences): copies in a page's frame 0.76 … 1, one number changed 0.85 … 1, one
sentence 0.47 … 1, another notice 0.03 … 0.47; letters of one form with other facts 0.56 … 0.99. So likeness
alone never makes a page an item that was changed: it needs the title (TITLED, a title that few share) or the
address that was written down. From COMPARED on the texts themselves decide whether they are the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from reviewer.patrol.likeness import likeness
from reviewer.patrol.neighbours import Neighbours, gathered
from reviewer.patrol.sameness import folded

How = Literal["bytes", "text", "near", "address", ""]
Verdict = Literal["approved", "changed", "unapproved", "overdue", "history", "list", "untold"]
VERDICTS: dict[Verdict, str] = {
    "approved": "与审批一致",
    "changed": "审批后被改动",
    "unapproved": "未经审批发布",
    "overdue": "超期公示",
    "history": "历史存量",
    "list": "列表、导航页",
    "untold": "无法认定",
}
BAD: tuple[Verdict, ...] = ("changed", "unapproved", "overdue")
HOWS: dict[How, str] = {
    "bytes": "文件逐字节相同", "text": "正文相同", "near": "正文相近", "address": "登记的发布地址", "": "",
}  # fmt: skip
WHYS: dict[str, str] = {
    "": "",
    "no-case": "没有对应的审批件",
    "similar": "与一件审批件相近，但不是同一件",
    "withdrawn": "审批件已撤回，网上仍有",
    "annex": "所在页面已审批，这个附件不在审批件中",
    "case-period": "已过审批件规定的撤下日期",
    "stated-period": "已过文中写明的公示期",
    "column-period": "已过栏目规定的公示天数",
    "no-copy": "没有留存网页内容，无法比对",
    "sealed": "审批件内容已封存或清除，无法比对",
    "picture": "图片、音视频，不单独认定",
    "short": "文字太少，无法认定",
    "undated": "看不出发布日期，首次巡查前已在网上",
    "gone": "登记的发布地址已打不开",
    "late": "审批通过已到期，网上没有找到",
}
TEXT = 20  # letters from which an equal main text says something
TITLE = 6  # letters from which an equal title says something
TITLE_IN = 10  # … a title behind a name
SIMILAR = 0.6  # share of the approved text that seems to be online, from which it is told that they are alike
COMPARED = 0.7  # … from which the texts are compared, whatever title and place
ANNEX = 0.5  # … from which an attachment on the page of a case is its annex, changed
TITLED = 0.8  # … from which a page of the same title is the item, changed
COMMON = 3  # pages of one title, from which it says nothing: 中标结果公示
MOST = 5  # candidates whose texts are compared
NEAREST = 50  # the most alike that are looked at
_BEHIND = re.compile(r"\s*[-_|—–·>]+\s*")


class Approved(NamedTuple):
    """An approved item: what of it is compared. `key` is that of the address written down for its case."""

    item_id: int
    case_id: int
    sha256: str
    main_sha256: str
    letters: int
    sketch: tuple[int, ...]
    title: str
    key: str = ""
    annex: bool = False
    withdrawn: bool = False


class Online(NamedTuple):
    """What is at an address; `cases` are those of the pages that lead there, for attachments."""

    key: str
    sha256: str
    main_sha256: str
    letters: int
    sketch: tuple[int, ...]
    title: str
    attachment: bool = False
    cases: frozenset[int] = frozenset()


class Candidate(NamedTuple):
    """An item that an address may show. `held` is the share of its text that seems to be there."""

    item: Approved
    how: How
    likeness: float
    held: float
    titled: bool
    placed: bool  # at the address written down, or on a page of the same case
    addressed: bool  # at the address written down

    @property
    def worth(self) -> bool:
        """Whether its text may be the same: worth being opened and compared."""
        return self.placed or self.titled or self.held >= COMPARED


@dataclass(slots=True)
class Shelf:
    """Approved items by what they are found with; `common` are titles, folded, that many share."""

    items: tuple[Approved, ...]
    common: frozenset[str]
    _bytes: dict[str, list[Approved]] = field(default_factory=lambda: defaultdict(list))
    _texts: dict[str, list[Approved]] = field(default_factory=lambda: defaultdict(list))
    _titles: dict[str, list[Approved]] = field(default_factory=lambda: defaultdict(list))
    _keys: dict[str, list[Approved]] = field(default_factory=lambda: defaultdict(list))
    _cases: dict[int, list[Approved]] = field(default_factory=lambda: defaultdict(list))
    _alike: Neighbours | None = None

    def _put(self, item: Approved) -> None:
        self._bytes[item.sha256].append(item)
        if item.main_sha256 and item.letters >= TEXT:
            self._texts[item.main_sha256].append(item)
        if item.annex:
            self._cases[item.case_id].append(item)
            return
        if len(item.title) >= TITLE:
            self._titles[item.title].append(item)
        if item.key:
            self._keys[item.key].append(item)

    def exact(self, online: Online) -> Candidate | None:
        """The item with the same bytes, else with the same main text; of several the best placed, newest."""
        if same := self._bytes.get(online.sha256):
            return self._exact(same, online, "bytes")
        same = self._texts.get(online.main_sha256, []) if online.letters >= TEXT else []
        return self._exact(same, online, "text") if same else None

    def candidates(self, online: Online) -> list[Candidate]:
        """Items whose text may be there, the best first: placed, of the same title, the most alike."""
        near = self._alike.of(online.sketch, NEAREST) if self._alike is not None else []
        alike = {self.items[place].item_id: (self.items[place], share) for place, share in near}
        titles = self._titles_of(online)
        for item in self._told(online, titles):
            alike.setdefault(item.item_id, (item, likeness(item.sketch, online.sketch)))
        found = [
            _candidate(item, online, share, titled=item.title in titles) for item, share in alike.values()
        ]
        found = [one for one in found if one.placed or one.titled or one.held >= SIMILAR]
        found.sort(key=lambda one: (not one.placed, not one.titled, -one.held, -one.item.item_id))
        return found[:MOST]

    def is_changed(self, candidate: Candidate) -> bool:
        """Whether an item whose text is not the same is this address's all the same."""
        if candidate.placed:
            return candidate.addressed or candidate.titled or candidate.held >= ANNEX
        return candidate.titled and candidate.held >= TITLED

    def _exact(self, items: Sequence[Approved], online: Online, how: How) -> Candidate:
        best = max(items, key=lambda item: (_placed(item, online), not item.withdrawn, item.item_id))
        titled = best.title in self._titles_of(online)
        return Candidate(best, how, 1.0, 1.0, titled, _placed(best, online), _addressed(best, online))

    def _told(self, online: Online, titles: Iterable[str]) -> Iterable[Approved]:
        """Items at this address, of one of the titles, of the cases of the pages that lead here."""
        yield from self._keys.get(online.key, ())
        for title in sorted(titles):
            yield from self._titles.get(title, ())
        for case_id in sorted(online.cases):
            yield from self._cases.get(case_id, ())

    def _titles_of(self, online: Online) -> frozenset[str]:
        """The approved titles that a page has: whole, without what sites put behind it, or behind a name.

        通知_某县人民政府, 清溪县示例局关于…的通知. None that many share.
        """
        whole = folded(online.title)
        if whole in self.common:
            return frozenset()
        cuts = [found.start() for found in _BEHIND.finditer(online.title)]
        told = {whole, *(folded(online.title[:cut]) for cut in (*cuts[:1], *cuts[-1:]))}
        told |= {whole[at:] for at in range(1, len(whole) - TITLE_IN + 1)}
        return frozenset(title for title in told if title in self._titles and title not in self.common)


def shelf(items: Sequence[Approved], titles: Iterable[str] = ()) -> Shelf:
    """The approved items, ready to be asked for; `titles` are those of all pages online."""
    told = tuple(item._replace(title=folded(item.title)) for item in items)
    online, approved = Counter(map(folded, titles)), Counter(item.title for item in told if not item.annex)
    common = {title for title, count in online.items() if count >= COMMON}
    made = Shelf(told, frozenset(common | {title for title, count in approved.items() if count > 1}))
    for item in told:
        made._put(item)  # noqa: SLF001 (its maker)
    made._alike = gathered([item.sketch for item in items])  # noqa: SLF001
    return made


def held(share: float, approved: int, online: int) -> float:
    """How much of the approved text is online (0 … 1), from the likeness of the two and their letters.

    With |A∩B| = J(|A|+|B|)/(1+J) and letters for the sizes of the sets.
    """
    return min(share * (approved + online) / (1 + share) / approved, 1.0) if approved else 0.0


def _placed(item: Approved, online: Online) -> bool:
    return _addressed(item, online) or item.case_id in online.cases


def _addressed(item: Approved, online: Online) -> bool:
    return bool(item.key) and item.key == online.key and not item.annex


def _candidate(item: Approved, online: Online, share: float, *, titled: bool) -> Candidate:
    there, placed = held(share, item.letters, online.letters), _placed(item, online)
    how: How = "address" if placed and there < ANNEX else "near"
    if item.annex and placed:
        titled = bool(item.title) and item.title in folded(online.title)
    return Candidate(item, how, share, there, titled, placed, _addressed(item, online))
