"""Which people answer for a shop, when are they there, and how do they hear of a case?

A JSON file says so, team by team: the queue of a shop's own people is called after the shop, that of the service's
support is `service`. Photographers are answered by the service, whose customers they are.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from photodesk.asking import SERVICE, Asker, Role
from photodesk.settings import SettingError, Settings

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_QUEUE = re.compile(r"[a-z0-9-]{1,64}")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_LONGEST_CLOSED = 366
_SHORTEST_SECRET = 24
_ENCODED = "whsec_"
_FORM = (
    '{"lumi": {"hours": {"mon-fri": "09:00-17:00"}, "closed": ["2026-12-24"], "timezone": "Europe/Helsinki", '
    '"email": "help@lumi.example", "webhook": {"url": "https://…", "secret": "…"}}, "service": {…}}'
)


@dataclass(frozen=True)
class Hours:
    """When a team is there, on its own clock: for each weekday, Monday being 0, from when to when."""

    of_days: Mapping[int, tuple[time, time]]
    closed: frozenset[date]
    zone: ZoneInfo

    def closing(self, at: datetime) -> datetime | None:
        """Until when the team is there; None while it is not."""
        opens, closes = self._of(at.astimezone(self.zone).date())
        return closes if opens is not None and closes is not None and opens <= at < closes else None

    def opening(self, at: datetime) -> datetime | None:
        """When the team is there next; None when it is not within a year."""
        today = at.astimezone(self.zone).date()
        for days in range(_LONGEST_CLOSED):
            opens, _ = self._of(today + timedelta(days))
            if opens is not None and opens > at:
                return opens
        return None

    def _of(self, day: date) -> tuple[datetime | None, datetime | None]:
        hours = self.of_days.get(day.weekday())
        if hours is None or day in self.closed:
            return None, None
        opens, closes = (datetime.combine(day, moment, self.zone) for moment in hours)
        return opens, closes


@dataclass(frozen=True)
class Webhook:
    """Where a program of the team's hears of its cases, and the secret that signs what it is sent."""

    url: str
    secret: str = field(repr=False)

    @property
    def key(self) -> bytes:
        """What signs: the bytes that `whsec_…` encodes, and those of any other secret as they are."""
        if self.secret.startswith(_ENCODED):
            return base64.b64decode(self.secret.removeprefix(_ENCODED), validate=True)
        return self.secret.encode()


@dataclass(frozen=True)
class Team:
    """People who answer the cases of one queue."""

    queue: str
    hours: Hours | None = None
    email: str | None = None
    webhook: Webhook | None = None
    sign_off: str | None = None
    """How the team's letters end."""


@dataclass(frozen=True)
class Support:
    """All teams; None when nobody has said who they are, and then each shop is taken to have one of its own."""

    teams: Mapping[str, Team] | None = None
    sends_mail: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Support:
        """Read the file that the settings name; raises SettingError when it is not as it should be."""
        teams = _read(settings.support, settings.zone) if settings.support else None
        return cls(teams, settings.smtp_url is not None)

    def team_for(self, asker: Asker) -> Team:
        """The shop's own people for its consumers when it has any, else the service's."""
        queue = SERVICE if asker.role is Role.PHOTOGRAPHER else asker.shop
        if self.teams is None:
            return Team(queue)
        return self.teams.get(queue) or self.of_queue(SERVICE)

    def of_queue(self, queue: str) -> Team:
        return (self.teams or {}).get(queue) or Team(queue)


ANYBODY = Support()
"""Nobody has said who answers, or when."""


def _read(path: Path, zone: ZoneInfo) -> dict[str, Team]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"PHOTODESK_SUPPORT: {path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SettingError(f"PHOTODESK_SUPPORT: {path} is not JSON: {error}") from None
    if not isinstance(given, dict) or not all(isinstance(team, dict) for team in given.values()):
        raise SettingError(f"PHOTODESK_SUPPORT: {path} is not like {_FORM}")
    return {queue: _team(queue, team, zone) for queue, team in given.items()}


