"""Is as much let through as was said, and no more?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photodesk.limits import Limit


def test_so_many_go_at_once_and_the_next_waits_until_one_is_back() -> None:
    limit, free_at = Limit(3, 0.5), 0.0
    for _ in range(3):
        free_at, wait = limit.use(free_at, 100)
        assert wait == 0
    assert limit.use(free_at, 100)[1] == pytest.approx(2)
    assert limit.use(free_at, 102)[1] == pytest.approx(0)


def test_a_moment_of_today_is_counted_as_exactly_as_one_of_1970() -> None:
    limit, now = Limit(4, 1 / 120 * 0.1), 1_795_000_000.1
    free_at, waits = 0.0, []
    for _ in range(5):
        free_at, wait = limit.use(free_at, now)
        waits.append(wait > 0)
    assert waits == [False, False, False, False, True]


@given(
    st.integers(1, 20),
    st.floats(0.1, 50),
    st.lists(st.floats(0, 5), min_size=1, max_size=200),
)
def test_in_no_stretch_of_time_more_than_the_limit_goes_through(
    at_once: int, a_second: float, pauses: list[float]
) -> None:
    limit, free_at, now = Limit(at_once, a_second), 0.0, 1000.0
    let_in: list[float] = []
    for pause in pauses:
        now += pause
        later, wait = limit.use(free_at, now)
        if wait == 0:
            free_at = later
            let_in.append(now)
    for first in range(len(let_in)):
        for last in range(first, len(let_in)):
            assert last - first + 1 <= at_once + (let_in[last] - let_in[first]) * a_second + 1e-3


def test_more_and_less_of_a_limit() -> None:
    assert Limit(10, 2).times(0.5) == Limit(5, 1)
    assert Limit(1, 2).times(0.01).at_once == 1
