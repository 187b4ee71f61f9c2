"""The committed figures on our own cases: `make accuracy` rewrites docs/accuracy.toml and the table of docs/accuracy.md.

Run with `--check` it only says what is lower than committed (exit 1).
"""

import sys
import tempfile
import tomllib
from pathlib import Path

from reviewer.evaluation.document import public_document, score_document
from reviewer.records import CATEGORIES
from reviewer.review import evaluate, rule_failures
from reviewer.settings import Settings

ROOT = Path(__file__).parents[2]
FIGURES, PAGE = ROOT / "docs/accuracy.toml", ROOT / "docs/accuracy.md"
SETS = {
    "stories": ROOT / "tests/cases",
    "own": ROOT / "tests/evaluation/cases",
    "fresh": ROOT / "tests/evaluation/fresh",
}
TITLES = {
    "stories": "Stories (`tests/cases`)",
    "own": "Own labelled cases (`tests/evaluation/cases`)",
    "fresh": "Fresh cases for the weak categories (`tests/evaluation/fresh`)",
}
PUBLIC = ROOT.parent / "shared/data/public_text"
BEGIN, END = "<!-- accuracy: written by `make accuracy` -->", "<!-- accuracy: end -->"
HIGHER_IS_BETTER = ("precision", "recall", "f2", "held")
LOWER_IS_BETTER = ("missed", "unread", "wrong", "passed", "review", "block", "failed")
SIZES = ("cases", "public", "documents")


def measured():
    """The figures of every set of our own, as plain tables."""
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state))
        found = {name: _figures(evaluate(settings, folder, public=False)) for name, folder in SETS.items()}
        rules, failed = rule_failures(settings, None)
    texts = sum(len(rule.examples) + len(rule.counterexamples) for rule in rules.rules.values())
    found["examples"] = {"all": {"rules": len(rules.rules), "texts": texts, "failed": len(failed)}}
    return found


def _figures(found):
    rows = {"all": _row(found.any)}
    rows["all"]["unread"] = found.gaps.total()
    rows["all"]["passed"] = sum(outcome.passed for outcome in found.kept)
    rows["keywords"] = _row(found.naive)
    rows["public"] = {
        "public": found.public.cases,
        "block": found.public.block,
        "review": found.public.review,
    }
    rows |= {name: _row(score) for name, score in found.categories.items() if score.support or score.wrong}
    return rows


def _row(score):
    told = score_document(score)
    return {name: told[name] for name in ("cases", "found", "missed", "wrong", "precision", "recall", "f2")}


def public_text():
    """False alarms on the real public documents by sampling; {} where ../shared is not."""
    if not PUBLIC.is_dir():
        return {}
    with tempfile.TemporaryDirectory() as state:
        found = evaluate(Settings(state=Path(state)), PUBLIC, public=True)
    parts = {value: public for (name, value), (_, public) in found.slices.items() if name == "sampling"}
    return {
        "natural": _public_row(parts["natural"]),
        "all": _public_row(found.public),
    }


def _public_row(public):
    told = public_document(public)
    return {
        "documents": told["cases"],
        "block": told["block"],
        "review": told["review"],
        "keywords": told["naive"],
    }


def lowered(committed, now):
    """What is worse now than the committed figures say, in words; also sets that changed without saying so."""
    for name, rows in committed.items():
        if name == "public_text":
            continue
        for row, figures in rows.items():
            if row != "keywords":
                yield from _lowered(f"{name}.{row}", figures, now.get(name, {}).get(row, {}))


def _lowered(where, figures, current):
    for figure, was in figures.items():
        value = current.get(figure)
        if value is None:
            yield f"{where}.{figure}: {was} -> gone"
        elif (
            (figure in HIGHER_IS_BETTER and value < was)
            or (figure in LOWER_IS_BETTER and value > was)
            or (figure in SIZES and value != was)
        ):
            yield f"{where}.{figure}: {was} -> {value}"


def committed():
    """The figures in docs/accuracy.toml."""
    return tomllib.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}


def as_toml(figures):
    """The figures as the text of docs/accuracy.toml."""
    lines = [
        "# Written by `make accuracy`; CI fails when a figure is lower than here. Lowering one is a change to this file."
    ]
    for name, rows in figures.items():
        lines += ["", f"[{name}]"]
        for row, values in rows.items():
            told = ", ".join(f"{figure} = {value}" for figure, value in values.items())
            lines.append(f"{row} = {{ {told} }}")
    return "\n".join(lines) + "\n"


def as_table(figures):
    """The figures as the Markdown of docs/accuracy.md."""
    lines = []
    for name, title in TITLES.items():
        lines += [
            f"**{title}**",
            "",
            "| | should be found | found | missed | wrong | precision | recall | F2 |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [_line(row, values) for row, values in figures[name].items() if row != "public"]
        public, passed = figures[name]["public"], figures[name]["all"]["passed"]
        lines += [
            "",
            f"Graded `clear` though sensitive: {passed}. Of {public['public']} lawful ones: {public['block']} `block`, {public['review']} `review`.",
            "",
        ]
    rules = figures["examples"]["all"]
    lines += [
        f"**Examples of the rules**: {rules['rules']} rules, {rules['texts']} texts, {rules['failed']} fail.",
        "",
    ]
    if public := figures.get("public_text"):
        lines += ["**Real public documents** (`../shared/data/public_text`, not in CI)", ""]
        lines += ["| | documents | naive keyword list | `block` | `review` |", "|---|---|---|---|---|"]
        lines += [_public_line(row, values) for row, values in public.items()]
        lines += [""]
    return "\n".join(lines)


def _line(row, values):
    name = {"all": "any category", "keywords": "naive keyword list"}.get(
        row, f"{row} {CATEGORIES.get(row, '')}"
    )
    ratios = " | ".join(f"{values[figure]:.3f}" for figure in ("precision", "recall", "f2"))
    return f"| {name} | {values['cases']} | {values['found']} | {values['missed']} | {values['wrong']} | {ratios} |"


def _public_line(row, values):
    total = values["documents"]
    shares = " | ".join(
        f"{values[name]} ({values[name] / total:.1%})" for name in ("keywords", "block", "review")
    )
    return f"| {row} | {total} | {shares} |"


def page_with(table):
    """docs/accuracy.md with the table put between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    return f"{head}{BEGIN}\n{table}{END}{rest.split(END, 1)[1]}"


def main():
    before, now = committed(), measured()
    worse = list(lowered(before, now))
    sys.stdout.write("\n".join(worse or ["no figure is lower than committed"]) + "\n")
    if "--check" in sys.argv:
        return 1 if worse else 0
    if any(now[name]["all"]["unread"] for name in SETS):
        sys.stdout.write("not written: parts of our own cases were not read, or the product failed on them\n")
        return 2
    now["public_text"] = public_text() or before.get("public_text", {})
    FIGURES.write_text(as_toml(now), encoding="utf-8")
    PAGE.write_text(page_with(as_table(now)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
