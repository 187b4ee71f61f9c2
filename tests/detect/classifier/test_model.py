"""A model that is missing, malformed or altered is refused in words."""

import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256

import numpy as np
import pytest

from reviewer.detect.classifier.model import MEMBERS, load_model, pack
from reviewer.errors import ModelError

from .conftest import MODELS, ROOT


@pytest.fixture
def copy(trained, tmp_path):
    for name in ("passages.npz", "passages.json"):
        (tmp_path / name).write_bytes((trained[0] / name).read_bytes())
    return tmp_path


def rewrite(folder, *, arrays=None, packed=None, **changes):
    """Write a changed model whose checksum is right."""
    if packed is None:
        with np.load(folder / "passages.npz") as archive:
            packed = pack({name: archive[name] for name in MEMBERS} | (arrays or {}))
    manifest = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    manifest |= {"sha256": sha256(packed).hexdigest()} | changes
    (folder / "passages.npz").write_bytes(packed)
    (folder / "passages.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_weights_of_which_one_byte_changed_are_refused(copy):
    data = bytearray((copy / "passages.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "passages.npz").write_bytes(data)
    with pytest.raises(ModelError, match="校验值不一致"):
        load_model(copy)


@pytest.mark.parametrize("name", ["passages.npz", "passages.json"])
def test_a_missing_file_is_named_as_missing(copy, name):
    (copy / name).unlink()
    with pytest.raises(ModelError, match="缺失"):
        load_model(copy)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"schema": "reviewer.passages/1"}', '{"schema": 1}']
)
def test_a_manifest_that_says_nothing_useful_is_refused(copy, text):
    (copy / "passages.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="格式不对"):
        load_model(copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"thresholds": {}},
        {"thresholds": {"work-secret": 2, "personal-info": 0.5, "trade-secret": 0.5}},
        {"thresholds": [0.5]},
        {"categories": []},
        {"categories": ["work-secret"]},
        {"floor": 0},
        {"floor": "120"},
        {"bits": 18},
        {"calibration": {"slope": float("nan"), "offset": 0}},
        {"calibration": {}},
        {"gate": {"bias": 0, "limit": float("inf")}},
        {"gate": {}},
    ],
)
def test_a_manifest_that_does_not_fit_the_weights_is_refused(copy, changes):
    rewrite(copy, **changes)
    with pytest.raises(ModelError, match="格式不对"):
        load_model(copy)


@pytest.mark.parametrize(
    "arrays",
    [
        {"weights": np.zeros(3, np.float16)},
        {"biases": np.full(4, np.nan, np.float32)},
        {"biases": np.zeros(4, np.int32)},
        {"slots": np.array([1 << 20], np.uint32)},
        {"slots": np.zeros((1, 1), np.uint32)},
        {"words": np.frombuffer("会议\n\n会议".encode(), np.uint8)},
        {"words": np.array([255], np.uint8)},
        {"links": np.array([[10**6, 0]], np.int32)},
        {"links": np.array([[1, 0], [0, 0]], np.int32)},
        {"links": np.array([[0, -1]], np.int32)},
        {"links": np.zeros(4, np.int32)},
        {"gate": np.zeros(5, np.float16)},
    ],
)
def test_weights_of_the_wrong_shape_or_content_are_refused(copy, arrays):
    rewrite(copy, arrays=arrays)
    with pytest.raises(ModelError, match="格式不对"):
        load_model(copy)


def test_a_pickle_inside_the_weights_is_never_opened(copy):
    held = io.BytesIO()
    np.savez(held, **{name: np.array([print], dtype=object) for name in MEMBERS})
    rewrite(copy, packed=held.getvalue())
    with pytest.raises(ModelError, match="格式不对"):
        load_model(copy)


def test_something_else_than_an_archive_is_refused(copy):
    for packed in (b"", b"PK\x03\x04rubbish", b"\x93NUMPY"):
        rewrite(copy, packed=packed)
        with pytest.raises(ModelError, match="格式不对"):
            load_model(copy)


def test_the_version_changes_with_the_weights_and_with_the_manifest(copy):
    before = load_model(copy).version
    rewrite(copy, floor=121)
    assert load_model(copy).version != before


def test_the_weights_do_not_tell_when_they_were_packed(trained):
    with zipfile.ZipFile(trained[0] / "passages.npz") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_scoring_imports_neither_scikit_learn_nor_jieba():
    code = (
        "import sys; from pathlib import Path\n"
        "from reviewer.detect.classifier.model import load_model\n"
        "from reviewer.detect.classifier.infer import score\n"
        f"score(load_model(Path({str(MODELS)!r})), ['会议'], floor=0)\n"
        "assert not {'sklearn', 'scipy', 'jieba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
