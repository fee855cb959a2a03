"""Where is it kept how often what has happened?

One row for each thing, with its day and no time. While the message or the draft that it is about is there, it can
still be told what became of it; once that is erased, the row is nobody's and goes on being counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import bindparam, case, distinct, func, insert, literal, or_, select, update
from sqlalchemy.engine import Connection, Engine

from photodesk.conversation.log import ProofAttempt
from photodesk.conversation.tally import Afterwards, Became, Counted, What, Why
from photodesk.learning.gaps import Kind, Unanswered
from photodesk.learning.numbers import Tally
from photodesk.store.database import reading
from photodesk.store.tables import conversations, messages, suggestions, tallies

SETTLED_WITHIN = timedelta(days=1)
"""Who comes back later than that asks anew."""
_LAST_ANSWERS = 4
"""Between an answer and what follows it may stand thanks and the like, but not for ever."""

# The statements of a turn are built once: building one takes longer than running it.
_VALUES = ("day", "what", "topic", "became", "why", "message_id")
_ADD = insert(tallies).from_select(
    [*_VALUES, "shop", "queue"],
    select(
        *(bindparam(name, type_=tallies.c[name].type).label(name) for name in _VALUES),
        conversations.c.shop,
        func.coalesce(conversations.c.queue, conversations.c.shop),
    ).where(conversations.c.id == bindparam("conversation")),
)
_LAST_SAID = (
    select(messages.c.id)
    .where(
        messages.c.conversation_id == bindparam("conversation"),
        messages.c.author == "desk",
        messages.c.at >= bindparam("since"),
    )
    .order_by(messages.c.id.desc())
    .limit(_LAST_ANSWERS)
)
_SETTLE = (
    update(tallies)
    .where(
        tallies.c.message_id.in_(_LAST_SAID),
        tallies.c.what == What.QUESTION.value,
        tallies.c.afterwards.is_(None),
    )
    .values(
        afterwards=case(
            (tallies.c.topic.in_(bindparam("topics", expanding=True)), Afterwards.AGAIN.value),
            else_=bindparam("step"),
        )
    )
)
_RATE = update(tallies).where(tallies.c.message_id == bindparam("message"), tallies.c.what == What.QUESTION.value)
_LAST_TOPIC = (
    select(tallies.c.topic)
    .join(messages, messages.c.id == tallies.c.message_id)
    .where(
        messages.c.conversation_id == bindparam("conversation"),
        tallies.c.what == What.QUESTION.value,
        tallies.c.topic.is_not(None),
    )
    .order_by(tallies.c.id.desc())
    .limit(1)
)
_LAST_DRAFTED = (
    select(suggestions.c.id, suggestions.c.topic)
    .where(suggestions.c.case_id == bindparam("case"))
    .order_by(suggestions.c.at.desc(), suggestions.c.id)
    .limit(1)
)


# What happens is counted in the transaction that does it


def settle(connection: Connection, conversation: str, at: datetime, counted: Counted) -> None:
    """Tell of the answers before this message what followed them; to be done before the message is kept."""
    if counted.step is None:
        return
    # Whoever asks for another topic does something else; whoever asks for the same was not helped.
    topics = [one.topic for one in counted.questions if one.topic] if counted.step is Afterwards.OTHER else []
    given = {"conversation": conversation, "since": at - SETTLED_WITHIN, "topics": topics, "step": counted.step.value}
    connection.execute(_SETTLE, given)


def add_turn(
    connection: Connection,
    conversation: str,
    at: datetime,
    message: int | None,
    counted: Counted,
    attempt: ProofAttempt | None,
    *,
    opened: bool,
) -> None:
    """Count a turn; `opened` says that it opened a case."""
    questions = counted.questions
    rows = [_row(What.QUESTION, one.topic, one.became, one.why) for one in questions]
    topic = next((one.topic for one in questions), None)
    if attempt is not None:
        rows.append(_row(What.PROOF, topic, Became.HELD if attempt.succeeded else Became.FAILED))
    if opened:
        given_up = next((one for one in questions if one.became is Became.HANDED_OVER), None)
        why, about = (given_up.why, given_up.topic) if given_up else (None, None)
        rows.append(_row(What.CASE, about, None, why))
    if rows:
        where = {"conversation": conversation, "day": _day(at), "message_id": message}
        connection.execute(_ADD, [{**row, **where} for row in rows])


def add_joined(connection: Connection, conversation: str, at: datetime) -> None:
    """Count that an agent joined whom nobody had called."""
    row = _row(What.CASE, None, None, Why.AGENT)
    connection.execute(_ADD, {**row, "conversation": conversation, "day": _day(at), "message_id": None})


def rate_tally(connection: Connection, message: int, helpful: bool) -> None:
    connection.execute(_RATE, {"message": message, "helpful": helpful})


def add_reply(
    connection: Connection,
    conversation: str,
    case_id: int,
    shop: str,
    queue: str,
    at: datetime,
    message: int,
    opened_at: datetime | None,
) -> None:
    """Count an agent's message, if it answers something that was asked since an agent last wrote.

    `opened_at` is when a person was called, if one was: the first message after it tells how long that took.
    """
    before = (messages.c.conversation_id == conversation, messages.c.id < message)
    spoke = select(messages.c.author).where(*before, messages.c.author != "desk").order_by(messages.c.id.desc())
    if connection.execute(spoke.limit(1)).scalar() != "asker":
        return
    minutes = None
    if opened_at is not None:
        earlier = select(messages.c.id).where(*before, messages.c.author == "agent", messages.c.at >= opened_at)
        if connection.execute(earlier.limit(1)).first() is None:
            minutes = int((at - opened_at) / timedelta(minutes=1))
    drafted = connection.execute(_LAST_DRAFTED, {"case": case_id}).first()
    if drafted is not None:
        judge_tally(connection, drafted.id, Became.IGNORED, only_first=True)  # until the agent tells otherwise
    topic = drafted.topic if drafted is not None else None
    topic = topic or connection.execute(_LAST_TOPIC, {"conversation": conversation}).scalar()
    row = {"day": _day(at), "shop": shop, "queue": queue, "what": What.REPLY.value, "topic": topic}
    connection.execute(insert(tallies), {**row, "minutes": minutes, "message_id": message})


def add_draft(
    connection: Connection, suggestion: str, at: datetime, shop: str, queue: str, topic: str | None, *, of_case: bool
) -> None:
    what = What.DRAFT if of_case else What.LETTER
    row = {"day": _day(at), "shop": shop, "queue": queue, "what": what.value, "topic": topic}
    connection.execute(insert(tallies), {**row, "suggestion_id": suggestion})


def judge_tally(connection: Connection, suggestion: str, became: Became, *, only_first: bool = False) -> None:
    """Keep what became of a suggestion; with `only_first` unless that is known already."""
    it = (tallies.c.suggestion_id == suggestion, *([tallies.c.became.is_(None)] if only_first else []))
    connection.execute(update(tallies).where(*it), {"became": became.value})


def _row(what: What, topic: str | None, became: Became | None, why: Why | None = None) -> dict[str, Any]:
    return {"what": what.value, "topic": topic, "became": became and became.value, "why": why and why.value}


def _day(at: datetime) -> date:
    return at.astimezone(timezone.utc).date()


# What has been counted


class SqlNumbers:
    """The NumberBook and the GapBook in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def tallies(self, queues: Collection[str], since: date, shop: str | None = None) -> Iterator[Tally]:
        # What nobody asks for is left out, or there would be thrice as many groups.
        is_answered = tallies.c.became == Became.ANSWERED.value
        same = [
            *(tallies.c[name] for name in ("day", "what", "topic", "became", "why", "minutes")),
            case((is_answered, tallies.c.helpful)).label("helpful"),
            case((is_answered & tallies.c.helpful.is_(None), tallies.c.afterwards.is_not(None))).label("went_on"),
        ]
        query = select(*same, func.count().label("count")).where(*_in(queues, since)).group_by(*same)
        query = query if shop is None else query.where(tallies.c.shop == shop)
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        for row in found:
            yield Tally(*row)

    def shops(self, queues: Collection[str], since: date) -> list[str]:
        query = select(distinct(tallies.c.shop)).where(*_in(queues, since)).order_by(tallies.c.shop)
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def unanswered(self, queues: Collection[str] | None, since: date, most: int) -> list[Unanswered]:
        asked, said = messages.alias(), messages.alias()
        before = (
            select(func.max(asked.c.id))
            .where(asked.c.conversation_id == said.c.conversation_id, asked.c.id < said.c.id, asked.c.author == "asker")
            .correlate(said)
        )
        questions = (
            select(tallies.c.id, tallies.c.day, tallies.c.topic, _kind().label("kind"), messages.c.text)
            .join(said, said.c.id == tallies.c.message_id)
            .join(messages, messages.c.id == before.scalar_subquery())
            .where(*_in(queues, since), tallies.c.what == What.QUESTION.value, _kind().is_not(None))
        )
        drafts = (
            select(
                tallies.c.id,
                tallies.c.day,
                tallies.c.topic,
                literal(Kind.REJECTED.value).label("kind"),
                suggestions.c.asked,
            )
            .join(suggestions, suggestions.c.id == tallies.c.suggestion_id)
            .where(*_in(queues, since), tallies.c.became == Became.REJECTED.value)
        )
        with reading(self._engine) as connection:
            newest = [
                row
                for query in (questions, drafts)
                for row in connection.execute(query.order_by(tallies.c.id.desc()).limit(most))
            ]
        newest = sorted(newest, key=lambda row: -row.id)[:most]
        return [Unanswered(_words(row[4]), row.day, row.topic, Kind(row.kind)) for row in newest]


