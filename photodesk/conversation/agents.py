"""What does an agent do with a conversation that a person was called to?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from photodesk.asking import Agent, Role
from photodesk.cases.case import Case, CaseBook, CaseState, Glimpse, Note, UnknownCaseError, View, Viewer
from photodesk.conversation.context import Context
from photodesk.conversation.log import ConversationLog, Message
from photodesk.desk import Desk, order_card
from photodesk.knowledge.phrases import Phrase
from photodesk.orders.book import OrderBook, ShopScope
from photodesk.orders.record import Order, email_key
from photodesk.policy.table import Outcome

LATELY = timedelta(minutes=30)
"""A conversation in which something was said lately counts as live."""
JUST_NOW = timedelta(seconds=25)
"""An agent's page tells every ten seconds what it shows."""


@dataclass(frozen=True)
class Opened:
    """A conversation as an agent sees it; the order's card tells too whether it has been proven to be the asker's."""

    glimpse: Glimpse
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    order: Mapping[str, Any] | None
    topic: str | None
    """What the desk answered last."""


@dataclass(frozen=True)
class Agents:
    """The cases, and the words by which the asker hears of what an agent does.

    What is raised is what `CaseBook` raises.
    """

    desk: Desk
    log: ConversationLog
    book: CaseBook
    orders: OrderBook
    clock: Callable[[], datetime]

    def cases(self, agent: Agent, states: Sequence[CaseState], after: int, most: int) -> list[Case]:
        return self.book.cases(agent.queues, states, after=after, most=most)

    def case(self, agent: Agent, id: int) -> tuple[Case, list[Message]]:
        """A case with all that was said in its conversation."""
        case = self._case(agent, id)
        return case, self.log.history(case.conversation_id)

    def take(self, agent: Agent, id: int) -> Case:
        """Take a case; the desk is silent from now on, and the asker is told who is there."""
        case = self._case(agent, id)
        said = self._said(self._context(case.conversation_id), Phrase.PERSON_IS_HERE, agent.shown)
        return self.book.take(id, agent.queues, agent.name, self.clock(), said)

    def say(self, agent: Agent, id: int, text: str, client_id: str) -> tuple[Case, int]:
        """Send the asker the agent's words; gives the case and the message's id."""
        return self.book.say(id, agent.queues, agent.name, self.clock(), text, client_id, agent.shown)

    def end(self, agent: Agent, id: int, state: CaseState, reason: str | None) -> Case:
        """Give the conversation back to the desk, or close the case: the desk answers again, and calls anew."""
        case = self._case(agent, id)
        was_here = case.state is CaseState.TAKEN
        context = self._context(case.conversation_id)
        context = replace(context, handed_over=(), takes_contact=False, outside=0, unclear=0)
        return self.book.end(
            id,
            agent.queues,
            agent.name,
            self.clock(),
            state=state,
            reason=reason,
            said=self._said(context, Phrase.DESK_IS_BACK if was_here else Phrase.CASE_IS_SETTLED, None),
            context=context.as_dict(),
        )

    def open(self, agent: Agent, conversation_id: str) -> Case:
        """The case of a conversation that an agent wants to join, whoever asked for it."""
        return self.book.open(conversation_id, agent.queues, agent.name, self.clock())

    def hand_to(self, agent: Agent, id: int, to: Agent) -> Case:
        """Give a case to another, and tell the asker who it is now."""
        case = self._case(agent, id)
        said = self._said(self._context(case.conversation_id), Phrase.PERSON_IS_HERE, to.shown)
        return self.book.hand_to(id, agent.queues, agent.name, self.clock(), to.name, said)

    def note(self, agent: Agent, id: int, text: str) -> None:
        """Keep a note that only agents read."""
        self.book.note(id, agent.queues, agent.name, self.clock(), text)

    def inbox(self, agent: Agent, view: View, shop: str | None) -> list[Glimpse]:
        """The conversations of a view, the one with the newest words first; of one shop, or of all."""
        return self.book.inbox(view, agent.queues, agent.name, since=self.clock() - LATELY, shop=shop)

    def counts(self, agent: Agent, shop: str | None) -> dict[View, int]:
        """How many conversations each view has."""
        return self.book.counts(agent.queues, agent.name, since=self.clock() - LATELY, shop=shop)

    def shops(self, agent: Agent) -> list[str]:
        """Whose conversations the agent has any of."""
        return self.book.shops(agent.queues)

    def conversation(self, agent: Agent, conversation_id: str) -> Opened:
        """All that an agent needs who opens a conversation."""
        glimpse = self.book.conversation(conversation_id, agent.queues, agent.name, self.clock())
        context = self._context(conversation_id)
        scope = ShopScope(frozenset({glimpse.shop}))
        order = self.orders.find(context.number, scope) if context.number is not None else None
        return Opened(
            glimpse,
            tuple(self.log.history(conversation_id)),
            tuple(self.book.notes(glimpse.case.id)) if glimpse.case else (),
            {**order_card(order), "email": order.email, "proven": _is_proven(context, order)} if order else None,
            context.topic,
        )

    def look(self, agent: Agent, conversation_id: str, message_id: int, writes: bool) -> list[Viewer]:
        """Keep how far the agent has read, and tell who else looks just now."""
        now = self.clock()
        return self.book.look(
            conversation_id, agent.queues, agent.name, now, message_id=message_id, writes=writes, since=now - JUST_NOW
        )

    def newest(self, conversation_id: str | None = None) -> int:
        """A number that grows whenever anything was said or done, here or anywhere; reading is not doing."""
        return self.book.newest(conversation_id)

    def _case(self, agent: Agent, id: int) -> Case:
        return self.book.case(id, agent.queues, agent.name, self.clock())

    def _said(self, context: Context, phrase: Phrase, person: str | None) -> dict[str, Any]:
        """The desk's answer that tells who is in the conversation: `person`, or the desk again."""
        facts = {} if person is None else {"name": person}
        answer = self.desk.say(Outcome.TALK, phrase, context.language, **facts).as_dict()
        return {**answer, "person": person}

    def _context(self, conversation_id: str) -> Context:
        """Where a conversation stands; raises UnknownCaseError when it has been erased meanwhile."""
        stored = self.log.load(conversation_id)
        if stored is None:
            raise UnknownCaseError(conversation_id)
        return Context.from_dict(dict(stored))


def _is_proven(context: Context, order: Order) -> bool:
    if context.asker.role is not Role.CONSUMER:
        return True
    proven = context.asker.proven_email
    return proven is not None and email_key(proven) == email_key(order.email)
