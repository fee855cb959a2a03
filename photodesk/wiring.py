"""What is plugged into what?

The one module that knows both the core and its adapters (all but Rasa and the web). Opening is done by calling,
never by importing.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from threading import Event
from typing import Any

from photodesk.asking import Asker, Role
from photodesk.conversation.context import Context
from photodesk.conversation.dialogue import Dialogue
from photodesk.conversation.log import AlreadyAnsweredError, ConversationLog, HandOver, Message, ProofAttempt
from photodesk.desk import Answer, Desk
from photodesk.knowledge.articles import Article, parse_article
from photodesk.knowledge.base import DEFAULT_LANGUAGE, ArticleVersions, KnowledgeBase, load
from photodesk.knowledge.phrases import Phrase
from photodesk.limits import Limit, Limits
from photodesk.orders.book import OrderBook
from photodesk.orders.demo import DemoPerson, demo_people
from photodesk.policy.table import Outcome
from photodesk.settings import Settings, read_settings
from photodesk.understanding.reading import Reading

_log = logging.getLogger("photodesk")

GUESSING_TIME = timedelta(hours=1)
MOST_WRONG_PROOFS_FOR_AN_ORDER = 20

given_up: ContextVar[Event | None] = ContextVar("given_up", default=None)
"""Set by whoever no longer waits for this turn: it was answered with the apology, and is not to be kept as well."""


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def new_reference() -> str:
    """What a person can quote to us, to find the failure in the log."""
    return secrets.token_hex(4)


@dataclass
class OpenDesk:
    """The desk with everything that it needs: what actions, routes and commands talk to."""

    settings: Settings
    knowledge: KnowledgeBase
    versions: ArticleVersions
    log: ConversationLog
    book: OrderBook
    limits: Limits
    database_state: Callable[[], str]
    """`ok`, or what is wrong with the database; asked by readiness."""
    clock: Callable[[], datetime] = utc_now
    dialogue: Dialogue = field(init=False)

    def __post_init__(self) -> None:
        self.dialogue = Dialogue(Desk(self.knowledge, self.settings.zone), self.book, guessed=self._guessed)
        self.versions.remember(
            [
                (article.topic, article.language, article.version, article.text)
                for page in self.knowledge.languages.values()
                for article in page.articles.values()
            ]
        )

    def open_conversation(
        self, asker: Asker, language: str, *, number: str | None = None, email: str | None = None
    ) -> str:
        """Begin a conversation and give its unguessable id; `number` and `email` count as typed."""
        id = secrets.token_urlsafe(18)
        self._create(id, replace(Context(asker, language), number=number, email=email))
        return id

    def respond(
        self, conversation_id: str, reading: Reading, text: str, client_id: str | None = None
    ) -> list[dict[str, Any]]:
        """Answer a message that was understood, and keep what was said.

        A message whose `client_id` was answered before gets that answer again and changes nothing. Each answer that is
        kept tells its `id`. Never raises: whatever breaks inside is logged with a reference, answered, and handed to a
        person.
        """
        try:
            return self._respond(conversation_id, reading, text, client_id)
        except AlreadyAnsweredError:
            return self._replies(conversation_id, client_id)
        except Exception:
            reference = new_reference()
            _log.exception("a turn failed, reference %s", reference)
            if _is_given_up():
                return [self.apology(reference)]
            return [self.failure(conversation_id, text, reference, client_id)]

    def apology(self, reference: str) -> dict[str, Any]:
        """The answer of last resort, which asks no database."""
        said = self.knowledge.phrase(Phrase.FAILURE, DEFAULT_LANGUAGE).replace("{reference}", reference)
        return Answer(Outcome.HANDOVER, said, handover=True).as_dict()

    def failure(self, conversation_id: str, text: str, reference: str, client_id: str | None = None) -> dict[str, Any]:
        """Give the apology, keep it and hand over; the failure itself is logged by whoever saw it.

        A message that was answered all the same gets its answer.
        """
        answer = self.apology(reference)
        try:
            context = self._context(conversation_id)
            text = _as_read(text, context)
            note = HandOver(context.asker.shop, "a failure inside the desk", {"reference": reference, "asked": text})
            kept = self.log.record_failure(
                conversation_id, at=self.clock(), text=text, answer=answer, handover=note, client_id=client_id
            )
            return _with_ids([answer], kept)[0]
        except AlreadyAnsweredError:
            return self._replies(conversation_id, client_id)[0]
        except Exception:
            _log.exception("the hand-over of %s could not be stored", reference)
        return answer

    def history(self, conversation_id: str, after: int = 0) -> list[Message]:
        return self.log.history(conversation_id, after)

    def shop_of(self, conversation_id: str) -> str | None:
        """The shop of a conversation; None when there is none, for it may have been erased."""
        return self.log.shop_of(conversation_id)

    def take(self, uses: Mapping[str, Limit]) -> float:
        """Count uses of what is limited: 0, or how many seconds to wait."""
        return self.limits.take(uses, self.clock())

    def rate(self, conversation_id: str, message_id: int, helpful: bool) -> bool:
        """Keep whether an answer was helpful; False when the desk has not given it in this conversation."""
        return self.log.rate(conversation_id, message_id, helpful, self.clock())

    def everything_on(self, conversation_id: str) -> dict[str, list[dict[str, Any]]]:
        """All rows that are held on a conversation, by table; the orders are the order system's and not among them."""
        return self.log.everything(conversation_id)

    def erase(self, conversation_id: str) -> None:
        """Forget a conversation with all that is held on it."""
        self.log.delete(conversation_id)

    def article(self, topic: str, language: str, version: str | None) -> Article | None:
        """A topic's article, in the version asked for even when it has changed since; None when there is none."""
        if topic not in self.knowledge.tables:
            return None
        current = self.knowledge.article(topic, language)
        if version is None or version == current.version:
            return current
        text = self.versions.text_of(topic, language, version)
        return parse_article(topic, language, text, f"{topic}@{version}")[0] if text is not None else None

    def demo_people(self) -> tuple[DemoPerson, ...]:
        return demo_people(self.clock()) if self.settings.is_development else ()

    def parts_ready(self) -> dict[str, str]:
        return {"database": self.database_state(), "knowledge base": "ok"}

    def _respond(
        self, conversation_id: str, reading: Reading, text: str, client_id: str | None
    ) -> list[dict[str, Any]]:
        now = self.clock()
        context = self._context(conversation_id)
        turn = self.dialogue.respond(reading, context, now)
        answers = [answer.as_dict() for answer in turn.answers]
        if _is_given_up():
            raise TimeoutError("the answer came after the turn had been given up")
        kept = self.log.record_turn(
            conversation_id,
            at=now,
            text=_as_read(text, context),
            answers=answers,
            context=turn.context.as_dict(),
            handover=HandOver(context.asker.shop, turn.handover.reason, turn.handover.summary)
            if turn.handover
            else None,
            attempt=ProofAttempt(context.asker.shop, *turn.attempted) if turn.attempted else None,
            client_id=client_id,
        )
        return _with_ids(answers, kept)

    def _replies(self, conversation_id: str, client_id: str | None) -> list[dict[str, Any]]:
        said = self.log.replies(conversation_id, client_id) if client_id is not None else []
        return [{**(message.answer or {}), "id": message.id} for message in said]

    def _context(self, conversation_id: str) -> Context:
        stored = self.log.load(conversation_id)
        if stored is not None:
            return Context.from_dict(dict(stored))
        # A channel of Rasa's own, such as `rasa shell`: nobody was verified.
        context = Context(Asker(Role.CONSUMER, self.settings.shop))
        self._create(conversation_id, context)
        return context

    def _guessed(self, shop: str, number: str) -> bool:
        """New conversations are free to open, so wrong proofs are counted for the order as well."""
        return self.log.failed_proofs(shop, number, self.clock() - GUESSING_TIME) >= MOST_WRONG_PROOFS_FOR_AN_ORDER

    def _create(self, id: str, context: Context) -> None:
        asker = context.asker
        self.log.create(
            id,
            shop=asker.shop,
            role=asker.role.value,
            subject=asker.subject,
            email=asker.proven_email,
            locale=context.language,
            context=context.as_dict(),
            at=self.clock(),
        )


