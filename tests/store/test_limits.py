"""Is it counted once, for all workers together?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from photodesk.limits import Limit
from photodesk.store import limits as store_limits
from photodesk.store.database import reading
from photodesk.store.limits import SqlLimits
from photodesk.store.tables import rate_limits

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
FEW = Limit(2, 0.1)


def test_each_key_has_its_own_count(engine: Engine) -> None:
    limits = SqlLimits(engine)
    assert [limits.take({"a": FEW}, NOW) for _ in range(3)] == [0, 0, 10]
    assert limits.take({"b": FEW}, NOW) == 0
    assert limits.take({"a": FEW}, NOW + timedelta(seconds=10)) == 0


def test_when_one_has_no_room_none_is_counted(engine: Engine) -> None:
    limits = SqlLimits(engine)
    for _ in range(2):
        limits.take({"a": FEW}, NOW)
    for _ in range(5):
        assert limits.take({"a": FEW, "b": FEW}, NOW) > 0
    assert [limits.take({"b": FEW}, NOW) for _ in range(2)] == [0, 0]


def test_what_is_heeded_must_have_room_and_is_not_used(engine: Engine) -> None:
    limits = SqlLimits(engine)
    assert [limits.take({"a": FEW}, NOW, {"b": FEW}) for _ in range(2)] == [0, 0]
    for _ in range(2):
        limits.count({"b": FEW}, NOW)
    assert limits.take({"c": FEW}, NOW, {"b": FEW}) == 10
    assert [limits.take({"c": FEW}, NOW) for _ in range(2)] == [0, 0], "nothing was used where there was no room"
    assert limits.take({"d": FEW}, NOW + timedelta(seconds=10), {"b": FEW}) == 0


def test_what_has_happened_is_counted_whether_there_was_room_or_not(engine: Engine) -> None:
    limits = SqlLimits(engine)
    for _ in range(5):
        limits.count({"a": FEW}, NOW)
    assert limits.take({"a": FEW}, NOW) == 40


def test_workers_that_count_at_once_let_no_more_through(engine: Engine) -> None:
    limit = Limit(20, 0.001)

    def try_often(_: int) -> int:
        limits = SqlLimits(engine)
        return sum(limits.take({"z": Limit(10**6, 1), "a": limit}, NOW) == 0 for _ in range(15))

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(try_often, range(4))) == 20


def test_what_counts_no_more_is_deleted(engine: Engine, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(store_limits, "SWEEP_ONE_IN", 1)
    limits = SqlLimits(engine)
    limits.take({"a": FEW}, NOW)
    limits.take({"b": FEW}, NOW + timedelta(hours=1))
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(rate_limits)).scalar() == 1


def test_no_address_can_be_read_in_the_database(engine: Engine) -> None:
    SqlLimits(engine).take({"message address 192.0.2.7": FEW}, NOW)
    with reading(engine) as connection:
        [row] = connection.execute(select(rate_limits)).all()
    assert "192" not in row.key
