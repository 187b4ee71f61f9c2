"""How many people a document tells of, and what the number means.

《关于办理侵犯公民个人信息刑事案件适用法律若干问题的解释》 (2017): fifty items of tracks, communication,
credit or property, five hundred of lodging, health or transactions, five thousand of other kinds; half of
each where they were come by in doing one's duty, as an office does.
"""

from __future__ import annotations

from collections.abc import Iterable

from reviewer.detect.persons.columns import Role

_LAW = "《关于办理侵犯公民个人信息刑事案件适用法律若干问题的解释》"
_STEPS: tuple[tuple[int, frozenset[Role], str], ...] = (
    (25, frozenset({"finance", "track", "card"}), "行踪轨迹、征信、财产信息"),
    (250, frozenset({"health"}), "健康生理信息"),
    (2500, frozenset(), "公民个人信息"),
)


def grave(persons: int, roles: Iterable[Role]) -> str:
    """The reason why so many people with such facts weigh as `block`; "" below the thresholds."""
    held = frozenset(roles)
    for least, kinds, words in _STEPS:
        if persons >= least and (not kinds or kinds & held):
            return f"涉及 {persons} 人，{words}已达 {least} 条（{_LAW}对履行职责中获得的信息减半计算的数量）"
    return ""
