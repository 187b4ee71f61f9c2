"""Findings, places and acceptances for the tests of what people accepted."""

from dataclasses import replace
from datetime import date

from reviewer.acceptance.apply import Place
from reviewer.acceptance.make import Wish, accept
from reviewer.records import Finding, Hit, Location, Origin, Rule

TODAY = date(2026, 11, 22)
DIGEST = "a" * 64
ORIGIN = Origin("file", "通知.docx", site="www.example.gov.cn", column="通知公告", unit="某某局")
PLACE = Place(ORIGIN, DIGEST, TODAY)
WISH = Wish("document", "张某", "已核对公开依据", date(2027, 6, 30), "zhang")


def rule(**fields):
    told = {"id": "t.phone", "name": "号码", "category": "personal-info", "severity": "review", "basis": "依据",
            "advice": "建议", "kind": "identifier", "examples": (), "counterexamples": ()}  # fmt: skip
    return Rule(**{**told, **fields})


def finding(value="1" * 20, severity="review", **fields):
    hit = Hit(0, "号码", "号码", (), Location("通知.docx", "body", "第1段", 0, 2))
    return Finding("f" * 20, rule(**fields), severity, 0.9, ("理由",), 1, (hit,), value)


def accepted(item, place=PLACE, **wish):
    return accept(item, place, replace(WISH, **wish))
