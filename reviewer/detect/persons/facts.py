"""What a cell or clause says of a person: numbers, dates, addresses, sensitive facts."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from reviewer.detect.late import late
from reviewer.detect.persons.columns import Role

ILLNESSES = "癌|肿瘤|白血病|尿毒症|精神(?:分裂|病|障碍)|艾滋|HIV|结核|癫痫|抑郁|梅毒|乙肝|血友病"
_YEAR_DAYS = 365.2425
_ID = late(r"(?<![0-9])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9])")
_PHONE = late(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)")
_CARD = late(r"(?<!\d)(?:\d{16,19}|\d{4}(?: \d{4}){3}(?: \d{1,3})?)(?!\d)")
_BIRTH = late(
    r"((?:19|20)\d{2}) ?[-年./] ?(\d{1,2}) ?[-月./] ?(\d{1,2}) ?日?|((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)$"
)
_BIRTH_PART = late(r"((?:19|20)\d{2})(?: ?[-年./] ?(\d{1,2})(?!\d)(?: ?[-月./] ?(\d{1,2})(?!\d))?)?")
_DOOR = (
    r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})(?:号楼|号院|栋|幢|座|单元|弄)[^,。;]{0,10}?\d{1,4}(?:室|号|户)?|\d{1,4}单元|"
    r"\d{1,4}-\d{1,3}-\d{1,4}|[路街道巷弄里村组队社屯坊][一二三四五六七八九十\d]{0,3}(?:\d{1,4})号|\d{1,4}号(?:院)?\d{2,4}室?|\d{2,4}室"
)
DOOR = late(_DOOR)
_REGION = late("[省市区县旗州乡镇村街道路]")
_VOID = late(
    r"[-/\\无否没非未×—.·0\s]*|正常|健康|良好|一般|较好|未见异常|无残疾|无病|暂无|不详|阴性|合格|未检出|不适用|同意|合格|是|√|[\d.]+元?"
)
_EMPTY = late(r"[-/\\无否×—\s]*")
_SUM = late(r"[1-9]\d{2}|\d万")
_VAGUE = late("人员类|保障类|救助类|申请理由|申请原因|家庭情况|帮扶原因")
_HARD = late("低保|特困|贫困|困难|残|病|孤|单亲|离异|丧|失业|下岗|流浪|乞讨|受灾|失独|事实无人")
_LONGEST_FACT = 20
_SICK = late(rf"(?:肢体|视力|听力|言语|智力|精神|多重)(?:残疾)?[一二三四1-4]级|残疾|{ILLNESSES}|脑瘫|脑梗")
_SICK_CELL = late(
    r"[^,。;]{0,8}(?:病|症|癌|瘤|炎|瘫|衰竭|梗[死塞]?|综合征|脑出血|中风|骨折|[流引早]产|失能|弱智|痴呆|自杀|阳性|截肢|失明|聋哑?"
    "|化疗|透析|抑郁)(?:术后|[一二三四]?[级期])?"
)
_HELPED = late(
    "补贴|补助|津贴|护理费|救助|证$|[因大重患生疾无有看]病$|人员|协会|联合会|预防|防治|检测|科$|作物|害"
)
_MINOR_SCHOOL = late(
    r"幼儿园|小学|中学|初中|高中|[一二三四五六][(（][\d一二三四五六七八九十]{1,2}[)）]班|[一二三四五六七八九1-9]年级|初[一二三]|"
    "高[一二三]|[大中小]班"
)
_ILLNESS = late(f"{ILLNESSES}|透析|脑梗|脑瘫|瘫痪|尘肺|肝硬化")


@lru_cache(maxsize=8192)
def number_in(role: Role, cell: str) -> str:
    """The full number of a cell for its role (`id`, `phone`, `card`), "" when masked or none."""
    pattern = {"id": _ID, "phone": _PHONE, "card": _CARD}[role]
    found = pattern.search(cell)
    return re.sub(r"[ -]", "", found[0]).upper() if found else ""


@lru_cache(maxsize=8192)
def says(role: Role, head: str, cell: str) -> bool:
    """Whether a cell under a sensitive head tells something of the person, rather than nothing or "none"."""
    if role == "finance" or "收入" in head:
        return bool(_SUM.search(cell))
    if "末次月经" in head or "孕" in head:
        return bool(cell) and not _EMPTY.fullmatch(cell)
    if not cell or _VOID.fullmatch(cell):
        return False
    if role == "hardship" and _VAGUE.search(head):
        return bool(_HARD.search(cell))
    return True


@lru_cache(maxsize=8192)
def sick(cell: str) -> bool:
    """Whether a cell without a head names a disability or an illness."""
    return len(cell) <= _LONGEST_FACT and bool(_SICK.search(cell))


@lru_cache(maxsize=8192)
def sick_cell(cell: str) -> bool:
    """Whether a cell under any head names an illness or disability, not help for those who have it."""
    return bool(_SICK_CELL.fullmatch(cell) or sick(cell)) and not _HELPED.search(cell)


def ill(cell: str) -> bool:
    """Whether a cell on somebody's hardship names the illness itself, not only that there is one."""
    return bool(_ILLNESS.search(cell))


def full_birth(cell: str, today: date) -> bool:
    """Whether a date to the day stands here that somebody alive may have been born on."""
    found = _BIRTH.search(cell.strip())
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups() if part)
    return today.year - 110 <= year <= today.year and 1 <= month <= 12 and 1 <= day <= 31


def birth_parts(text: str) -> tuple[int, int, int]:
    """Year, month, day of birth as far as they are written; 0 for what is not."""
    found = _BIRTH_PART.search(text)
    if not found:
        return 0, 0, 0
    year, month, day = (int(part or 0) for part in found.groups())
    return (year, month, day) if month <= 12 and day <= 31 else (year, 0, 0)


def age_of(number: str, today: date) -> int:
    """Full years of the holder of an 18-digit identity number; -1 without one."""
    if len(number) != 18:
        return -1
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return -1
    return int((today - born).days / _YEAR_DAYS)


def stated_age(cell: str) -> int:
    """The age a cell states, -1 for none."""
    found = re.fullmatch(r"\s*(\d{1,3})(?:周?岁)?\s*", cell)
    return int(found[1]) if found and 0 < int(found[1]) < 120 else -1


def at_school(cell: str) -> bool:
    """Whether a school or class is one of minors."""
    return bool(_MINOR_SCHOOL.search(cell))


def detailed_address(cell: str) -> bool:
    """Whether an address goes down to the door: building, unit, room or house number."""
    return bool(DOOR.search(cell)) and bool(_REGION.search(cell)) and "*" not in cell
