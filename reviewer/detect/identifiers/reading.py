"""What a family of numbers says of a span, and the ground it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from string import ascii_letters
from typing import Literal, NamedTuple

from reviewer.detect.late import late
from reviewer.detect.text import Text

_THINGS = (
    "订单|运单|快递|物流|流水|合同|项目|批次|批号|设备|序列|工单|票据|条码|资产|产品|备件|发票|回执|凭证"
)
_NAMED_BY = (  # only with "号" the name of a number: people too are called after it (登记人, 案件当事人)
    "受理|业务|交易|缴款|采购|招标|备案|许可|登记|案件|案卷|文件|档案|宗地|图斑|地块|不动产|房屋|信用|机构|企业|指标|税|统一"
)
_NUMBER = "编?号码?|编码|代码|码|序列号?"
_LEAD = r"(?:[:为是( ]|No\.?){0,2}$"
_THING = (
    rf"(?:{_THINGS})(?:[^0-9\n\t,;。、]{{0,6}}(?:{_NUMBER}))?"
    rf"|(?:{_NAMED_BY})[^0-9\n\t,;。、]{{0,6}}(?:{_NUMBER})"
)
_ANY = (
    "编号|编码|单号|代码|货号|QQ群?|[学考证文户表件]号|(?:座位|抖音|快手|视频|公众|会员|设备|报名)号|号牌|电表"
    "|[¥￥$]"
)
THING = late(f"(?:{_THING}){_LEAD}")  # the name of a thing's number, right before the digits or over them
ELSE = late(f"(?:{_THING}|(?:{_ANY})(?:号码?)?){_LEAD}")  # the same, or that of any number not a telephone's
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
    `systems` are the words beside which the rule on private addresses wants them.
    """

    text: Text
    plain: bytes
    today: date
    homes: bool = True
    systems: tuple[str, ...] = ()

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
