"""Who sees to what has come from Chatwoot, and what if that cannot be done?

A task beside the server does it, and several servers share the work; of one conversation one thing is done after the
other. What is to be said is decided once and kept, so that a second attempt says the same. What fails is tried again
for a day. A crash between a call and keeping that it was made makes that call again: Chatwoot knows no key by which it
would notice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from photodesk.asking import Agent, Asker, Role
from photodesk.cases.case import Case, CaseConflictError, CaseState
from photodesk.cases.letters import about_case
from photodesk.chatwoot.book import Book, Job
from photodesk.chatwoot.calls import BUTTONS_IN, OPEN, Call, NotDoneError, Style, note, suggestion_note, told
from photodesk.chatwoot.events import Event, Kind
from photodesk.chatwoot.inboxes import Inbox, Inboxes, Mode
from photodesk.conversation.agents import Agents
from photodesk.conversation.log import Message, Standing
from photodesk.knowledge.base import KnowledgeBase
from photodesk.knowledge.phrases import Phrase
from photodesk.suggesting.suggesting import Asked
from photodesk.suggesting.writing_desk import WritingDesk
from photodesk.understanding.reading import Reading

AT_ONCE = 8
"""So many conversations are seen to at the same time."""

LEASE = timedelta(minutes=2)
"""For one attempt: longer than all of its steps together may take, or a second server would begin it as well."""

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=1)

GRACE = timedelta(seconds=10)
"""What comes so soon after people were given a conversation was on its way before they had it."""

POLL_SECONDS = 2.0
"""Between two looks for what other servers have left; what comes to this one is seen to at once."""

LONGEST_POLL_SECONDS = 30.0
STOP_SECONDS = 8.0

NAME = "Chatwoot"
"""Who has the cases of conversations that people answer there."""

LOCKED_OUT = timedelta(minutes=2)
"""So long after a token was not taken nothing more is taken in: Chatwoot gives conversations to people then. Shorter
than the longest pause, so that one call which is never taken does not shut out all others."""

_AUTOMATIC = "A machine has sent this mail, which the desk does not answer."
_FILE = "The contact has sent a file, which the desk cannot look at."
_GUESSED = "The desk opens no orders in this inbox for a while: too many wrong proofs came through it."
_ELSEWHERE = "A person has this conversation in Photodesk, and answers there."

_log = logging.getLogger("photodesk.chatwoot")

Post = Callable[[Inbox, int, Call], Awaitable[None]]
"""Makes a call on a conversation, or raises NotDoneError."""

Talk = Callable[[Inbox, str, str, str], Awaitable[list[dict[str, Any]]]]
"""Answers a text in a conversation of the desk's, as the chat does; the last is the message's id."""

Read = Callable[[str], Awaitable[dict[str, Any]]]


class FrontDesk(Protocol):
    """What of the desk is needed here. All of it is called from threads."""

    @property
    def knowledge(self) -> KnowledgeBase: ...
    @property
    def agents(self) -> Agents: ...
    @property
    def writing(self) -> WritingDesk: ...
    def open_conversation(self, asker: Asker, language: str) -> str: ...
    def history(self, conversation_id: str, after: int = 0) -> list[Message]: ...
    def standing(self, conversation_id: str) -> Standing | None: ...
    def listen(self, conversation_id: str, text: str, client_id: str | None = None) -> bool: ...


class _LaterError(Exception):
    """There has been too much in a short time."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too much in a short time")
        self.seconds = seconds


