"""Where is a conversation kept, and how much of it does a turn read?

Rasa's own SQL store reads and replays the whole session for every message. This one, in the same table, reads the last
events and, of everything before them, only what still decides the state. All of it stays there to be read in full.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    ConversationResumed,
    Event,
    LegacyForm,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.row import Row
from sqlalchemy.orm import sessionmaker

from photodesk.conversation.log import is_ours
from photodesk.settings import read_settings
from photodesk.store.database import open_database, reading, writing
from photodesk.store.tables import SecretText, conversations

WINDOW = 12

EVENTS: sa.Table = SQLTrackerStore.SQLEvent.__table__
"""Rasa's own table: made here, not by our migrations."""

INDEXES = (
    "CREATE INDEX IF NOT EXISTS ix_events_conversation ON events (sender_id, id)",
    "CREATE INDEX IF NOT EXISTS ix_events_state ON events (sender_id, type_name, action_name, id)",
)

_BEGINS = {SessionStarted.type_name, Restarted.type_name}
_REVERTS = {UserUtteranceReverted.type_name, ActionReverted.type_name}
_LOOPS = {ActiveLoop.type_name, LegacyForm.type_name}
_PAUSES = {ConversationPaused.type_name, ConversationResumed.type_name}
_STATE = sorted({SlotSet.type_name, AllSlotsReset.type_name} | _BEGINS | _REVERTS | _LOOPS | _PAUSES)
_OF_THE_TURN = {"intent_ranking", "reading", "answer"}
"""What a message was understood as in full, and an answer in full: 15 KB that are of use in the turn itself alone."""
_SCHEMA_LOCK = 0x70686F74  # any number that nobody else uses for a PostgreSQL advisory lock

_DATA = sa.type_coerce(EVENTS.c.data, SecretText).label("data")
_WHOSE = EVENTS.c.sender_id == sa.bindparam("sender")
_ALL = (
    sa.select(EVENTS.c.id, EVENTS.c.type_name, EVENTS.c.action_name, EVENTS.c.timestamp, _DATA)
    .where(_WHOSE)
    .order_by(EVENTS.c.id)
)
_LATEST = _ALL.order_by(None).order_by(EVENTS.c.id.desc()).limit(sa.bindparam("size"))
_SESSION = _ALL.where(
    EVENTS.c.id
    >= sa.select(sa.func.coalesce(sa.func.max(EVENTS.c.id), 0))
    .where(_WHOSE, EVENTS.c.type_name.in_(sorted(_BEGINS)))
    .scalar_subquery()
)
_STATE_BEFORE = _ALL.where(
    EVENTS.c.id.in_(
        sa.select(sa.func.max(EVENTS.c.id))
        .where(_WHOSE, EVENTS.c.type_name.in_(_STATE), EVENTS.c.id < sa.bindparam("cut"))
        .group_by(EVENTS.c.type_name, EVENTS.c.action_name)
    )
)

_ADD = sa.insert(EVENTS).values({EVENTS.c.data: sa.bindparam("event", type_=SecretText)})
_CONVERSATION = (
    sa.select(conversations.c.id)
    .where(conversations.c.id == sa.bindparam("sender"))
    .with_for_update(read=True, key_share=True)  # who erases it waits, and takes these events along
)


class StoredTracker(DialogueStateTracker):  # type: ignore[misc]
    """A tracker that knows how many of its events are in the database already."""

    stored = 0


