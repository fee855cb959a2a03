"""Where is it kept how often something was done?"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.engine import Engine

from photodesk.limits import NO_LIMITS, Limit
from photodesk.store.database import writing
from photodesk.store.tables import rate_limits

SWEEP_ONE_IN = 200
"""In one of so many calls, what counts for nothing any more is deleted."""

_READ = (
    select(rate_limits.c.key, rate_limits.c.free_at)
    .where(rate_limits.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(rate_limits.c.key)  # two that lock the same rows lock them in one order
    .with_for_update()
)
_ADD = text("INSERT INTO rate_limits (key, free_at) VALUES (:key, 0) ON CONFLICT (key) DO NOTHING")
_SET = update(rate_limits).where(rate_limits.c.key == bindparam("of"))


class SqlLimits:
    """The Limits in the database. Keys are kept as hashes: an address is nobody's to read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, uses: Mapping[str, Limit], now: datetime, heeded: Mapping[str, Limit] = NO_LIMITS) -> float:
        return self._use(uses, now, heeded, always=False)

    def count(self, uses: Mapping[str, Limit], now: datetime) -> None:
        self._use(uses, now, NO_LIMITS, always=True)

    def _use(self, uses: Mapping[str, Limit], now: datetime, heeded: Mapping[str, Limit], *, always: bool) -> float:
        moment = now.timestamp()
        used = {_hashed(key) for key in uses}
        limits = {_hashed(key): limit for key, limit in {**heeded, **uses}.items()}
        with writing(self._engine) as connection:
            if random.randrange(SWEEP_ONE_IN) == 0:
                connection.execute(delete(rate_limits).where(rate_limits.c.free_at < moment))
            connection.execute(_ADD, [{"key": key} for key in sorted(used)])
            found = connection.execute(_READ, {"keys": sorted(limits)}).all()
            after = {key: limits[key].use(free_at, moment) for key, free_at in found}
            wait = max(wait for _, wait in after.values())
            if wait == 0 or always:
                connection.execute(_SET, [{"of": key, "free_at": after[key][0]} for key in used])
        return wait


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
