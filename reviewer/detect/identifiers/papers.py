"""Passports, travel and residence permits: letters, then digits; the rules ask for their names."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer.detect.identifiers.people import birth
from reviewer.detect.identifiers.reading import Ground, Reading
from reviewer.detect.identifiers.regions import PROVINCES
from reviewer.detect.late import late

_FORMS = (  # validator, whole number with its letters, what it is
    ("passport", late(r"[EGDSPHK]\d{8}|E[A-HJ-NP-Z]\d{7}|(?:MA|PE|SE|DE)\d{7}|1[45]\d{7}"), "护照号码"),
    ("travel-permit", late(r"[HM]\d{8}(?:\d{2})?"), "港澳居民来往内地通行证号码"),
    ("travel-permit", late(r"C[A-HJ-NP-Z0-9]\d{7}|[WT]\d{8}"), "往来港澳通行证号码"),
    ("foreign-permit-old", late(r"[A-Z]{3}\d{12}"), "外国人永久居留证号码（旧版）"),
)


def papers(ground: Ground, start: int, end: int, digits: str) -> Iterator[Reading]:
    """Readings of a run of digits with the letters that touch it on the left."""
    letters = ground.letters_before(start).upper()
    if not letters:
        return
    number = letters + digits
    for validator, form, what in _FORMS:
        if form.fullmatch(number):
            if validator == "foreign-permit-old" and not _issued(digits, ground):
                continue
            reason = f"形式符合{what}"
            yield Reading(validator, start - len(letters), end, number, 0.85, reason, "beside")


def _issued(digits: str, ground: Ground) -> bool:
    """Country letters, then province and city (4), birth date (6), serial and check (2)."""
    century = "19" if int(digits[4:6]) > ground.today.year % 100 else "20"
    return digits[:2] in PROVINCES and birth(century + digits[4:10], ground.today)


def taiwan(_ground: Ground, start: int, end: int, number: str) -> Iterator[Reading]:
    """台湾居民来往大陆通行证: 8 digits, or 10 of the earlier form; the rule asks for its name nearby."""
    yield Reading("taiwan-permit", start, end, number, 0.7, "位数符合台湾居民来往大陆通行证", "weak")
