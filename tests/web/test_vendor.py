"""Vendored files are the ones written down, with their licences."""

import re
from hashlib import sha256

from reviewer.resources import folder
from reviewer.settings import Settings

VENDOR = folder("web", Settings()) / "static/vendor"


def test_every_vendored_file_has_its_hash_and_licence_written_down():
    listed = dict(
        re.findall(r"`([\w-]+/[\w.-]+)`[^|`]*\| `([0-9a-f]{64})`", (VENDOR / "VENDOR.md").read_text())
    )
    files = [path for path in VENDOR.glob("*/*") if path.name != "LICENSE"]
    assert {str(path.relative_to(VENDOR)): sha256(path.read_bytes()).hexdigest() for path in files} == listed
    assert all((path.parent / "LICENSE").is_file() for path in files)


def test_our_styles_stay_within_chromium_90():
    css = (VENDOR.parent / "reviewer.css").read_text()
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert not re.search(r":has\(|@container|color-mix|@layer|:is\(&|&[ .:]|@import|url\(", rules)
