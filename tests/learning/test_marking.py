"""Are just the words marked that an edit takes out and puts in?"""

from __future__ import annotations

import time

import pytest

from photodesk.learning.marking import Side, hunks, marked


def shown(side: Side) -> str:
    return "".join(f"<{piece.text}>" if piece.is_changed else piece.text for piece in side)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("Leave it now.", "Leave it then.", "Leave it <now.>", "Leave it <then.>"),
        ("Leave it.", "Please leave it.", "<Leave> it.", "<Please leave> it."),
        ("one two three", "one three", "one <two> three", "one three"),
        ("a b c d e", "a x c y e", "a <b c d> e", "a <x c y> e"),
        ("a b p q d e", "a x p q y e", "a <b> p q <d> e", "a <x> p q <y> e"),
        ("  one\ntwo", "one two", "  one\ntwo", "one two"),
        ("", "new words", "", "<new words>"),
        ("old", "", "<old>", ""),
        ("x  ", "y\n", "<x>  ", "<y>\n"),
    ],
)
def test_words_that_differ_are_marked_and_spaces_are_not(before: str, after: str, old: str, new: str) -> None:
    sides = marked(before, after)
    assert [shown(side) for side in sides] == [old, new]
    assert ["".join(piece.text for piece in side) for side in sides] == [before, after]


def test_lines_are_shown_where_they_differ_with_some_around_them() -> None:
    before = [str(n) for n in range(1, 21)]
    after = ["one", *before[1:9], "new", *before[9:18], "20"]
    found = hunks("\n".join(before), "\n".join(after))
    assert found is not None
    assert [
        [(pair.before and pair.before.number, pair.after and pair.after.number, pair.is_changed) for pair in hunk]
        for hunk in found
    ] == [
        [(1, 1, True), (2, 2, False), (3, 3, False)],
        [(8, 8, False), (9, 9, False), (None, 10, True), (10, 11, False), (11, 12, False)],
        [(17, 18, False), (18, 19, False), (19, None, True), (20, 20, False)],
    ]
    assert hunks("same", "same") == []


def test_what_would_take_long_is_not_compared() -> None:
    begun = time.monotonic()
    assert shown(marked("a " * 24_000, "b a " * 12_000)[0]) == f"<{'a ' * 24_000}>"
    assert hunks("\n" * 48_000, "x\n" * 24_000) is None
    hunks("x " * 20_000 + "\n" * 900, "y\n" * 900)
    assert time.monotonic() - begun < 5
