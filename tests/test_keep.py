"""What is kept is given back unaltered or made again, never anything else."""

import pytest

from reviewer.keep import Keep


@pytest.fixture
def made():
    calls = []

    def make():
        calls.append(1)
        return b"made anew"

    make.calls = calls
    return make


def test_what_was_made_once_is_kept(tmp_path, made):
    keep = Keep(tmp_path)
    assert [keep.get("plan-1", made), Keep(tmp_path).get("plan-1", made)] == [b"made anew"] * 2
    assert len(made.calls) == 1


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-1], lambda data: data[:40] + b"x" + data[41:]]
)
def test_what_was_altered_is_made_again(tmp_path, made, damage):
    keep = Keep(tmp_path)
    keep.get("plan-1", made)
    path = tmp_path / "kept/plan-1"
    path.write_bytes(damage(path.read_bytes()))
    assert keep.get("plan-1", made) == b"made anew"
    assert len(made.calls) == 2


def test_what_was_kept_under_another_name_or_key_does_not_count(tmp_path, made):
    keep = Keep(tmp_path)
    keep.get("plan-1", made)
    (tmp_path / "kept/plan-1").rename(tmp_path / "kept/plan-2")
    keep.get("plan-2", made)
    (tmp_path / "keep.key").unlink()
    keep.get("plan-2", made)
    assert len(made.calls) == 3


def test_where_nothing_can_be_written_it_is_made_each_time(tmp_path, made):
    (tmp_path / "file").write_text("")
    keep = Keep(tmp_path / "file")
    assert [keep.get("plan-1", made), keep.get("plan-1", made)] == [b"made anew"] * 2


def test_only_the_newest_of_a_kind_stay(tmp_path, made):
    keep = Keep(tmp_path)
    for number in range(12):
        keep.get(f"plan-{number}", made)
    assert len(list((tmp_path / "kept").iterdir())) == 8
