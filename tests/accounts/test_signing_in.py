"""Does who has the password get in and nobody else, for as long as it is said and no longer?"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from photodesk.accounts.account import Person, new_account
from photodesk.accounts.passwords import Passwords, WeakPasswordError
from photodesk.accounts.signing_in import form_token
from photodesk.store.accounts import SqlAccounts
from photodesk.store.database import reading
from photodesk.store.tables import accounts, audit, desk_sessions
from tests.accounts.signing import NOW, PASSWORD, Clock, audited, signing_in

VILLE = Person("provider|17", "ville@example.com")


def test_who_has_the_password_is_known_from_then_on(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    token = sign_ins.with_password(" Maija ", PASSWORD)
    assert token is not None
    account = sign_ins.who(token)
    assert account is not None
    assert (account.name, account.queues, account.shown_as) == ("maija", frozenset({"lumi"}), "Maija M.")
    assert sign_ins.who(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert audited(engine)[2:] == [("maija", "account.sign_in")]


@pytest.mark.parametrize(
    ("name", "password"),
    [("maija", PASSWORD + "x"), ("maija", ""), ("ville", PASSWORD), ("nobody", PASSWORD), ("", ""), ("\0", "\ud800")],
)
def test_nobody_else_gets_in(engine: Engine, name: str, password: str) -> None:
    assert signing_in(engine).with_password(name, password) is None
    assert audited(engine)[-1] == (name if name in ("maija", "ville") else "unknown", "account.turned_down")


def test_a_name_that_there_is_not_costs_what_a_wrong_password_costs(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_ins = signing_in(engine)
    sign_ins.book.add(new_account("old", ["lumi"]), sign_ins.passwords.hash(PASSWORD), NOW)
    sign_ins.book.disable("old", NOW)
    done: list[str] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, hash: str, password: bytes) -> bool:
        done.append("verify " + hash.split("$")[3])
        return verify(self, hash, password)

    def asked(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        done.append(statement)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    event.listen(engine, "before_cursor_execute", asked)
    work = {}
    for name, password in (
        ("maija", "wrong"),
        ("nobody", "wrong"),
        ("not a name!", "x"),
        ("ville", "x"),
        ("old", PASSWORD),
    ):
        done.clear()
        assert sign_ins.with_password(name, password) is None
        work[name] = list(done)
    assert len(work["maija"]) > 3
    assert all(each == work["maija"] for each in work.values())


def test_each_sign_in_has_a_token_of_its_own_and_a_hash_of_it_alone_is_kept(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    one, other = (sign_ins.with_password("maija", PASSWORD) for _ in range(2))
    assert one
    assert other
    assert one != other
    with reading(engine) as connection:
        keys = set(connection.execute(select(desk_sessions.c.key)).scalars())
        kept = connection.execute(select(accounts.c.password).where(accounts.c.name == "maija")).scalar()
    assert keys == {hashlib.sha256(token.encode()).hexdigest() for token in (one, other)}
    assert PASSWORD not in str(kept)
    assert form_token(one) not in keys
    assert form_token(one) != form_token(other)


def test_a_sign_in_ends_an_hour_after_the_last_use(engine: Engine) -> None:
    clock = Clock()
    sign_ins = signing_in(engine, clock)
    token = sign_ins.with_password("maija", PASSWORD)
    assert token
    for _ in range(5):
        clock.pass_by(minutes=59)
        assert sign_ins.who(token)
    clock.pass_by(minutes=59)
    assert sign_ins.who(token, is_use=False), "a page that looks by itself sees it"
    clock.pass_by(minutes=1)
    assert sign_ins.who(token) is None, "and does not make it last"


def test_a_sign_in_ends_after_twelve_hours_whatever_is_done(engine: Engine) -> None:
    clock = Clock()
    sign_ins = signing_in(engine, clock)
    token = sign_ins.with_password("maija", PASSWORD)
    assert token
    for _ in range(23):
        clock.pass_by(minutes=31)
        assert sign_ins.who(token)
    clock.pass_by(minutes=7)
    assert sign_ins.who(token) is None


def test_what_is_signed_out_opens_nothing_and_other_browsers_stay(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    one, other = (sign_ins.with_password("maija", PASSWORD) for _ in range(2))
    assert one
    assert other
    sign_ins.end(one)
    sign_ins.end(one)
    assert sign_ins.who(one) is None
    assert sign_ins.who(other)
    assert audited(engine)[4:] == [("maija", "account.sign_out")]


@pytest.mark.parametrize("what", ["disable", "password", "known by"])
def test_what_changes_who_may_sign_in_ends_every_session(engine: Engine, what: str) -> None:
    sign_ins = signing_in(engine)
    token = sign_ins.with_password("maija", PASSWORD)
    assert token
    if what == "disable":
        sign_ins.book.disable("maija", NOW)
        assert sign_ins.with_password("maija", PASSWORD) is None
        sign_ins.book.enable("maija", NOW)
    elif what == "password":
        sign_ins.book.change_password("maija", sign_ins.passwords.hash("another good enough one"), NOW)
        assert sign_ins.with_password("maija", PASSWORD) is None
    else:
        sign_ins.book.change_known_by("maija", "m@example.com", NOW)
    assert sign_ins.who(token) is None


def test_other_queues_are_seen_at_once(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    token = sign_ins.with_password("maija", PASSWORD)
    assert token
    sign_ins.book.change_queues("maija", frozenset({"fjord"}), True, NOW)
    account = sign_ins.who(token)
    assert account
    assert (account.queues, account.is_lead) == (frozenset({"fjord"}), True)


def test_a_hash_of_other_days_is_renewed_with_a_sign_in(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    newer = replace(sign_ins, passwords=Passwords(hasher=PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))
    assert newer.with_password("maija", "wrong") is None
    assert "m=8" in str(sign_ins.book.password_of("maija"))
    assert newer.with_password("maija", PASSWORD)
    assert "m=16,t=2" in str(sign_ins.book.password_of("maija"))
    assert newer.with_password("maija", PASSWORD)


def test_a_password_that_one_changes_oneself_is_noted_as_ones_own_doing(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    account = sign_ins.book.account("maija")
    assert account
    assert sign_ins.change_password(account, "wrong", "three blue boats turn") is None
    with pytest.raises(WeakPasswordError):
        sign_ins.change_password(account, PASSWORD, "maijamaijamaija")
    token = sign_ins.change_password(account, PASSWORD, "three blue boats turn")
    assert token
    assert sign_ins.who(token)
    assert [action for actor, action in audited(engine) if actor == "maija"] == [
        *("account.turned_down", "account.password", "account.sign_in"),
    ]


def test_what_is_read_is_noted_with_who_and_how_much(engine: Engine) -> None:
    signing_in(engine).book.note("maija", "gaps.read", NOW, days=30)
    with reading(engine) as connection:
        row = connection.execute(select(audit).order_by(audit.c.id.desc())).mappings().first()
    assert row
    assert (row["actor"], row["action"], row["at"]) == ("maija", "gaps.read", NOW)
    assert row["details"] == {"account": "maija", "days": 30}


def test_a_password_that_is_changed_while_it_is_checked_opens_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_ins = signing_in(engine)
    new = sign_ins.passwords.hash("another good enough one")

    def slowly(self: Passwords, password: str, hash: str | None) -> bool:
        sign_ins.book.change_password("maija", new, NOW)
        return True

    monkeypatch.setattr(Passwords, "holds", slowly)
    assert sign_ins.with_password("maija", PASSWORD) is None


def test_whom_the_provider_knows_gets_in_if_there_is_an_account(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    token = sign_ins.with_provider(VILLE)
    assert token
    account = sign_ins.who(token)
    assert account
    assert account.name == "ville"
    assert sign_ins.with_provider(Person("provider|18", "eve@example.com")) is None
    assert [one.name for one in sign_ins.book.accounts()] == ["maija", "ville"], "nobody gets an account by signing in"
    assert audited(engine)[2:] == [("ville", "account.sign_in"), ("unknown", "account.turned_down")]


def test_an_address_that_is_not_verified_or_passed_on_is_nobodys(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    assert sign_ins.with_provider(Person("provider|17")) is None
    assert sign_ins.with_provider(Person("ville@example.com")) is None, "a sub that looks like an address"
    assert sign_ins.with_provider(VILLE)
    assert sign_ins.with_provider(Person("provider|99", "ville@example.com")) is None, "somebody else has it now"
    assert sign_ins.with_provider(Person("provider|17", "ville.v@example.com")), "and he has another"
    sign_ins.book.change_known_by("ville", "ville@example.com", NOW)
    assert sign_ins.with_provider(Person("provider|99", "ville@example.com"))


def test_a_disabled_account_is_not_the_providers_either(engine: Engine) -> None:
    sign_ins = signing_in(engine)
    sign_ins.book.disable("ville", NOW)
    assert sign_ins.with_provider(VILLE) is None
    assert audited(engine)[-1] == ("ville", "account.turned_down")
    sign_ins.book.enable("ville", NOW)
    assert sign_ins.with_provider(Person("provider|18", "ville@example.com")), "nobody's yet, for nobody got in"


def test_demo_people_are_there_in_development_alone(engine: Engine) -> None:
    sign_ins = signing_in(engine, has_demo=True)
    tokens = [sign_ins.as_demo(name) for name in ("lena", "lena", "maija")]
    assert all(tokens)
    assert sign_ins.as_demo("ville") is None
    lena = sign_ins.who(str(tokens[0]))
    assert lena
    assert (lena.is_lead, lena.queues) == (True, frozenset({"lumi", "fjord", "service"}))
    assert sign_ins.with_password("lena", "") is None
    production = replace(sign_ins, has_demo=False)
    assert production.as_demo("lena") is None
    assert [production.who(str(token)) for token in tokens] == [None] * 3


def test_two_may_ask_for_a_demo_person_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_ins = signing_in(engine, has_demo=True)
    assert sign_ins.as_demo("lena")
    monkeypatch.setattr(SqlAccounts, "account", lambda *_: None)
    assert sign_ins.as_demo("lena")
