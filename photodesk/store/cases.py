"""Where are the cases kept that people answer, and who did what with them?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import distinct, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from photodesk.cases.case import (
    ENDED,
    Case,
    CaseConflictError,
    CaseState,
    Glimpse,
    Note,
    UnknownCaseError,
    View,
    Viewer,
)
from photodesk.cases.notice import About, Channel
from photodesk.conversation.tally import Afterwards, Counted
from photodesk.store.conversations import LIVE, message_row
from photodesk.store.database import reading, writing
from photodesk.store.notices import Channels, announce, nobody
from photodesk.store.numbers import add_joined, add_reply, settle
from photodesk.store.tables import audit, case_notes, cases, conversations, messages, seen

_JOINS = "an agent joins"
_READ = ("case.read", "conversation.read")


class SqlCases:
    """The CaseBook in the database. What an agent does, and that it was done, are kept in one transaction."""

    def __init__(self, engine: Engine, channels: Channels = nobody) -> None:
        self._engine = engine
        self._channels = channels

    def cases(
        self, queues: frozenset[str], states: Sequence[CaseState], *, after: int = 0, most: int = 50
    ) -> list[Case]:
        query = (
            select(cases)
            .where(cases.c.queue.in_(sorted(queues)), cases.c.state.in_([state.value for state in states]))
            .where(cases.c.id > after)
            .order_by(cases.c.id)
            .limit(most)
        )
        with reading(self._engine) as connection:
            return [_case(row) for row in connection.execute(query).mappings()]

    def case(self, id: int, queues: frozenset[str], agent: str, at: datetime) -> Case:
        with writing(self._engine) as connection:
            case = _find(connection, id, queues)
            _note(connection, case, agent, at, "case.read")
        return case

    def take(self, id: int, queues: frozenset[str], agent: str, at: datetime, said: Mapping[str, Any]) -> Case:
        with writing(self._engine) as connection:
            case = _find(connection, id, queues, to_change=True)
            if case.state is CaseState.TAKEN and case.agent == agent:
                return case
            if case.state is not CaseState.OPEN:
                raise CaseConflictError(_stands(case))
            _change(connection, case, state=CaseState.TAKEN.value, agent=agent, taken_at=at)
            settle(connection, case.conversation_id, at, Counted(step=Afterwards.PERSON))
            _tell(connection, case, at, said)
            _note(connection, case, agent, at, "case.take")
            return _find(connection, id, queues)

    def say(
        self, id: int, queues: frozenset[str], agent: str, at: datetime, text: str, client_id: str, shown: str
    ) -> tuple[Case, int]:
        with writing(self._engine) as connection:
            case = _find(connection, id, queues, to_change=True)
            said = connection.execute(
                select(messages.c.id).where(
                    messages.c.conversation_id == case.conversation_id, messages.c.client_id == client_id
                )
            ).scalar()
            if said is not None:
                return case, int(said)
            if case.state is not CaseState.TAKEN or case.agent != agent:
                raise CaseConflictError(_stands(case))
            row = {**message_row(case.conversation_id, at, "agent", text), "client_id": client_id, "name": shown}
            message = int(connection.execute(insert(messages), row).inserted_primary_key[0])
            called_at = None if case.reason == _JOINS else case.opened_at
            add_reply(connection, case.conversation_id, id, case.shop, case.queue, at, message, called_at)
            _touch(connection, case, at)
            channels = self._channels(case.queue, About.AGENT_WROTE)
            reached = [channel for channel in channels if channel is not Channel.MAIL or case.email is not None]
            announce(connection, case.id, About.AGENT_WROTE, reached, at, message)
            _note(connection, case, agent, at, "case.say", message=message)
        return case, message

    def end(
        self,
        id: int,
        queues: frozenset[str],
        agent: str,
        at: datetime,
        *,
        state: CaseState,
        reason: str | None,
        said: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Case:
        with writing(self._engine) as connection:
            case = _find(connection, id, queues, to_change=True)
            if case.state in ENDED:
                return case
            if case.state is CaseState.TAKEN and case.agent != agent:
                raise CaseConflictError(_stands(case))
            _change(connection, case, state=state.value, agent=agent, ended_at=at, end_reason=reason)
            _touch(connection, case, at, context=dict(context))
            _tell(connection, case, at, said)
            announce(connection, case.id, About.CASE_ENDED, self._channels(case.queue, About.CASE_ENDED), at)
            _note(connection, case, agent, at, f"case.{state.value}", reason=reason)
            return _find(connection, id, queues)

    def open(self, conversation_id: str, queues: frozenset[str], agent: str, at: datetime) -> Case:
        whose = (conversations.c.id == conversation_id, conversations.c.queue.in_(sorted(queues)))
        with writing(self._engine) as connection:
            found = connection.execute(select(conversations).where(*whose).with_for_update()).mappings().first()
            if found is None:
                raise UnknownCaseError(conversation_id)
            live = connection.execute(select(cases).where(*LIVE), {"conversation": conversation_id}).mappings().first()
            if live is not None:
                return _case(live)
            row = {
                "conversation_id": conversation_id,
                "shop": found["shop"],
                "queue": found["queue"],
                "opened_at": at,
                "reason": _JOINS,
                "summary": {},
                "state": CaseState.OPEN.value,
                "email": found["email"],
            }
            id = int(connection.execute(insert(cases), row).inserted_primary_key[0])
            case = _find(connection, id, queues)
            _note(connection, case, agent, at, "case.open")
            add_joined(connection, conversation_id, at)
            return case

    def hand_to(
        self, id: int, queues: frozenset[str], agent: str, at: datetime, to: str, said: Mapping[str, Any]
    ) -> Case:
        with writing(self._engine) as connection:
            case = _find(connection, id, queues, to_change=True)
            if case.state in ENDED or (case.state is CaseState.TAKEN and case.agent not in (agent, to)):
                raise CaseConflictError(_stands(case))
            if case.agent != to or case.state is CaseState.OPEN:
                _change(connection, case, state=CaseState.TAKEN.value, agent=to, taken_at=at)
                _tell(connection, case, at, said)
                _note(connection, case, agent, at, "case.hand_to", to=to)
            return _find(connection, id, queues)

    def note(self, id: int, queues: frozenset[str], agent: str, at: datetime, text: str) -> None:
        with writing(self._engine) as connection:
            case = _find(connection, id, queues)
            connection.execute(insert(case_notes), {"case_id": id, "at": at, "agent": agent, "text": text})
            _note(connection, case, agent, at, "case.note")

    def notes(self, id: int) -> list[Note]:
        query = (
            select(case_notes.c.at, case_notes.c.agent, case_notes.c.text)
            .where(case_notes.c.case_id == id)
            .order_by(case_notes.c.id)
        )
        with reading(self._engine) as connection:
            return [Note(**row) for row in connection.execute(query).mappings()]

    def conversation(self, conversation_id: str, queues: frozenset[str], agent: str, at: datetime) -> Glimpse:
        with writing(self._engine) as connection:
            found = _glimpses(connection, queues, agent, conversations.c.id == conversation_id)
            if not found:
                raise UnknownCaseError(conversation_id)
            row = {"at": at, "actor": agent, "action": "conversation.read", "conversation_id": conversation_id}
            connection.execute(insert(audit), {**row, "details": {}})
        return found[0]

    def inbox(
        self,
        view: View,
        queues: frozenset[str],
        agent: str,
        *,
        since: datetime,
        shop: str | None = None,
        most: int = 50,
    ) -> list[Glimpse]:
        with reading(self._engine) as connection:
            which = _in_view(view, queues, agent, since, shop)
            return _glimpses(connection, queues, agent, *which, most=most)

    def look(
        self,
        conversation_id: str,
        queues: frozenset[str],
        agent: str,
        at: datetime,
        *,
        message_id: int,
        writes: bool,
        since: datetime,
    ) -> list[Viewer]:
        there = select(conversations.c.id).where(
            conversations.c.id == conversation_id, conversations.c.queue.in_(sorted(queues))
        )
        whose = (seen.c.conversation_id == conversation_id, seen.c.agent == agent)
        row = {"message_id": message_id, "at": at, "writes": writes}
        others = select(seen.c.agent, seen.c.writes).where(
            seen.c.conversation_id == conversation_id, seen.c.agent != agent, seen.c.at >= since
        )
        with writing(self._engine) as connection:
            if connection.execute(there).first() is None:
                raise UnknownCaseError(conversation_id)
            if not connection.execute(update(seen).where(*whose), row).rowcount:
                try:
                    with connection.begin_nested():
                        key = {"conversation_id": conversation_id, "agent": agent}
                        connection.execute(insert(seen), {**key, **row})
                except IntegrityError:  # looked in two windows at once, or the conversation is gone
                    return []
            return [Viewer(**row) for row in connection.execute(others.order_by(seen.c.agent)).mappings()]

    def counts(
        self, queues: frozenset[str], agent: str, *, since: datetime, shop: str | None = None
    ) -> dict[View, int]:
        query = select(func.count()).select_from(conversations).where(conversations.c.queue.in_(sorted(queues)))
        with reading(self._engine) as connection:
            counted = {view: query.where(*_in_view(view, queues, agent, since, shop)) for view in View}
            return {view: int(connection.execute(each).scalar_one()) for view, each in counted.items()}

    def shops(self, queues: frozenset[str]) -> list[str]:
        query = select(distinct(conversations.c.shop)).where(conversations.c.queue.in_(sorted(queues)))
        with reading(self._engine) as connection:
            return sorted(connection.execute(query).scalars())

    def newest(self, conversation_id: str | None = None) -> int:
        parts = []
        for table in (messages, audit, cases):
            part = select(func.coalesce(func.max(table.c.id), 0))
            # Whoever is told of a change reads, which must not be one.
            part = part.where(audit.c.action.not_in(_READ)) if table is audit else part
            parts.append(part if conversation_id is None else part.where(table.c.conversation_id == conversation_id))
        with reading(self._engine) as connection:
            return sum(int(connection.execute(part).scalar_one()) for part in parts)


def _find(connection: Connection, id: int, queues: frozenset[str], to_change: bool = False) -> Case:
    query = select(cases).where(cases.c.id == id, cases.c.queue.in_(sorted(queues)))
    row = connection.execute(query.with_for_update() if to_change else query).mappings().first()
    if row is None:
        raise UnknownCaseError(id)
    return _case(row)


def _glimpses(connection: Connection, queues: frozenset[str], agent: str, *which: Any, most: int = 1) -> list[Glimpse]:
    said_in_it = messages.c.conversation_id == conversations.c.id
    last = select(func.max(messages.c.id)).where(said_in_it).correlate(conversations)
    persons = messages.alias()
    persons_last = last.where(messages.c.author != "desk")
    read = select(func.coalesce(func.max(seen.c.message_id), 0)).where(
        seen.c.conversation_id == conversations.c.id, seen.c.agent == agent
    )
    others_words = messages.alias()
    unread = select(func.count()).where(
        others_words.c.conversation_id == conversations.c.id,
        others_words.c.author != "agent",
        others_words.c.id > read.scalar_subquery(),
    )
    query = (
        select(
            *(conversations.c[name] for name in ("shop", "role", "email", "updated_at")),
            conversations.c.id.label("conversation_id"),
            cases.c.id.label("case"),
            messages.c.id.label("last_id"),
            messages.c.author.label("last_author"),
            messages.c.text.label("last_text"),
            persons.c.author.label("person_author"),
            persons.c.text.label("person_text"),
            unread.scalar_subquery().label("unread"),
        )
        .outerjoin(cases, _is_newest_case())
        .outerjoin(messages, messages.c.id == last.scalar_subquery())
        .outerjoin(persons, persons.c.id == persons_last.scalar_subquery())
        .where(conversations.c.queue.in_(sorted(queues)), *which)
        .order_by(conversations.c.updated_at.desc(), conversations.c.id)
        .limit(most)
    )
    found = connection.execute(query).mappings().all()
    ids = [row["case"] for row in found if row["case"] is not None]
    rows = connection.execute(select(cases).where(cases.c.id.in_(ids))).mappings() if ids else ()
    by_id = {row["id"]: _case(row) for row in rows}
    return [Glimpse(**{**row, "case": by_id.get(row["case"])}) for row in found]


def _is_newest_case() -> Any:
    of_it = cases.c.conversation_id == conversations.c.id
    return cases.c.id == select(func.max(cases.c.id)).where(of_it).correlate(conversations).scalar_subquery()


def _in_view(view: View, queues: frozenset[str], agent: str, since: datetime, shop: str | None) -> tuple[Any, ...]:
    """Which conversations are in a view. Those with a case are looked up from the cases, which are few beside them."""
    of_queues = select(cases.c.conversation_id).where(cases.c.queue.in_(sorted(queues)))

    def has(states: Collection[CaseState], *more: Any) -> Any:
        of_states = cases.c.state.in_([state.value for state in states])
        return conversations.c.id.in_(of_queues.where(of_states, *more))

    which = {
        View.OPEN: (has([CaseState.OPEN]),),
        View.MINE: (has([CaseState.TAKEN], cases.c.agent == agent),),
        View.TAKEN: (has([CaseState.TAKEN], cases.c.agent != agent),),
        View.LIVE: (conversations.c.updated_at >= since,),
        View.ENDED: (has(ENDED), ~has(set(CaseState) - ENDED)),
    }[view]
    return which if shop is None else (*which, conversations.c.shop == shop)


def _case(row: Mapping[str, Any]) -> Case:
    return Case(**{**row, "state": CaseState(row["state"])})


def _stands(case: Case) -> str:
    if case.state is CaseState.TAKEN:
        return f"{case.agent} has the case."
    return {
        CaseState.OPEN: "Nobody has the case yet: take it first.",
        CaseState.GIVEN_BACK: "The case was given back to the desk.",
        CaseState.CLOSED: "The case is closed.",
    }[case.state]


def _change(connection: Connection, case: Case, **changed: Any) -> None:
    connection.execute(update(cases).where(cases.c.id == case.id), changed)


def _touch(connection: Connection, case: Case, at: datetime, **changed: Any) -> None:
    whose = conversations.c.id == case.conversation_id
    connection.execute(update(conversations).where(whose), {"updated_at": at, **changed})


def _tell(connection: Connection, case: Case, at: datetime, answer: Mapping[str, Any]) -> None:
    connection.execute(insert(messages), message_row(case.conversation_id, at, "desk", answer["text"], answer))


def _note(connection: Connection, case: Case, agent: str, at: datetime, action: str, **details: Any) -> None:
    row = {"at": at, "actor": agent, "action": action, "conversation_id": case.conversation_id}
    connection.execute(insert(audit), {**row, "details": {"case": case.id, "queue": case.queue, **details}})
