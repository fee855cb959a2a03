"""Who may sign in to answer, and which cases are theirs?

Whoever runs the desk makes accounts; nobody gets one by signing in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from photodesk.asking import Agent
from photodesk.settings import Settings

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NOBODYS = frozenset({"operator", "asker", "unknown"})
"""What the audit calls those who have no account."""
_QUEUE = re.compile(r"[a-z0-9-]{1,64}")
_SHOWN = re.compile(r"[^\0-\x1f\x7f\ud800-\udfff]{1,100}")
_KNOWN_BY = re.compile(r"[\x21-\x7e]{1,254}")
"""An e-mail address, or a provider's id for a person."""


class AccountError(ValueError):
    """An account that cannot be as it is wanted; the message says why."""


class UnknownAccountError(AccountError):
    """There is no account of this name."""


class Way(str, Enum):
    """How somebody signed in."""

    PASSWORD = "password"
    PROVIDER = "provider"
    DEMO = "demo"


@dataclass(frozen=True)
class Account:
    """Somebody who answers: an agent, or the lead of a team."""

    name: str
    queues: frozenset[str]
    shown_as: str | None = None
    """What askers read instead of the name."""
    is_lead: bool = False
    known_by: str | None = None
    """An e-mail address or an id by which the OpenID Connect provider knows this person."""
    disabled_at: datetime | None = None

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None

    @property
    def words(self) -> tuple[str, ...]:
        """Of which a password is not to be made."""
        return self.name, self.shown_as or "", *sorted(self.queues)

    def as_agent(self) -> Agent:
        return Agent(self.name, self.queues, self.is_lead, self.shown_as)


@dataclass(frozen=True)
class Person:
    """Whom an OpenID Connect provider has verified; the address only if it has verified that too."""

    subject: str
    email: str | None = None


@dataclass(frozen=True)
class Lasting:
    """How long somebody stays signed in: while they do something, and at most."""

    idle: timedelta
    longest: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Lasting:
        return cls(timedelta(seconds=settings.desk_idle_seconds), timedelta(seconds=settings.desk_longest_seconds))


class AccountBook(Protocol):
    """Keeps accounts and who is signed in, and notes what was done with them.

    Of a session it is given and keeps a hash alone. Whatever changes an account raises UnknownAccountError when there
    is none of this name.
    """

    def add(self, account: Account, password: str | None, at: datetime) -> None:
        """Keep a new account with the hash of its password; raises AccountError when the name is taken, or known_by."""

    def accounts(self) -> list[Account]: ...

    def account(self, name: str) -> Account | None: ...

    def password_of(self, name: str) -> str | None:
        """The hash; None when there is no such account, it is disabled or has no password."""

    def change_password(self, name: str, password: str, at: datetime, *, by_themselves: bool = False) -> None:
        """Keep another hash; whoever is signed in with this account no longer is."""

    def change_queues(self, name: str, queues: frozenset[str], is_lead: bool | None, at: datetime) -> None:
        """Give other queues; `is_lead` None leaves that as it is."""

    def change_known_by(self, name: str, known_by: str | None, at: datetime) -> None:
        """Say anew how the provider knows this person; whoever is signed in with this account no longer is."""

    def disable(self, name: str, at: datetime) -> None:
        """Let nobody sign in with it; whoever is signed in no longer is."""

    def enable(self, name: str, at: datetime) -> None: ...

    def known(self, person: Person) -> Account | None:
        """The account of a person whom the provider knows.

        An address can be given to somebody else one day: from the first time on the account is the subject's alone,
        unless it was disabled then.
        """

    def begin(
        self, name: str, key: str, way: Way, at: datetime, *, password: str | None = None, renewed: str | None = None
    ) -> bool:
        """Begin a session; False when the account is disabled meanwhile, or has another hash than this one.

        `renewed` is kept in its stead.
        """

    def turned_down(self, name: str | None, way: Way, at: datetime) -> None:
        """Note that somebody could not sign in; the name is an account's, or None."""

    def note(self, name: str, action: str, at: datetime, **details: Any) -> None:
        """Note what somebody who is signed in has read or done, where no other book does."""

    def session(self, key: str, at: datetime, lasting: Lasting, *, is_use: bool) -> tuple[Account, Way] | None:
        """Whose session it is while it lasts; a use lets it last longer."""

    def end(self, key: str, at: datetime) -> None:
        """End a session; nothing happens when there is none."""


def account_name(text: str) -> str | None:
    """The name that was meant; None for what can be no account's."""
    name = text.strip().lower()
    return name if _NAME.fullmatch(name) and name not in _NOBODYS else None


def new_account(
    name: str,
    queues: Iterable[str],
    *,
    shown_as: str | None = None,
    is_lead: bool = False,
    known_by: str | None = None,
) -> Account:
    """An account as it may be; raises AccountError."""
    meant = account_name(name)
    if meant is None:
        raise AccountError(
            f"{name!r} can be no account's name: use letters a to z, digits, dots and dashes, at most 64"
        )
    if shown_as is not None and not (_SHOWN.fullmatch(shown_as) and shown_as.strip()):
        raise AccountError("what askers read instead of the name is one line of at most 100 characters")
    return Account(meant, queues_of(queues), shown_as, is_lead, known_by=None if known_by is None else known(known_by))


def queues_of(names: Iterable[str]) -> frozenset[str]:
    """Queues as they may be called; raises AccountError."""
    queues = frozenset(name.strip() for name in names if name.strip())
    wrong = sorted(queue for queue in queues if not _QUEUE.fullmatch(queue))
    if wrong or not queues:
        raise AccountError(f"{', '.join(wrong) or 'nothing'} is no queue: name shops in small letters, or service")
    return queues


def known(text: str) -> str:
    """An address or an id as it is compared; raises AccountError."""
    if not _KNOWN_BY.fullmatch(text):
        raise AccountError(f"{text!r} is neither an e-mail address nor an id")
    return text.lower() if "@" in text else text
