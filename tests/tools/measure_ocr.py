"""Measures OCR on made-up scans: accuracy by wear, marks, seconds a page, peak memory.

python tests/tools/measure_ocr.py [PAGES]      accuracy and marks as well
"""

# ruff: noqa: E402, T201
from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from scans import MARKS, WEAR, flat, noisy, page, right

from reviewer.intake.formats.ocr.reader import read_text


def kinds(pages: int) -> Iterator[tuple[str, list[tuple[object, list[str]]]]]:
    for name, wear in WEAR.items():
        made = [
            page(seed, points=(14, 12, 10.5, 16)[seed % 4], lines=(30, 34, 40, 28)[seed % 4])
            for seed in range(pages)
        ]
        yield name, [(wear(image, seed), true) for seed, (image, true) in enumerate(made)]
    for dpi in (100, 120):
        made = [page(seed, points=14, dpi=dpi) for seed in range(pages)]
        yield f"{dpi} dpi", made
        yield (
            f"{dpi} dpi noisy",
            [(noisy(image, seed, sigma=12), true) for seed, (image, true) in enumerate(made)],
        )


def accuracy(pages: int) -> None:
    for name, made in kinds(pages):
        total = good = 0
        began, cpu = perf_counter(), process_time()
        for image, true in made:
            lines, _ = read_text(image)
            truth = flat("".join(true))
            total, good = (
                total + len(truth),
                good + right(truth, flat("".join(line.text for line in lines)).replace("公文专用", "")),
            )
        seconds, burnt = perf_counter() - began, process_time() - cpu
        print(
            f"{name:16} {good / total:.4f} of {total:6}  {seconds / pages:.2f} s  {burnt / pages:.2f} s cpu",
            flush=True,
        )


def marks() -> None:
    for points in (8, 9, 10.5, 16):
        for name in ("clean", "noisy", "skew+2", "turn90", "turn180", "seal"):
            found = 0
            for seed, mark in enumerate(MARKS):
                image, _ = page(seed, points=14, lines=20, mark=mark, mark_points=points)
                lines, _ = read_text(WEAR[name](image, seed))
                found += any(mark in flat(line.text) for line in lines)
            print(f"marks {points} pt {name:8} {found} of {len(MARKS)}", flush=True)


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    read_text(page(0)[0])
    accuracy(pages)
    if pages > 2:
        marks()
    print("peak rss MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    status = Path("/proc/self/status").read_text()
    print([line for line in status.splitlines() if line.startswith(("VmPeak", "VmHWM"))])


if __name__ == "__main__":
    main()
