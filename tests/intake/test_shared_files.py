from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reviewer.intake.fetch import from_file
from reviewer.intake.sandbox import Sandbox
from reviewer.records import Origin
from reviewer.settings import Limits

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
KINDS = ("docx", "xlsx", "pdf", "html", "doc", "ofd", "jpg")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared material here")
@pytest.mark.parametrize("kind", KINDS)
def test_real_files_are_read_or_told_and_never_crash_the_reader(kind):
    limits = replace(Limits(), seconds=30)
    with Sandbox(limits) as box:
        for path in sorted((SHARED / "files" / kind).iterdir()):
            document = box.read(from_file(path, limits), Origin("file", str(path)))
            reasons = {gap.reason for gap in document.gaps}
            assert not reasons & {"crashed", "timeout", "memory", "reader-missing"}, path.name
            assert len(document.segments) > 1 or reasons or kind == "jpg", (
                path.name
            )  # a photo may say nothing
