"""Who may say who somebody is, and for how long is it believed?

An identity token is signed by the shop's own server and says who a person is; a session token is signed by the desk
and opens one conversation; a ticket stands for a session token where only a URL can be given, and is used once.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from photodesk.asking import Asker, Role
from photodesk.settings import SettingError, Settings
from photodesk.spent import OneUse

IDENTITY_AUDIENCE = "photodesk"
SESSION_AUDIENCE = "photodesk-chat"
TICKET_AUDIENCE = "photodesk-events"
LONGEST_IDENTITY = timedelta(minutes=10)
TICKET_LIFE = timedelta(seconds=60)
LONGEST_VISIT = timedelta(days=30)
LONGEST_SIGNED_IN = timedelta(hours=24)
"""However often a session is renewed: NIST SP 800-63B's longest for a little certainty of who it is, and for more."""
LEEWAY = timedelta(seconds=30)
"""How far the shop's clock and ours may be apart."""

SHOP = re.compile(r"[a-z0-9-]{1,64}")
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_UNKEPT = re.compile("[\0\ud800-\udfff]")
"""JSON can hold a NUL and half a surrogate pair, which no database keeps."""
_EMAIL = re.compile(r"[^@\s\0-\x1f\x7f\ud800-\udfff]+@[^@\s\0-\x1f\x7f\ud800-\udfff]+")
_LONGEST_TOKEN = 4096
_SHORTEST_SECRET = 32
_SHORTEST_RSA_BITS = 3072  # as hard to break as 128 bits of a secret
_SIGNED_WITH = {"HS256": bytes, "RS256": RSAPublicKey, "ES256": EllipticCurvePublicKey, "EdDSA": Ed25519PublicKey}
_DEVELOPMENT_KEY = "dev"


class TokenError(Exception):
    """A token that is not believed, or cannot be made; the message says why and never holds the token."""


@dataclass(frozen=True, eq=False)  # the material of some kinds has no hash, and the claims of a token are kept by key
class Key:
    """A key with the one algorithm that it may be used with, whatever a token says of itself."""

    algorithm: str
    material: Any


class ShopKeys:
    """The keys with which shops sign identity tokens, read once, when the server starts."""

    def __init__(self, settings: Settings) -> None:
        self._development: Key | None = None
        self._keys: Mapping[tuple[str, str], Key] = {}
        if settings.shop_keys is None:
            self._development = Key("HS256", development_key(settings.var))
        else:
            self._keys = _read_keys(settings.shop_keys)

    def asker(self, token: str, now: datetime) -> Asker:
        """The person that the token names; raises TokenError for whatever is not just as it should be."""
        return self.opener(token, now)[0]

    def opener(self, token: str, now: datetime) -> tuple[Asker, OneUse | None]:
        """The same for who opens a conversation; a token with an id (`jti`) opens one, and has this one use."""
        _check_form(token)
        try:
            header = jwt.get_unverified_header(token)
            claimed = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise TokenError("the token cannot be read") from None
        shop, key_id = claimed.get("shop"), header.get("kid")
        key = self._key(str(shop), str(key_id))
        if key is None:
            raise TokenError("the token's key is not one of its shop's")
        claims = _verified(token, key, IDENTITY_AUDIENCE, now, LEEWAY)
        if claims["exp"] - claims["iat"] > LONGEST_IDENTITY.total_seconds():
            raise TokenError(f"the token lives longer than {LONGEST_IDENTITY.total_seconds():.0f} seconds")
        if claims.get("iss", shop) != shop:
            raise TokenError("the token's issuer is not its shop")
        asker = _asker(claims.get("role"), shop, claims["sub"], claims.get("email"))
        return asker, _one_use(f"identity {shop}", claims) if "jti" in claims else None

    def _key(self, shop: str, key_id: str) -> Key | None:
        if self._development is not None:
            return self._development if key_id == _DEVELOPMENT_KEY else None
        return self._keys.get((shop, key_id))


