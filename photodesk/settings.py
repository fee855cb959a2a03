"""What can be set from outside, and what is it when nobody sets it?

Every setting is an environment variable and is named here alone; `docs/settings.md` explains them to whoever runs
the desk, and a test keeps the two in step.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent

_ISSUER = re.compile(r"https://[^/?#]+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/|$)")
"""By TLS, or on this machine, to try things out."""


class SettingError(Exception):
    """A setting that the desk refuses to start with; the message names it and the mend."""


@dataclass(frozen=True)
class Settings:
    """All settings, read once."""

    database_url: str
    redis_url: str | None
    host: str
    port: int
    kb: Path
    models: Path
    var: Path
    zone: ZoneInfo
    shop: str
    secret: str | None
    shop_keys: Path | None
    shop_origins: Path | None
    support: Path | None
    chatwoot: Path | None
    smtp_url: str | None
    mail_from: str | None
    public_url: str
    text_keys: tuple[str, ...] = field(repr=False)
    keep_conversations: int
    keep_cases: int
    keep_attempts: int
    keep_audit: int
    session_seconds: int
    desk_idle_seconds: int
    desk_longest_seconds: int
    password_length: int
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: str | None = field(repr=False)
    rate_factor: float
    proxies: int
    log_text: bool
    open_development: bool

    @property
    def is_development(self) -> bool:
        """Without production keys the desk makes its own, signs anybody's identity token and shows the demo page."""
        return self.secret is None and self.shop_keys is None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment; raises SettingError for a value that cannot be meant."""
    given = os.environ if environment is None else environment
    var = Path(given.get("PHOTODESK_VAR") or ROOT / "var").absolute()
    secret = given.get("PHOTODESK_SECRET") or None
    shop_keys = given.get("PHOTODESK_SHOP_KEYS") or None
    shop_origins = given.get("PHOTODESK_SHOP_ORIGINS") or None
    support = given.get("PHOTODESK_SUPPORT") or None
    chatwoot = given.get("PHOTODESK_CHATWOOT") or None
    smtp_url = given.get("PHOTODESK_SMTP_URL") or None
    mail_from = given.get("PHOTODESK_MAIL_FROM") or None
    oidc_issuer = given.get("PHOTODESK_OIDC_ISSUER") or None
    oidc_client_id = given.get("PHOTODESK_OIDC_CLIENT_ID") or None
    oidc_client_secret = given.get("PHOTODESK_OIDC_CLIENT_SECRET") or None
    host, port = given.get("HOST") or "127.0.0.1", _whole(given, "PORT", 5005, 1, 65535)
    if secret is not None and len(secret) < 32:
        raise SettingError("PHOTODESK_SECRET is too short: use at least 32 characters, such as `openssl rand -hex 32`")
    if (secret is None) != (shop_keys is None):
        raise SettingError(
            "set PHOTODESK_SECRET and PHOTODESK_SHOP_KEYS together (production) or neither (development)"
        )
    if (smtp_url is None) != (mail_from is None):
        raise SettingError("set PHOTODESK_SMTP_URL and PHOTODESK_MAIL_FROM together (mail is sent) or neither")
    if len({each is None for each in (oidc_issuer, oidc_client_id, oidc_client_secret)}) != 1:
        raise SettingError(
            "set PHOTODESK_OIDC_ISSUER, PHOTODESK_OIDC_CLIENT_ID and PHOTODESK_OIDC_CLIENT_SECRET together or none"
        )
    if oidc_issuer is not None and not _ISSUER.match(oidc_issuer):
        raise SettingError(f"PHOTODESK_OIDC_ISSUER is {oidc_issuer!r}: use the https:// address of the provider")
    return Settings(
        database_url=given.get("DATABASE_URL") or f"sqlite:///{var / 'photodesk.db'}",
        redis_url=given.get("REDIS_URL") or None,
        host=host,
        port=port,
        kb=Path(given.get("PHOTODESK_KB") or ROOT / "kb").absolute(),
        models=Path(given.get("PHOTODESK_MODELS") or ROOT / "models").absolute(),
        var=var,
        zone=_zone(given.get("PHOTODESK_TIMEZONE") or "Europe/Helsinki"),
        shop=given.get("PHOTODESK_SHOP") or "lumi",
        secret=secret,
        shop_keys=Path(shop_keys).absolute() if shop_keys else None,
        shop_origins=Path(shop_origins).absolute() if shop_origins else None,
        support=Path(support).absolute() if support else None,
        chatwoot=Path(chatwoot).absolute() if chatwoot else None,
        smtp_url=smtp_url,
        mail_from=mail_from,
        public_url=(given.get("PHOTODESK_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        text_keys=_keys(given, "PHOTODESK_TEXT_KEYS"),
        keep_conversations=_whole(given, "PHOTODESK_KEEP_CONVERSATIONS", 365, 1, 36500),
        keep_cases=_whole(given, "PHOTODESK_KEEP_CASES", 730, 1, 36500),
        keep_attempts=_whole(given, "PHOTODESK_KEEP_ATTEMPTS", 90, 1, 36500),
        keep_audit=_whole(given, "PHOTODESK_KEEP_AUDIT", 730, 1, 36500),
        session_seconds=_whole(given, "PHOTODESK_SESSION_SECONDS", 3600, 60, 86400),
        desk_idle_seconds=_whole(given, "PHOTODESK_DESK_IDLE_SECONDS", 3600, 60, 86400),
        desk_longest_seconds=_whole(given, "PHOTODESK_DESK_LONGEST_SECONDS", 43200, 60, 2592000),
        password_length=_whole(given, "PHOTODESK_PASSWORD_LENGTH", 12, 8, 64),
        oidc_issuer=oidc_issuer,
        oidc_client_id=oidc_client_id,
        oidc_client_secret=oidc_client_secret,
        rate_factor=_number(given, "PHOTODESK_RATE_FACTOR", 5.0 if secret is None else 1.0, 0.0, 1000.0),
        proxies=_whole(given, "PHOTODESK_PROXIES", 0, 0, 9),
        log_text=_yes(given, "PHOTODESK_LOG_TEXT", "no"),
        open_development=_yes(given, "PHOTODESK_OPEN_DEVELOPMENT", "no"),
    )


def defers_tensorflow(environment: Mapping[str, str] | None = None) -> bool:
    """Whether a process that serves waits with TensorFlow until something uses it; asked while Rasa is imported."""
    return _yes(os.environ if environment is None else environment, "PHOTODESK_LAZY_TENSORFLOW", "yes")


def _whole(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingError(f"{name} is {text!r}: use a whole number from {least} to {most}")
    return int(text)


def _number(given: Mapping[str, str], name: str, default: float, least: float, most: float) -> float:
    text = given.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not least <= number <= most:
        raise SettingError(f"{name} is {text!r}: use a number from {least:g} to {most:g}")
    return number


def _keys(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    keys = tuple((given.get(name) or "").replace(",", " ").split())
    for place, key in enumerate(keys, 1):
        try:
            length = len(base64.b64decode(key, altchars="-_", validate=True))
        except (ValueError, binascii.Error):
            length = 0
        if length != 32:
            raise SettingError(f"{name}: key {place} is none: make one with `openssl rand -base64 32 | tr +/ -_`")
    return keys


def _yes(given: Mapping[str, str], name: str, default: str) -> bool:
    text = (given.get(name) or default).lower()
    if text not in ("yes", "no"):
        raise SettingError(f"{name} is {text!r}: use yes or no")
    return text == "yes"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingError(f"PHOTODESK_TIMEZONE is {name!r}: use a name such as Europe/Helsinki") from None
