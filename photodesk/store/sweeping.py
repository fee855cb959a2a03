"""What has been kept long enough?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, inspect, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.expression import ColumnElement, TableClause

from photodesk.cases.case import ENDED
from photodesk.privacy import Keeping
from photodesk.store.database import pages, reading, writing
from photodesk.store.privacy import HAS_NO_CONVERSATION, OF_A_CASE, OPERATOR, doomed, forget, how_many, note
from photodesk.store.tables import audit, cases, conversations, events, proof_attempts, situations, suggestions

_ENDED = [state.value for state in ENDED]


class _Old:
    """Which rows have been kept long enough. A case that has not keeps its conversation."""

    def __init__(self, keeping: Keeping, now: datetime) -> None:
        of_cases, of_conversations = now - keeping.cases, now - keeping.conversations
        stays = or_(cases.c.state.not_in(_ENDED), cases.c.ended_at.is_(None), cases.c.ended_at >= of_cases)
        kept = select(cases.c.id).where(cases.c.conversation_id == conversations.c.id, stays).correlate(conversations)
        self.conversations = and_(conversations.c.updated_at < of_conversations, ~kept.exists())
        self.cases = and_(cases.c.state.in_(_ENDED), cases.c.ended_at < of_cases)
        self.suggestions = and_(suggestions.c.case_id.is_(None), suggestions.c.at < of_cases)
        self.attempts = proof_attempts.c.at < now - keeping.attempts
        self.situations = situations.c.day < of_conversations.date()
        self.audit = audit.c.at < now - keeping.audit
        begun = func.coalesce(events.c.timestamp, 0)
        self.events = and_(HAS_NO_CONVERSATION, begun < of_conversations.timestamp())


def sweep(engine: Engine, keeping: Keeping, now: datetime) -> Counter[str]:
    """Erase what has been kept long enough, in batches, and tell how many rows of each table that were."""
    old = _Old(keeping, now)
    with reading(engine) as connection:
        has_events = inspect(connection).has_table(events.name)
    counts = _in_batches(engine, proof_attempts, old.attempts, _deleting(proof_attempts))
    counts += _in_batches(engine, cases, old.cases, _end_of_cases)
    counts += _in_batches(engine, suggestions, old.suggestions, _deleting(suggestions))
    counts += _in_batches(engine, conversations, old.conversations, forget)
    counts += _in_batches(engine, situations, old.situations, _deleting(situations))
    counts += _in_batches(engine, audit, old.audit, _deleting(audit))
    if has_events:
        counts += _in_batches(engine, events, old.events, _deleting(events))
    if counts:
        with writing(engine) as connection:
            note(connection, OPERATOR, "privacy.sweep", now, counts)
    return counts


def count(engine: Engine, keeping: Keeping, now: datetime) -> Counter[str]:
    """How many rows of each table `sweep` would erase."""
    old = _Old(keeping, now)
    gone = select(conversations.c.id).where(old.conversations)
    ended = select(cases.c.id).where(old.cases)
    attempts = or_(old.attempts, proof_attempts.c.conversation_id.in_(gone))
    with reading(engine) as connection:
        counts = doomed(connection, gone)
        counts["cases"] = how_many(connection, cases, old.cases)
        for table in OF_A_CASE:
            counts[table.name] = how_many(connection, table, table.c.case_id.in_(ended))
        counts["suggestions"] += how_many(connection, suggestions, old.suggestions)
        counts["proof_attempts"] = how_many(connection, proof_attempts, attempts)
        counts["situations"] = how_many(connection, situations, old.situations)
        counts["audit"] = how_many(connection, audit, old.audit)
        if inspect(connection).has_table(events.name):
            counts["events"] += how_many(connection, events, old.events)
    return +counts


def _in_batches(
    engine: Engine,
    table: TableClause,
    which: ColumnElement[Any],
    end: Callable[[Connection, list[Any]], Counter[str]],
) -> Counter[str]:
    """To look for rows takes long and locks none; whether they are still meant is asked again when they are locked."""
    counts: Counter[str] = Counter()
    for page in pages(engine, select(table.c.id).where(which), table.c.id):
        ids = [row.id for row in page]
        still = select(table.c.id).where(table.c.id.in_(ids), which).with_for_update(of=table)
        with writing(engine) as connection:
            counts += end(connection, list(connection.execute(still).scalars()))
    return counts


def _deleting(table: TableClause) -> Callable[[Connection, list[Any]], Counter[str]]:
    def end(connection: Connection, ids: list[Any]) -> Counter[str]:
        return Counter({table.name: connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount})

    return end


def _end_of_cases(connection: Connection, ids: list[Any]) -> Counter[str]:
    counts = Counter({table.name: how_many(connection, table, table.c.case_id.in_(ids)) for table in OF_A_CASE})
    return counts + _deleting(cases)(connection, ids)
