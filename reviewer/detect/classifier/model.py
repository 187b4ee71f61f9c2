"""The trained classifier as plain arrays: reading, checking, writing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer.detect.classifier.features import BITS, Vocabulary
from reviewer.errors import ModelError

SCHEMA = "reviewer.passages/3"
WEIGHTS = "passages.npz"
MANIFEST = "passages.json"
MEMBERS = ("slots", "words", "links", "weights", "categories", "biases", "gate")
GATE_BITS = 19  # the gate has 2 ** GATE_BITS slots

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """A classifier ready to score.

    weights     one per feature: towards sensitive when positive
    category    one row per category of the same length
    biases      the sensitive head's, then one per category
    calibration slope and offset that turn a score into a probability
    floor       shorter passages are weighed as if they had this many characters
    gate        one weight per slot of two characters near each other, see `gate.py`
    gate_limit  only passages whose margin at the gate reaches it are weighed in full
    """

    version: str
    categories: tuple[str, ...]
    thresholds: Mapping[str, float]
    vocabulary: Vocabulary
    weights: Floats
    category: Floats
    biases: Floats
    calibration: tuple[float, float]
    floor: int
    gate: Floats
    gate_bias: float
    gate_limit: float

    @property
    def lowest(self) -> float:
        """The lowest of the review thresholds."""
        return min(self.thresholds.values())


def load_model(folder: Path) -> Model:
    """Read `passages.npz` and `passages.json`; raises ModelError if anything is missing, odd or altered."""
    try:
        weights = (folder / WEIGHTS).read_bytes()
        text = (folder / MANIFEST).read_bytes()
    except OSError as problem:
        raise ModelError(f"分类模型文件缺失或无法读取：{folder}（{problem.strerror}）") from problem
    try:
        return _model(weights, text)
    except (ValueError, KeyError, TypeError, OverflowError, zipfile.BadZipFile, EOFError) as problem:
        raise ModelError(f"分类模型文件格式不对：{folder}（{problem}）") from problem


def pack(arrays: Arrays) -> bytes:
    """The arrays as an uncompressed .npz whose bytes depend on nothing but the arrays."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name in MEMBERS:
            member = io.BytesIO()
            np.lib.format.write_array(member, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), member.getvalue())
    return held.getvalue()


def _model(packed: bytes, text: bytes) -> Model:
    manifest = json.loads(text)
    if manifest["schema"] != SCHEMA or manifest["bits"] != BITS:
        raise ValueError("版本不符，请重新训练")
    if sha256(packed).hexdigest() != manifest["sha256"]:
        raise ModelError("分类模型与清单的校验值不一致，文件可能被改动或不完整，请重新安装或重新训练")
    with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in MEMBERS}
    words = tuple(arrays["words"].tobytes().decode("utf-8").split("\n")) if arrays["words"].size else ()
    categories = tuple(manifest["categories"])
    _check_shapes(arrays, words, categories)
    _check_numbers(manifest, categories)
    return Model(
        version=sha256(packed + text).hexdigest(),
        categories=categories,
        thresholds=manifest["thresholds"],
        vocabulary=Vocabulary(arrays["slots"], words, arrays["links"]),
        weights=arrays["weights"].astype(np.float32),
        category=arrays["categories"].astype(np.float32),
        biases=arrays["biases"].astype(np.float32),
        calibration=(manifest["calibration"]["slope"], manifest["calibration"]["offset"]),
        floor=manifest["floor"],
        gate=arrays["gate"].astype(np.float32),
        gate_bias=float(manifest["gate"]["bias"]),
        gate_limit=float(manifest["gate"]["limit"]),
    )


def _check_shapes(arrays: Arrays, words: tuple[str, ...], categories: tuple[str, ...]) -> None:
    slots = arrays["slots"]
    size = len(slots) + len(words) + _concepts(arrays["links"], len(words))
    shapes = {
        "weights": (size,),
        "categories": (len(categories), size),
        "biases": (1 + len(categories),),
        "gate": (1 << GATE_BITS,),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape or arrays[name].dtype.kind != "f":
            raise ValueError(f"{name} 的形状应为 {shape}")
        if not np.isfinite(arrays[name]).all():
            raise ValueError(f"{name} 含有非有限数")
    if slots.ndim != 1 or slots.dtype != np.uint32:
        raise ValueError("slots 的形状不对")
    if len(slots) and int(slots.max()) >= 1 << BITS:
        raise ValueError("slots 越界")
    if not all(words) or len(set(words)) != len(words) or not categories:
        raise ValueError("词表或类别有空项或重复")


def _concepts(links: NDArray[Any], words: int) -> int:
    """Number of concepts; raises ValueError unless `links` holds word and concept numbers ordered by word."""
    if links.ndim != 2 or links.shape[1:] != (2,) or links.dtype != np.int32:
        raise ValueError("links 的形状不对")
    if not len(links):
        return 0
    if int(links.min()) < 0 or int(links[:, 0].max()) >= words or (np.diff(links[:, 0]) < 0).any():
        raise ValueError("links 越界或次序不对")
    if int(links[:, 1].max()) >= len(links):
        raise ValueError("links 越界")
    return int(links[:, 1].max()) + 1


def _check_numbers(manifest: Mapping[str, Any], categories: tuple[str, ...]) -> None:
    thresholds = manifest["thresholds"]
    if set(thresholds) != set(categories) or not all(0 < value <= 1 for value in thresholds.values()):
        raise ValueError("阈值不全或不在 0 到 1 之间")
    if not isinstance(manifest["floor"], int) or manifest["floor"] < 1:
        raise ValueError("floor 应为正整数")
    calibration = manifest["calibration"]
    gate = manifest["gate"]
    numbers = [calibration["slope"], calibration["offset"], gate["bias"], gate["limit"]]
    if not np.isfinite([float(number) for number in numbers]).all():
        raise ValueError("校准或筛选参数不是有限数")
