"""Is a password that would be guessed refused, and every other taken as it is?"""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from photodesk.accounts.passwords import Passwords, WeakPasswordError

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "four grey herons wait"


@pytest.mark.parametrize(
    "password",
    [
        *("x1y2z3", "x" * 11, "passwordpassword", "Password1234", "123456789012", "qwertyuiop123", "aaaaaaaaaaaaaaaa"),
        *("photodeskphotodesk", "maijamaijamaija", "Photodesk2026!", "password" * 100),
    ],
)
def test_what_would_be_tried_first_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError) as refused:
        Passwords(hasher=CHEAP).hash(password, ["maija", "lumi"])
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "kaunis sininen ilta",
        "  spaces  around it  ",
        "λέξεις που δεν ξέρει",
        "🐦🌲🛶🎣🏕️🔥🌌❄️🦌🫐🧭🪵",
        "ein\0langes\0wort",
    ],
)
def test_no_rule_about_signs_stands_in_the_way(password: str) -> None:
    passwords = Passwords(hasher=CHEAP)
    hash = passwords.hash(password)
    assert passwords.holds(password, hash)
    for other in (password.upper(), password.strip(), password[:-1], password + " ", password.split("\0")[0]):
        assert passwords.holds(other, hash) == (other == password)


def test_nothing_is_cut_off_a_long_password() -> None:
    passwords, long = Passwords(hasher=CHEAP), GOOD + "n" * 900
    hash = passwords.hash(long)
    assert passwords.holds(long, hash)
    assert not passwords.holds(long[:-1], hash)
    with pytest.raises(WeakPasswordError, match="at most 1000"):
        passwords.hash(GOOD + "n" * 1000)


def test_how_long_is_a_setting() -> None:
    with pytest.raises(WeakPasswordError, match="at least 30 characters"):
        Passwords(least=30, hasher=CHEAP).hash(GOOD)


def test_a_hash_is_argon2id_as_recommended_and_has_a_salt_of_its_own() -> None:
    hash = Passwords().hash(GOOD)
    costs = f"m={RFC_9106_LOW_MEMORY.memory_cost},t={RFC_9106_LOW_MEMORY.time_cost},p={RFC_9106_LOW_MEMORY.parallelism}"
    assert hash.startswith(f"$argon2id$v=19${costs}$")
    assert hash != Passwords().hash(GOOD)


def test_a_hash_of_other_days_is_renewed() -> None:
    old, now = Passwords(hasher=CHEAP), Passwords(hasher=PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    hash = old.hash(GOOD)
    assert old.renewed(GOOD, hash) is None
    renewed = now.renewed(GOOD, hash)
    assert renewed is not None
    assert "m=16,t=2" in renewed
    assert now.holds(GOOD, renewed)


def test_no_hash_is_nobodys_after_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(hasher=CHEAP)
    worked: list[str] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, hash: str, password: bytes) -> bool:
        worked.append(hash.rpartition("$")[0].rpartition("$")[0])
        return verify(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    assert not passwords.holds(GOOD, passwords.hash("another good enough one"))
    assert not passwords.holds(GOOD, None)
    assert worked == ["$argon2id$v=19$m=8,t=1,p=1"] * 2
    assert not passwords.holds(GOOD, "what is no hash")
