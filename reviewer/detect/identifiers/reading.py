"""What a family of numbers says of a span, and the ground it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from string import ascii_letters
from typing import Literal, NamedTuple

from reviewer.detect.late import late
from reviewer.detect.text import Text

ELSE = late(
    "(?:订单|运单|快递|物流|流水|合同|项目|批次|批号|设备|序列|受理|业务|工单|交易|票据|缴款|采购|招标|备案|许可"
    "|登记|案件|文件|资产|条码|产品|发票|编号|编码|单号|代码|信用|学号|考号|证号|号牌|文号|电表|户号)[^0-9\n\t]{0,8}$"
)  # another name, right before the digits
_ALPHABET = ascii_letters.encode()


class Reading(NamedTuple):
    """A span that a validator accepts: half-open, in folded code points; `score` as in `Match`.

    Of readings over the same digits the surest takes them (`claims`); one that is `beside` neither
    takes nor minds, one that is `weak` stands only where nothing else took.
    """

    validator: str
    start: int
    end: int
    value: str
    score: float
    reason: str
    role: Literal["claims", "beside", "weak"] = "claims"


@dataclass(frozen=True, slots=True)
class Ground:
    """One text for all families: `plain` has one byte for each folded code point (see `view`).

    `homes` tells whether the text names what makes a landline a person's; others are nobody's secret.
    """

    text: Text
    plain: bytes
    today: date
    homes: bool = True

    def before(self, start: int, length: int = 14) -> str:
        """The folded text just before a span, not beyond its line or cell."""
        near = self.text.folded[max(0, start - length) : start]
        return near[max(map(near.rfind, "\n\x1e")) + 1 :]

    def around(self, start: int, end: int, window: int = 20) -> str:
        """The folded text near a span and the head of its table column."""
        return self.text.around(start, end, window)

    def named(self, start: int, end: int, names: tuple[str, ...], window: int = 20) -> bool:
        """Whether one of the names stands near a span or heads its table column."""
        near = self.text.around(start, end, window)
        return any(map(near.__contains__, names))

    def written(self, start: int, end: int) -> str:
        """A span as it stands in the source."""
        index, first, last = self.text.span(start, end)
        return self.text.segments[index].text[first:last]

    def letters_before(self, start: int) -> str:
        """Up to three ASCII letters that touch a span on the left; "" if there are more."""
        near = self.plain[max(0, start - 4) : start]
        found = near[len(near.rstrip(_ALPHABET)) :]
        return found.decode("ascii") if len(found) <= 3 else ""


Family = Callable[[Ground], Iterator[Reading]]