def _in(queues: Collection[str] | None, since: date) -> Sequence[Any]:
    days = (tallies.c.day >= since,)
    return days if queues is None else (*days, tallies.c.queue.in_(sorted(queues)))


def _kind() -> Any:
    """Why a question counts as one that had no answer; NULL when it had one."""
    no_button = or_(tallies.c.afterwards.is_(None), tallies.c.afterwards != Afterwards.CHOSE.value)
    not_written = or_(tallies.c.became == Became.NOT_WRITTEN.value, tallies.c.why == Why.NOT_WRITTEN.value)
    return case(
        (tallies.c.helpful.is_(False), Kind.UNHELPFUL.value),
        (tallies.c.why == Why.NOT_UNDERSTOOD.value, Kind.NOT_UNDERSTOOD.value),
        (tallies.c.why == Why.OUT_OF_SCOPE.value, Kind.OUT_OF_SCOPE.value),
        (not_written & no_button, Kind.NOT_WRITTEN.value),
        ((tallies.c.became == Became.CLARIFIED.value) & no_button, Kind.NOT_UNDERSTOOD.value),
        ((tallies.c.became == Became.OUT_OF_SCOPE.value) & no_button, Kind.OUT_OF_SCOPE.value),
    )


def _words(asked: Any) -> str:
    return str(asked["text"]) if isinstance(asked, dict) else str(asked)
