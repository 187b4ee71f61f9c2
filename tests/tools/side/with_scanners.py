"""Runs in the secret scanners' own venvs: JSON lines of {id, text} in, {id, spans} out, one file a text.

Argument: detect-secrets, credsweeper, or the path of the kingfisher program. A finding's span is its line.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def detect_secrets(folder):
    from detect_secrets import SecretsCollection  # noqa: PLC0415 (only in its own venv)
    from detect_secrets.settings import default_settings  # noqa: PLC0415

    with default_settings() as settings:
        settings.disable_plugins("IPPublicDetector")  # no credential; kept out of what is scored
        found = SecretsCollection()
        for path in sorted(folder.iterdir()):
            found.scan_file(str(path))
        for path, secret in found:
            yield Path(path).stem, secret.line_number


def credsweeper(folder):
    target = folder.parent / "credsweeper.json"
    command = [
        Path(sys.executable).with_name("credsweeper"),
        "--path",
        folder,
        "--doc",
        "--save-json",
        target,
        "--no-stdout",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for finding in json.loads(target.read_text(encoding="utf-8")):
        for line in finding["line_data_list"]:
            yield Path(line["path"]).stem, line["line_num"]


def kingfisher(folder, program):
    command = [program, "scan", folder, "--no-validate", "--no-dedup", "--confidence", "low", "--format", "jsonl",
               "--git-history", "none", "--no-update-check"]  # fmt: skip
    run = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for line in run.stdout.decode().splitlines():
        row = json.loads(line)
        if "finding" in row:
            yield Path(row["finding"]["path"]).stem, row["finding"]["line"]


TOOLS = {"detect-secrets": detect_secrets, "credsweeper": credsweeper}


def main():
    name = sys.argv[1]
    rows = [json.loads(line) for line in sys.stdin]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "texts"
        folder.mkdir()
        for number, row in enumerate(rows):
            (folder / f"{number}.txt").write_text(row["text"], encoding="utf-8", newline="\n")
        spans = {number: set() for number in range(len(rows))}
        for stem, line in TOOLS[name](folder) if name in TOOLS else kingfisher(folder, name):
            spans[int(stem)].add(line)
    for number, row in enumerate(rows):
        found = [_span(row["text"], line) for line in sorted(spans[number])]
        sys.stdout.write(json.dumps({"id": row["id"], "spans": found}) + "\n")


def _span(text, line):
    lines = text.split("\n")
    start = sum(len(one) + 1 for one in lines[: line - 1])
    return ["key", start, start + len(lines[line - 1]) if line <= len(lines) else start]


if __name__ == "__main__":
    main()
