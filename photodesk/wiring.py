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
from functools import cache, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

from photodesk.accounts.account import AccountBook, Lasting
from photodesk.accounts.passwords import Passwords
from photodesk.accounts.signing_in import SignIns
from photodesk.asking import Asker, Role
from photodesk.cases.case import CaseBook
from photodesk.cases.notice import Outbox, channels_of
from photodesk.cases.support import Support
from photodesk.conversation.agents import Agents
from photodesk.conversation.context import Context
from photodesk.conversation.counting import FAILED, counted
from photodesk.conversation.dialogue import FAILED_INSIDE, Dialogue, HandOverNote
from photodesk.conversation.handing_over import contact_of
from photodesk.conversation.log import (
    AlreadyAnsweredError,
    ConversationLog,
    Decided,
    Exchange,
    HandOver,
    Message,
    ProofAttempt,
    Standing,
    WithPersonError,
    is_ours,
    new_conversation_id,
)
from photodesk.desk import Answer, Desk
from photodesk.knowledge.articles import Article, parse_article
from photodesk.knowledge.base import DEFAULT_LANGUAGE, ArticleVersions, KnowledgeBase
from photodesk.knowledge.files import Files
from photodesk.knowledge.phrases import Phrase
from photodesk.learning.drafts import Drafts
from photodesk.learning.editing import EditingDesk
from photodesk.learning.gaps import GapBook, Mask
from photodesk.learning.lessons import Lessons
from photodesk.learning.numbers import NumberBook
from photodesk.limits import NO_LIMITS, Limit, Limits
from photodesk.orders.book import OrderBook
from photodesk.orders.demo import DemoPerson, demo_people
from photodesk.policy.table import Outcome
from photodesk.settings import ROOT, Settings, read_settings
from photodesk.spent import OneUse, Spent
from photodesk.suggesting.fate import SuggestionLog
from photodesk.suggesting.writing_desk import WritingDesk
from photodesk.understanding.reading import Reading

if TYPE_CHECKING:
    from photodesk.chatwoot.book import Book
    from photodesk.notifying.notifier import Notifier

_log = logging.getLogger("photodesk")

GUESSING_TIME = timedelta(hours=1)
MOST_WRONG_PROOFS_FOR_AN_ORDER = 20
MOST_PROBLEMS_TOLD = 10

given_up: ContextVar[Event | None] = ContextVar("given_up", default=None)
"""Set by whoever no longer waits for this turn: it was answered with the apology, and is not to be kept as well."""

