"""Whom does the desk believe, and whom not?"""

from __future__ import annotations

import base64
import json
import stat
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from photodesk.asking import Asker, Role
from photodesk.settings import SettingError, Settings, read_settings
from photodesk.tokens import Sessions, ShopKeys, TokenError, development_key, mint_identity

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
LUMI_SECRET = "lumi-signs-with-this-long-secret" * 2
FJORD_SECRET = "fjord-signs-with-this-long-secret" * 2
CLAIMS = {"role": "photographer", "shop": "lumi", "sub": "kaisa", "aud": "photodesk"}


def settings(folder: Path, **given: str) -> Settings:
    return read_settings({"PHOTODESK_VAR": str(folder), **given})


def production(folder: Path, keys: Any) -> Settings:
    file = folder / "keys.json"
    file.write_text(keys if isinstance(keys, str) else json.dumps(keys))
    return settings(folder, PHOTODESK_SECRET="s" * 32, PHOTODESK_SHOP_KEYS=str(file))


@pytest.fixture
def keys(tmp_path: Path) -> ShopKeys:
    """The keys of two shops; lumi is changing from `old` to `new`."""
    shops = {
        "lumi": {"old": {"alg": "HS256", "key": LUMI_SECRET}, "new": {"alg": "HS256", "key": LUMI_SECRET[::-1]}},
        "fjord": {"old": {"alg": "HS256", "key": FJORD_SECRET}},
    }
    return ShopKeys(production(tmp_path, shops))


def signed(key: Any = LUMI_SECRET, algorithm: str = "HS256", kid: str | None = "old", **claims: Any) -> str:
    """A token as lumi's server makes it, but for what is given; a claim that is None is left out."""
    whole = {**CLAIMS, "iat": NOW.timestamp(), "exp": (NOW + timedelta(minutes=5)).timestamp(), **claims}
    kept = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(kept, key, algorithm, headers={"kid": kid} if kid else None)


def test_a_shop_says_who_its_photographer_is(keys: ShopKeys) -> None:
    assert keys.asker(signed(), NOW) == Asker(Role.PHOTOGRAPHER, "lumi", "kaisa")


def test_a_customer_who_signed_in_brings_a_proven_address(keys: ShopKeys) -> None:
    asker = keys.asker(signed(role="consumer", email="aino@example.com"), NOW)
    assert asker == Asker(Role.CONSUMER, "lumi", "kaisa", "aino@example.com")


def test_a_shop_may_change_from_one_key_to_the_next(keys: ShopKeys) -> None:
    assert keys.asker(signed(LUMI_SECRET[::-1], kid="new"), NOW).shop == "lumi"


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (lambda: signed(FJORD_SECRET), "not signed with its key"),
        (lambda: signed(FJORD_SECRET, shop="lumi", iss="fjord"), "not signed with its key"),
        (lambda: signed(kid="stolen"), "not one of its shop's"),
        (lambda: signed(kid=None), "not one of its shop's"),
        (lambda: signed(shop="nowhere"), "not one of its shop's"),
        (lambda: signed(shop=None), "not one of its shop's"),
        (lambda: signed(iss="fjord"), "issuer"),
        (lambda: signed(aud="somewhere-else"), "somebody else"),
        (lambda: signed(aud=None), "lacks aud"),
        (lambda: signed(exp=None), "lacks exp"),
        (lambda: signed(iat=None), "lacks iat"),
        (lambda: signed(sub=None), "lacks sub"),
        (lambda: signed(sub=""), "subject"),
        (lambda: signed(sub=7), "cannot be read|subject"),
        (lambda: signed(role="owner"), "role"),
        (lambda: signed(role=None), "role"),
        (lambda: signed(role=["agent"]), "role"),
        (lambda: signed(email="nobody"), "e-mail"),
        (lambda: signed(email=5), "e-mail"),
        (lambda: signed(email="a@example.com\nBcc: all@example.com"), "e-mail"),
        (lambda: signed(email="\ud800@example.com"), "e-mail"),
        (lambda: signed(sub="a\ud800"), "cannot be kept"),
        (lambda: signed(sub="a\0"), "cannot be kept"),
        (lambda: signed(exp=(NOW - timedelta(seconds=31)).timestamp()), "expired"),
        (lambda: signed(iat=(NOW + timedelta(seconds=60)).timestamp()), "not valid yet"),
        (lambda: signed(nbf=(NOW + timedelta(seconds=60)).timestamp()), "not valid yet"),
        (lambda: signed(exp=(NOW + timedelta(seconds=601)).timestamp()), "longer than 600"),
        (lambda: signed(exp=1e300), "no time"),
        (lambda: signed(iat=-1), "no time"),
        (lambda: signed(exp=True), "no time"),
        (lambda: signed("", "none"), "cannot be read"),
        (lambda: signed("", "none") + "AAAA", "another way"),
        (lambda: signed(LUMI_SECRET, "HS512"), "another way"),
        (lambda: signed()[:-3] + "abc", "not signed with its key"),
        (lambda: signed() + "A", "not signed with its key"),
        (lambda: "", "cannot be read"),
        (lambda: "a.b", "cannot be read"),
        (lambda: "a.b.c", "cannot be read"),
        (lambda: "a.b.\udcff", "cannot be read"),
        (lambda: "x" * 5000, "cannot be read"),
    ],
)
def test_a_token_that_is_not_just_right_is_refused(keys: ShopKeys, token: Any, why: str) -> None:
    with pytest.raises(TokenError, match=why):
        keys.asker(token(), NOW)


