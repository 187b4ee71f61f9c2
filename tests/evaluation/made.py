"""Cases and results made by hand, for the tests of counting."""

from pathlib import Path

from detect_rules import rule

from reviewer.evaluation.cases import Case
from reviewer.evaluation.labels import Label
from reviewer.records import Blob, Document, Finding, Hit, Location, Origin, Reviewed, Segment, Verdict
from reviewer.verdict import grade


def case(name="a", *, grade="flagged", text="正文", **label):
    fields = {
        key: frozenset(value) if key in {"categories", "also", "rules"} else value
        for key, value in label.items()
    }
    return Case(name, f"{name}.txt", text.encode(), Label(grade, **fields), Path("set.jsonl"), 1)


def finding(category, severity="review", *, identity="one", confidence=0.8, kind="terms", text="某词"):
    found = rule(identity, kind, severity, category=category, terms=["某词"], validator="network", mask="all")
    where = Location("a.txt", "body", "正文", 0, len(text))
    return Finding(
        identity, found, severity, confidence, ("原因",), 1, (Hit(0, text, text, (), where, (0, len(text))),)
    )


def reviewed(*findings, text="正文", gaps=()):
    document = Document(
        Origin("file", "a.txt"),
        Blob.of(b"", "text/plain"),
        (Segment(text, Location("a.txt", "body", "正文")),),
        gaps,
    )
    verdict = Verdict(
        document.origin,
        "text/plain",
        0,
        "",
        "rules",
        "model",
        grade(findings, gaps),
        tuple(findings),
        tuple(gaps),
    )
    return Reviewed(document, verdict)
