"""What does a route have to work with?

Routes are plain functions of a request; what they need of the rest of the program is named here and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from sanic.request import Request

from photodesk.accounts.provider import Provider
from photodesk.accounts.signing_in import SignIns
from photodesk.asking import Asker
from photodesk.chatwoot.book import Book
from photodesk.conversation.agents import Agents
from photodesk.conversation.log import Message, Standing
from photodesk.knowledge.articles import Article
from photodesk.knowledge.base import DEFAULT_LANGUAGE, KnowledgeBase
from photodesk.learning.editing import EditingDesk
from photodesk.learning.lessons import Lessons
from photodesk.limits import NO_LIMITS, Limit
from photodesk.settings import Settings
from photodesk.spent import OneUse
from photodesk.suggesting.writing_desk import WritingDesk
from photodesk.tokens import Sessions, ShopKeys
from photodesk.web.measures import Measures
from photodesk.web.origins import Origins
from photodesk.web.pages import Pages

T = TypeVar("T")


class DemoPerson(Protocol):
    """Somebody whose part a visitor of the demo page can play."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def shop(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def orders(self) -> Sequence[str]: ...


class WebDesk(Protocol):
    """What the routes ask of the desk; `wiring.OpenDesk` is one. All but `apology` are called from threads."""

    @property
    def knowledge(self) -> KnowledgeBase: ...
    @property
    def agents(self) -> Agents: ...
    @property
    def writing(self) -> WritingDesk: ...
    @property
    def editing(self) -> EditingDesk | None: ...
    @property
    def lessons(self) -> Lessons | None: ...
    @property
    def chatwoot(self) -> Book | None: ...
    @property
    def sign_ins(self) -> SignIns: ...
    def open_conversation(self, asker: Asker, language: str) -> str: ...
    def history(self, conversation_id: str, after: int = 0) -> list[Message]: ...
    def article(self, topic: str, language: str, version: str | None) -> Article | None: ...
    def apology(self, reference: str) -> dict[str, Any]: ...
    def failure(
        self, conversation_id: str, text: str, reference: str, client_id: str | None = None
    ) -> dict[str, Any]: ...
    def standing(self, conversation_id: str) -> Standing | None: ...
    def end_session(self, conversation_id: str) -> None: ...
    def listen(self, conversation_id: str, text: str, client_id: str | None = None) -> bool: ...
    def take(self, uses: Mapping[str, Limit], heeded: Mapping[str, Limit] = NO_LIMITS) -> float: ...
    def count(self, uses: Mapping[str, Limit]) -> None: ...
    def spend(self, use: OneUse) -> bool: ...
    def rate(self, conversation_id: str, message_id: int, helpful: bool) -> bool: ...
    def everything_on(self, conversation_id: str) -> dict[str, list[dict[str, Any]]]: ...
    def erase(self, conversation_id: str) -> None: ...
    def refresh(self) -> None: ...
    def parts_ready(self) -> dict[str, str]: ...
    def demo_people(self) -> Sequence[DemoPerson]: ...


Say: TypeAlias = Callable[[str, str, str], Awaitable[list[dict[str, Any]]]]
"""Answers a text in a conversation, as the contract's answers; the third is the message's id, and one that was answered
before gets that answer again. There is no answer when a person has the conversation. One that carries `_timing` tells
how many seconds went into `understanding`; the key is taken off before anybody sees it."""

Read: TypeAlias = Callable[[str], Awaitable[dict[str, Any]]]
"""Understands a text, in no conversation; gives the record of a `Reading`."""


async def read_nothing(text: str) -> dict[str, Any]:
    raise LookupError("this server has no model")


Parts: TypeAlias = Callable[[], Awaitable[dict[str, str]]]
"""Parts beside the desk's own that readiness names: each is `ok`, or what is wrong with it."""


async def no_parts() -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Patience:
    """How long the server waits, in seconds."""

    turn: float = 30
    apology: float = 5
    """For a failure to be kept, before the apology is given all the same."""
    poll: float = 2
    """Between two looks for messages of other workers and of agents; this worker's own turns are told at once."""
    heartbeat: float = 15
    parts: float = 3


class Bells:
    """Tells the event streams of a conversation that something was said in it."""

    def __init__(self) -> None:
        self._hung: dict[str, set[asyncio.Event]] = {}

    @contextmanager
    def listening(self, conversation: str) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        self._hung.setdefault(conversation, set()).add(bell)
        try:
            yield bell
        finally:
            self._hung[conversation].discard(bell)
            if not self._hung[conversation]:
                del self._hung[conversation]

    def listeners(self, conversation: str) -> int:
        return len(self._hung.get(conversation, ()))

    def ring(self, conversation: str) -> None:
        for bell in self._hung.get(conversation, ()):
            bell.set()

    def ring_all(self) -> None:
        for conversation in self._hung:
            self.ring(conversation)


@dataclass
class Service:
    """Everything behind the routes of one server."""

    settings: Settings
    desk: WebDesk
    say: Say
    read: Read
    shop_keys: ShopKeys
    sessions: Sessions
    origins: Origins
    measures: Measures
    pages: Pages
    clock: Callable[[], datetime]
    parts: Parts
    patience: Patience
    provider: Provider | None = None
    bells: Bells = field(default_factory=Bells)
    proving: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """Two passwords at a time: each takes 64 MiB and a while of a processor, and others want to be answered too."""
    asking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """Two at a time wait for the provider: one that hangs is not to take all threads."""
    grouping: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """Gaps are looked for one at a time: it takes processors and a thread for seconds."""
    turns: set[asyncio.Future[Any]] = field(default_factory=set)
    """Turns under way: they are finished even when the one who asked has gone, or the server is stopping."""
    stopping: bool = False

    def finishing(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """Begin what is finished whatever becomes of the one who asked for it."""
        turn = asyncio.ensure_future(work)
        self.turns.add(turn)
        turn.add_done_callback(self.turns.discard)
        return turn

    def language(self, locale: object) -> str:
        """The known language that a locale such as `fi-FI` asks for; English for any other."""
        wanted = locale.replace("_", "-").partition("-")[0].lower() if isinstance(locale, str) else ""
        return wanted if wanted in self.desk.knowledge.languages else DEFAULT_LANGUAGE


def service_of(request: Request) -> Service:
    return cast(Service, request.app.ctx.service)