on_wrong_proof: ContextVar[Callable[[], None] | None] = ContextVar("on_wrong_proof", default=None)
"""Called when a proof in this turn does not hold: whoever knows where the message came from counts it there."""


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
    spent: Spent
    cases: CaseBook
    suggestions: SuggestionLog
    accounts: AccountBook
    support: Support
    database_state: Callable[[], str]
    """`ok`, or what is wrong with the database; asked by readiness."""
    clock: Callable[[], datetime] = utc_now
    outbox: Outbox | None = None
    chatwoot: Book | None = None
    editing: EditingDesk | None = None
    lessons: Lessons | None = None
    dialogue: Dialogue = field(init=False)
    agents: Agents = field(init=False)
    writing: WritingDesk = field(init=False)
    sign_ins: SignIns = field(init=False)

    def __post_init__(self) -> None:
        self.sign_ins = SignIns(
            self.accounts,
            Passwords(self.settings.password_length),
            Lasting.of(self.settings),
            self.clock,
            has_demo=self.settings.is_development,
        )
        self.use(self.knowledge)

    def use(self, knowledge: KnowledgeBase) -> None:
        """Speak from this knowledge base from now on; turns under way keep what they began with."""
        self.versions.remember(  # first: what is cited must be there for whoever follows the citation
            [
                (article.topic, article.language, article.version, article.text)
                for page in knowledge.languages.values()
                for article in page.articles.values()
            ]
        )
        desk = Desk(knowledge, self.settings.zone)
        self.knowledge = knowledge
        self.dialogue = Dialogue(desk, self.book, self.support, guessed=self._guessed)
        self.agents = Agents(desk, self.log, self.cases, self.book, self.clock)
        self.writing = WritingDesk(
            desk, self.book, self.support, self.suggestions, self.settings.public_url, self.clock
        )

    def refresh(self) -> None:
        """Speak from what the files of the knowledge base say now, if that holds together."""
        if self.editing is None:
            return
        files, problems = self.editing.files, self.editing.files.problems
        files.look()
        if files.knowledge is not self.knowledge:
            self.use(files.knowledge)
            _log.info("the knowledge base was read anew")
        if files.problems and files.problems != problems:
            told = "\n".join(map(str, files.problems[:MOST_PROBLEMS_TOLD]))
            _log.error("the knowledge base has changed and cannot be used, what was read before stays:\n%s", told)

    def open_conversation(
        self, asker: Asker, language: str, *, number: str | None = None, email: str | None = None
    ) -> str:
        """Begin a conversation and give its unguessable id; `number` and `email` count as typed."""
        id = new_conversation_id()
        self._create(id, replace(Context(asker, language), number=number, email=email))
        return id

    def respond(
        self, conversation_id: str, reading: Reading, text: str, client_id: str | None = None
    ) -> list[dict[str, Any]]:
        """Answer a message that was understood, and keep what was said.

        A message whose `client_id` was answered before gets that answer again and changes nothing. Each answer that is
        kept tells its `id`; there is none while a person has the conversation. Never raises: whatever breaks inside is
        logged with a reference, answered, and handed to a person.
        """
        try:
            return self._respond(conversation_id, reading, text, client_id)
        except AlreadyAnsweredError:
            return self._replies(conversation_id, client_id)
        except WithPersonError:
            if self.listen(conversation_id, text, client_id):
                return []
            return self.respond(conversation_id, reading, text, client_id)  # it has been given back meanwhile
        except Exception:
            reference = new_reference()
            _log.exception("a turn failed, reference %s", reference)
            if _is_given_up():
                return [self.apology(reference)]
            return [self.failure(conversation_id, text, reference, client_id)]

    def listen(self, conversation_id: str, text: str, client_id: str | None = None) -> bool:
        """Keep what was said to the person who has the conversation, once for each `client_id`; False if nobody has."""
        read = _as_read(text, self._context(conversation_id))
        try:
            return self.log.listen(conversation_id, self.clock(), read, client_id)
        except AlreadyAnsweredError:
            return True

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
            note = HandOverNote(
                FAILED_INSIDE, {"reference": reference, "asked": text, "asker": context.asker.as_dict()}
            )
            failed = Exchange(
                self.clock(),
                text,
                [answer],
                handover=self._handed_over(note, context),
                client_id=client_id,
                counted=FAILED,
            )
            return _with_ids([answer], self.log.record(conversation_id, failed))[0]
        except AlreadyAnsweredError:
            return next(iter(self._replies(conversation_id, client_id)), answer)
        except WithPersonError:
            self.listen(conversation_id, text, client_id)
        except Exception:
            _log.exception("the hand-over of %s could not be stored", reference)
        return answer

    def history(self, conversation_id: str, after: int = 0) -> list[Message]:
        return self.log.history(conversation_id, after)

    def standing(self, conversation_id: str) -> Standing | None:
        """Where a conversation stands; None when there is none any more, or its session has been ended."""
        return self.log.standing(conversation_id)

    def end_session(self, conversation_id: str) -> None:
        """Let nobody who held the conversation's session go on with it; what was said stays."""
        self.log.end(conversation_id, self.clock())

    def take(self, uses: Mapping[str, Limit], heeded: Mapping[str, Limit] = NO_LIMITS) -> float:
        """Count uses of what is limited: 0, or how many seconds to wait; what is heeded must have room as well."""
        return self.limits.take(uses, self.clock(), heeded)

    def count(self, uses: Mapping[str, Limit]) -> None:
        """Count what has happened."""
        self.limits.count(uses, self.clock())

    def spend(self, use: OneUse) -> bool:
        """Use up what may be used once; False when it has been used before."""
        return self.spent.spend(use, self.clock())

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
        knowledge = self.knowledge
        if topic not in knowledge.tables:
            return None
        current = knowledge.article(topic, language)
        if version is None or version == current.version:
            return current
        text = self.versions.text_of(topic, language, version)
        return parse_article(topic, language, text, f"{topic}@{version}")[0] if text is not None else None

    def demo_people(self) -> tuple[DemoPerson, ...]:
        return demo_people(self.clock()) if self.settings.is_development else ()

    def parts_ready(self) -> dict[str, str]:
        is_broken = self.editing is not None and self.editing.files.problems
        state = "ok, but its files do not hold together: what was read before is in use" if is_broken else "ok"
        return {"database": self.database_state(), "knowledge base": state}

    def _respond(
        self, conversation_id: str, reading: Reading, text: str, client_id: str | None
    ) -> list[dict[str, Any]]:
        now = self.clock()
        context = self._context(conversation_id)
        turn = self.dialogue.respond(reading, context, now)
        answers = [answer.as_dict() for answer in turn.answers]
        reason = next(reversed(turn.context.handed_over), None)
        chosen, denied = text.strip() in context.offered, reading.intent == "deny"
        if _is_given_up():
            raise TimeoutError("the answer came after the turn had been given up")
        if turn.attempted and not turn.attempted[1] and (count := on_wrong_proof.get()):
            count()
        exchange = Exchange(
            now,
            _as_read(text, context),
            answers,
            turn.context.as_dict(),
            handover=self._handed_over(turn.handover, turn.context) if turn.handover else None,
            contact=turn.contact,
            attempt=ProofAttempt(context.asker.shop, *turn.attempted) if turn.attempted else None,
            client_id=client_id,
            decided=[one for answer in turn.answers for one in _decided(answer, turn.context)],
            counted=counted(turn.answers[0], reason, chosen=chosen, denied=denied),
        )
        kept = self.log.record(conversation_id, exchange)
        return _with_ids(answers, kept)

    def _handed_over(self, note: HandOverNote, context: Context) -> HandOver:
        queue = self.support.team_for(context.asker).queue
        return HandOver(context.asker.shop, queue, note.reason, note.summary, contact_of(context))

    def _replies(self, conversation_id: str, client_id: str | None) -> list[dict[str, Any]]:
        said = self.log.replies(conversation_id, client_id) if client_id is not None else []
        return [{**(message.answer or {}), "id": message.id} for message in said]

    def _context(self, conversation_id: str) -> Context:
        stored = self.log.load(conversation_id)
        if stored is not None:
            return Context.from_dict(dict(stored))
        if is_ours(conversation_id):
            raise LookupError("the conversation has been erased")
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
            queue=self.support.team_for(asker).queue,
            context=context.as_dict(),
            at=self.clock(),
        )