@dataclass
class Clerk:
    """Sees to what has come, and takes in what comes."""

    inboxes: Inboxes
    book: Book
    desk: FrontDesk
    talk: Talk
    read: Read
    post: Post
    language: Callable[[object], str]
    """The known language that one asks for."""
    hold: Callable[[Inbox], tuple[float, bool]]
    """Counts a message: how many seconds there is no room for it, and whether too many wrong proofs came that way."""
    base_url: str
    clock: Callable[[], datetime]
    count_given_up: Callable[[], None] = lambda: None
    _refused_at: dict[str, datetime] = field(default_factory=dict)
    """When the token of an inbox was last not taken."""
    _bell: asyncio.Event | None = None
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _running: asyncio.Task[None] | None = None

    async def take_in(self, inbox: Inbox, event: Event) -> bool:
        """Keep what has come, and see to it soon; False when it had come before."""
        now = self.clock()
        if event.kind is Kind.JOINED and await asyncio.to_thread(self.book.link, inbox.key, event.number) is None:
            return False  # the desk has said nothing there: who begins a pending conversation leaves the answers to it
        if event.kind in (Kind.OPENED, Kind.JOINED):
            await asyncio.to_thread(self.book.drop, inbox.key, event.number, now)
            await asyncio.to_thread(self.book.hand_to_people, inbox.key, event.number, now)
        if event.kind is Kind.OPENED:
            return True
        if event.kind is Kind.RESOLVED:  # what came just before may have been written after it
            await asyncio.to_thread(self.book.drop, inbox.key, event.number, now - GRACE)
        is_new = await asyncio.to_thread(self.book.receive, inbox.key, event, now)
        if self._bell is not None:
            self._bell.set()
        return is_new

    def is_locked_out(self, inbox: Inbox) -> bool:
        """Whether nothing can be said in this inbox, for Chatwoot has lately not taken its token."""
        refused_at = self._refused_at.get(inbox.key)
        return refused_at is not None and self.clock() - refused_at < LOCKED_OUT

    def start(self) -> None:
        """Go on until `stop`; called in the loop that the server runs in."""
        self._bell = asyncio.Event()
        self._running = asyncio.ensure_future(self._run(self._bell))

    async def stop(self, patience: float = STOP_SECONDS) -> None:
        """Begin nothing more, and wait a while for what is under way; the rest is taken up after its lease."""
        if self._running is not None:
            self._running.cancel()
        if self._under_way:
            _, unfinished = await asyncio.wait(self._under_way, timeout=patience)
            for task in unfinished:
                task.cancel()

    async def _run(self, bell: asyncio.Event) -> None:
        pause = POLL_SECONDS
        while True:
            bell.clear()
            free, jobs = AT_ONCE - len(self._under_way), []
            try:
                if free:
                    now = self.clock()
                    jobs = await asyncio.to_thread(self.book.claim, list(self.inboxes.all), now, now + LEASE, free)
                pause = POLL_SECONDS
            except Exception as error:  # the database is away, as a rule; it comes back
                pause = min(2 * pause, LONGEST_POLL_SECONDS)
                _log.warning("what came from Chatwoot cannot be looked up", exc_info=error)
            for job in jobs:
                task = asyncio.ensure_future(self._see_to(job))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
                task.add_done_callback(lambda _: bell.set())
            if not jobs:
                try:
                    await asyncio.wait_for(bell.wait(), pause)
                except asyncio.TimeoutError:
                    continue

    async def _see_to(self, job: Job) -> None:
        inbox = self.inboxes.all[job.inbox]
        facts = {"facts": {"inbox": inbox.key, "job": job.id, "attempt": job.attempts}}
        try:
            calls = job.calls
            if calls is None:
                calls = await self._planned(inbox, job)
                await asyncio.to_thread(self.book.plan, job, calls)
            for place in range(job.done, len(calls)):
                await self.post(inbox, job.number, calls[place])
                self._refused_at.pop(inbox.key, None)
                if calls[place].opens and inbox.mode is Mode.ANSWER:
                    await asyncio.to_thread(self.book.hand_to_people, inbox.key, job.number, self.clock())
                if not await asyncio.to_thread(self.book.has_done, job, place + 1):
                    return  # people have it now, or it has been erased
            await asyncio.to_thread(self.book.finish, job)
            _log.info("seen to what came from Chatwoot", extra=facts)
        except Exception as error:
            await self._failed(inbox, job, error, facts)

    async def _failed(self, inbox: Inbox, job: Job, error: Exception, facts: dict[str, Any]) -> None:
        why = str(error) if isinstance(error, (NotDoneError, _LaterError)) else f"failed inside: {type(error).__name__}"
        final = isinstance(error, NotDoneError) and error.final
        inside = None if isinstance(error, (NotDoneError, _LaterError)) else error
        now = self.clock()
        if isinstance(error, NotDoneError) and error.is_stranger:
            self._refused_at[inbox.key] = now
        try:
            if final or now - job.received_at >= GIVE_UP_AFTER:
                _log.error("what came from Chatwoot was given up: %s", why, exc_info=inside, extra=facts)
                self.count_given_up()
                await self._call_people(inbox, job)
                await asyncio.to_thread(self.book.finish, job, why)
                return
            seconds = error.seconds if isinstance(error, _LaterError) else pause_after(job.attempts).total_seconds()
            await asyncio.to_thread(self.book.postpone, job, why, now + timedelta(seconds=seconds))
            _log.warning("could not see to what came from Chatwoot: %s", why, exc_info=inside, extra=facts)
        except Exception as another:  # the lease ends by itself
            _log.warning("what came of a job of Chatwoot's cannot be kept", exc_info=another, extra=facts)

    async def _call_people(self, inbox: Inbox, job: Job) -> None:
        """The last that can be done: a conversation that is open is seen by people, one that is pending is not."""
        try:
            await self.post(inbox, job.number, OPEN)
        except NotDoneError as error:
            _log.error("a conversation in Chatwoot waits for nobody: %s", error, extra={"facts": {"job": job.id}})

    # What is to be said

    async def _planned(self, inbox: Inbox, job: Job) -> tuple[Call, ...]:
        event = job.event
        if event is None:
            return ()
        if event.kind is Kind.RESOLVED:
            await asyncio.to_thread(self._end_case, inbox, event.number, CaseState.CLOSED, "resolved in Chatwoot")
            return ()
        if event.kind is Kind.JOINED:
            return (OPEN,)
        wait, is_guessed = await asyncio.to_thread(self.hold, inbox)
        if wait > 0:
            raise _LaterError(wait)
        if inbox.mode is Mode.SUGGEST:
            return await self._suggested(inbox, event)
        return await self._answered(inbox, job, event, is_guessed)

    async def _suggested(self, inbox: Inbox, event: Event) -> tuple[Call, ...]:
        opens = (OPEN,) if event.is_pending else ()  # or people would not see it at all
        if not event.text or event.is_automatic:
            return opens
        language, style = self._language(inbox, event), self._style(inbox, event)
        asked, agent = Asked(event.text, Role.CONSUMER, None, event.sender), Agent(NAME, frozenset({inbox.shop}))
        reading = Reading.from_dict(await self.read(event.text))
        id, suggestions = await asyncio.to_thread(
            self.desk.writing.suggest, agent, inbox.shop, asked, reading, language, is_told=False
        )
        return (*(note(suggestion_note(id, best, style)) for best in suggestions[:1]), *opens)

    async def _answered(self, inbox: Inbox, job: Job, event: Event, is_guessed: bool) -> tuple[Call, ...]:
        if event.is_automatic:  # two machines would go on for ever
            has_spoken = await asyncio.to_thread(self.book.link, inbox.key, event.number) is not None
            return () if has_spoken else (note(_AUTOMATIC), OPEN)
        conversation = await asyncio.to_thread(self._conversation, inbox, job, event)
        if conversation is None:
            return ()
        if not event.text:
            return (note(_FILE), OPEN)
        if is_guessed:
            return (note(_GUESSED), OPEN)
        text = await asyncio.to_thread(self._pressed, conversation, event)
        replies = await self.talk(inbox, conversation, text, _client_id(event))
        if not replies:
            return (note(_ELSEWHERE), OPEN)
        calls = tuple(told(replies, event.channel, self._style(inbox, event)))
        if not any(reply.get("handover") for reply in replies):
            return calls
        case = await asyncio.to_thread(self._take_case, conversation)
        notes = (note("\n".join(about_case(case, self.base_url))),) if case else ()
        return (*calls, *notes, OPEN)

    def _conversation(self, inbox: Inbox, job: Job, event: Event) -> str | None:
        """The desk's conversation for this; None while people have it."""
        link = self.book.link(inbox.key, event.number)
        standing = self.desk.standing(link.conversation) if link else None
        if link and standing and link.opened_at is not None:
            if job.received_at <= link.opened_at + GRACE:
                if event.text:
                    self.desk.listen(link.conversation, event.text, _client_id(event))
                return None
            self._end_case(inbox, event.number, CaseState.GIVEN_BACK, "given back in Chatwoot")
        if link and standing:
            return link.conversation
        conversation = self.desk.open_conversation(Asker(Role.CONSUMER, inbox.shop), self._language(inbox, event))
        self.book.tie(inbox.key, event.number, conversation, job)
        return conversation

    def _pressed(self, conversation: str, event: Event) -> str:
        """What was written, or the button that it means: one is chosen by its words, or where they have numbers by its
        number."""
        answers = [message.answer for message in self.desk.history(conversation) if message.answer is not None]
        if event.kind is Kind.CHOSE or not answers:
            return event.text
        written = event.text.strip().rstrip(".)").casefold()
        for place, button in enumerate(answers[-1].get("buttons") or (), 1):
            is_number = event.channel not in BUTTONS_IN and written == str(place)
            if is_number or written == str(button["title"]).rstrip(".)").casefold():
                return str(button["payload"])
        return event.text

    # People

    def _take_case(self, conversation: str) -> Case | None:
        """Have the case in Chatwoot's name: the desk is silent, and nobody answers a second time from elsewhere."""
        case = self.book.live_case(conversation)
        if case is not None:
            try:
                self.desk.agents.take(_agent(case), case.id)
            except CaseConflictError as error:
                _log.warning("a case of Chatwoot's is answered elsewhere: %s", error)
        return case

    def _end_case(self, inbox: Inbox, number: int, state: CaseState, reason: str) -> None:
        link = self.book.link(inbox.key, number)
        if link is None:
            return
        case = self.book.live_case(link.conversation)
        if case is not None:
            try:
                self.desk.agents.end(_agent(case), case.id, state, reason)
            except CaseConflictError as error:
                _log.warning("a case of Chatwoot's is answered elsewhere: %s", error)
        self.book.take_back(inbox.key, number)

    def _language(self, inbox: Inbox, event: Event) -> str:
        return self.language(event.language or inbox.language)

    def _style(self, inbox: Inbox, event: Event) -> Style:
        return Style(self.base_url, self.desk.knowledge.phrase(Phrase.DRAFT_LINKS, self._language(inbox, event)))


def pause_after(attempts: int) -> timedelta:
    """Before the next attempt."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_PAUSE)


def _agent(case: Case) -> Agent:
    return Agent(NAME, frozenset({case.queue}))


def _client_id(event: Event) -> str:
    return f"chatwoot-{event.key.replace(' ', '-')}"
