"""People who answer, and a clock that can be moved, for the tests of signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.engine import Engine

from photodesk.accounts.account import Lasting, new_account
from photodesk.accounts.passwords import Passwords
from photodesk.accounts.signing_in import SignIns
from photodesk.store.accounts import SqlAccounts
from photodesk.store.database import reading
from photodesk.store.tables import audit

NOW = datetime(2026, 11, 25, 8, tzinfo=timezone.utc)
PASSWORD = "four grey herons wait"
LASTING = Lasting(timedelta(hours=1), timedelta(hours=12))
QUICK = Passwords(hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def signing_in(engine: Engine, clock: Clock | None = None, *, has_demo: bool = False) -> SignIns:
    """Maija, an agent of lumi with a password, and Ville, an agent of fjord who comes by the provider."""
    book, clock = SqlAccounts(engine), clock or Clock()
    book.add(new_account("maija", ["lumi"], shown_as="Maija M."), QUICK.hash(PASSWORD), clock())
    book.add(new_account("ville", ["fjord"], known_by="Ville@Example.com"), None, clock())
    return SignIns(book, QUICK, LASTING, clock, has_demo)


def audited(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).mappings()
        return [(row["actor"], row["action"]) for row in rows]