def _with_ids(answers: list[dict[str, Any]], ids: list[int]) -> list[dict[str, Any]]:
    """The answers as the history names them; a log that forgets names none."""
    return [{**answer, "id": id} for answer, id in zip(answers, ids)] if ids else answers


def _is_given_up() -> bool:
    over = given_up.get()
    return over is not None and over.is_set()


def _as_read(text: str, context: Context) -> str:
    """What stands in the log: a pressed button reads as its title."""
    return str(context.offered.get(text.strip(), {}).get("title", text))


def open_desk(settings: Settings, log: ConversationLog | None = None) -> OpenDesk:
    """Open the knowledge base and the database; raises KnowledgeBaseError or SettingError with the mend."""
    from photodesk.store.articles import SqlArticleVersions
    from photodesk.store.conversations import SqlConversations
    from photodesk.store.database import database_state, open_database, upgrade
    from photodesk.store.limits import SqlLimits
    from photodesk.store.orders import SqlOrderBook

    if settings.database_url.startswith("sqlite"):
        settings.var.mkdir(parents=True, exist_ok=True)
        upgrade(settings.database_url)
    engine = open_database(settings.database_url)
    return OpenDesk(
        settings,
        load(settings.kb),
        SqlArticleVersions(engine),
        log or SqlConversations(engine),
        SqlOrderBook(engine),
        SqlLimits(engine),
        lambda: database_state(engine),
    )


_opened: list[OpenDesk] = []


def the_desk() -> OpenDesk:
    """The desk of this process, for Rasa's actions, which nobody can hand anything to."""
    return _opened[-1] if _opened else _desk_of_the_environment()


def use_desk(desk: OpenDesk) -> None:
    """Make this the desk of the process."""
    _opened.append(desk)


@cache
def _desk_of_the_environment() -> OpenDesk:
    return open_desk(read_settings())
