"""Regular expressions compiled when first used: two hundred of them at the start would cost 0.1 s."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Late:
    """Becomes its compiled pattern at the first question: the pattern's attributes are then its own."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._given = source, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever a pattern has)
        pattern: re.Pattern[Any] = re.compile(*self._given)
        for other in ("search", "match", "fullmatch", "finditer", "findall", "split", "sub"):
            setattr(self, other, getattr(pattern, other))
        return getattr(pattern, name)


def late(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern to be used by its methods; a fault in it shows when it is first used."""
    return cast("re.Pattern[AnyStr]", _Late(source, flags))
