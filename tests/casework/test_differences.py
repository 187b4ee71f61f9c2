"""A diff shows both sides whole, with what changed marked."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer.casework.differences import compare

TEXTS = st.text("甲乙丙\n", max_size=40)


def joined(pieces):
    return "".join(piece.text for piece in pieces)


@given(TEXTS, TEXTS)
def test_both_sides_can_be_read_back_from_the_rows(old, new):
    rows = compare(old, new)
    assert [joined(row.old) for row in rows if row.old_number] == old.split("\n")
    assert [joined(row.new) for row in rows if row.new_number] == new.split("\n")


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_on_both_sides(old, new):
    for row in compare(old, new):
        if row.side in {"same", "changed"}:
            kept = ["".join(piece.text for piece in side if not piece.marked) for side in (row.old, row.new)]
            assert kept[0] == kept[1]


def test_the_changed_words_of_a_line_are_marked():
    (row,) = compare("办公时间为上午九时", "办公时间为上午十时")
    assert row.side == "changed"
    assert [piece.text for piece in row.old if piece.marked] == ["九"]
    assert [piece.text for piece in row.new if piece.marked] == ["十"]


def test_texts_without_end_are_not_compared():
    assert compare("\n" * 30_000, "") is None