def mint_identity(
    settings: Settings,
    role: str,
    shop: str,
    sub: str,
    email: str | None = None,
    ttl: int = int(LONGEST_IDENTITY.total_seconds()),
    *,
    now: datetime | None = None,
) -> str:
    """Sign an identity token as a shop would, for trying things out; raises TokenError in production."""
    if not settings.is_development:
        raise TokenError("production keys are set, so only the shop's own server can sign identity tokens")
    if not 1 <= ttl <= LONGEST_IDENTITY.total_seconds():
        raise TokenError(f"a token lives from 1 to {LONGEST_IDENTITY.total_seconds():.0f} seconds, not {ttl}")
    _asker(role, shop, sub, email)
    claims: dict[str, Any] = {"role": role, "shop": shop, "iss": shop, "sub": sub}
    if email is not None:
        claims["email"] = email
    key = Key("HS256", development_key(settings.var))
    life = timedelta(seconds=ttl)
    return _signed(claims, key, IDENTITY_AUDIENCE, now or datetime.now(timezone.utc), life, _DEVELOPMENT_KEY)


@dataclass(frozen=True)
class Sessions:
    """Signs and reads what lets a browser go on with its one conversation."""

    key: Key
    life: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Sessions:
        secret = (settings.secret or "").encode() or development_key(settings.var)
        key = hmac.new(secret, b"photodesk sessions", hashlib.sha256).digest()
        return cls(Key("HS256", key), timedelta(seconds=settings.session_seconds))

    def token(self, conversation: str, now: datetime, longest: timedelta = LONGEST_VISIT) -> str:
        """For a session that begins now, and that may be renewed until it has lasted as long as this."""
        return self._until(int((now + longest).timestamp()), conversation, now)

    def renewed(self, token: str, now: datetime) -> str:
        """Another for the same session; raises TokenError when this one does not open it any more."""
        _check_form(token)
        claims = _verified(token, self.key, SESSION_AUDIENCE, now)
        return self._until(claims["end"], claims["sub"], now)

    def _until(self, end: int, conversation: str, now: datetime) -> str:
        life = min(self.life, timedelta(seconds=end - int(now.timestamp())))
        return _signed({"sub": conversation, "end": end}, self.key, SESSION_AUDIENCE, now, life)

    def conversation(self, token: str, now: datetime) -> tuple[str, datetime]:
        """The conversation that a session token opens, and until when."""
        _check_form(token)
        claims = _verified(token, self.key, SESSION_AUDIENCE, now)
        return claims["sub"], _moment(claims["exp"])

    def ticket(self, conversation: str, now: datetime) -> str:
        """Stand in for a session token for a minute, once."""
        claims = {"sub": conversation, "jti": secrets.token_urlsafe(16)}
        return _signed(claims, self.key, TICKET_AUDIENCE, now, TICKET_LIFE)

    def of_ticket(self, ticket: str, now: datetime) -> tuple[str, datetime, OneUse]:
        """The conversation of a ticket, until when it may be listened to, and the one use that the ticket has."""
        _check_form(ticket)
        claims = _verified(ticket, self.key, TICKET_AUDIENCE, now)
        return claims["sub"], now + self.life, _one_use("ticket", claims)


def development_key(folder: Path) -> bytes:
    """The key of this checkout, made when it is first needed; two processes that make it at once agree on one."""
    path = folder / "dev-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=folder, prefix=".dev-key-")  # made with mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(32).encode())
            with contextlib.suppress(FileExistsError):  # another process was first: its key it is
                os.link(made, path)
        finally:
            Path(made).unlink()
    key = path.read_bytes().strip()
    if len(key) < _SHORTEST_SECRET:
        raise SettingError(f"{path} is no key: delete it and a new one is made")
    return key


def _read_keys(path: Path) -> dict[tuple[str, str], Key]:
    try:
        shops = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"PHOTODESK_SHOP_KEYS: {path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SettingError(f"PHOTODESK_SHOP_KEYS: {path} is not JSON: {error}") from None
    form = 'PHOTODESK_SHOP_KEYS: use {"shop": {"kid": {"alg": "HS256|RS256|ES256|EdDSA", "key": "…"}}}'
    if not isinstance(shops, dict) or not shops:
        raise SettingError(form)
    keys = {}
    for shop, of_shop in shops.items():
        if not SHOP.fullmatch(shop) or not isinstance(of_shop, dict) or not of_shop:
            raise SettingError(f"{form}; {shop!r} is not like that")
        for key_id, given in of_shop.items():
            if not isinstance(given, dict) or set(given) != {"alg", "key"} or not isinstance(given["key"], str):
                raise SettingError(f"{form}; the key {key_id!r} of {shop} is not like that")
            fault, key = _parsed_key(given["alg"], given["key"])
            if key is None:
                raise SettingError(f"PHOTODESK_SHOP_KEYS: the key {key_id!r} of {shop} {fault}")
            keys[shop, key_id] = key
    return keys


