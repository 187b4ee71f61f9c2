from __future__ import annotations

import pytest
from intake.reads import one, read_bytes, reasons


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_and_cells_have_places(delimiter):
    rows = [["姓名", "电话"], ["张某", "1380000"], ["李某", "1390000"]]
    data = "\n".join(delimiter.join(row) for row in rows).encode("gbk")
    grid = one(read_bytes(data, "名单.csv"), "table")
    assert grid.text == "姓名\t电话\n张某\t1380000\n李某\t1390000"
    at = grid.text.index("1390000")
    assert grid.place(at, at + 7).cell == "B3"


def test_line_breaks_and_tabs_inside_a_cell_do_not_part_cells():
    grid = one(read_bytes('甲,"乙\n丙\t丁"\n1,2'.encode(), "a.csv"), "table")
    assert grid.text == "甲\t乙 丙 丁\n1\t2"


def test_the_cell_limit_is_a_gap():
    assert reasons(read_bytes(b"1,2,3\n4,5,6", "a.csv", cells=5)) == {"too-many-cells"}
