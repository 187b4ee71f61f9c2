"""A reviewer of the real one's shape with three plain rules, for tests of pages."""

import re
from hashlib import sha256

from reviewer.records import (
    Blob,
    Document,
    Example,
    Finding,
    Gap,
    Grid,
    Hit,
    Location,
    Reviewed,
    Rule,
    RuleSet,
    Segment,
    Verdict,
)

PATTERNS = {
    "mark.standing": re.compile(r"(?:绝密|机密|秘密)★\d+年"),
    "personal.resident-id": re.compile(r"\d{17}[\dX]"),
    "internal.material": re.compile("内部资料"),
}


def rule(identity, name, category, severity, *, mask="partial", kind="pattern"):
    example = (Example("例"),)
    return Rule(
        identity,
        name,
        category,
        severity,
        "《某法》第一条",
        "先报本单位保密办。",
        kind,
        example,
        example,
        mask=mask,
    )


RULES = {
    found.id: found
    for found in (
        rule("mark.standing", "密级标志", "state-secret", "block", mask="none"),
        rule("personal.resident-id", "居民身份证号码", "personal-info", "block"),
        rule("internal.material", "内部资料标记", "work-secret", "review", mask="none"),
        rule("hidden.column", "隐藏的列", "hidden-content", "note", mask="none", kind="carrier"),
    )
}


class PlainReviewer:
    """Reads UTF-8 text; a line with tabs makes the text a grid, "!hidden" hides the rest, NUL is a gap."""

    rules = RuleSet(RULES, "0123456789abcdef" * 4)
    model_version = "fedcba9876543210" * 4

    def __init__(self):
        self.before = lambda data: None

    def review(self, data, origin):
        self.before(data)
        blob = Blob.of(data, "text/plain")
        gaps = (Gap(origin.name, "damaged", "内容损坏，未能读取"),) if b"\0" in data else ()
        segments = tuple(self._segments(data.decode("utf-8", "replace"), origin.name))
        findings = [*self._findings(segments), *self._carriers(segments)]
        severities = {found.severity for found in findings}
        grade = "block" if "block" in severities else "review" if "review" in severities or gaps else "clear"
        verdict = Verdict(
            origin, blob.media_type, blob.size, blob.sha256, self.rules.version, self.model_version, grade,
            tuple(findings), gaps,
        )  # fmt: skip
        return Reviewed(Document(origin, blob, segments, gaps), verdict)

    def close(self):
        pass

    def _segments(self, text, name):
        yield Segment(name, Location(name, "filename", "文件名"))
        seen, _, unseen = text.partition("!hidden\n")
        for body, hidden in ((seen, ""), (unseen, "隐藏的列")):
            if not body:
                continue
            kind = "hidden" if hidden else "body"
            if "\t" in body:
                rows = body.split("\n")
                grid = Grid(
                    tuple(range(1, len(rows) + 1)), tuple(range(1, 2 + max(r.count("\t") for r in rows)))
                )
                where = Location(name, "table", "Sheet1", sheet="Sheet1")
                yield Segment(body, where, "grid", grid, hidden)
            else:
                yield Segment(body, Location(name, kind, "正文"), "lines", None, hidden)

    def _findings(self, segments):
        for identity, pattern in PATTERNS.items():
            found = {}
            for index, segment in enumerate(segments):
                for match in pattern.finditer(segment.text):
                    where = segment.place(*match.span())
                    own = (0, len(match[0]))
                    hit = Hit(index, match[0], match[0], (own,), where, own)
                    found.setdefault(match[0], []).append(hit)
            for value, hits in found.items():
                yield self._finding(RULES[identity], value, hits)

    def _carriers(self, segments):
        for index, segment in enumerate(segments):
            if segment.hidden:
                hit = Hit(index, segment.text, segment.text, (), segment.place(0, len(segment.text)))
                yield self._finding(RULES["hidden.column"], str(index), [hit])

    def _finding(self, found, value, hits):
        identity = sha256(f"{found.id}:{value}".encode()).hexdigest()
        why = (f"出现{found.name}",)
        return Finding(
            identity[:20], found, found.severity, 0.9, why, len(hits), tuple(hits[:50]), identity[20:40]
        )
