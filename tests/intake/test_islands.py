from __future__ import annotations

import pytest

from reviewer.intake.charset import decode
from reviewer.intake.islands import islands, without_wide

OUTER = "各单位要按照通知要求做好工作，有关情况及时报告。\n" * 9
INNER = "这一行是后来接上的说明"


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("gbk", INNER.encode()), ("utf-8", INNER.encode("gbk")), ("gbk", INNER.encode("utf-16"))],
)
def test_a_line_of_another_encoding_is_found(outer, inner):
    data = OUTER.encode(outer) + b"\n" + inner + b"\n" + OUTER.encode(outer)
    assert islands(data, decode(data)) == [INNER]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16", "big5"])
def test_a_file_of_one_encoding_has_none(encoding):
    data = "中文的一般公告是不可少的文件，要求及時報告。".replace(
        "時報", "时报" if encoding != "big5" else "時報"
    )
    raw = (data * 50).encode(encoding, "ignore")
    assert islands(raw, decode(raw)) == []


def test_blocks_of_wide_characters_are_cut_out_but_not_a_whole_file_of_them():
    data = OUTER.encode("gbk") + INNER.encode("utf-16")
    assert without_wide(data) == OUTER.encode("gbk") + b"\n"
    assert without_wide(INNER.encode("utf-16")) == INNER.encode("utf-16")
