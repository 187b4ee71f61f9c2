from __future__ import annotations

import os
from pathlib import Path

import pytest

from reviewer.intake.walk import walk
from reviewer.records import Gap


def _names(paths):
    return [Path(str(path)).name for path in paths]


def test_folders_are_read_in_full_sorted_with_hidden_files(tmp_path):
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden", "a/.git/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("甲")
    assert _names(walk([str(tmp_path)])) == [".hidden", "x", "1.txt", "2.txt", "b.txt"]


def test_loops_of_links_end_and_each_folder_comes_once(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/1.txt").write_text("甲")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "a")
    assert _names(walk([str(tmp_path)])) == ["1.txt"]


def test_a_missing_path_is_a_gap_and_the_others_go_on(tmp_path):
    (tmp_path / "1.txt").write_text("甲")
    gap, path = walk([str(tmp_path / "无"), str(tmp_path / "1.txt")])
    assert isinstance(gap, Gap)
    assert (gap.part, gap.reason) == (str(tmp_path / "无"), "missing")
    assert path == tmp_path / "1.txt"


def test_a_broken_link_is_still_handed_on_so_that_it_becomes_a_gap(tmp_path):
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    assert _names(walk([str(tmp_path)])) == ["dead"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_cannot_be_listed_is_a_gap(tmp_path):
    (tmp_path / "locked").mkdir(mode=0)
    (gap,) = walk([str(tmp_path)])
    assert isinstance(gap, Gap)
    assert gap.reason == "permission"


def test_a_folder_whose_listing_fails_is_a_gap(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError

    monkeypatch.setattr(os, "listdir", refuse)
    (gap,) = walk([str(tmp_path)])
    assert isinstance(gap, Gap)
    assert (gap.part, gap.reason) == (str(tmp_path), "permission")
