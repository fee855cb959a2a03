"""What can be set from outside, and what is it when nobody sets it?

Every setting is an environment variable and is named here alone; `docs/settings.md` explains them to whoever runs
the desk, and a test keeps the two in step.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent


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
    session_seconds: int
    rate_factor: float
    proxies: int
    log_text: bool

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
    if secret is not None and len(secret) < 32:
        raise SettingError("PHOTODESK_SECRET is too short: use at least 32 characters, such as `openssl rand -hex 32`")
    if (secret is None) != (shop_keys is None):
        raise SettingError(
            "set PHOTODESK_SECRET and PHOTODESK_SHOP_KEYS together (production) or neither (development)"
        )
    return Settings(
        database_url=given.get("DATABASE_URL") or f"sqlite:///{var / 'photodesk.db'}",
        redis_url=given.get("REDIS_URL") or None,
        host=given.get("HOST") or "127.0.0.1",
        port=_whole(given, "PORT", 5005, 1, 65535),
        kb=Path(given.get("PHOTODESK_KB") or ROOT / "kb").absolute(),
        models=Path(given.get("PHOTODESK_MODELS") or ROOT / "models").absolute(),
        var=var,
        zone=_zone(given.get("PHOTODESK_TIMEZONE") or "Europe/Helsinki"),
        shop=given.get("PHOTODESK_SHOP") or "lumi",
        secret=secret,
        shop_keys=Path(shop_keys).absolute() if shop_keys else None,
        shop_origins=Path(shop_origins).absolute() if shop_origins else None,
        session_seconds=_whole(given, "PHOTODESK_SESSION_SECONDS", 3600, 60, 86400),
        rate_factor=_number(given, "PHOTODESK_RATE_FACTOR", 5.0 if secret is None else 1.0, 0.0, 1000.0),
        proxies=_whole(given, "PHOTODESK_PROXIES", 0, 0, 9),
        log_text=_yes(given, "PHOTODESK_LOG_TEXT", "no"),
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
