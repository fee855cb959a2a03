"""What is the answer to this question, from this person, about this order, now?

`Desk.answer` is the product: chat, command line and suggestions all call it, and none of them decides anything.
It knows no Rasa, no HTTP and no SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from photodesk.asking import Asker
from photodesk.knowledge.base import KnowledgeBase
from photodesk.knowledge.phrases import Phrase
from photodesk.knowledge.replies import FACTS, PLACEHOLDER, Reader, Speaker, fill, plain
from photodesk.orders import states
from photodesk.orders.record import Order
from photodesk.policy.situation import Situation, situation_of
from photodesk.policy.table import Citation, HandOver, Outcome, Rule
from photodesk.understanding.reading import Ranked

HUMAN = "human_handover"
"""The topic of whoever wants a person."""


@dataclass(frozen=True)
class Button:
    """A choice that the desk offers; `action` says what it does and never leaves the server."""

    title: str
    action: dict[str, Any]
    payload: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"title": self.title, "payload": self.payload}


@dataclass(frozen=True)
class PinnedCitation:
    """A section of one version of an article, with the address that shows just that version."""

    article: str
    section: str
    version: str
    url: str
    title: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """A decision with its words, facts, sources and choices: the contract's answer."""

    outcome: Outcome
    text: str
    topic: str | None = None
    topics: tuple[Ranked, ...] = ()
    citations: tuple[PinnedCitation, ...] = ()
    order: Order | None = None
    buttons: tuple[Button, ...] = ()
    handover: bool = False
    rule: str | None = None
    because: str | None = None
    situation: Situation | None = None
    """What was decided on, by `rule`; it never leaves the server."""
    parts: tuple[Answer, ...] = ()

    @property
    def confidence(self) -> float:
        return next((ranked.confidence for ranked in self.topics if ranked.id == self.topic), 0.0)

    def as_dict(self) -> dict[str, Any]:
        """The contract's shape; `order` is there only when the asker may see it."""
        shown: dict[str, Any] = {
            "topic": self.topic,
            "confidence": round(self.confidence, 4),
            "outcome": self.outcome.value,
            "text": self.text,
            "topics": [{"id": each.id, "confidence": round(each.confidence, 4)} for each in self.topics],
            "citations": [citation.as_dict() for citation in self.citations],
            "buttons": [button.as_dict() for button in self.buttons],
            "handover": self.handover,
        }
        if self.rule is not None:
            shown["rule"] = self.rule
        if self.order is not None:
            shown["order"] = order_card(self.order)
        if self.parts:
            shown["parts"] = [part.as_dict() for part in self.parts]
        return shown


