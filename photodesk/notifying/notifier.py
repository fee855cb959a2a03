"""Who sends what is to be sent, and what if that cannot be done?

A thread beside the server does it, and several servers share the work. What fails is tried again after a minute, two,
four and so on, then every hour, and is given up after a week. A crash between sending and keeping that it was sent
sends again, under the same name.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol, TypeAlias

from photodesk.cases.notice import Channel, NotSentError, Outbox, Parcel
from photodesk.cases.support import Support
from photodesk.knowledge.base import KnowledgeBase
from photodesk.notifying.mail import Mails, MailServer, sender_of
from photodesk.notifying.webhook import Webhooks
from photodesk.settings import Settings

AT_ONCE = 4
"""So many are sent at the same time: a receiver that does not answer holds up the others for some seconds at most."""

LEASE = timedelta(minutes=5)
"""For sending one: longer than all steps of it together may take, or it would be sent twice."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=7)

POLL_SECONDS = 2.0
LONGEST_POLL_SECONDS = 30.0
"""While the database is away."""

STOP_SECONDS = 8.0
"""For sending what is under way when the server stops; what takes longer is sent again after the lease."""

_PAUSES_TO_KEEP = (1.0, 5.0, 20.0, 60.0)

_log = logging.getLogger("photodesk.notifying")


class Result(str, Enum):
    """What came of one attempt."""

    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


Send: TypeAlias = Callable[[Parcel], None]
"""Sends one notice, or raises NotSentError."""


class Tally(Protocol):
    """Counts, for whoever watches the server."""

    def notice(self, channel: str, result: str) -> None: ...
    def notices_waiting(self, count: int) -> None: ...


class NoTally:
    def notice(self, channel: str, result: str) -> None: ...
    def notices_waiting(self, count: int) -> None: ...


@dataclass
class Notifier:
    """Sends what is due in the outbox, over the channels that it has."""

    outbox: Outbox
    senders: Mapping[Channel, Send]
    clock: Callable[[], datetime]
    tally: Tally = field(default_factory=NoTally)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Go on sending until `stop`."""
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
        self._thread.start()

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Begin nothing more, and wait a while for what is under way."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(patience)

    def send_due(self) -> Counter[Result]:
        """Send all that is due, and tell what came of it."""
        results: Counter[Result] = Counter()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notifier") as threads:
            while not self._stopping.is_set() and (parcels := self._claimed()):
                results.update(threads.map(self._deliver, parcels))
        return results

    def _run(self) -> None:
        pause = POLL_SECONDS
        while not self._stopping.wait(pause):
            try:
                self.send_due()
                pause = POLL_SECONDS
            except Exception as error:  # the database is away, as a rule; it comes back
                pause = min(2 * pause, LONGEST_POLL_SECONDS)
                _log.warning("what is to be sent cannot be looked up", exc_info=error)

    def _claimed(self) -> list[Parcel]:
        now = self.clock()
        waiting, first = self.outbox.waiting(self.senders)
        self.tally.notices_waiting(waiting)
        if first is None or first > now:
            return []
        return self.outbox.claim(self.senders, now, now + LEASE, AT_ONCE)

    def _deliver(self, parcel: Parcel) -> Result:
        notice = parcel.notice
        try:
            self.senders[notice.channel](parcel)
        except NotSentError as error:
            result = self._failed(parcel, str(error), final=error.final)
        except Exception as error:
            _log.exception("a notice failed inside", extra={"facts": _facts(parcel)})
            result = self._failed(parcel, f"failed inside: {type(error).__name__}")
        else:
            result = Result.SENT
            self._keep(lambda: self.outbox.sent(notice, self.clock()))
            _log.info("a notice was sent", extra={"facts": _facts(parcel)})
        self.tally.notice(notice.channel.value, result.value)
        return result

    def _failed(self, parcel: Parcel, why: str, *, final: bool = False) -> Result:
        notice, now = parcel.notice, self.clock()
        facts = {"facts": {**_facts(parcel), "why": why}}
        if final or now - notice.made_at >= GIVE_UP_AFTER:
            self._keep(lambda: self.outbox.failed(notice, why, None))
            _log.error("a notice was given up: %s", why, extra=facts)
            return Result.GIVEN_UP
        again_at = now + pause_after(notice.attempts)
        self._keep(lambda: self.outbox.failed(notice, why, again_at))
        _log.warning("a notice could not be sent: %s", why, extra=facts)
        return Result.FAILED

    def _keep(self, note: Callable[[], None]) -> None:
        """Keep what came of it, also when the database is away for a moment: forgotten, it would be sent again."""
        for pause in _PAUSES_TO_KEEP:
            try:
                return note()
            except Exception as error:
                _log.warning("what came of a notice cannot be kept", exc_info=error)
                if self._stopping.wait(pause):
                    return None
        return None


def pause_after(attempts: int) -> timedelta:
    """Before the next attempt; the chance in it keeps those that failed together from coming back together."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_PAUSE) * random.uniform(0.8, 1.2)


def senders_of(
    settings: Settings, support: Support, knowledge: Callable[[], KnowledgeBase], clock: Callable[[], datetime]
) -> dict[Channel, Send]:
    """What there is to send with; raises SettingError for a setting that cannot be used."""
    senders: dict[Channel, Send] = {}
    if settings.smtp_url is not None and settings.mail_from is not None:
        server, sender = MailServer.of(settings.smtp_url), sender_of(settings.mail_from)
        senders[Channel.MAIL] = Mails(server, sender, support, knowledge, settings.public_url)
    if any(team.webhook for team in (support.teams or {}).values()):
        senders[Channel.WEBHOOK] = Webhooks(support, clock)
    return senders


def _facts(parcel: Parcel) -> dict[str, Any]:
    notice = parcel.notice
    return {
        "notice": notice.id,
        "case": notice.case_id,
        "channel": notice.channel.value,
        "about": notice.about.value,
        "attempt": notice.attempts,
    }
