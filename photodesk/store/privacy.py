"""What is held about a person, and how is it erased?

All of it is found, shown and erased by the conversation that it belongs to, but what agents asked about apart from any.
Orders are the order system's own: they are shown, and nothing here changes them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, inspect, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.row import Row
from sqlalchemy.sql import Select
from sqlalchemy.sql.expression import ColumnElement, TableClause

from photodesk.privacy import Address
from photodesk.store.database import pages, reading, writing
from photodesk.store.tables import (
    audit,
    case_notes,
    cases,
    chatwoot_jobs,
    chatwoot_links,
    conversations,
    events,
    feedback,
    messages,
    notices,
    proof_attempts,
    seen,
    situations,
    suggestions,
    tallies,
)

OPERATOR, ASKER = "operator", "asker"
"""Who erases: whoever runs the desk, or the person in the chat."""

OF_A_CASE = (notices, suggestions, case_notes)
"""What goes with a case."""

HAS_NO_CONVERSATION = ~select(conversations.c.id).where(conversations.c.id == events.c.sender_id).exists()
"""Of Rasa's events."""

_MOST_AT_ONCE = 500
_NOT_SHOWN = {audit.c.actor, seen.c.agent}
"""Who of the staff looked at something is not its asker's to know."""
_OF_THE_STAFF = {suggestions.name, case_notes.name, seen.name}
"""What agents wrote for one another, which somebody has to read before it is handed out."""

_STAYS = {audit.name, situations.name, tallies.name}
"""What outlives a conversation, without its words or without whose it was."""


@dataclass(frozen=True)
class Found:
    """What is held about a person: conversations, each with how it was found, and suggestions of no conversation."""

    conversations: Mapping[str, Sequence[str]]
    suggestions: Sequence[str] = ()


@dataclass(frozen=True)
class Outline:
    """A conversation, as far as one must see it to tell whose it is."""

    id: str
    shop: str
    role: str
    created_at: datetime
    updated_at: datetime
    messages: int


# What is held on a conversation


