"""What the documents tell people to type works, and what they point at exists."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/patrol.md",
    "docs/rules.md",
    "docs/acceptances.md",
    "docs/decisions.md",
    "docs/classifier.md",
    "docs/accuracy.md",
    "docs/evaluation.md",
    "docs/side-by-side.md",
    "docs/reading.md",
    "docs/formats.md",
]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
COMMAND = re.compile(r"^(?:cat \S+ \| )?(?:\.venv/bin/)?reviewer (\w+)[^\n#]*", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    path = ROOT / page
    missing = [
        link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()
    ]
    assert not missing


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_make_target_named_exists(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make (\w+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_commands_of_the_readme_run(tmp_path):
    """Each `reviewer …` line of README.md, typed as it stands in a folder that has the files it names."""
    (tmp_path / "附件").mkdir()
    for name in ("通知.docx", "附件/说明.txt", "page.html"):
        (tmp_path / name).write_text("某某市图书馆周末开放。", encoding="utf-8")
    (tmp_path / "名单.xlsx").write_bytes((ROOT / "tests/cases/hidden-column/input.xlsx").read_bytes())
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    lines = [found.group() for found in COMMAND.finditer((ROOT / "README.md").read_text(encoding="utf-8"))]
    lines = [line for line in lines if "serve" not in line]
    assert len(lines) >= 6
    for line in lines:
        run = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=120,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )
        assert run.returncode in {0, 1}, (line, run.stderr.decode())
    assert (tmp_path / "result.json").stat().st_size
    assert (tmp_path / "名单.html").stat().st_size


def test_the_architecture_names_every_room():
    drawing = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in (ROOT / "reviewer").iterdir() if not path.name.startswith("_")}
    assert not {room for room in rooms if room not in drawing}
