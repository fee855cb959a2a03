"""Where is it kept what has been used up?"""

from __future__ import annotations

import hashlib
import random
from datetime import datetime

from sqlalchemy import delete, text
from sqlalchemy.engine import Engine

from photodesk.spent import OneUse
from photodesk.store.database import writing
from photodesk.store.tables import spent

SWEEP_ONE_IN = 200
"""In one of so many calls, what nobody believes in any more is deleted."""

# Of two that use the same at once the second waits for the first, and adds nothing.
_SPEND = text("INSERT INTO spent (key, until) VALUES (:key, :until) ON CONFLICT (key) DO NOTHING")


class SqlSpent:
    """The Spent in the database. Keys are kept as hashes: a shop's ids are nobody's to read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def spend(self, use: OneUse, now: datetime) -> bool:
        key = hashlib.sha256(use.key.encode("utf-8", "surrogatepass")).hexdigest()
        with writing(self._engine) as connection:
            if random.randrange(SWEEP_ONE_IN) == 0:
                connection.execute(delete(spent).where(spent.c.until < now.timestamp()))
            return connection.execute(_SPEND, {"key": key, "until": use.until.timestamp()}).rowcount == 1