def held_on(connection: Connection, id: str, *, to_asker: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Every row that is held on a conversation, by table; to its asker not what agents wrote for one another."""
    parts = _parts(connection, [id]).items()
    return {
        name: _shown(connection, table, whose)
        for name, (table, whose) in parts
        if not (to_asker and name in _OF_THE_STAFF)
    }


def forget(connection: Connection, ids: Collection[str]) -> Counter[str]:
    """Erase these conversations with all that is held on them, and the words of what was done with them."""
    counts = doomed(connection, ids)
    # First, with all that refers to it. A turn under way was kept before and goes with it, or finds no conversation.
    connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))
    if inspect(connection).has_table(events.name):
        connection.execute(delete(events).where(events.c.sender_id.in_(ids)))
    connection.execute(update(audit).where(audit.c.conversation_id.in_(ids)).values(details={}))
    return counts


def doomed(connection: Connection, ids: Collection[str] | Select) -> Counter[str]:
    """How many rows of each table go with these conversations."""
    parts = _parts(connection, ids).items()
    return +Counter({name: how_many(connection, table, whose) for name, (table, whose) in parts if name not in _STAYS})


def how_many(connection: Connection, table: TableClause, which: ColumnElement[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def _parts(connection: Connection, ids: Collection[str] | Select) -> dict[str, tuple[TableClause, ColumnElement[Any]]]:
    """The tables that hold something on conversations, and which rows of them are theirs."""
    said = select(messages.c.id).where(messages.c.conversation_id.in_(ids))
    handed_over = select(cases.c.id).where(cases.c.conversation_id.in_(ids))
    parts: dict[str, tuple[TableClause, ColumnElement[Any]]] = {
        "conversations": (conversations, conversations.c.id.in_(ids)),
        "messages": (messages, messages.c.conversation_id.in_(ids)),
        "feedback": (feedback, feedback.c.message_id.in_(said)),
        "cases": (cases, cases.c.conversation_id.in_(ids)),
        **{table.name: (table, table.c.case_id.in_(handed_over)) for table in OF_A_CASE},
        "seen": (seen, seen.c.conversation_id.in_(ids)),
        "chatwoot_links": (chatwoot_links, chatwoot_links.c.conversation_id.in_(ids)),
        "chatwoot_jobs": (chatwoot_jobs, chatwoot_jobs.c.conversation_id.in_(ids)),
        "situations": (situations, situations.c.conversation_id.in_(ids)),
        "tallies": (tallies, tallies.c.message_id.in_(said)),
        "audit": (audit, audit.c.conversation_id.in_(ids)),
        "proof_attempts": (proof_attempts, proof_attempts.c.conversation_id.in_(ids)),
    }
    if inspect(connection).has_table(events.name):
        parts["events"] = (events, events.c.sender_id.in_(ids))
    return parts


def _shown(connection: Connection, table: TableClause, which: ColumnElement[Any]) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column not in _NOT_SHOWN]
    rows = connection.execute(select(*columns).where(which).order_by(next(iter(table.c)))).mappings()
    return [dict(row) for row in rows]


# What is held about a person


def find(engine: Engine, address: Address) -> Found:
    """Everything in which the address stands, and how it came there.

    Sealed words cannot be searched, so every row is opened. `proven`, `typed` and `contact` is what the desk took the
    address for, `said` stands for anywhere else, `same person` for a conversation of somebody whose address the shop
    has told us elsewhere.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for id, how in _mentions(engine, address):
        found[id].add(how)
    with reading(engine) as connection:
        for id in _of_same_person(connection, address, found):
            found[id].add("same person")
    loose = [row.id for row in _suggestions_with(engine, address) if row.conversation_id is None]
    return Found({id: sorted(found[id]) for id in sorted(found)}, tuple(loose))


def held_about(engine: Engine, address: Address) -> dict[str, list[dict[str, Any]]]:
    """All conversations of a person with everything that is held on them, and suggestions of no conversation."""
    found = find(engine, address)
    held = []
    for id, how in found.conversations.items():
        with reading(engine) as connection:
            held.append({"found_by": how, **held_on(connection, id)})
    with reading(engine) as connection:
        loose = [
            row
            for chunk in _chunks(found.suggestions)
            for row in _shown(connection, suggestions, suggestions.c.id.in_(chunk))
        ]
    return {"conversations": held, "suggestions": loose}


def count(engine: Engine, found: Found) -> Counter[str]:
    """How many rows of each table would be erased."""
    counts = Counter(suggestions=len(found.suggestions))
    with reading(engine) as connection:
        for chunk in _chunks(sorted(found.conversations)):
            counts += doomed(connection, chunk)
    return +counts


def outline(engine: Engine, found: Found) -> list[Outline]:
    """The conversations, oldest first; those are left out of which there is only a trace."""
    said = select(func.count()).where(messages.c.conversation_id == conversations.c.id).scalar_subquery()
    shown = [conversations.c[name] for name in ("id", "shop", "role", "created_at", "updated_at")]
    outlines = []
    with reading(engine) as connection:
        for chunk in _chunks(sorted(found.conversations)):
            query = select(*shown, said.label("messages")).where(conversations.c.id.in_(chunk))
            outlines += [Outline(**row) for row in connection.execute(query).mappings()]
    return sorted(outlines, key=lambda one: one.created_at)


def erase(connection: Connection, found: Found, actor: str, at: datetime) -> Counter[str]:
    """Erase all of it and tell how many rows that were; that it was done stays on record, and of whom does not."""
    counts: Counter[str] = Counter()
    for chunk in _chunks(sorted(found.conversations)):
        counts += forget(connection, chunk)
    for chunk in _chunks(found.suggestions):
        counts["suggestions"] += connection.execute(delete(suggestions).where(suggestions.c.id.in_(chunk))).rowcount
    if counts:
        note(connection, actor, "privacy.erase", at, counts)
    return counts


def erase_all(engine: Engine, found: Found, at: datetime) -> Counter[str]:
    """The same for whoever runs the desk, all or nothing."""
    with writing(engine) as connection:
        return erase(connection, found, OPERATOR, at)


def note(connection: Connection, actor: str, action: str, at: datetime, counts: Counter[str]) -> None:
    """Keep on record what was done, and to how many rows."""
    row = {"at": at, "actor": actor, "action": action, "conversation_id": None, "details": dict(counts)}
    connection.execute(insert(audit), row)


# Where an address stands


def _mentions(engine: Engine, address: Address) -> Iterator[tuple[str, str]]:
    """Conversations, and how each was found."""
    whole = select(conversations.c.id, conversations.c.email, conversations.c.context)
    for row in _rows(engine, whole, conversations):
        taken_for = set(_taken_for(row.email, row.context, address))
        yield from ((row.id, how) for how in taken_for)
        if not taken_for and address.is_in(row.context):
            yield row.id, "said"
    words = select(messages.c.id, messages.c.conversation_id, messages.c.text, messages.c.answer)
    for row in _rows(engine, words, messages):
        if address.is_in([row.text, row.answer]):
            yield row.conversation_id, "said"
    for row in _rows(engine, select(cases), cases):
        if address.equals(row.email):
            yield row.conversation_id, "contact"
        if address.is_in([row.reason, row.summary, row.end_reason]):
            yield row.conversation_id, "said"
    for row in _suggestions_with(engine, address):
        if row.conversation_id is not None:
            yield row.conversation_id, "said"
    noted = select(case_notes.c.id, case_notes.c.text, cases.c.conversation_id).join(cases)
    for row in _rows(engine, noted, case_notes):
        if address.is_in(row.text):
            yield row.conversation_id, "said"
    done = select(audit.c.id, audit.c.conversation_id, audit.c.details).where(audit.c.conversation_id.is_not(None))
    for row in _rows(engine, done, audit):
        if address.is_in(row.details):
            yield row.conversation_id, "said"
    with reading(engine) as connection:
        has_events = inspect(connection).has_table(events.name)
    if has_events:  # those of a conversation say what its messages say
        alone = select(events.c.id, events.c.sender_id, events.c.data).where(HAS_NO_CONVERSATION)
        for row in _rows(engine, alone, events):
            if address.is_in(json.loads(row.data)):
                yield row.sender_id, "said"


def _taken_for(email: str | None, context: Mapping[str, Any], address: Address) -> Iterator[str]:
    asker = context.get("asker") or {}
    if address.equals(email) or address.equals(asker.get("proven_email")):
        yield "proven"
    if address.equals(context.get("email")):
        yield "typed"
    if address.equals(context.get("contact")):
        yield "contact"


def _of_same_person(connection: Connection, address: Address, found: Collection[str]) -> Iterator[str]:
    """Conversations of those of whom the shop's own token told this address, also when another token did not."""
    told = select(conversations.c.shop, conversations.c.role, conversations.c.subject, conversations.c.email)
    people = set()
    for ids in _chunks(sorted(found)):
        for row in connection.execute(told.where(conversations.c.id.in_(ids), conversations.c.subject.is_not(None))):
            if address.equals(row.email):
                people.add((row.shop, row.role, row.subject))
    for shop, role, subject in sorted(people):
        theirs = select(conversations.c.id).where(
            conversations.c.shop == shop, conversations.c.role == role, conversations.c.subject == subject
        )
        yield from (id for id in connection.execute(theirs).scalars() if id not in found)


def _suggestions_with(engine: Engine, address: Address) -> Iterator[Row]:
    """Suggestions in which the address stands, with their conversation if they have one."""
    query = select(
        *(suggestions.c[name] for name in ("id", "asked", "drafts", "judged")), cases.c.conversation_id
    ).outerjoin(cases, cases.c.id == suggestions.c.case_id)
    for row in _rows(engine, query, suggestions):
        if address.is_in([row.asked, row.drafts, row.judged]):
            yield row


def _rows(engine: Engine, query: Select, table: TableClause) -> Iterator[Row]:
    for page in pages(engine, query, table.c.id):
        yield from page


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (ids[start : start + _MOST_AT_ONCE] for start in range(0, len(ids), _MOST_AT_ONCE))
