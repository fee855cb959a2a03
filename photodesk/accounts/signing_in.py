"""How does somebody get in, and who is it from then on?

A browser holds a random token, and the database its hash: what it holds opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from photodesk.accounts.account import Account, AccountBook, AccountError, Lasting, Person, Way, account_name
from photodesk.accounts.passwords import LONGEST, Passwords

DEMO = (
    Account("maija", frozenset({"lumi"}), "Maija"),
    Account("lena", frozenset({"lumi", "fjord", "service"}), "Lena", is_lead=True),
)
"""Whom a visitor of a desk in development may be."""
_NOBODY = "-"
"""What no account is called: the database is asked for it where a name can be none, so that time tells nothing."""


@dataclass(frozen=True)
class SignIns:
    """Signs people in and out. Why somebody was not let in is told nobody but the audit."""

    book: AccountBook
    passwords: Passwords
    lasting: Lasting
    clock: Callable[[], datetime]
    has_demo: bool = False

    def with_password(self, name: str, password: str) -> str | None:
        """A token for who has this name and password; None for everybody else, after the same work."""
        meant = account_name(name)
        hash = self.book.password_of(meant or _NOBODY)
        is_right = self.passwords.holds(password[: LONGEST + 1], hash)
        if meant is not None and hash is not None and is_right and len(password) <= LONGEST:
            renewed = self.passwords.renewed(password, hash)
            token = self._begin(meant, Way.PASSWORD, password=hash, renewed=renewed)
            if token is not None:
                return token
        self._turned_down(meant, Way.PASSWORD)
        return None

    def with_provider(self, person: Person) -> str | None:
        """A token for whom the provider has verified, if there is an account for them."""
        account = self.book.known(person)
        token = None if account is None or account.is_disabled else self._begin(account.name, Way.PROVIDER)
        if token is None:
            self.book.turned_down(account.name if account else None, Way.PROVIDER, self.clock())
        return token

    def as_demo(self, name: str) -> str | None:
        """A token for one of the demo people, whose account is made when it is first needed; only in development."""
        wanted = next((account for account in DEMO if account.name == name), None)
        if wanted is None or not self.has_demo:
            return None
        if self.book.account(name) is None:
            with suppress(AccountError):  # another request was first
                self.book.add(wanted, None, self.clock())
        return self._begin(name, Way.DEMO)

    def who(self, token: str, *, is_use: bool = True) -> Account | None:
        """Whose token it is, while they are signed in; what is no use of theirs lets them stay no longer."""
        found = self.book.session(_key(token), self.clock(), self.lasting, is_use=is_use)
        if found is None or (found[1] is Way.DEMO and not self.has_demo):
            return None
        return found[0]

    def change_password(self, account: Account, current: str, new: str) -> str | None:
        """Keep another password and give a new token, while every session of before ends; None for a wrong current one.

        Raises WeakPasswordError for a new one that is not good enough.
        """
        if not self.passwords.holds(current[: LONGEST + 1], self.book.password_of(account.name)):
            self._turned_down(account.name, Way.PASSWORD)
            return None
        hash = self.passwords.hash(new, account.words)
        self.book.change_password(account.name, hash, self.clock(), by_themselves=True)
        return self._begin(account.name, Way.PASSWORD, password=hash)

    def end(self, token: str) -> None:
        self.book.end(_key(token), self.clock())

    def _begin(self, name: str, way: Way, *, password: str | None = None, renewed: str | None = None) -> str | None:
        token = secrets.token_urlsafe(32)
        begun = self.book.begin(name, _key(token), way, self.clock(), password=password, renewed=renewed)
        return token if begun else None

    def _turned_down(self, name: str | None, way: Way) -> None:
        is_known = self.book.account(name or _NOBODY) is not None
        self.book.turned_down(name if is_known else None, way, self.clock())


def form_token(token: str) -> str:
    """What a page of ours sends along with each change and no other can know; it tells nothing of the token."""
    return hmac.new(token.encode(), b"photodesk forms", hashlib.sha256).hexdigest()


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
