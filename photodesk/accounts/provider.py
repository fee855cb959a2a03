"""Who is it, by the word of the organisation's own sign-in (OpenID Connect)?

The authorization code flow with PKCE. All that must be known again when the person comes back is derived from one
secret, which their browser keeps for as long: nothing is stored here, and another browser can do nothing with the code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import is_secure_transport
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from photodesk.accounts.account import Person
from photodesk.settings import Settings

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""By a key of the provider's that nobody else has: never by a secret that is shared, and never by none."""
_NOT_BELIEVED = (JoseError, AuthlibBaseError, ValueError, TypeError, LookupError, AttributeError)
"""What the libraries raise at tokens and keys that are none; the last of these where they did not look."""
_LEEWAY = 30
"""How many seconds the provider's clock and ours may be apart."""
_PATIENCE = 10.0


class ProviderError(Exception):
    """The provider could not be asked, or what it said is not believed; the message says why, for the log."""


@dataclass
class Provider:
    """An OpenID Connect provider, as it describes itself."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    callback: str
    clock: Callable[[], datetime]
    _asked: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _described: Mapping[str, Any] | None = field(default=None, repr=False)
    _keys: KeySet | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Settings, callback: str, clock: Callable[[], datetime]) -> Provider | None:
        """The provider that the settings name, if they do."""
        if not (settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret):
            return None
        return cls(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, callback, clock)

    def where(self, secret: str) -> str:
        """Where to send a browser that keeps this secret."""
        verifier, nonce = _derived(secret, "verifier"), _derived(secret, "nonce")
        with self._session() as session:
            url, _ = session.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=state_of(secret),
                code_verifier=verifier,
                nonce=nonce,
            )
        return str(url)

    def person(self, code: str, secret: str) -> Person:
        """Whom the provider has verified, for the code with which they came back; raises ProviderError."""
        token = self._exchange(code, _derived(secret, "verifier"))
        claims = self._claims(token.get("id_token"), _derived(secret, "nonce"), token.get("access_token"))
        subject, email = claims["sub"], claims.get("email")
        if not (1 <= len(subject) <= 255 and _is_plain(subject)):
            raise ProviderError("the ID token's sub is empty, too long, or has other signs than ASCII's")
        is_verified = claims.get("email_verified") is True and isinstance(email, str) and _is_plain(email)
        return Person(subject, email if is_verified else None)

    def _exchange(self, code: str, verifier: str) -> Mapping[str, Any]:
        with self._session() as session:
            try:
                token: Mapping[str, Any] = session.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    allow_redirects=False,
                )
            except (AuthlibBaseError, requests.RequestException, ValueError) as error:
                raise ProviderError(f"the code was not exchanged: {type(error).__name__}") from error
        return token

    def _claims(self, id_token: Any, nonce: str, access_token: Any) -> Mapping[str, Any]:
        if not isinstance(id_token, str):
            raise ProviderError("there is no ID token")
        try:
            try:
                read = jwt.decode(id_token, self._key_set(), _ALGORITHMS)
            except InvalidKeyIdError:  # the provider has brought a new key in
                read = jwt.decode(id_token, self._key_set(anew=True), _ALGORITHMS)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {"iss": {"value": self.issuer}, "aud": {"value": self.client_id}},
                {"nonce": nonce, "client_id": self.client_id, "access_token": access_token},
            )
            claims.validate(now=int(self.clock().timestamp()), leeway=_LEEWAY)
        except _NOT_BELIEVED as error:
            raise ProviderError(f"the ID token is not believed: {type(error).__name__}: {error}") from error
        return claims

    def _session(self) -> OAuth2Session:
        methods = self._description().get("token_endpoint_auth_methods_supported")
        basic, post = "client_secret_basic", "client_secret_post"
        takes_post_alone = isinstance(methods, list) and post in methods and basic not in methods
        return OAuth2Session(
            self.client_id,
            self.client_secret,
            token_endpoint_auth_method=post if takes_post_alone else basic,
            scope="openid email",
            redirect_uri=self.callback,
            code_challenge_method="S256",
            default_timeout=_PATIENCE,
        )

    def _endpoint(self, name: str) -> str:
        url = self._description().get(name)
        if not isinstance(url, str) or not is_secure_transport(url):
            raise ProviderError(f"the provider's {name} is no https address")
        return url

    def _description(self) -> Mapping[str, Any]:
        with self._asked:
            if self._described is None:
                found = _fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self.issuer:
                    raise ProviderError("the provider calls itself otherwise than PHOTODESK_OIDC_ISSUER")
                self._described = found
            return self._described

    def _key_set(self, *, anew: bool = False) -> KeySet:
        url = self._endpoint("jwks_uri")
        with self._asked:
            if self._keys is None or anew:
                try:
                    self._keys = KeySet.import_key_set(_fetched(url))  # type: ignore[arg-type]
                except _NOT_BELIEVED as error:
                    raise ProviderError(f"the provider's keys cannot be read: {type(error).__name__}") from error
            return self._keys


def state_of(secret: str) -> str:
    """What comes back with the code, by which the browser is known that set out."""
    return _derived(secret, "state")


def _is_plain(text: str) -> bool:
    """Some letters beyond ASCII become an ASCII one in small letters, and would be another's address."""
    return text.isascii() and text.isprintable()


def _derived(secret: str, what: str) -> str:
    made = hmac.new(secret.encode("utf-8", "surrogatepass"), f"photodesk oidc {what}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")


def _fetched(url: str) -> Mapping[str, Any]:
    try:
        response = requests.get(url, timeout=_PATIENCE, allow_redirects=False)
        response.raise_for_status()
        found = response.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderError(f"{url} could not be read: {type(error).__name__}") from error
    if response.status_code != 200 or not isinstance(found, dict):
        raise ProviderError(f"{url} has no JSON object")
    return found
