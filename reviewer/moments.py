"""Beijing time: moments are kept in UTC and told, counted and planned in this zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def today(now: datetime) -> date:
    """The day in Beijing."""
    return now.astimezone(BEIJING).date()


def moment_in_words(moment: datetime | None) -> str:
    """2026-03-02 09:00; "" for none."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""


def day_in_words(day: date | None) -> str:
    """2026-03-02; of a moment its day in Beijing; "" for none."""
    if isinstance(day, datetime):
        day = today(day)
    return f"{day:%Y-%m-%d}" if day else ""


def short_moment(moment: datetime) -> str:
    """03月02日 09:00, for notices."""
    return f"{moment.astimezone(BEIJING):%m月%d日 %H:%M}"


def short_day(moment: datetime) -> str:
    """03月02日, for notices."""
    return f"{moment.astimezone(BEIJING):%m月%d日}"
