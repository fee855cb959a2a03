"""A conversation in a test: what a person does, and what the desk then says.

Understanding is given, not computed: `ask("cancel_order")` is a message that was understood so. The knowledge base is
the real one, the order book is in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from photodesk.asking import Asker, Role
from photodesk.conversation.context import Context
from photodesk.conversation.dialogue import Dialogue, Turn
from photodesk.desk import Answer, Button, Desk
from photodesk.knowledge.base import KnowledgeBase, load
from photodesk.orders.record import Charge, ChargeState, Kind, Line, Order, OrderState, Production, Shipment
from photodesk.understanding.reading import Band, Entity, Question, Ranked, Reading
from tests.fakes import InMemoryOrderBook

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
HELSINKI = ZoneInfo("Europe/Helsinki")
CLASS_PHOTO = Line("Class photo 20x30", Kind.PRINT, 1, Decimal("19.90"), "K7M2Q9")


def order(number: str, state: OrderState, email: str = "aino@example.com", **more: object) -> Order:
    facts: dict[str, object] = {
        "postcode": "00100",
        "placed_at": NOW - timedelta(days=20),
        "production": Production.OWN,
        "currency": "EUR",
        "lines": (CLASS_PHOTO,),
    }
    return Order(shop="lumi", number=number, email=email, state=state, **(facts | more))  # type: ignore[arg-type]


def delivered(number: str, days: int, **more: object) -> Order:
    at = NOW - timedelta(days=days)
    shipment = Shipment("Posti", "JJFI123", at - timedelta(days=2), at)
    return order(number, OrderState.DELIVERED, shipments=(shipment,), **more)


AINOS = order("PC-104223", OrderState.IN_PRODUCTION)
AINOS_SECOND = delivered("PC-104224", 3)
MIKKOS = order("PC-200001", OrderState.SHIPPED, email="mikko@example.com", postcode="33100")


@cache
def knowledge() -> KnowledgeBase:
    return load(Path(__file__).parents[2] / "kb")


def ranking(*topics: str, first: float = 0.93) -> tuple[Ranked, ...]:
    """The given topics on top of a few others, so that three candidates are always there."""
    rest = [topic for topic in ("order_status", "cancel_order", "refund", "delivery_terms") if topic not in topics]
    share = (1 - first) / (len(topics) + len(rest))
    return tuple(Ranked(topic, first if index == 0 else share) for index, topic in enumerate([*topics, *rest]))


def entities(**values: str) -> tuple[Entity, ...]:
    return tuple(Entity(kind, value, 0, 1, value) for kind, value in values.items())


@dataclass
class Talk:
    """One person talking to the desk."""

    role: Role = Role.CONSUMER
    email: str | None = None
    orders: tuple[Order, ...] = (AINOS, AINOS_SECOND, MIKKOS)
    context: Context = field(init=False)
    turns: list[Turn] = field(default_factory=list)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.dialogue = Dialogue(Desk(knowledge(), HELSINKI), InMemoryOrderBook(self.orders))
        self.context = Context(Asker(self.role, "lumi", proven_email=self.email))

    def ask(self, *topics: str, text: str = "?", **typed: str) -> Answer:
        """A message that surely asks about these topics, with whatever else was typed in it."""
        questions = tuple(Question(text, ranking(topic), Band.SURE) for topic in topics)
        return self.hear(Reading(text, ranking(*topics), Band.SURE, questions, entities(**typed)))

    def talk(self, intent: str, text: str = "?", **typed: str) -> Answer:
        """A message that is talk: a greeting, a bare "why?", a number."""
        return self.hear(Reading(text, ranking(intent), Band.SURE, (), entities(**typed)))

    def type(self, **typed: str) -> Answer:
        """Only an order number, an e-mail address or a postcode."""
        return self.talk("inform", " ".join(typed.values()), **typed)

    def mumble(self, *topics: str, **typed: str) -> Answer:
        """A message that could mean any of these topics."""
        return self.hear(Reading("hm", ranking(*topics, first=0.3), Band.UNSURE, (), entities(**typed)))

    def stray(self) -> Answer:
        """A message that is none of the desk's business."""
        return self.hear(Reading("how is the weather", ranking("out_of_scope"), Band.OUTSIDE))

    def press(self, title: str) -> Answer:
        """Press a button of the last answer."""
        return self.send(self.button(title).payload)

    def send(self, payload: str) -> Answer:
        return self.hear(Reading(payload, (), Band.SURE))

    def button(self, title: str) -> Button:
        return next(button for button in self.turns[-1].answers[-1].buttons if button.title == title)

    def hear(self, reading: Reading) -> Answer:
        # The context goes through its stored form, as it does between two messages.
        turn = self.dialogue.respond(reading, Context.from_dict(self.context.as_dict()), self.now)
        self.context = turn.context
        self.turns.append(turn)
        return turn.answers[-1]


def _paid(number: str, state: OrderState, **more: object) -> Order:
    charge = Charge("ch_1", Decimal("19.90"), ChargeState.CAPTURED, NOW)
    return order(number, state, email="states@example.com", **({"charges": (charge,)} | more))


def _delivered(number: str, days: int) -> Order:
    at = datetime.now(timezone.utc) - timedelta(days=days)
    return _paid(number, OrderState.DELIVERED, shipments=(Shipment("Posti", "JJFI123", at - timedelta(days=2), at),))


STATES = (
    order("PC-900000", OrderState.CART, email="states@example.com"),
    order("PC-900001", OrderState.AWAITING_PAYMENT, email="states@example.com"),
    _paid("PC-900002", OrderState.PAID),
    _paid("PC-900003", OrderState.AWAITING_RETOUCH),
    _paid("PC-900004", OrderState.IN_PRODUCTION),
    _paid("PC-900005", OrderState.SHIPPED),
    _delivered("PC-900107", 3),
    _delivered("PC-900207", 15),
    _paid("PC-900304", OrderState.IN_PRODUCTION, production=Production.PARTNER_LAB),
)
"""One order in each state that matters, dated from today, for the desk as it is run."""
