"""Where is it kept what came from Chatwoot, until it has been seen to?"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from photodesk.cases.case import ENDED, Case, CaseState
from photodesk.chatwoot.book import Job, Link
from photodesk.chatwoot.calls import Call
from photodesk.chatwoot.events import Event
from photodesk.store.database import reading, writing
from photodesk.store.tables import cases
from photodesk.store.tables import chatwoot_jobs as jobs
from photodesk.store.tables import chatwoot_links as links

KEPT = timedelta(days=7)
"""What has been seen to is known so long, or what comes a second time would be seen to again; it has no words."""

SWEEP_ONE_IN = 200

_earlier = jobs.alias()
_IS_FIRST = ~(
    select(_earlier.c.id)
    .where(
        _earlier.c.inbox == jobs.c.inbox,
        _earlier.c.number == jobs.c.number,
        _earlier.c.id < jobs.c.id,
        _earlier.c.due_at.is_not(None),
    )
    .correlate(jobs)
    .exists()
)
_DUE = (
    select(jobs)
    .where(jobs.c.due_at <= bindparam("now"), jobs.c.inbox.in_(bindparam("inboxes", expanding=True)), _IS_FIRST)
    .order_by(jobs.c.due_at, jobs.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # what another worker is just claiming; on SQLite one worker claims at a time
)
_IS_DUE = select(jobs.c.id).where(jobs.c.due_at <= bindparam("now")).limit(1)
_CLAIM = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(due_at=bindparam("until"), attempts=jobs.c.attempts + 1)
)
_OF_JOB = update(jobs).where(jobs.c.id == bindparam("of"))
_LIVE_JOB = _OF_JOB.where(jobs.c.due_at.is_not(None))
_NOTHING_MORE = {"due_at": None, "event": None, "calls": None}
_LINK = select(links).where(links.c.inbox == bindparam("of_inbox"), links.c.number == bindparam("of_number"))
_OF_LINK = update(links).where(links.c.inbox == bindparam("of_inbox"), links.c.number == bindparam("of_number"))
_LIVE_CASE = (
    select(cases)
    .where(
        cases.c.conversation_id == bindparam("conversation"),
        cases.c.state.not_in([state.value for state in ENDED]),
    )
    .order_by(cases.c.id.desc())
    .limit(1)
)


class SqlChatwoot:
    """The Book in the database. A claim is a lease: it moves `due_at` to when others may claim the job again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receive(self, inbox: str, event: Event, at: datetime) -> bool:
        row = {
            "inbox": inbox,
            "key": event.key,
            "number": event.number,
            "received_at": at,
            "due_at": at,
            "attempts": 0,
            "event": event.as_dict(),
            "done": 0,
        }
        try:
            with writing(self._engine) as connection:
                if random.randrange(SWEEP_ONE_IN) == 0:
                    old = jobs.c.received_at < at - KEPT
                    connection.execute(delete(jobs).where(jobs.c.due_at.is_(None), old))
                link = connection.execute(_LINK, _of(inbox, event.number)).mappings().first()
                conversation = link["conversation_id"] if link else None
                connection.execute(insert(jobs), {**row, "conversation_id": conversation})
        except IntegrityError:
            return False
        return True

    def claim(self, inboxes: Collection[str], now: datetime, until: datetime, most: int) -> list[Job]:
        with reading(self._engine) as connection:  # mostly there is nothing, and then nobody is held up
            if connection.execute(_IS_DUE, {"now": now}).first() is None:
                return []
        with writing(self._engine) as connection:
            due = {"inboxes": list(inboxes), "now": now, "most": most}
            rows = list(connection.execute(_DUE, due).mappings())
            connection.execute(_CLAIM, {"ids": [row["id"] for row in rows], "until": until})
        return [_job(row) for row in rows]

    def plan(self, job: Job, calls: Sequence[Call]) -> None:
        kept = {"event": None, "calls": [call.as_dict() for call in calls]}
        with writing(self._engine) as connection:
            connection.execute(_LIVE_JOB, {"of": job.id, **kept})

    def has_done(self, job: Job, calls: int) -> bool:
        with writing(self._engine) as connection:
            return connection.execute(_LIVE_JOB, {"of": job.id, "done": calls}).rowcount == 1

    def finish(self, job: Job, error: str | None = None) -> None:
        with writing(self._engine) as connection:
            connection.execute(_OF_JOB, {"of": job.id, **_NOTHING_MORE, "error": error})

    def postpone(self, job: Job, why: str, again_at: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(_LIVE_JOB, {"of": job.id, "error": why, "due_at": again_at})

    def link(self, inbox: str, number: int) -> Link | None:
        with reading(self._engine) as connection:
            row = connection.execute(_LINK, _of(inbox, number)).mappings().first()
        return Link(row["conversation_id"], row["opened_at"]) if row else None

    def tie(self, inbox: str, number: int, conversation: str, job: Job) -> None:
        row = {"conversation_id": conversation, "opened_at": None}
        with writing(self._engine) as connection:
            if not connection.execute(_OF_LINK, {**_of(inbox, number), **row}).rowcount:
                connection.execute(insert(links), {"inbox": inbox, "number": number, **row})
            connection.execute(_OF_JOB, {"of": job.id, "conversation_id": conversation})

    def hand_to_people(self, inbox: str, number: int, since: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(_OF_LINK, {**_of(inbox, number), "opened_at": since})

    def drop(self, inbox: str, number: int, until: datetime) -> None:
        waiting = (jobs.c.inbox == inbox, jobs.c.number == number, jobs.c.due_at.is_not(None))
        with writing(self._engine) as connection:
            connection.execute(update(jobs).where(*waiting, jobs.c.received_at <= until), _NOTHING_MORE)

    def take_back(self, inbox: str, number: int) -> None:
        with writing(self._engine) as connection:
            connection.execute(_OF_LINK, {**_of(inbox, number), "opened_at": None})

    def live_case(self, conversation: str) -> Case | None:
        with reading(self._engine) as connection:
            row = connection.execute(_LIVE_CASE, {"conversation": conversation}).mappings().first()
        return Case(**{**row, "state": CaseState(row["state"])}) if row else None


def _of(inbox: str, number: int) -> dict[str, Any]:
    return {"of_inbox": inbox, "of_number": number}


def _job(row: Mapping[str, Any]) -> Job:
    calls = None if row["calls"] is None else tuple(Call(**call) for call in row["calls"])
    event = None if row["event"] is None else Event.from_dict(row["event"])
    return Job(
        row["id"], row["inbox"], row["number"], row["received_at"], row["attempts"] + 1, event, calls, row["done"]
    )
