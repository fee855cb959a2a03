"""Where are the accounts kept of those who answer, who is signed in, and what was done with them?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from photodesk.accounts.account import Account, AccountError, Lasting, Person, UnknownAccountError, Way
from photodesk.store.database import reading, writing
from photodesk.store.privacy import OPERATOR
from photodesk.store.tables import accounts, audit, desk_sessions

_UNKNOWN = "unknown"
_USES_APART = timedelta(minutes=1)
"""Not each request of somebody who is busy writes that they are."""
_LONG_OVER = timedelta(days=31)
"""No session lasts longer, whatever the settings say."""


class SqlAccounts:
    """The AccountBook in the database. What is done, and that it was done, are kept in one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, account: Account, password: str | None, at: datetime) -> None:
        row = {
            "name": account.name,
            "shown_as": account.shown_as,
            "queues": sorted(account.queues),
            "is_lead": account.is_lead,
            "password": password,
            "known_by": account.known_by,
            "created_at": at,
        }
        with writing(self._engine) as connection:
            try:
                connection.execute(insert(accounts), row)
            except IntegrityError:
                raise AccountError(f"there is an account {account.name} already, or one of the same person") from None
            _note(connection, OPERATOR, at, "account.add", account.name, queues=row["queues"], lead=account.is_lead)

    def accounts(self) -> list[Account]:
        with reading(self._engine) as connection:
            return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name)).mappings()]

    def account(self, name: str) -> Account | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
        return _account(row) if row else None

    def password_of(self, name: str) -> str | None:
        query = select(accounts.c.password).where(accounts.c.name == name, accounts.c.disabled_at.is_(None))
        with reading(self._engine) as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def change_password(self, name: str, password: str, at: datetime, *, by_themselves: bool = False) -> None:
        with writing(self._engine) as connection:
            actor = name if by_themselves else OPERATOR
            _change(connection, name, at, "account.password", actor=actor, password=password)
            _end_all(connection, name)

    def change_queues(self, name: str, queues: frozenset[str], is_lead: bool | None, at: datetime) -> None:
        changed: dict[str, Any] = {"queues": sorted(queues)}
        if is_lead is not None:
            changed["is_lead"] = is_lead
        with writing(self._engine) as connection:
            _change(connection, name, at, "account.queues", changed, **changed)

    def change_known_by(self, name: str, known_by: str | None, at: datetime) -> None:
        with writing(self._engine) as connection:
            try:
                _change(connection, name, at, "account.known_by", known_by=known_by, subject=None)
            except IntegrityError:
                raise AccountError("another account is this person's already") from None
            _end_all(connection, name)

    def disable(self, name: str, at: datetime) -> None:
        with writing(self._engine) as connection:
            _change(connection, name, at, "account.disable", disabled_at=at)
            _end_all(connection, name)

    def enable(self, name: str, at: datetime) -> None:
        with writing(self._engine) as connection:
            _change(connection, name, at, "account.enable", disabled_at=None)

    def known(self, person: Person) -> Account | None:
        named = (
            [person.subject] if "@" not in person.subject else []
        )  # what looks like an address must be a verified one
        named += [person.email.lower()] if person.email else []
        first = and_(accounts.c.subject.is_(None), accounts.c.known_by.in_(named))
        query = select(accounts).where(or_(accounts.c.subject == person.subject, first)).order_by(accounts.c.subject)
        with writing(self._engine) as connection:
            found = connection.execute(query.with_for_update()).mappings().all()
            theirs = [row for row in found if row["subject"] is not None] or found
            if len(theirs) != 1:
                return None  # nobody, or one account by the address and another by the id
            [row] = theirs
            if row["subject"] is None and row["disabled_at"] is None:
                _set(connection, row["name"], subject=person.subject)
        return _account(row)

    def begin(
        self, name: str, key: str, way: Way, at: datetime, *, password: str | None = None, renewed: str | None = None
    ) -> bool:
        query = select(accounts.c.password).where(accounts.c.name == name, accounts.c.disabled_at.is_(None))
        row = {"key": key, "account": name, "way": way.value, "began_at": at, "used_at": at}
        with writing(self._engine) as connection:
            found = connection.execute(query.with_for_update()).first()
            if found is None or (password is not None and found.password != password):
                return False
            if renewed is not None:
                _set(connection, name, password=renewed)
            connection.execute(delete(desk_sessions).where(desk_sessions.c.began_at < at - _LONG_OVER))
            connection.execute(insert(desk_sessions), row)
            _note(connection, name, at, "account.sign_in", name, way=way.value)
        return True

    def turned_down(self, name: str | None, way: Way, at: datetime) -> None:
        with writing(self._engine) as connection:
            _note(connection, name or _UNKNOWN, at, "account.turned_down", name, way=way.value)

    def note(self, name: str, action: str, at: datetime, **details: Any) -> None:
        with writing(self._engine) as connection:
            _note(connection, name, at, action, name, **details)

    def session(self, key: str, at: datetime, lasting: Lasting, *, is_use: bool) -> tuple[Account, Way] | None:
        query = (
            select(accounts, desk_sessions.c.way, desk_sessions.c.used_at)
            .join(desk_sessions, desk_sessions.c.account == accounts.c.name)
            .where(desk_sessions.c.key == key, accounts.c.disabled_at.is_(None))
            .where(desk_sessions.c.used_at > at - lasting.idle, desk_sessions.c.began_at > at - lasting.longest)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        if is_use and at - row["used_at"] > min(_USES_APART, lasting.idle / 10):
            with writing(self._engine) as connection:
                connection.execute(update(desk_sessions).where(desk_sessions.c.key == key), {"used_at": at})
        return _account(row), Way(row["way"])

    def end(self, key: str, at: datetime) -> None:
        whose = desk_sessions.c.key == key
        with writing(self._engine) as connection:
            name = connection.execute(select(desk_sessions.c.account).where(whose)).scalar()
            if name is not None:
                connection.execute(delete(desk_sessions).where(whose))
                _note(connection, name, at, "account.sign_out", name)


def _account(row: Mapping[str, Any]) -> Account:
    more = {name: row[name] for name in ("shown_as", "is_lead", "known_by", "disabled_at")}
    return Account(row["name"], frozenset(row["queues"]), **more)


def _change(
    connection: Connection,
    name: str,
    at: datetime,
    action: str,
    told: Mapping[str, Any] = {},
    /,
    *,
    actor: str = OPERATOR,
    **changed: Any,
) -> None:
    if not _set(connection, name, **changed):
        raise UnknownAccountError(f"there is no account {name}")
    _note(connection, actor, at, action, name, **told)


def _set(connection: Connection, name: str, **changed: Any) -> bool:
    return bool(connection.execute(update(accounts).where(accounts.c.name == name), changed).rowcount)


def _end_all(connection: Connection, name: str) -> None:
    connection.execute(delete(desk_sessions).where(desk_sessions.c.account == name))


def _note(connection: Connection, actor: str, at: datetime, action: str, name: str | None, **details: Any) -> None:
    row = {"at": at, "actor": actor, "action": action, "details": {"account": name, **details}}
    connection.execute(insert(audit), row)
