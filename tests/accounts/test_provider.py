"""Is somebody believed to be who the provider says, and only if it says so, to us, now, and for this browser?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey

from photodesk.accounts.account import Person
from photodesk.accounts.provider import Provider, ProviderError, state_of
from photodesk.settings import SettingError, read_settings
from tests.accounts.provider import EMAIL, SUBJECT, FakeProvider, stranger

CALLBACK = "https://desk.example/desk/sign-in/oidc/callback"
BROWSER = "b" * 43


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with FakeProvider().open() as fake:
        yield fake


@pytest.fixture
def provider(fake: FakeProvider) -> Provider:
    found = Provider.of(read_settings(fake.settings()), CALLBACK, lambda: datetime.now(timezone.utc))
    assert found is not None
    return found


def test_who_signed_in_there_is_known_here(fake: FakeProvider, provider: Provider) -> None:
    code, state = fake.consent(provider.where(BROWSER))
    assert state == state_of(BROWSER)
    assert provider.person(code, BROWSER) == Person(SUBJECT, EMAIL)
    assert fake.asked[0]["redirect_uri"] == CALLBACK
    assert fake.fetched == ["/.well-known/openid-configuration", "/keys"]
    code, _ = fake.consent(provider.where(BROWSER))
    provider.person(code, BROWSER)
    assert len(fake.fetched) == 2, "what the provider says of itself is asked once"


def test_nothing_in_the_address_tells_the_browsers_secret(provider: Provider) -> None:
    asked = parse_qs(urlsplit(provider.where(BROWSER)).query)
    values = [asked[name][0] for name in ("state", "nonce", "code_challenge")]
    assert len(set(values)) == 3
    assert not any(BROWSER in value or len(value) < 43 for value in values)
    others = parse_qs(urlsplit(provider.where("c" * 43)).query)
    assert all(asked[name] != others[name] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody else"},
        {"aud": ["somebody else"]},
        {"aud": None},
        {"aud": ["photodesk", "somebody else"], "azp": "somebody else"},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"exp": int(time()) - 60},
        {"exp": None},
        {"iat": int(time()) + 3600},
        {"iat": None},
        {"nbf": int(time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 17},
        {"sub": "provider|\0"},
        {"sub": "pröv"},
        {"at_hash": "AAAA"},
    ],
)
def test_an_id_token_that_is_not_ours_and_of_now_is_not_believed(
    fake: FakeProvider, provider: Provider, says: dict[str, Any]
) -> None:
    code, _ = fake.consent(provider.where(BROWSER))
    fake.says = says
    with pytest.raises(ProviderError, match="the ID token"):
        provider.person(code, BROWSER)


@pytest.mark.parametrize("how", ["stranger", "none", "shared", "unknown kid"])
def test_only_the_providers_own_key_is_believed(fake: FakeProvider, provider: Provider, how: str) -> None:
    code, _ = fake.consent(provider.where(BROWSER))
    if how == "stranger":
        fake.signs = stranger()
    elif how == "shared":
        fake.signs, fake.header = OctKey.import_key("a-secret-of-the-two"), {"alg": "HS256"}  # type: ignore[assignment]
    elif how == "unknown kid":
        fake.header = {"kid": "three"}
    else:
        fake.header = {"alg": "none"}
    with pytest.raises(ProviderError, match="not believed"):
        provider.person(code, BROWSER)


def test_a_new_key_of_the_providers_is_fetched(fake: FakeProvider, provider: Provider) -> None:
    code, _ = fake.consent(provider.where(BROWSER))
    provider.person(code, BROWSER)
    fake.change_key()
    code, _ = fake.consent(provider.where(BROWSER))
    assert provider.person(code, BROWSER).subject == SUBJECT


def test_a_code_is_good_once_and_for_the_browser_that_set_out(fake: FakeProvider, provider: Provider) -> None:
    code, _ = fake.consent(provider.where(BROWSER))
    with pytest.raises(ProviderError, match="not exchanged"):
        provider.person(code, "c" * 43)
    code, _ = fake.consent(provider.where(BROWSER))
    provider.person(code, BROWSER)
    with pytest.raises(ProviderError, match="not exchanged"):
        provider.person(code, BROWSER)


@pytest.mark.parametrize(
    ("says", "email"),
    [
        ({"email_verified": False}, None),
        ({"email_verified": "true"}, None),
        ({"email_verified": None}, None),
        ({"email": None}, None),
        ({"email": 5}, None),
        ({"email": "\N{KELVIN SIGN}aisa@example.com"}, None),  # which is kaisa's in small letters
        ({"email": "ville@example.com\0"}, None),
        ({}, EMAIL),
    ],
)
def test_an_address_counts_when_the_provider_has_verified_it(
    fake: FakeProvider, provider: Provider, says: dict[str, Any], email: str | None
) -> None:
    code, _ = fake.consent(provider.where(BROWSER))
    fake.says = says
    assert provider.person(code, BROWSER) == Person(SUBJECT, email)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://elsewhere.example"},
        {"authorization_endpoint": "http://elsewhere.example/authorize"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_describes_itself_otherwise_is_not_asked(
    fake: FakeProvider, provider: Provider, described: dict[str, Any]
) -> None:
    fake.described = described
    with pytest.raises(ProviderError):
        provider.where(BROWSER)


@pytest.mark.parametrize("methods", [None, 5, "client_secret_post", []])
def test_a_provider_that_does_not_say_how_it_takes_the_secret_gets_it_in_the_header(
    fake: FakeProvider, provider: Provider, methods: Any
) -> None:
    fake.described = {"token_endpoint_auth_methods_supported": methods}
    code, _ = fake.consent(provider.where(BROWSER))
    provider.person(code, BROWSER)
    assert "client_secret" not in fake.asked[-1]


def test_a_provider_that_takes_the_secret_in_the_body_gets_it_there(fake: FakeProvider, provider: Provider) -> None:
    fake.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    code, _ = fake.consent(provider.where(BROWSER))
    assert provider.person(code, BROWSER).subject == SUBJECT
    assert "client_secret" in fake.asked[0]


@pytest.mark.parametrize(
    "id_token", [5, [], "", "x", "a.b.c", "....", "e30.e30.", "eyJhbGciOiJFUzI1NiIsImtpZCI6NX0.e30.AAAA", "ä.ä.ä", "\0"]
)
def test_an_id_token_that_is_none_is_told_so(fake: FakeProvider, provider: Provider, id_token: Any) -> None:
    code, _ = fake.consent(provider.where(BROWSER))
    fake.id_token = id_token
    with pytest.raises(ProviderError, match="ID token"):
        provider.person(code, BROWSER)


@pytest.mark.parametrize(
    "keys", [{"x": 1}, {"keys": 5}, {"keys": [5]}, {"keys": [{}]}, {"keys": []}, {"keys": [{"kty": "EC", "crv": "x"}]}]
)
def test_keys_that_are_none_are_told_so(fake: FakeProvider, provider: Provider, keys: Any) -> None:
    code, _ = fake.consent(provider.where(BROWSER))
    fake.published = keys
    with pytest.raises(ProviderError):
        provider.person(code, BROWSER)


def test_a_provider_that_cannot_be_reached_is_no_failure_of_ours() -> None:
    settings = read_settings(FakeProvider(port=1).settings())
    provider = Provider.of(settings, CALLBACK, lambda: datetime.now(timezone.utc))
    assert provider is not None
    with pytest.raises(ProviderError, match="could not be read"):
        provider.where(BROWSER)
    assert settings.oidc_client_secret not in repr(provider) + repr(settings)


@pytest.mark.parametrize(
    "given",
    [
        {"PHOTODESK_OIDC_ISSUER": "https://id.example"},
        {"PHOTODESK_OIDC_CLIENT_ID": "photodesk", "PHOTODESK_OIDC_CLIENT_SECRET": "secret"},
        {**FakeProvider().settings(), "PHOTODESK_OIDC_ISSUER": "http://id.example"},
        {**FakeProvider().settings(), "PHOTODESK_OIDC_ISSUER": "http://127.0.0.1.evil.example"},
        {**FakeProvider().settings(), "PHOTODESK_OIDC_ISSUER": "id.example"},
    ],
)
def test_settings_that_cannot_be_meant_are_told(given: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="PHOTODESK_OIDC_ISSUER"):
        read_settings(given)


def test_without_settings_there_is_no_provider() -> None:
    assert Provider.of(read_settings({}), CALLBACK, lambda: datetime.now(timezone.utc)) is None
