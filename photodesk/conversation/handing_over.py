"""What happens next when a person takes over, and when?

Nothing is promised that nobody said: no hours, no time; no mail server, no mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from photodesk.cases.support import Hours, Support
from photodesk.conversation.context import Context
from photodesk.desk import Desk
from photodesk.knowledge.phrases import Phrase
from photodesk.knowledge.replies import Reader, masked
from photodesk.policy.table import Outcome


@dataclass(frozen=True)
class NextSteps:
    """What the asker is told, and whether an address that comes now is one to send the answer to."""

    text: str
    takes_contact: bool


def contact_of(context: Context) -> str | None:
    """Where an answer can be sent: an address that was left for it, else the proven one."""
    return context.contact or context.asker.proven_email


def next_steps(desk: Desk, support: Support, context: Context, now: datetime) -> NextSteps:
    """When somebody is there, and by which way the answer comes."""
    hours = support.team_for(context.asker).hours
    contact = contact_of(context)

    def say(phrase: Phrase, **facts: str) -> str:
        return desk.say(Outcome.TALK, phrase, context.language, **facts).text

    told = [_when(hours, desk.reader(now, context.language), say)]
    if support.sends_mail and contact is not None:
        told.append(say(Phrase.NEXT_ALSO_BY_MAIL, email=masked(contact)))
    elif support.sends_mail:
        told.append(say(Phrase.NEXT_ASK_MAIL))
    elif hours is not None and hours.closing(now) is None:
        told.append(say(Phrase.NEXT_STAY))
    return NextSteps(" ".join(told), takes_contact=support.sends_mail)


def _when(hours: Hours | None, reader: Reader, say: Callable[..., str]) -> str:
    closes = hours.closing(reader.now) if hours else None
    if closes is not None:
        return say(Phrase.NEXT_HERE_UNTIL, time=reader.time(closes))
    opens = hours.opening(reader.now) if hours else None
    if opens is None:
        return say(Phrase.NEXT_SOME_TIME)
    if reader.day(opens) == reader.day(reader.now):
        return say(Phrase.NEXT_OPENS_TODAY, time=reader.time(opens))
    return say(Phrase.NEXT_OPENS, day=reader.weekday(opens), time=reader.time(opens))
