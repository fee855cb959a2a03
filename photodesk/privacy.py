"""Whose are these words, and how long are they kept?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from photodesk.orders.record import email_key
from photodesk.settings import Settings

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_AT = r"(?:\s?@\s?|\s?[(\[{]\s?(?:at|ät|@)\s?[)\]}]\s?)"
"""As the desk understands it: `aino @example.com`, `aino (at) example.com`."""


class NoAddressError(ValueError):
    """A text that is no e-mail address."""


@dataclass(frozen=True)
class Address:
    """An e-mail address by which a person is found, however it is spelt."""

    key: str
    within: re.Pattern[str]
    """Finds it in a text, and not within a longer address."""

    @classmethod
    def of(cls, text: str) -> Address:
        key = email_key(text)
        if not _ADDRESS.fullmatch(key):
            raise NoAddressError(f"{text!r} is no e-mail address")
        local, _, domain = key.partition("@")
        spelt = re.escape(local) + _AT + re.escape(domain)
        return cls(key, re.compile(rf"(?<!\w)(?<!\w[.+%'’-]){spelt}(?![\w@])(?![.-]\w)"))

    def is_in(self, value: Any) -> bool:
        """Whether it stands in any text of a value as JSON has them."""
        return any(self.within.search(email_key(text)) for text in _texts(value))

    def equals(self, value: Any) -> bool:
        return isinstance(value, str) and email_key(value) == self.key


@dataclass(frozen=True)
class Keeping:
    """For how long what is kept; `docs/privacy.md` says from when each is counted."""

    conversations: timedelta
    cases: timedelta
    attempts: timedelta
    audit: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Keeping:
        return cls(
            timedelta(settings.keep_conversations),
            timedelta(settings.keep_cases),
            timedelta(settings.keep_attempts),
            timedelta(settings.keep_audit),
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
