"""Two reviews of one page as one: what the server sent, and what a browser shows after scripts ran."""

from __future__ import annotations

from dataclasses import replace

from reviewer.records import SEVERITIES, Accepted, Document, Finding, Gap, Reviewed
from reviewer.verdict import grade

SHOWN = "浏览器显示的"


def with_gap(reviewed: Reviewed, gap: Gap | None) -> Reviewed:
    """A review to which something is added that was not read."""
    if gap is None:
        return reviewed
    verdict, document = reviewed.verdict, reviewed.document
    gaps = (*verdict.gaps, gap)
    return Reviewed(
        replace(document, gaps=(*document.gaps, gap)),
        replace(verdict, gaps=gaps, grade=grade(verdict.findings, gaps)),
    )


def merged(sent: Reviewed, shown: Reviewed) -> Reviewed:
    """The page as it was sent, followed by its text as a browser shows it; each finding once.

    What is found in both is told where a reader sees it. The page stays that of the bytes that were sent.
    """
    behind = len(sent.document.segments)
    seen = {finding.id for finding in shown.verdict.every}
    both = [
        *(finding for finding in sent.verdict.findings if finding.id not in seen),
        *(_moved(finding, behind) for finding in shown.verdict.findings),
    ]
    findings = tuple(sorted(both, key=lambda finding: -SEVERITIES.index(finding.severity)))
    accepted = (
        *(item for item in sent.verdict.accepted if item.finding.id not in seen),
        *(Accepted(_moved(item.finding, behind), item.acceptance) for item in shown.verdict.accepted),
    )
    gaps = tuple(dict.fromkeys((*sent.verdict.gaps, *shown.verdict.gaps)))
    document = Document(
        sent.document.origin, sent.document.blob, (*sent.document.segments, *shown.document.segments),
        gaps, sent.document.isolation,
    )  # fmt: skip
    verdict = replace(
        sent.verdict, findings=findings, accepted=accepted, gaps=gaps, grade=grade(findings, gaps)
    )
    return Reviewed(document, verdict)


def _moved(finding: Finding, behind: int) -> Finding:
    hits = tuple(
        replace(
            hit, segment=hit.segment + behind,
            location=hit.location._replace(label=f"{SHOWN}{hit.location.label}"),
        )
        for hit in finding.hits
    )  # fmt: skip
    return replace(finding, hits=hits)
