"""How are words kept so that whoever has only the database cannot read them?

The keys come from the environment: the first one seals, all of them open. A sealed value names its key, so that one
that is missing can be told, and the database itself finds what an older key sealed.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import Dialect, Engine

from photodesk.settings import SettingError

SEALED = "pd-sealed:"
PLAIN = "pd-plain:"
"""Put before plain words that begin like sealed ones, for anybody may type that."""

_NAME_LENGTH = 8
_ONCE_LENGTH = 12
"""Of what makes two sealings of the same words differ: so much by chance does for 2³² of them (NIST SP 800-38D)."""


class SealedTextError(SettingError):
    """Words in the database that no key opens; the message names the setting."""


@dataclass(frozen=True)
class Seal:
    """Seals with its first key and opens with all of them; without any, words are kept as they are."""

    keys: Mapping[str, AESGCM] = field(default_factory=dict, repr=False)
    """By the name that a sealed value has for its key."""

    @classmethod
    def of(cls, keys: Sequence[str]) -> Seal:
        return cls({_name(key): AESGCM(base64.urlsafe_b64decode(key)) for key in keys})

    @property
    def mark(self) -> str | None:
        """How everything begins that the first key seals; None without keys."""
        return next((f"{SEALED}{name}:" for name in self.keys), None)

    def close(self, words: str) -> str:
        """As they are to be stored."""
        for name, key in self.keys.items():
            once = os.urandom(_ONCE_LENGTH)
            sealed = base64.urlsafe_b64encode(once + key.encrypt(once, words.encode(), None))
            return f"{SEALED}{name}:{sealed.decode()}"
        return PLAIN + words if words.startswith((SEALED, PLAIN)) else words

    def open(self, stored: str) -> str:
        """What was stored, by whichever key or none; raises SealedTextError."""
        if not stored.startswith(SEALED):
            return stored.removeprefix(PLAIN)
        name, _, token = stored.removeprefix(SEALED).partition(":")
        if name not in self.keys:
            raise SealedTextError(
                f"The database has words that the key {name} sealed: set PHOTODESK_TEXT_KEYS, with that key among them"
            )
        try:
            sealed = base64.urlsafe_b64decode(token)
            return self.keys[name].decrypt(sealed[:_ONCE_LENGTH], sealed[_ONCE_LENGTH:], None).decode()
        except (InvalidTag, ValueError):
            raise SealedTextError(
                f"The database has words that were changed since the key {name} of PHOTODESK_TEXT_KEYS sealed them"
            ) from None


def _name(key: str) -> str:
    return hashlib.sha256(base64.urlsafe_b64decode(key)).hexdigest()[:_NAME_LENGTH]


_OPEN = Seal()
_seals: WeakKeyDictionary[Dialect, Seal] = WeakKeyDictionary()


def seal_with(engine: Engine, seal: Seal) -> None:
    """Have this engine's sealed columns use it. A column's type is handed nothing of the engine but its dialect."""
    _seals[engine.dialect] = seal


def seal_of(dialect: Dialect) -> Seal:
    return _seals.get(dialect, _OPEN)