def _decided(answer: Answer, context: Context) -> list[Decided]:
    """What was decided for an answer, question by question."""
    return [
        Decided(context.asker.shop, context.language, part.topic, part.situation.values, part.rule)
        for part in answer.parts or (answer,)
        if part.topic is not None and part.situation is not None
    ]


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
    from photodesk.store.accounts import SqlAccounts
    from photodesk.store.articles import SqlArticleVersions
    from photodesk.store.cases import SqlCases
    from photodesk.store.chatwoot import SqlChatwoot
    from photodesk.store.conversations import SqlConversations
    from photodesk.store.database import database_of, database_state, upgrade
    from photodesk.store.edits import SqlEditLog
    from photodesk.store.limits import SqlLimits
    from photodesk.store.notices import SqlOutbox
    from photodesk.store.numbers import SqlNumbers
    from photodesk.store.orders import SqlOrderBook
    from photodesk.store.situations import SqlSituations
    from photodesk.store.spent import SqlSpent
    from photodesk.store.suggestions import SqlSuggestions

    if settings.database_url.startswith("sqlite"):
        settings.var.mkdir(parents=True, exist_ok=True)
        upgrade(settings.database_url)
    support = Support.of(settings)
    channels = partial(channels_of, support)
    engine = database_of(settings)
    files = Files(settings.kb)
    return OpenDesk(
        settings,
        files.knowledge,
        SqlArticleVersions(engine),
        log or SqlConversations(engine, channels),
        SqlOrderBook(engine),
        SqlLimits(engine),
        SqlSpent(engine),
        SqlCases(engine, channels),
        SqlSuggestions(engine),
        SqlAccounts(engine),
        support,
        lambda: database_state(engine),
        outbox=SqlOutbox(engine),
        editing=EditingDesk(files, SqlSituations(engine), SqlEditLog(engine), settings.zone, utc_now),
        lessons=open_lessons(settings, SqlNumbers(engine)),
        chatwoot=SqlChatwoot(engine),
    )


class _Numbers(NumberBook, GapBook, Protocol):
    """Both are kept in one table."""


def open_lessons(settings: Settings, book: _Numbers, examples: Path = ROOT / "data" / "nlu") -> Lessons:
    """What can be learned from what was asked. Nothing that costs time or memory is loaded before somebody looks."""
    from photodesk.understanding.grouping import Grouping
    from photodesk.understanding.masking import is_marked

    @cache
    def mask() -> Mask:
        from photodesk.understanding.entities import EntityFinder
        from photodesk.understanding.masking import Mask as Masking
        from photodesk.understanding.masking import words_of

        files = [*settings.kb.rglob("*.md"), *examples.rglob("*.yml")]
        return Masking(EntityFinder(), words_of(file.read_text(encoding="utf-8") for file in files)).put_on

    drafts = Drafts(settings.var / "drafts", settings.kb, examples, is_marked)
    return Lessons(book, book, mask, Grouping().groups, drafts, utc_now)


def open_notifier(desk: OpenDesk) -> Notifier | None:
    """Who sends what people are to hear; None when there is nothing to send with.

    Raises SettingError for a setting that cannot be used.
    """
    from photodesk.notifying.notifier import Notifier, senders_of

    senders = senders_of(desk.settings, desk.support, lambda: desk.knowledge, desk.clock)
    return Notifier(desk.outbox, senders, desk.clock) if desk.outbox and senders else None


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