def test_clocks_may_be_half_a_minute_apart(keys: ShopKeys) -> None:
    assert keys.asker(signed(exp=(NOW - timedelta(seconds=29)).timestamp()), NOW)
    assert keys.asker(signed(iat=(NOW + timedelta(seconds=29)).timestamp()), NOW)


def test_a_token_with_an_id_has_one_use_and_is_remembered_while_it_is_believed(keys: ShopKeys) -> None:
    asker, use = keys.opener(signed(jti="a1"), NOW)
    assert asker.subject == "kaisa"
    assert use is not None
    assert keys.opener(signed(jti="a1", sub="eve"), NOW)[1] == use
    assert keys.opener(signed(jti="a2"), NOW)[1] != use
    assert keys.opener(signed(FJORD_SECRET, shop="fjord", jti="a1"), NOW)[1] != use
    with pytest.raises(TokenError, match="expired"):
        keys.asker(signed(jti="a1"), use.until)


def test_a_token_without_an_id_has_as_many_uses_as_one_likes(keys: ShopKeys) -> None:
    assert keys.opener(signed(), NOW)[1] is None


@pytest.mark.parametrize("jti", ["", "x" * 201, 7, ["a"], True])
def test_an_id_that_is_none_is_refused(keys: ShopKeys, jti: Any) -> None:
    with pytest.raises(TokenError, match=r"jti|cannot be read"):
        keys.asker(signed(jti=jti), NOW)


def test_a_token_with_a_payload_of_nested_lists_does_no_harm(keys: ShopKeys) -> None:
    def part(text: str) -> str:
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    nested = ".".join((part('{"alg":"HS256","kid":"old"}'), part("[" * 1400 + "]" * 1400), "AAAA"))
    with pytest.raises(TokenError):
        keys.asker(nested, NOW)


def test_the_last_letter_of_a_signature_cannot_be_another_one(keys: ShopKeys) -> None:
    token = signed()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for letter in letters.replace(token[-1], ""):
        with pytest.raises(TokenError):
            keys.asker(token[:-1] + letter, NOW)


def public(key: Any) -> str:
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return str(key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode())


@pytest.mark.parametrize(
    ("algorithm", "make"),
    [
        ("RS256", lambda: rsa.generate_private_key(65537, 3072)),
        ("ES256", lambda: ec.generate_private_key(ec.SECP256R1())),
        ("EdDSA", ed25519.Ed25519PrivateKey.generate),
    ],
)
def test_a_shop_may_keep_its_signing_key_to_itself(tmp_path: Path, algorithm: str, make: Any) -> None:
    key = make()
    keys = ShopKeys(production(tmp_path, {"lumi": {"old": {"alg": algorithm, "key": public(key)}}}))
    assert keys.asker(signed(key, algorithm), NOW).role is Role.PHOTOGRAPHER
    # The public key is known to anybody, and must not pass for a shared secret.
    head = signed(LUMI_SECRET).split(".")
    forged = jwt.api_jws.PyJWS().encode(base64.urlsafe_b64decode(head[1] + "=="), LUMI_SECRET, "HS256", {"kid": "old"})
    with pytest.raises(TokenError, match="another way"):
        keys.asker(forged, NOW)