def _parsed_key(algorithm: Any, text: str) -> tuple[str, Key | None]:
    if algorithm not in _SIGNED_WITH:
        return f"has the algorithm {algorithm!r}; known are {', '.join(_SIGNED_WITH)}", None
    try:
        material = jwt.get_algorithm_by_name(algorithm).prepare_key(text)
    except (jwt.PyJWTError, ValueError, TypeError):
        return f"cannot be read as a key for {algorithm}", None
    if not isinstance(material, _SIGNED_WITH[algorithm]):
        return f"is not a public key for {algorithm}", None
    if isinstance(material, bytes) and len(material) < _SHORTEST_SECRET:
        return f"is too short: use at least {_SHORTEST_SECRET} characters", None
    if isinstance(material, RSAPublicKey) and material.key_size < _SHORTEST_RSA_BITS:
        return f"is too short: use at least {_SHORTEST_RSA_BITS} bits", None
    return "", Key(algorithm, material)


def _asker(role: Any, shop: Any, subject: Any, email: Any) -> Asker:
    if not isinstance(shop, str) or not SHOP.fullmatch(shop):
        raise TokenError("the shop is not written in small letters, digits and dashes")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 200:
        raise TokenError("the subject is empty or too long")
    if _UNKEPT.search(subject):
        raise TokenError("the subject has a character that cannot be kept")
    if email is not None and not (isinstance(email, str) and len(email) <= 254 and _EMAIL.fullmatch(email)):
        raise TokenError("the e-mail address is none")
    try:
        return Asker(Role(role), shop, subject, email)
    except ValueError:
        raise TokenError("the role is not consumer, photographer or agent") from None


def _one_use(of: str, claims: Mapping[str, Any]) -> OneUse:
    id = claims["jti"]
    if not isinstance(id, str) or not 1 <= len(id) <= 200:
        raise TokenError("the token's jti is no text, empty or too long")
    # The clocks of two workers may be apart as well: for each of them it is remembered long enough.
    return OneUse(f"{of} {id}", _moment(claims["exp"]) + 2 * LEEWAY)


def _check_form(token: str) -> None:
    if len(token) > _LONGEST_TOKEN or not _TOKEN.fullmatch(token):
        raise TokenError("the token cannot be read")


def _signed(
    claims: Mapping[str, Any], key: Key, audience: str, now: datetime, life: timedelta, key_id: str | None = None
) -> str:
    issued = int(now.timestamp())
    timed = {**claims, "aud": audience, "iat": issued, "exp": issued + int(life.total_seconds())}
    return jwt.encode(timed, key.material, key.algorithm, headers={"kid": key_id} if key_id else None)


def _verified(token: str, key: Key, audience: str, now: datetime, leeway: timedelta = timedelta()) -> Mapping[str, Any]:
    """The claims of a token that this key signed for this audience, and that is valid at `now`."""
    claims = _signed_claims(token, key, audience)
    for name in ("iat", "exp", "nbf"):
        if name in claims and not _is_time(claims[name]):
            raise TokenError(f"the token's {name} is no time in seconds")
    moment = now.timestamp()
    if claims["exp"] + leeway.total_seconds() <= moment:
        raise TokenError("the token has expired")
    if max(claims["iat"], claims.get("nbf", claims["iat"])) - leeway.total_seconds() > moment:
        raise TokenError("the token is not valid yet")
    return claims


@lru_cache(maxsize=1024)
def _signed_claims(token: str, key: Key, audience: str) -> Mapping[str, Any]:
    """The claims of a token, whenever it is valid; a conversation shows the same one with each message."""
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key.material,
            algorithms=[key.algorithm],
            audience=audience,
            options={
                "require": ["exp", "iat", "aud", "sub"],
                # held against `now` below, not against the machine's clock
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except jwt.MissingRequiredClaimError as error:
        raise TokenError(f"the token lacks {error.claim}") from None
    except jwt.InvalidAudienceError:
        raise TokenError("the token is for somebody else") from None
    except jwt.InvalidAlgorithmError:
        raise TokenError("the token is signed in another way than its key is for") from None
    except jwt.InvalidSignatureError:
        raise TokenError("the token is not signed with its key") from None
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenError("the token cannot be read") from None
    return claims


def _is_time(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e11


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
