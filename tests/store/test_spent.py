"""Is a thing used once, whichever workers try?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from photodesk.spent import OneUse
from photodesk.store import spent as store_spent
from photodesk.store.database import reading
from photodesk.store.spent import SqlSpent
from photodesk.store.tables import spent

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
UNTIL = NOW + timedelta(minutes=10)


def test_what_was_used_at_one_worker_is_used_up_at_every_other(engine: Engine) -> None:
    one, other = SqlSpent(engine), SqlSpent(engine)
    assert one.spend(OneUse("ticket a", UNTIL), NOW) is True
    assert other.spend(OneUse("ticket a", UNTIL), NOW) is False
    assert other.spend(OneUse("ticket b", UNTIL), NOW) is True


@pytest.mark.parametrize("key", ["identity lumi a\0b", "identity lumi \ud800", "identity lumi " + "ä" * 200, "'; --"])
def test_whatever_a_shop_calls_its_tokens_is_remembered(engine: Engine, key: str) -> None:
    assert [SqlSpent(engine).spend(OneUse(key, UNTIL), NOW) for _ in range(2)] == [True, False]


def test_of_workers_that_use_it_at_once_one_is_let_in(engine: Engine) -> None:
    def try_each(_: int) -> int:
        return sum(SqlSpent(engine).spend(OneUse(f"ticket {each}", UNTIL), NOW) for each in range(30))

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(try_each, range(4))) == 30


def test_what_nobody_believes_in_any_more_is_deleted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_spent, "SWEEP_ONE_IN", 1)
    store = SqlSpent(engine)
    store.spend(OneUse("ticket a", UNTIL), NOW)
    store.spend(OneUse("ticket b", UNTIL + timedelta(hours=1)), NOW)
    store.spend(OneUse("ticket c", UNTIL + timedelta(hours=1)), UNTIL + timedelta(seconds=1))
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(spent)).scalar() == 2
    assert store.spend(OneUse("ticket b", UNTIL + timedelta(hours=1)), UNTIL) is False


def test_no_id_can_be_read_in_the_database(engine: Engine) -> None:
    SqlSpent(engine).spend(OneUse("identity lumi order-4711", UNTIL), NOW)
    with reading(engine) as connection:
        [row] = connection.execute(select(spent)).all()
    assert "4711" not in row.key
    assert len(row.key) == 64