def private(key: Any) -> str:
    return str(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    )


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{", "not JSON"),
        ({}, "use {"),
        ([], "use {"),
        ({"lumi": {}}, "'lumi' is not like that"),
        ({"Lumi Oy": {"a": {"alg": "HS256", "key": "x" * 32}}}, "'Lumi Oy' is not like that"),
        ({"lumi": {"a": {"alg": "HS256"}}}, "the key 'a' of lumi is not like that"),
        ({"lumi": {"a": {"alg": "none", "key": ""}}}, "has the algorithm 'none'"),
        ({"lumi": {"a": {"alg": "HS256", "key": "short"}}}, "too short"),
        ({"lumi": {"a": {"alg": "RS256", "key": "x" * 40}}}, "cannot be read as a key for RS256"),
        ({"lumi": {"a": {"alg": "HS256", "key": public(ed25519.Ed25519PrivateKey.generate())}}}, "for HS256"),
        ({"lumi": {"a": {"alg": "EdDSA", "key": private(ed25519.Ed25519PrivateKey.generate())}}}, "not a public key"),
        ({"lumi": {"a": {"alg": "RS256", "key": public(rsa.generate_private_key(65537, 2048))}}}, "too short"),
    ],
)
def test_keys_that_cannot_be_meant_stop_the_server(tmp_path: Path, given: Any, why: str) -> None:
    with pytest.raises(SettingError, match=why) as refusal:
        ShopKeys(production(tmp_path, given))
    assert "PHOTODESK_SHOP_KEYS" in str(refusal.value)


def test_a_missing_file_of_keys_stops_the_server(tmp_path: Path) -> None:
    given = settings(tmp_path, PHOTODESK_SECRET="s" * 32, PHOTODESK_SHOP_KEYS=str(tmp_path / "none.json"))
    with pytest.raises(SettingError, match="cannot be read"):
        ShopKeys(given)


# In development


def test_a_token_minted_for_trying_things_out_is_believed(tmp_path: Path) -> None:
    given = settings(tmp_path)
    token = mint_identity(given, "consumer", "lumi", "aino", "aino@example.com", now=NOW)
    assert ShopKeys(given).asker(token, NOW) == Asker(Role.CONSUMER, "lumi", "aino", "aino@example.com")


def test_nobody_mints_tokens_with_production_keys(tmp_path: Path) -> None:
    given = production(tmp_path, {"lumi": {"a": {"alg": "HS256", "key": LUMI_SECRET}}})
    with pytest.raises(TokenError, match="production keys"):
        mint_identity(given, "agent", "lumi", "eve", None, 60)
    assert not (tmp_path / "dev-key").exists()


@pytest.mark.parametrize(
    ("role", "shop", "sub", "email", "ttl"),
    [
        ("agent", "lumi", "a", None, 601),
        ("agent", "lumi", "a", None, 0),
        ("owner", "lumi", "a", None, 60),
        ("agent", "Lumi!", "a", None, 60),
        ("agent", "lumi", "", None, 60),
        ("consumer", "lumi", "a", "nobody", 60),
    ],
)
def test_a_token_that_would_be_refused_is_not_minted(
    tmp_path: Path, role: str, shop: str, sub: str, email: str | None, ttl: int
) -> None:
    with pytest.raises(TokenError):
        mint_identity(settings(tmp_path), role, shop, sub, email, ttl)


def test_a_token_of_another_checkout_is_refused(tmp_path: Path) -> None:
    token = mint_identity(settings(tmp_path / "theirs"), "agent", "lumi", "eve", now=NOW)
    with pytest.raises(TokenError, match="not signed"):
        ShopKeys(settings(tmp_path / "ours")).asker(token, NOW)