class BoundedTrackerStore(SQLTrackerStore):  # type: ignore[misc]
    """Keeps every event; a turn reads the last `window` of the current session and the state before them.

    What is read begins where the desk last listened, so that no turn is cut in two. Threads read and write, for the
    event loop would stand still while another process writes or the network is slow. `host` is a database URL, as
    Rasa calls the `url:` of endpoints.yml; without it the settings decide, as they do about the keys that seal events.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        window: int = WINDOW,
        text_keys: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> None:
        TrackerStore.__init__(self, domain, event_broker, **kwargs)  # SQLTrackerStore's retries for ever
        self.window = max(1, window)
        settings = read_settings()
        keys = settings.text_keys if text_keys is None else text_keys
        self.engine = open_database(host or settings.database_url, keys)
        self.sessionmaker = sessionmaker(bind=self.engine, future=True)  # for what is inherited
        if self.engine.dialect.name == "sqlite":
            Path(str(self.engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
        _create_table(self.engine)

    def close(self) -> None:
        self.engine.dispose()

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        return StoredTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return await asyncio.to_thread(self._load, sender_id, self._window)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        return await asyncio.to_thread(self._load, conversation_id, self._everything)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new, then tell the event broker: nothing is announced that is not stored."""
        new = await asyncio.to_thread(self._append, tracker)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    def _load(self, sender_id: str, read: Callable[[Connection, str], Sequence[Row]]) -> DialogueStateTracker | None:
        with reading(self.engine) as connection:
            rows = read(connection, sender_id)
        if not rows:
            return None
        tracker = StoredTracker.from_events(sender_id, [_event(row) for row in rows], self.domain.slots)
        assert isinstance(tracker, StoredTracker)
        tracker.stored = len(tracker.events)
        return tracker

    def _append(self, tracker: DialogueStateTracker) -> list[Event]:
        events = list(tracker.events)
        with writing(self.engine) as connection:
            stored = tracker.stored if isinstance(tracker, StoredTracker) else _known(connection, tracker)
            new = events[stored:]
            if new and _is_erased(connection, tracker.sender_id):
                new = []
            if new:
                connection.execute(_ADD, [_row(tracker.sender_id, event) for event in new])
        if isinstance(tracker, StoredTracker):
            tracker.stored = len(events)
        return new

    # What a turn reads

    def _window(self, connection: Connection, sender_id: str) -> Sequence[Row]:
        size = self.window
        while True:
            rows = connection.execute(_LATEST, {"sender": sender_id, "size": size}).all()[::-1]
            begin = _last(rows, _BEGINS)
            if begin is not None:
                return rows[begin:]
            if len(rows) < size:
                return rows
            cut = _cut(rows)
            if cut is not None:
                state = self._state_before(connection, sender_id, rows[cut].id)
                if state is None or _last(rows, _REVERTS) is not None:
                    return self._session(connection, sender_id)
                return [*state, *rows[cut:]]
            size *= 2

    def _state_before(self, connection: Connection, sender_id: str, cut: int) -> list[Row] | None:
        """The events before `cut` that still decide the state; None when a revert leaves it open which do."""
        rows = connection.execute(_STATE_BEFORE, {"sender": sender_id, "cut": cut}).all()
        session = [row for row in rows if row.id >= _newest(rows, _BEGINS)]
        if any(row.type_name in _REVERTS for row in session):
            return None
        reset = _newest(session, {AllSlotsReset.type_name})
        paused = _newest(session, _PAUSES)
        kept = [row for row in session if row.type_name == SlotSet.type_name or row.id in (reset, paused)]
        loops = [row for row in session if row.type_name in _LOOPS]
        if loops and loops[-1].action_name is not None:
            kept += _open_loop(connection, sender_id, loops[-1], cut)
        return sorted({row.id: row for row in kept}.values(), key=lambda row: int(row.id))

    def _session(self, connection: Connection, sender_id: str) -> Sequence[Row]:
        return connection.execute(_SESSION, {"sender": sender_id}).all()

    def _everything(self, connection: Connection, sender_id: str) -> Sequence[Row]:
        return connection.execute(_ALL, {"sender": sender_id}).all()


@lru_cache
def _class_of(type_name: str) -> type[Event]:
    """As Rasa looks it up, which walks all classes for each event: 3 ms a turn."""
    found: type[Event] = Event.resolve_by_type(type_name)
    return found


def _event(row: Row) -> Event:
    return _class_of(row.type_name)._from_parameters(json.loads(row.data))


def _last(rows: Sequence[Row], types: set[str]) -> int | None:
    return next((place for place in reversed(range(len(rows))) if rows[place].type_name in types), None)


def _newest(rows: Sequence[Row], types: set[str]) -> int:
    place = _last(rows, types)
    return 0 if place is None else int(rows[place].id)


def _cut(rows: Sequence[Row]) -> int | None:
    """Where the first whole turn begins, if a person says something from there on."""
    for place, row in enumerate(rows):
        if row.type_name == ActionExecuted.type_name and row.action_name == ACTION_LISTEN_NAME:
            return place if _last(rows[place:], {UserUttered.type_name}) is not None else None
    return None


def _open_loop(connection: Connection, sender_id: str, loop: Row, cut: int) -> list[Row]:
    """The turn that opened the loop, for its trigger message, and a rejection that still stands."""

    def newest(type_name: str, action_name: str, *, before: int) -> int:
        found = sa.select(sa.func.max(EVENTS.c.id)).where(
            EVENTS.c.sender_id == sender_id,
            EVENTS.c.type_name == type_name,
            EVENTS.c.action_name == action_name,
            EVENTS.c.id < before,
        )
        return connection.execute(found).scalar() or 0

    listened = newest(ActionExecuted.type_name, ACTION_LISTEN_NAME, before=loop.id)
    rejected = newest(ActionExecutionRejected.type_name, loop.action_name, before=cut)
    ran = newest(ActionExecuted.type_name, loop.action_name, before=cut)
    wanted = EVENTS.c.id.between(listened or loop.id, loop.id)
    if rejected > max(ran, loop.id):
        wanted = sa.or_(wanted, EVENTS.c.id == rejected)
    return connection.execute(_ALL.where(wanted), {"sender": sender_id}).all()


def _is_erased(connection: Connection, sender_id: str) -> bool:
    """Whether it was erased while this turn was under way, which is not to write it anew."""
    return is_ours(sender_id) and connection.execute(_CONVERSATION, {"sender": sender_id}).first() is None


def _known(connection: Connection, tracker: DialogueStateTracker) -> int:
    """How many events of a tracker that came from elsewhere are stored: those up to the newest stored one."""
    newest = connection.execute(_LATEST, {"sender": tracker.sender_id, "size": 1}).first()
    if newest is None:
        return 0
    last = (newest.type_name, newest.timestamp)
    marks = [(event.type_name, event.timestamp) for event in tracker.events]
    return max((place + 1 for place, mark in enumerate(marks) if mark == last), default=0)


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    for part in ("parse_data", "metadata"):
        if part in data:
            data[part] = {name: value for name, value in data[part].items() if name not in _OF_THE_TURN}
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "event": json.dumps(data),
    }


def _create_table(engine: Engine) -> None:
    """Make Rasa's table and our indexes; safe when several processes start at once."""
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
        EVENTS.create(connection, checkfirst=True)
        for index in INDEXES:
            connection.exec_driver_sql(index)
