"""Are accounts kept once, changed by name, and everything noted that was done with them?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from photodesk.accounts.account import AccountError, Person, UnknownAccountError, Way, new_account
from photodesk.store.accounts import SqlAccounts
from photodesk.store.database import reading
from photodesk.store.tables import audit, desk_sessions
from tests.accounts.signing import LASTING, NOW

MAIJA = new_account("maija", ["lumi", "service"], shown_as="Maija", is_lead=True, known_by="maija@example.com")


@pytest.fixture
def book(engine: Engine) -> SqlAccounts:
    book = SqlAccounts(engine)
    book.add(MAIJA, "hash", NOW)
    return book


def sessions(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(desk_sessions)).scalar_one())


def test_an_account_is_read_as_it_was_written(book: SqlAccounts) -> None:
    assert book.account("maija") == MAIJA
    assert book.accounts() == [MAIJA]
    assert book.password_of("maija") == "hash"
    assert book.account("nobody") is None
    assert book.password_of("nobody") is None


def test_a_name_and_a_person_are_there_once(book: SqlAccounts) -> None:
    for again in (new_account("maija", ["lumi"]), new_account("maija2", ["lumi"], known_by="maija@example.com")):
        with pytest.raises(AccountError, match="already"):
            book.add(again, None, NOW)
    book.add(new_account("ville", ["lumi"]), None, NOW)
    book.add(new_account("lena", ["lumi"]), None, NOW)
    with pytest.raises(AccountError, match="already"):
        book.change_known_by("ville", "maija@example.com", NOW)
    assert [account.name for account in book.accounts()] == ["lena", "maija", "ville"]


def test_what_there_is_not_cannot_be_changed(book: SqlAccounts, engine: Engine) -> None:
    for change in (
        lambda: book.change_password("nobody", "hash", NOW),
        lambda: book.change_queues("nobody", frozenset({"lumi"}), None, NOW),
        lambda: book.change_known_by("nobody", None, NOW),
        lambda: book.disable("nobody", NOW),
        lambda: book.enable("nobody", NOW),
    ):
        with pytest.raises(UnknownAccountError, match="no account nobody"):
            change()
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(audit)).scalar() == 1


def test_every_change_is_noted_and_no_hash_is(book: SqlAccounts, engine: Engine) -> None:
    book.change_password("maija", "another hash", NOW)
    book.change_queues("maija", frozenset({"fjord"}), None, NOW)
    book.change_queues("maija", frozenset({"fjord"}), False, NOW)
    book.change_known_by("maija", None, NOW)
    book.disable("maija", NOW)
    book.enable("maija", NOW)
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).mappings().all()
    assert [row["action"].removeprefix("account.") for row in rows] == [
        *("add", "password", "queues", "queues", "known_by", "disable", "enable"),
    ]
    assert {row["actor"] for row in rows} == {"operator"}
    assert {row["details"]["account"] for row in rows} == {"maija"}
    assert rows[2]["details"]["queues"] == ["fjord"]
    assert "hash" not in str(rows)
    account = book.account("maija")
    assert account
    assert (account.queues, account.is_lead, account.known_by, account.is_disabled) == ({"fjord"}, False, None, False)


def test_a_disabled_account_has_no_password_and_no_session(book: SqlAccounts, engine: Engine) -> None:
    assert book.begin("maija", "key", Way.PASSWORD, NOW, password="hash")
    assert book.session("key", NOW, LASTING, is_use=True) == (MAIJA, Way.PASSWORD)
    book.disable("maija", NOW)
    assert sessions(engine) == 0
    assert book.password_of("maija") is None
    assert not book.begin("maija", "key", Way.PROVIDER, NOW)
    assert book.session("key", NOW, LASTING, is_use=True) is None


def test_a_session_is_of_the_password_that_was_checked(book: SqlAccounts) -> None:
    assert not book.begin("maija", "one", Way.PASSWORD, NOW, password="another hash")
    assert not book.begin("nobody", "one", Way.PASSWORD, NOW, password="hash")
    assert book.begin("maija", "one", Way.PASSWORD, NOW, password="hash", renewed="renewed")
    assert book.password_of("maija") == "renewed"


def test_a_use_is_written_once_a_minute(book: SqlAccounts, engine: Engine) -> None:
    def used() -> object:
        with reading(engine) as connection:
            return connection.execute(select(desk_sessions.c.used_at)).scalar()

    book.begin("maija", "key", Way.PASSWORD, NOW, password="hash")
    for seconds, kept in ((30, 0), (61, 61), (100, 61), (122, 122)):
        assert book.session("key", NOW + timedelta(seconds=seconds), LASTING, is_use=True)
        assert used() == NOW + timedelta(seconds=kept)
    assert book.session("key", NOW + timedelta(seconds=300), LASTING, is_use=False)
    assert used() == NOW + timedelta(seconds=122)


def test_sessions_that_are_long_over_are_deleted(book: SqlAccounts, engine: Engine) -> None:
    for day in range(40):
        book.begin("maija", f"key {day}", Way.PASSWORD, NOW + timedelta(days=day))
    assert sessions(engine) == 32


def test_a_person_who_could_be_two_is_nobody(book: SqlAccounts) -> None:
    book.add(new_account("ville", ["lumi"], known_by="provider|17"), None, NOW)
    assert book.known(Person("provider|17", "maija@example.com")) is None
    assert book.known(Person("provider|17")) == book.account("ville")
    assert book.known(Person("provider|17", "maija@example.com")) == book.account("ville")


def test_of_two_that_come_at_once_with_one_address_one_gets_the_account(book: SqlAccounts) -> None:
    def come(number: int) -> bool:
        return book.known(Person(f"provider|{number}", "Maija@Example.com")) is not None

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(come, range(8))) == 1
