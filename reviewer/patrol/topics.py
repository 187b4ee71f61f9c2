"""重点检查: topics that choose some addresses of a site, read from `web/office/patrol/topics.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import tomli

from reviewer.errors import ResourceError

_LISTS = ("kinds", "columns", "words", "endings", "grades")
_KINDS = frozenset({"page", "attachment", "frame", "feed"})


class Known(Protocol):
    """What is known of an address."""

    @property
    def url(self) -> str:
        """Where it is."""

    @property
    def kind(self) -> str:
        """Page, attachment, frame or feed."""

    @property
    def title(self) -> str:
        """Of the page, and the words of links that lead to it."""

    @property
    def column(self) -> str:
        """Name of its 栏目; "" when it has none."""

    @property
    def grade(self) -> str:
        """What came of the last review; "" before the first."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; an empty list asks for nothing."""

    key: str
    name: str
    help: str
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()

    def chooses(self, known: Known) -> bool:
        """Whether an address belongs to it: every list that is not empty has something that fits."""
        said = f"{known.title}\n{known.column}\n{known.url}"
        ending = known.url.partition("?")[0].rpartition(".")[2].casefold()
        return (
            (not self.kinds or known.kind in self.kinds)
            and (not self.columns or any(word in known.column for word in self.columns))
            and (not self.words or any(word in said for word in self.words))
            and (not self.endings or ending in self.endings)
            and (not self.grades or known.grade in self.grades)
        )


def load_topics(path: Path) -> dict[str, Topic]:
    """The topics of a file by key, in its order; raises ResourceError that says what is wrong."""
    try:
        entries = tomli.loads(path.read_text(encoding="utf-8"))["topic"]
        topics = [_topic(entry) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ResourceError(f"专题文件不合格式：{path.name}（{problem}）") from problem
    found = {topic.key: topic for topic in topics}
    if len(found) != len(topics):
        raise ResourceError(f"专题文件不合格式：{path.name}（key 重复）")
    return found


def _topic(entry: dict[str, object]) -> Topic:
    unknown = set(entry) - {"key", "name", "help", *_LISTS}
    lists = {name: entry.get(name, []) for name in _LISTS}
    if unknown or not all(_texts(value) for value in lists.values()):
        raise ValueError(f"{entry.get('key')}：{'、'.join(sorted(unknown)) or '各项应为文字列表'}")
    if not any(lists.values()):
        raise ValueError(f"{entry.get('key')}：没有选取条件")
    chosen = {name: tuple(value) for name, value in lists.items() if isinstance(value, list)}
    topic = Topic(str(entry["key"]), str(entry["name"]), str(entry.get("help", "")), **chosen)
    if not set(topic.kinds) <= _KINDS:
        raise ValueError(f"{topic.key}：没有这种地址 {'、'.join(topic.kinds)}")
    return topic


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) and entry for entry in value)
