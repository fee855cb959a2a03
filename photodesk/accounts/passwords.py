"""Which password is good enough, and how is it kept?

Good is what is long and what somebody who guesses would not try soon: no rules about digits and signs (NIST SP 800-63B,
ASVS 5.0 V6.2). Kept is an argon2id hash alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

LONGEST = 1000
"""None is cut off: a longer one is refused."""
_TRIES = 10**8
"""What somebody can try in the worst of cases, with the hash in hand and for some money."""
_READ = 72
"""The estimate takes long for longer ones, which are good unless they begin badly."""


class WeakPasswordError(ValueError):
    """A password that would be guessed; the message says why, and not the password."""


@dataclass(frozen=True)
class Passwords:
    """Makes hashes of passwords, and tells whether one is the password of a hash."""

    least: int = 12
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    """argon2id as RFC 9106 recommends it for servers: 64 MiB, three passes."""

    def hash(self, password: str, of: Iterable[str] = ()) -> str:
        """The hash to keep; raises WeakPasswordError. Words about the person make a bad password too."""
        self._check(password, of)
        return self.hasher.hash(_bytes(password))

    def holds(self, password: str, hash: str | None) -> bool:
        """Whether it is the password of this hash; for no hash no, after the same work."""
        try:
            matches = self.hasher.verify(self._nobodys() if hash is None else hash, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return matches and hash is not None

    def renewed(self, password: str, hash: str) -> str | None:
        """A hash as they are made now, for one that was made otherwise."""
        return self.hasher.hash(_bytes(password)) if self.hasher.check_needs_rehash(hash) else None

    def _nobodys(self) -> str:
        """A hash as they are made now, of no password that anybody knows."""
        costs = f"m={self.hasher.memory_cost},t={self.hasher.time_cost},p={self.hasher.parallelism}"
        return f"$argon2id$v={ARGON2_VERSION}${costs}${'A' * 22}${'A' * 43}"

    def _check(self, password: str, of: Iterable[str]) -> None:
        from zxcvbn import zxcvbn  # 30,000 common passwords, which only a new password is held against

        if len(password) < self.least:
            raise WeakPasswordError(
                f"the password is too short: use at least {self.least} characters, such as four words"
            )
        if len(password) > LONGEST:
            raise WeakPasswordError(f"the password is too long: use at most {LONGEST} characters")
        if zxcvbn(password[:_READ], user_inputs=["photodesk", *of])["guesses"] < _TRIES:
            raise WeakPasswordError(
                "the password is among the first that would be tried: use four words that nobody expects"
            )


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