def _team(queue: str, given: Mapping[str, Any], zone: ZoneInfo) -> Team:
    if not _QUEUE.fullmatch(queue):
        raise _wrong(queue, "is called by small letters, digits and dashes")
    unknown = set(given) - {"hours", "closed", "timezone", "email", "webhook", "sign_off"}
    if unknown:
        raise _wrong(queue, f"has {', '.join(sorted(unknown))}, which nobody knows; it can have what is in {_FORM}")
    email = given.get("email")
    if email is not None and not (isinstance(email, str) and _ADDRESS.fullmatch(email)):
        raise _wrong(queue, f"has an e-mail address that is none: {email!r}")
    sign_off = given.get("sign_off")
    if sign_off is not None and not (isinstance(sign_off, str) and sign_off.strip()):
        raise _wrong(queue, f"has a sign-off that is no text: {sign_off!r}")
    return Team(queue, _hours(queue, given, zone), email, _webhook(queue, given.get("webhook")), sign_off)


def _hours(queue: str, given: Mapping[str, Any], zone: ZoneInfo) -> Hours | None:
    days, closed = given.get("hours"), given.get("closed", [])
    if days is None:
        if "closed" in given or "timezone" in given:
            raise _wrong(queue, "has closed days or a timezone, but no hours")
        return None
    if not isinstance(days, dict) or not isinstance(closed, list):
        raise _wrong(queue, f"has hours that are not like those in {_FORM}")
    of_days: dict[int, tuple[time, time]] = {}
    for span, hours in days.items():
        for day in _weekdays(queue, span):
            if day in of_days:
                raise _wrong(queue, f"has hours for {DAYS[day]} twice")
            of_days[day] = _from_to(queue, hours)
    try:
        return Hours(
            of_days,
            frozenset(date.fromisoformat(day) for day in closed),
            ZoneInfo(given["timezone"]) if "timezone" in given else zone,
        )
    except (TypeError, ValueError, ZoneInfoNotFoundError) as error:
        raise _wrong(queue, f"has a closed day or a timezone that is none: {error}") from None


def _weekdays(queue: str, span: str) -> range:
    first, _, last = span.partition("-")
    if first not in DAYS or (last or first) not in DAYS or DAYS.index(first) > DAYS.index(last or first):
        raise _wrong(queue, f"has hours for {span!r}; days are {', '.join(DAYS)}, or a span such as mon-fri")
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def _from_to(queue: str, hours: object) -> tuple[time, time]:
    match = _SPAN.fullmatch(hours) if isinstance(hours, str) else None
    try:
        opens, closes = (time(int(match[n]), int(match[n + 1])) for n in (1, 3)) if match else (time(), time())
    except ValueError:
        opens = closes = time()
    if opens >= closes:
        raise _wrong(queue, f"has the hours {hours!r}; write them as 09:00-17:00, within one day")
    return opens, closes


def _webhook(queue: str, given: object) -> Webhook | None:
    if given is None:
        return None
    if not isinstance(given, dict) or set(given) != {"url", "secret"}:
        raise _wrong(queue, f"has a webhook that is not like that in {_FORM}")
    url, secret = given["url"], given["secret"]
    if not isinstance(url, str) or not _is_address(url):
        raise _wrong(queue, f"has a webhook whose URL is none: {url!r}")
    webhook = Webhook(url, secret if isinstance(secret, str) else "")
    try:
        short = len(webhook.key) < _SHORTEST_SECRET
    except ValueError:
        raise _wrong(queue, f"has a webhook whose secret is no base64 after {_ENCODED}") from None
    if short:
        raise _wrong(
            queue,
            f"has a webhook whose secret is too short: use at least {_SHORTEST_SECRET} characters, "
            f"or {_ENCODED} and so many bytes in base64",
        )
    return webhook


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _wrong(queue: str, what: str) -> SettingError:
    return SettingError(f"PHOTODESK_SUPPORT: the team {queue!r} {what}")
