"""A desk that speaks from a copy of the knowledge base, with leads and an agent who sign in to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from web_desk import Server, serving, settings_in

from photodesk.accounts.account import new_account
from photodesk.understanding.reading import Band, Reading
from photodesk.wiring import OpenDesk, open_desk
from tests.accounts.signing import PASSWORD, QUICK, Clock
from tests.conversation.talking import ranking

CANCEL = "en/replies/cancel_order.md"
PAGE = "en/articles/cancel_order.md"
RULES = "policy/cancel_order.md"
OLD = "Once a photo order is paid for, there is no right to cancel it"
"""Of the reply to whoever asks about cancelling without an order."""
ASKED = Reading("can I cancel?", ranking("cancel_order"), Band.SURE)


class Speaking:
    """The whole desk, with passwords that are quickly checked; what is asked is whether an order can be cancelled."""

    def __init__(self, desk: OpenDesk) -> None:
        desk.sign_ins = replace(desk.sign_ins, passwords=QUICK)
        self.desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self.desk, name)

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        return self.desk.respond(conversation, ASKED, text, client_id)


@contextmanager
def desk_of(kb: Path, clock: Clock | None = None) -> Iterator[Server]:
    """Lena leads lumi and the service, Leo leads lumi, Maija answers for lumi."""
    folder = kb.parent
    settings = settings_in(folder, DATABASE_URL=f"sqlite:///{folder / 'desk.db'}", PHOTODESK_RATE_FACTOR="0")
    settings = replace(settings, kb=kb)
    desk = open_desk(settings)
    if clock is not None:
        desk.sign_ins = replace(desk.sign_ins, clock=clock)
    for name, queues, is_lead in (
        ("lena", ["lumi", "service"], True),
        ("leo", ["lumi"], True),
        ("maija", ["lumi"], False),
    ):
        account = new_account(name, queues, shown_as=name.capitalize(), is_lead=is_lead)
        desk.accounts.add(account, QUICK.hash(PASSWORD), (clock or desk.clock)())
    whole: Any = Speaking(desk)
    with serving(folder, whole, settings=settings) as running:
        yield running


def answer(server: Server) -> str:
    """What the desk says now to whoever asks whether an order can be cancelled."""
    [reply] = server.post("/chat/messages", {"text": "can I cancel?"}, token=server.session()).json["replies"]
    return str(reply["text"])
