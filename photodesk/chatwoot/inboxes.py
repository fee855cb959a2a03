"""Which inboxes of which Chatwoot does the desk work in, for which shop, and how?

A JSON file says so. An inbox here is one agent bot there: it has one address that Chatwoot posts to, and one token.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from photodesk.settings import SettingError, Settings

_KEY = re.compile(r"[a-z0-9-]{1,64}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{24,200}")
_TOKEN = re.compile(r"[!-~]{1,200}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})?")
_NEEDED = ("url", "account", "token", "shop", "mode", "secret")
_KNOWN = {*_NEEDED, "signing_secret", "language"}
_FORM = (
    '{"lumi-web": {"url": "https://chat.example", "account": 1, "token": "…", "shop": "lumi", "mode": "answer", '
    '"secret": "…", "signing_secret": "…", "language": "en"}}'
)


class Mode(str, Enum):
    """What the desk does in an inbox: it answers the contact, or it drafts for the people who do."""

    ANSWER = "answer"
    SUGGEST = "suggest"


@dataclass(frozen=True)
class Inbox:
    """An agent bot of a Chatwoot account."""

    key: str
    url: str
    account: int
    shop: str
    mode: Mode
    token: str = field(repr=False)
    """The bot's access token, by which the desk acts there."""
    secret: str = field(repr=False)
    """The end of the address that Chatwoot posts to."""
    signing_secret: str | None = field(default=None, repr=False)
    """What Chatwoot signs its posts with, from 4.13.0; None believes whoever knows the address."""
    language: str = "en"
    """Where Chatwoot does not know the contact's."""


@dataclass(frozen=True)
class Inboxes:
    """All inboxes, by key."""

    all: Mapping[str, Inbox]

    @classmethod
    def of(cls, settings: Settings) -> Inboxes:
        """Read the file that the settings name; raises SettingError when it is not as it should be."""
        return cls(_read(settings.chatwoot) if settings.chatwoot else {})

    def with_secret(self, given: str) -> Inbox | None:
        """The inbox whose address this is; it takes as long whatever is given."""
        found = None
        for inbox in self.all.values():
            if hmac.compare_digest(inbox.secret.encode(), given.encode("utf-8", "surrogatepass")):
                found = inbox
        return found


def _read(path: Path) -> dict[str, Inbox]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"PHOTODESK_CHATWOOT: {path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SettingError(f"PHOTODESK_CHATWOOT: {path} is not JSON: {error}") from None
    if not isinstance(given, dict) or not all(isinstance(inbox, dict) for inbox in given.values()):
        raise SettingError(f"PHOTODESK_CHATWOOT: {path} is not like {_FORM}")
    inboxes = {key: _inbox(key, inbox) for key, inbox in given.items()}
    keys_by_secret: dict[str, str] = {}
    for key, inbox in inboxes.items():
        other = keys_by_secret.setdefault(inbox.secret, key)
        if other != key:
            raise _wrong(key, f"has the secret of {other!r}; each needs one of its own")
    return inboxes


def _inbox(key: str, given: Mapping[str, Any]) -> Inbox:
    if not _KEY.fullmatch(key):
        raise _wrong(key, "is called by small letters, digits and dashes")
    missing = [name for name in _NEEDED if name not in given]
    if missing:
        raise _wrong(key, f"lacks {', '.join(missing)}; it is to be like {_FORM}")
    unknown = set(given) - _KNOWN
    if unknown:
        raise _wrong(key, f"has {', '.join(sorted(unknown))}, which nobody knows; it can have what is in {_FORM}")
    account = given["account"]
    if not isinstance(account, int) or isinstance(account, bool) or account < 1:
        raise _wrong(key, f"has an account that is no number: {account!r}; it stands in Chatwoot's addresses")
    if given["mode"] not in [mode.value for mode in Mode]:
        raise _wrong(key, f"has the mode {given['mode']!r}: use answer or suggest")
    signing = given.get("signing_secret")
    return Inbox(
        key,
        _url(key, given["url"]),
        account,
        _text(key, given, "shop", _KEY, "is one to 64 small letters, digits and dashes"),
        Mode(given["mode"]),
        token=_text(key, given, "token", _TOKEN, "is the bot's access token, as Chatwoot shows it"),
        secret=_text(
            key, given, "secret", _SECRET, "is 24 or more letters, digits, - and _, such as `openssl rand -hex 24`"
        ),
        signing_secret=None
        if signing is None
        else _text(key, given, "signing_secret", _TOKEN, "is the bot's webhook secret, as Chatwoot shows it"),
        language=_text(key, {"language": "en", **given}, "language", _LANGUAGE, "is a language such as en or fi"),
    )


def _text(key: str, given: Mapping[str, Any], name: str, form: re.Pattern[str], meant: str) -> str:
    value = given[name]
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _wrong(key, f"has a {name} that is none: it {meant}")  # not shown, for it may be secret
    return value


def _url(key: str, url: object) -> str:
    try:
        parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
        is_address = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
        if is_address and not (parts.query or parts.fragment or parts.username):
            return str(url).rstrip("/")
    except ValueError:
        pass
    raise _wrong(key, f"has a URL that is none: {url!r}; it is that of Chatwoot itself, such as https://chat.example")


def _wrong(key: str, what: str) -> SettingError:
    return SettingError(f"PHOTODESK_CHATWOOT: the inbox {key!r} {what}")
