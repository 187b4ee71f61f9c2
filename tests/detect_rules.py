"""Rules and documents made for the tests of detection."""

from reviewer.records import Blob, Document, Origin, RuleSet
from reviewer.rulebook.form import rule_from

_TABLE = {
    "category": "state-secret",
    "basis": "依据",
    "advice": "建议",
    "examples": ["例"],
    "counterexamples": ["反例"],
}


def rule(identity, kind, severity="review", **fields):
    return rule_from(
        {**_TABLE, "id": f"test.{identity}", "name": identity, "kind": kind, "severity": severity, **fields}
    )


def rule_set(*rules):
    return RuleSet({entry.id: entry for entry in rules}, "version")


def document(*segments):
    return Document(Origin("paste", "例.txt"), Blob.of(b"", "text/plain"), segments)
