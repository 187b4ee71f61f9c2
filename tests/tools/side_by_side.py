"""Side by side: our detection and other tools over the same text, read by our reader; writes docs/side-by-side.md.

Run by hand: `python tests/tools/side_by_side.py /tmp/side`, where each tool has its own venv
(presidio/: presidio-analyzer jieba · openmed/: openmed · secrets/: detect-secrets credsweeper · kingfisher/: kingfisher-bin).
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/tools")]

from side.material import EACH, as_bytes, passages  # noqa: E402

from reviewer import __version__  # noqa: E402
from reviewer.evaluation.cases import public_cases  # noqa: E402
from reviewer.evaluation.score import Score, wilson  # noqa: E402
from reviewer.intake.fetch import from_bytes  # noqa: E402
from reviewer.intake.sandbox import Sandbox  # noqa: E402
from reviewer.records import Origin  # noqa: E402
from reviewer.review import Reviewer  # noqa: E402
from reviewer.settings import Settings  # noqa: E402

PUBLIC = ROOT.parent / "shared/data/public_text"
PAGE = ROOT / "docs/side-by-side.md"
KINDS = {
    "resident-id": "identity number", "mobile": "mobile number", "bank-card": "bank card", "email": "e-mail",
    "ip": "private IP address", "password": "password in Chinese prose", "key": "keys, tokens, passwords in settings",
}  # fmt: skip
CLAIMS = {
    "reviewer": ("resident-id", "mobile", "bank-card", "ip", "password", "key"),
    "presidio-analyzer": ("mobile", "bank-card", "email", "ip"),
    "openmed": ("resident-id", "mobile", "bank-card", "email", "ip"),
    "credsweeper": ("key",),
    "detect-secrets": ("key",),
    "kingfisher": ("key",),
}
RULES = {
    "personal.resident-id": ("resident-id",),
    "personal.mobile": ("mobile",),
    "personal.bank-card": ("bank-card",),
    "personal.bank-card-known": ("bank-card",),
    "personal.bank-account": ("bank-card",),
    "network.private-address": ("ip",),
    "network.unique-local": ("ip",),
}
NAIVE = ("绝密", "机密", "秘密", "内部资料", "涉密")


def read(sandbox, data, name):
    """The text our reader gives of a file, without its name."""
    document = sandbox.read(from_bytes(data, name), Origin("file", name))
    return "\n".join(s.text for s in document.segments if s.location.kind not in {"filename", "metadata"})


def by_tool(home, name, texts):
    """The spans a tool reports for every text, and the seconds it took."""
    here = ROOT / "tests/tools/side"
    command = {
        "presidio-analyzer": [home / "presidio/bin/python", here / "with_presidio.py"],
        "openmed": [home / "openmed/bin/python", here / "with_openmed.py"],
        "detect-secrets": [home / "secrets/bin/python", here / "with_scanners.py", "detect-secrets"],
        "credsweeper": [home / "secrets/bin/python", here / "with_scanners.py", "credsweeper"],
        "kingfisher": [
            home / "kingfisher/bin/python",
            here / "with_scanners.py",
            home / "kingfisher/bin/kingfisher",
        ],
    }[name]
    given = "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in texts.items())
    started = time.perf_counter()
    run = subprocess.run(command, input=given.encode(), capture_output=True, check=False)
    if run.returncode:
        raise SystemExit(f"{name}: {run.stderr.decode()[-2000:]}")
    rows = [json.loads(line) for line in run.stdout.decode().splitlines() if line.startswith("{")]
    return {row["id"]: row["spans"] for row in rows}, time.perf_counter() - started


def by_reviewer(reviewer, texts):
    """Our own spans: findings of any severity; and which texts ask a person."""
    spans, asking, started = {}, set(), time.perf_counter()
    for key, text in texts.items():
        reviewed = reviewer.review(text.encode(), Origin("paste", "text.txt"))
        offsets = _offsets(reviewed.document.segments, text)
        spans[key] = [
            [kind, offsets[hit.segment] + hit.location.start, offsets[hit.segment] + hit.location.end]
            for finding in reviewed.verdict.findings
            for kind in _kinds(finding.rule)
            for hit in finding.hits
            if hit.segment in offsets
        ]
        if any(finding.severity != "note" and _kinds(finding.rule) for finding in reviewed.verdict.findings):
            asking.add(key)
    return spans, asking, time.perf_counter() - started


def _kinds(rule):
    if rule.category == "credential":
        return ("password", "key")
    return ("email",) if "email" in rule.id else RULES.get(rule.id, ())


def _offsets(segments, text):
    offsets, place = {}, 0
    for index, segment in enumerate(segments):
        found = text.find(segment.text, place) if segment.location.kind != "filename" else -1
        if found >= 0:
            offsets[index], place = found, found + len(segment.text)
    return offsets


def score(kind, made, texts, spans, *, hard=None):
    """A passage counts as found when a span of its kind touches the value, as wrong when one touches none."""
    result = Score()
    for passage in made:
        if hard is not None and (not passage.value or passage.hard != hard):
            continue
        start = texts[passage.id].find(passage.value.split("\n")[0]) if passage.value else -1
        end = start + len(passage.value)
        reported = [(a, b) for told, a, b in spans.get(passage.id, ()) if told == kind]
        right = passage.kind == kind and start >= 0 and any(a < end and start < b for a, b in reported)
        result.found += right
        result.missed += bool(passage.kind == kind and passage.value and not right)
        # a password and a key are one claim to a scanner: neither is a false alarm of the other
        related = {passage.kind, kind} <= {"password", "key"} and bool(passage.value)
        result.wrong += bool(reported and not right and not related)
    return result


def versions(home):
    """Installed versions by tool."""
    places = {
        "presidio-analyzer": "presidio",
        "openmed": "openmed",
        "credsweeper": "secrets",
        "detect-secrets": "secrets",
        "kingfisher": "kingfisher",
    }
    told = {"reviewer": __version__}
    for name, place in places.items():
        asked = "kingfisher-bin" if name == "kingfisher" else name
        code = f"from importlib.metadata import version; print(version({asked!r}))"
        run = subprocess.run([home / place / "bin/python", "-c", code], stdout=subprocess.PIPE, check=True)
        told[name] = run.stdout.decode().strip()
    return told


def natural(sandbox):
    """The text of the natural rows of the real public documents."""
    if not PUBLIC.is_dir():
        return {}
    cases = (case for case in public_cases(PUBLIC) if ("sampling", "natural") in case.label.slices)
    return {case.id: read(sandbox, case.data, case.name) for case in cases}


def kind_tables(made, texts, spans, tools):
    told, claims = tools
    for kind, title in KINDS.items():
        positive = sum(passage.kind == kind and bool(passage.value) for passage in made)
        yield f"\n### {title[0].upper() + title[1:]} ({positive} with a value, {len(made)} passages in all)\n"
        yield "| tool | found | recall [95 %] | recall, as portals write it | wrong | precision | F1 |\n|---|---|---|---|---|---|---|"
        for tool, claimed in claims.items():
            if kind in claimed:
                all_, hard = (
                    score(kind, made, texts, spans[tool]),
                    score(kind, made, texts, spans[tool], hard=True),
                )
                low, high = wilson(all_.found, all_.support)
                written = f"{hard.recall:.3f}" if hard.support else "–"
                yield (
                    f"| {tool} {told[tool]} | {all_.found}/{all_.support} | {all_.recall:.3f} [{low:.3f}, {high:.3f}] | "
                    f"{written} | {all_.wrong} | {all_.precision:.3f} | {all_.f1:.3f} |"
                )
        silent = [tool for tool, claimed in claims.items() if kind not in claimed]
        yield f"\nNot claimed: {', '.join(silent)}."


def public_table(texts, spans, asking, seconds, tools):
    told, claims = tools
    yield "| tool | kinds reported | documents with a report |\n|---|---|---|"
    for tool, found in spans.items():
        count = sum(any(kind in claims[tool] for kind, *_ in found.get(key, ())) for key in texts)
        kinds = ", ".join(KINDS[kind] for kind in claims[tool])
        yield f"| {tool} {told[tool]} | {kinds} | {count} ({count / len(texts):.1%}); {seconds[tool]:.1f} s |"
    yield f"| reviewer {told['reviewer']}, those that ask a person | the same | {len(asking)} ({len(asking) / len(texts):.1%}) |"
    naive = sum(any(word in text for word in NAIVE) for text in texts.values())
    words = "、".join(NAIVE)
    yield f"| naive keyword list ({words}) | secrecy words | {naive} ({naive / len(texts):.1%}) |"


def page(made, texts, public, results, tools):
    """The whole Markdown page."""
    (spans, _, _), (public_spans, asking, seconds) = results
    yield f"# Side by side\n\nWritten by `tests/tools/side_by_side.py` on {datetime.now(UTC):%Y-%m-%d}; {tools[0]['rules']}.\n"
    yield (
        (ROOT / "tests/tools/side/method.md")
        .read_text(encoding="utf-8")
        .replace("{EACH}", str(EACH))
        .replace("{HALF}", str(EACH // 2))
    )
    yield "## By kind"
    yield from kind_tables(made, texts, spans, tools)
    if public:
        yield f"\n## Real public documents ({len(public)} natural rows of `../shared/data/public_text`)\n"
        yield from public_table(public, public_spans, asking, seconds, tools)
        yield "\nAll are lawful to publish. A report is not always an error of the tool (an office's e-mail address is one), but each is something a person would have to look at. Seconds are of the whole run, start included, on 2 shared cores.\n"


def main():
    home = Path(sys.argv[1])
    made, told, claims = list(passages()), versions(home), dict(CLAIMS)
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state))
        sandbox = Sandbox(settings.limits)
        texts = {passage.id: read(sandbox, as_bytes(passage), f"a.{passage.carrier}") for passage in made}
        public = natural(sandbox)
        sandbox.close()
        results = []
        with Reviewer(settings) as reviewer:
            told["rules"] = f"rules `{reviewer.rules.version[:12]}`, model `{reviewer.model_version[:12]}`"
            ours = {kind for rule in reviewer.rules.rules.values() for kind in _kinds(rule)}
            claims["reviewer"] = tuple(kind for kind in KINDS if kind in ours)
            for group in (texts, public):
                ours, asking, took = by_reviewer(reviewer, group)
                spans, seconds = {"reviewer": ours}, {"reviewer": took}
                for tool in list(claims)[1:]:
                    spans[tool], seconds[tool] = by_tool(home, tool, group)
                    sys.stderr.write(f"{tool} {seconds[tool]:.1f} s\n")
                results.append((spans, asking, seconds))
    lost = [
        passage.id
        for passage in made
        if passage.value and passage.value.split("\n")[0] not in texts[passage.id]
    ]
    sys.stderr.write(f"values not in the text that was read: {lost}\n")
    PAGE.write_text("\n".join(page(made, texts, public, results, (told, claims))), encoding="utf-8")


if __name__ == "__main__":
    main()
