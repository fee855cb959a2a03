"""How is one message answered without a server?

By the same road as in the chat: a conversation is opened, Rasa understands the message, its action asks the desk.
Nothing of it is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from photodesk.asking import Asker, Role
from photodesk.conversation.log import ForgetfulLog
from photodesk.orders.record import parse_time
from photodesk.settings import Settings
from photodesk.wiring import open_desk, use_desk, utc_now


class AskError(ValueError):
    """A message that cannot be asked as it stands; says which key is wrong."""


@dataclass(frozen=True)
class Asked:
    """One message with everything that `ask` knows about it."""

    text: str
    role: Role = Role.CONSUMER
    shop: str | None = None
    order: str | None = None
    email: str | None = None
    locale: str = "en"
    now: datetime | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Asked:
        """Read the contract's keys; others are passed over. Raises AskError."""
        if "text" not in row:
            raise AskError("the key 'text' is missing")
        for key in ("text", "as", "shop", "order", "email", "locale", "now"):
            if row.get(key) is not None and not isinstance(row[key], str):
                raise AskError(f"the key {key!r} is not a text")
        if row["text"] is None:
            raise AskError("the key 'text' is null")
        role = row.get("as") or "consumer"
        if role not in [each.value for each in Role]:
            raise AskError(f"the key 'as' is {role!r}: use consumer, photographer or agent")
        return cls(
            row["text"],
            Role(role),
            row.get("shop") or None,
            row.get("order") or None,
            row.get("email") or None,
            row.get("locale") or "en",
            _moment(row["now"]) if row.get("now") else None,
        )


def _moment(text: str) -> datetime:
    try:
        return parse_time(text)
    except ValueError as error:
        raise AskError(f"the key 'now': {error}") from None


@contextmanager
def asking(settings: Settings) -> Iterator[Callable[[Asked], dict[str, Any]]]:
    """Load the model once and give a function that answers messages, each in a conversation of its own."""
    from photodesk.serving.agent import IN_MEMORY, load_desk_agent, say

    desk = open_desk(settings, log=ForgetfulLog())
    use_desk(desk)
    loop = asyncio.new_event_loop()
    agent = load_desk_agent(settings.models, database_url=IN_MEMORY)

    def answer(asked: Asked) -> dict[str, Any]:
        moment = asked.now
        desk.clock = (lambda: moment) if moment is not None else utc_now
        asker = Asker(asked.role, asked.shop or settings.shop)
        id = desk.open_conversation(asker, asked.locale, number=asked.order, email=asked.email)
        answers: list[dict[str, Any]] = loop.run_until_complete(say(agent, id, asked.text))
        return answers[0]

    try:
        yield answer
    finally:
        loop.close()