def order_card(order: Order) -> dict[str, Any]:
    """The least of an order that a reader needs beside an answer; no e-mail, postcode or payment reference.

    It has no language, so that it can stand beside an answer in any: `title` is the first thing that was ordered, and
    `more` how many others there are.
    """
    first = order.lines[0] if order.lines else None
    return {
        "number": order.number,
        "state": order.state.value,
        "title": first and (f"{first.quantity} × {first.title}" if first.quantity > 1 else first.title),
        "more": max(0, len(order.lines) - 1),
        "steps": [
            {"state": step.state.value, "at": _written(step.at), "done": step.done} for step in states.way(order)
        ],
        "placed_at": _written(order.placed_at),
        "shipped_at": _written(order.shipped_at),
        "delivered_at": _written(order.delivered_at),
        "files_sent_at": _written(order.files.sent_at),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@dataclass(frozen=True)
class Desk:
    """Everything that an answer needs apart from the question: what is written, and the wall clock's zone."""

    knowledge: KnowledgeBase
    zone: ZoneInfo

    def answer(
        self,
        topic: str,
        asker: Asker,
        order: Order | None,
        *,
        now: datetime,
        language: str,
        topics: tuple[Ranked, ...] = (),
        number_known: bool = False,
        speaker: Speaker = Speaker.DESK,
    ) -> Answer:
        """Decide by the one rule that applies and say it; no rule, or a doubtful one, goes to a person.

        `number_known` says that the order number was given already, so that the words do not ask for it.
        """
        situation = situation_of(asker.voice, order, now)
        rule = self.knowledge.tables[topic].rule_for(situation)
        if rule is None:  # `kb check` proves that this cannot happen; if it does, nobody guesses
            return Answer(
                Outcome.HANDOVER,
                self.knowledge.phrase(Phrase.NO_RULE, language),
                topic=topic,
                topics=topics,
                order=order,
                handover=True,
                situation=situation,
            )
        return Answer(
            rule.outcome,
            fill(
                self.knowledge.reply(topic, rule.reply, language),
                order,
                self.reader(now, language),
                number_known=number_known or order is not None,
                speaker=speaker,
            ),
            topic=topic,
            topics=topics,
            citations=tuple(self.pinned(rule.cites, language)),
            order=order,
            buttons=self._buttons(topic, rule, order, language),
            handover=rule.hand_over is HandOver.YES,
            rule=rule.id,
            because=rule.because,
            situation=situation,
        )

    def rule(self, topic: str, asker: Asker, order: Order | None, now: datetime) -> Rule | None:
        """The one rule that applies."""
        return self.knowledge.tables[topic].rule_for(situation_of(asker.voice, order, now))

    def not_for(self, asker: Asker, language: str) -> frozenset[str]:
        """The topics that are not for such an asker."""
        return frozenset(
            topic
            for topic in self.knowledge.tables
            if asker.voice not in self.knowledge.article(topic, language).audience
        )

    def say(self, outcome: Outcome, phrase: Phrase, language: str, **facts: str) -> Answer:
        """An answer in the desk's own words; `facts` are those that PHRASE_FACTS names for the phrase."""
        words = self.knowledge.phrase(phrase, language)
        return Answer(outcome, PLACEHOLDER.sub(lambda match: facts[match[1]], words))

    def facts(self, order: Order, names: Iterable[str], now: datetime, language: str) -> dict[str, str]:
        """Facts of an order as a reader sees them, by the last part of their placeholder's name."""
        reader = self.reader(now, language)
        return {name: FACTS[f"order.{name}"](order, reader) or "" for name in names}

    def section(self, citation: Citation, language: str) -> tuple[str, str]:
        """The title and the plain text of a section, for reading in a chat."""
        _, section = self.knowledge.section(citation, language)
        return section.title, plain(section.text)

    def button(self, phrase: Phrase, language: str, **action: Any) -> Button:
        return Button(self.knowledge.phrase(phrase, language), action)

    def topic_button(self, topic: str, language: str) -> Button:
        return Button(self.knowledge.article(topic, language).button, {"do": "topic", "topic": topic})

    def pinned(self, citations: Iterable[Citation], language: str) -> Iterable[PinnedCitation]:
        for citation in citations:
            article, section = self.knowledge.section(citation, language)
            yield PinnedCitation(
                citation.article,
                citation.section,
                article.version,
                f"/kb/{citation.article}?version={article.version}&lang={article.language}#{citation.section}",
                section.title,
            )

    def reader(self, now: datetime, language: str) -> Reader:
        return Reader(language, self.zone, now, self.knowledge.words(language))

    def _buttons(self, topic: str, rule: Rule, order: Order | None, language: str) -> tuple[Button, ...]:
        buttons = []
        if order is None and self.knowledge.tables[topic].depends_on_order:
            buttons.append(self.button(Phrase.BUTTON_LOOK_UP, language, do="look_up", topic=topic))
        if rule.hand_over is HandOver.OFFER:
            buttons.append(self.button(Phrase.BUTTON_PERSON, language, do="person"))
        return tuple(buttons)


def several(parts: list[Answer]) -> Answer:
    """One answer for a message that asks several things: the first on top, all of them in `parts`, in order."""
    if len(parts) == 1:
        return parts[0]
    buttons: list[Button] = []
    for button in (button for part in parts for button in part.buttons):
        if button.title not in [each.title for each in buttons]:
            buttons.append(button)
    return replace(parts[0], parts=tuple(parts), buttons=tuple(buttons), handover=any(part.handover for part in parts))


def with_last_words(answer: Answer, words: str) -> Answer:
    """The answer with a paragraph more, which is read last."""
    if answer.parts:
        return replace(answer, parts=(*answer.parts[:-1], with_last_words(answer.parts[-1], words)))
    return replace(answer, text=f"{answer.text}\n\n{words}")