def test_the_development_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    made = development_key(tmp_path / "var")
    assert development_key(tmp_path / "var") == made
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["dev-key"]
    assert stat.S_IMODE((tmp_path / "var" / "dev-key").stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_the_development_key(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, time; from photodesk.tokens import development_key as key; print('ready', flush=True);"
        "sys.stdin.readline(); print(key(pathlib.Path(sys.argv[1])).decode())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = {process.communicate("go\n", timeout=20)[0] for process in started}
    assert answers == {development_key(tmp_path).decode() + "\n"}


def test_an_emptied_development_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "dev-key").write_text("")
    with pytest.raises(SettingError, match="delete it"):
        development_key(tmp_path)


# Sessions and tickets


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return Sessions.of(settings(tmp_path, PHOTODESK_SESSION_SECONDS="600"))


def test_a_session_token_opens_its_conversation_until_it_expires(sessions: Sessions) -> None:
    token = sessions.token("c1", NOW)
    until = NOW + timedelta(seconds=600)
    assert sessions.conversation(token, NOW) == ("c1", until)
    assert sessions.conversation(token, until - timedelta(seconds=1))[0] == "c1"
    with pytest.raises(TokenError, match="expired"):
        sessions.conversation(token, until)


def test_a_session_is_renewed_no_longer_than_it_may_last(sessions: Sessions) -> None:
    token, now = sessions.token("c1", NOW, timedelta(minutes=25)), NOW
    for _ in range(3):
        now += timedelta(minutes=9)
        if now < NOW + timedelta(minutes=25):
            token = sessions.renewed(token, now)
    assert sessions.conversation(token, now - timedelta(minutes=3))[1] == NOW + timedelta(minutes=25)
    with pytest.raises(TokenError, match="expired"):
        sessions.renewed(token, now)


def test_the_servers_of_one_installation_know_each_others_sessions(tmp_path: Path, sessions: Sessions) -> None:
    assert Sessions.of(settings(tmp_path)).conversation(sessions.token("c1", NOW), NOW)[0] == "c1"
    with pytest.raises(TokenError):
        Sessions.of(settings(tmp_path / "elsewhere")).conversation(sessions.token("c1", NOW), NOW)


def test_one_kind_of_token_never_passes_for_another(tmp_path: Path, sessions: Sessions) -> None:
    identity = mint_identity(settings(tmp_path), "agent", "lumi", "a", now=NOW)
    with pytest.raises(TokenError):
        sessions.conversation(identity, NOW)
    with pytest.raises(TokenError):
        sessions.conversation(sessions.ticket("c1", NOW), NOW)
    with pytest.raises(TokenError):
        sessions.of_ticket(sessions.token("c1", NOW), NOW)
    with pytest.raises(TokenError):
        ShopKeys(settings(tmp_path)).asker(sessions.token("c1", NOW), NOW)


def test_whoever_can_sign_identities_cannot_sign_sessions(tmp_path: Path, sessions: Sessions) -> None:
    claims = {"sub": "c1", "aud": "photodesk-chat", "iat": NOW.timestamp(), "exp": NOW.timestamp() + 60}
    with pytest.raises(TokenError, match="not signed"):
        sessions.conversation(jwt.encode(claims, development_key(tmp_path)), NOW)


def test_a_session_token_signed_by_nobody_is_refused(sessions: Sessions) -> None:
    claims = {"sub": "c1", "aud": "photodesk-chat", "iat": NOW.timestamp(), "exp": NOW.timestamp() + 60}
    unsigned = jwt.encode(claims, "", "none")
    for token in (unsigned, unsigned + "AAAA", unsigned.rstrip(".")):
        with pytest.raises(TokenError):
            sessions.conversation(token, NOW)


def test_a_ticket_has_one_use_within_a_minute(sessions: Sessions) -> None:
    ticket = sessions.ticket("c1", NOW)
    conversation, until, use = sessions.of_ticket(ticket, NOW)
    assert (conversation, until) == ("c1", NOW + timedelta(seconds=600))
    assert sessions.of_ticket(ticket, NOW)[2] == use, "whoever shows it again is known by it"
    assert sessions.of_ticket(sessions.ticket("c1", NOW), NOW)[2] != use
    with pytest.raises(TokenError, match="expired"):
        sessions.of_ticket(ticket, NOW + timedelta(seconds=60))
