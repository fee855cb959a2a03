"""What could an agent answer to this letter?

Up to three whole drafts, the best first. Nothing is decided here: the rules answer each question, as in the chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from photodesk.asking import Asker, Role
from photodesk.desk import HUMAN, Answer, Desk, several
from photodesk.knowledge.phrases import Phrase
from photodesk.knowledge.replies import THEIR_GAP, Speaker, asks_for_order
from photodesk.orders.book import OrderBook
from photodesk.orders.record import Order
from photodesk.policy.table import Outcome
from photodesk.suggesting.drafting import Draft, Letter, Style
from photodesk.suggesting.finding import SEVERAL_ORDERS, Caution, Found, find_order
from photodesk.understanding.hearing import heard, wants_words
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Ranked, Reading, is_question

MOST_DRAFTS = 3
TOPICS_SHOWN = 5
WORTH_A_DRAFT = 0.02
"""A topic less likely than this is not drafted beside the one that was surely asked."""


class Recipient(str, Enum):
    """Whom a draft is written to."""

    CONSUMER = "consumer"
    PHOTOGRAPHER = "photographer"
    CUSTOMER_OF_PHOTOGRAPHER = "customer"
    """Words that a photographer can pass on."""


@dataclass(frozen=True)
class Asked:
    """A letter to be answered: its text, who wrote it, and what an agent or a program knows beside it."""

    text: str
    asker: Role
    number: str | None = None
    sender: str | None = None
    about: str | None = None
    """The topic that a conversation was about before, for whoever only asks for a person now."""


@dataclass(frozen=True)
class Place:
    """The words of the letter that led to a topic; counted in characters of the text as it came."""

    topic: str
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class Suggestion:
    """A draft, with why it is what it is and what to look out for."""

    draft: Draft
    recipient: Recipient
    cautions: tuple[Caution, ...]
    places: tuple[Place, ...]
    choices: tuple[str, ...]
    """Numbers of the orders that could be meant, when it is several."""

    def as_dict(self) -> dict[str, Any]:
        """The contract's answer with `draft`, and what explains it."""
        answer = self.draft.answer
        return {
            **answer.as_dict(),
            "draft": self.draft.text,
            "to": self.recipient.value,
            "gaps": self.draft.gaps,
            "warnings": [caution.as_dict() for caution in self.cautions],
            "places": [place.as_dict() for place in self.places],
            "choices": list(self.choices),
            "why": [_why(part) for part in answer.parts or (answer,)],
            "lines": [line.as_dict() for line in self.draft.lines],
        }


@dataclass(frozen=True)
class _Plan:
    """Which questions a draft answers, about which orders, to whom."""

    topics: tuple[str, ...]
    orders: tuple[Order, ...]
    """None where it is in doubt which, or whose."""
    recipient: Recipient


@dataclass(frozen=True)
class _Matter:
    """A letter, and all that is known of it."""

    asked: Asked
    reading: Reading
    found: Found
    asker: Asker
    language: str
    now: datetime
    style: Style


@dataclass(frozen=True)
class Suggester:
    """The desk as a writer of drafts, with the order book that it may look into."""

    desk: Desk
    book: OrderBook

    def suggest(
        self, asked: Asked, reading: Reading, shop: str, language: str, now: datetime, style: Style
    ) -> list[Suggestion]:
        """Drafts for a letter to a shop that was understood so."""
        asker = Asker(asked.asker, shop)
        reading = heard(reading, rarely=self.desk.not_for(asker, language))
        found = find_order(self.book, shop, reading, asker=asked.asker, number=asked.number, sender=asked.sender)
        matter = _Matter(asked, reading, found, asker, language, now, style)
        return [self._written(plan, matter) for plan in self._plans(matter)]

    def _plans(self, matter: _Matter) -> list[_Plan]:
        asked, reading = matter.asked, matter.reading
        recipient = Recipient(asked.asker.value)
        surely = self._surely_asked(reading, asked.about)
        likely = self._likely(matter)
        first, *others = _told_of(matter.found)
        if reading.band is Band.OUTSIDE or not (surely or likely):
            return [_Plan((), (), recipient)]
        if not surely:
            return [_Plan((topic,), first, recipient) for topic in likely][:MOST_DRAFTS]
        plans = [_Plan(surely, first, recipient)]
        if self._depends(surely):
            plans += [_Plan(surely, orders, recipient) for orders in others]
        if asked.asker is Role.PHOTOGRAPHER and not self._not_for_customers(matter) & set(surely):
            to_customer = [_Plan(surely, first, Recipient.CUSTOMER_OF_PHOTOGRAPHER)]
            plans = to_customer + plans if wants_words(asked.text) else plans + to_customer
        plans += [_Plan((topic,), first, recipient) for topic in likely if topic not in surely]
        return plans[:MOST_DRAFTS]

    def _written(self, plan: _Plan, matter: _Matter) -> Suggestion:
        found, asker, speaker = matter.found, matter.asker, Speaker.AGENT
        if plan.recipient is Recipient.CUSTOMER_OF_PHOTOGRAPHER:
            asker, speaker = replace(asker, role=Role.CONSUMER), Speaker.PHOTOGRAPHER
        depends = self._depends(plan.topics)
        in_doubt = not plan.orders and bool(found.orders or found.candidates or found.missing)
        answered = list(self._answers(plan, matter, asker, speaker, is_asked_below=in_doubt))
        answers = [answer for answer, _ in answered] or [self._nothing_asked(matter.reading, matter.language)]
        letter = Letter(self.desk, matter.language, matter.now, matter.style)
        letter.say(Phrase.DRAFT_GREETING)
        if speaker is Speaker.PHOTOGRAPHER:
            has_gap = any(THEIR_GAP in answer.text for answer in answers)
            letter.say(Phrase.TO_PASS_ON_WITH_GAP if has_gap else Phrase.TO_PASS_ON)
        if depends and found.missing:
            missing, told = ", ".join(found.missing), ", ".join(order.number for order in plan.orders)
            letter.say(Phrase.DRAFT_INSTEAD if told else Phrase.DRAFT_NOT_FOUND, missing=missing, numbers=told)
        for answer, number_known in answered:
            letter.answer(answer, asker, speaker, number_known=number_known)
        if not answered:
            letter.say(Phrase.DRAFT_OUTSIDE if answers[0].outcome is Outcome.OUT_OF_SCOPE else Phrase.DRAFT_TALK)
        elif depends and in_doubt and not found.missing:
            letter.say(Phrase.DRAFT_ASK_PROOF if found.is_strangers else Phrase.DRAFT_ASK_ORDER)
        # An article that says that nothing is written helps nobody who gets a letter.
        written = [answer for answer in answers if answer.outcome is not Outcome.NEEDS_ANSWER]
        cites = {(cite.article, cite.section): cite for answer in written for cite in answer.citations}
        letter.links(tuple(cites.values()))
        # Which order is meant matters to nobody who says thanks.
        of_order = [one for one in found.cautions if depends or one.code != SEVERAL_ORDERS]
        cautions = (*of_order, *(caution for answer in answers for caution in _unanswered(answer)))
        fitting = (*found.orders, *found.candidates) if depends else ()
        choices = tuple(order.number for order in fitting) if len(fitting) > 1 else ()
        places = _places(matter.asked.text, matter.reading, plan.topics)
        return Suggestion(letter.finished(several(answers)), plan.recipient, cautions, places, choices)

    def _answers(
        self, plan: _Plan, matter: _Matter, asker: Asker, speaker: Speaker, *, is_asked_below: bool
    ) -> Iterator[tuple[Answer, bool]]:
        """What the rules say to each question about each order, and whether it leaves out that the order is asked for.

        What is in doubt is asked for in other words, and nothing is asked for twice.
        """
        number_known = bool(plan.orders) or is_asked_below
        for topic in plan.topics:
            about = plan.orders if self._depends([topic]) else ()
            for order in about or (None,):
                answer = self.desk.answer(
                    topic,
                    asker,
                    order,
                    now=matter.now,
                    language=matter.language,
                    topics=_ranking(matter.reading, topic),
                    number_known=number_known,
                    speaker=speaker,
                )
                yield replace(answer, buttons=()), number_known
                rule = self.desk.rule(topic, asker, order, matter.now)
                words = self.desk.knowledge.reply(topic, rule.reply, matter.language) if rule else ""
                number_known = number_known or asks_for_order(words)

    def _depends(self, topics: Iterable[str]) -> bool:
        """Whether an order could change what is said."""
        return any(self.desk.knowledge.tables[topic].depends_on_order for topic in topics)

    def _not_for_customers(self, matter: _Matter) -> frozenset[str]:
        return self.desk.not_for(replace(matter.asker, role=Role.CONSUMER), matter.language)

    def _nothing_asked(self, reading: Reading, language: str) -> Answer:
        outside = reading.intent == OUT_OF_SCOPE
        phrase = Phrase.DRAFT_OUTSIDE if outside else Phrase.DRAFT_TALK
        answer = self.desk.say(Outcome.OUT_OF_SCOPE if outside else Outcome.TALK, phrase, language)
        ranked = [one for one in reading.ranking if one.id in self.desk.knowledge.tables]
        return replace(answer, topics=tuple(ranked[:TOPICS_SHOWN]))

    def _surely_asked(self, reading: Reading, about: str | None) -> tuple[str, ...]:
        """What is asked beyond doubt. That a person was called is no question any more: one is answering."""
        if reading.band is not Band.SURE or not is_question(reading.intent):
            return ()
        asked = [one.topic for one in reading.questions if one.band is Band.SURE] or [reading.intent]
        topics = tuple(dict.fromkeys(topic for topic in asked if topic in self.desk.knowledge.tables))
        others = tuple(topic for topic in topics if topic != HUMAN)
        return others or ((about,) if about is not None else topics)

    def _likely(self, matter: _Matter) -> list[str]:
        not_theirs = self.desk.not_for(matter.asker, matter.language)
        return [
            one.id
            for one in matter.reading.ranking[: TOPICS_SHOWN * 2]
            if one.id in self.desk.knowledge.tables and one.id not in not_theirs and one.confidence >= WORTH_A_DRAFT
        ]


def _told_of(found: Found) -> list[tuple[Order, ...]]:
    """Which orders each of the drafts tells of.

    The best draft is the one that is sent in a hurry: it tells of no order that could be another's, or another one.
    """
    if found.is_strangers:
        return [(), found.orders]
    if found.candidates:
        return [(), *((order,) for order in found.candidates)]
    several_named = [(order,) for order in found.orders] if len(found.orders) > 1 else []
    return [found.orders, *several_named]


def _unanswered(answer: Answer) -> Sequence[Caution]:
    """What no rule of the written terms answers: the agent has to."""
    if not answer.topic:
        return ()
    if answer.rule is None or answer.outcome is Outcome.NEEDS_ANSWER:
        return (Caution("not_written", f"What is written does not answer this ({answer.topic})."),)
    if answer.handover:
        return (Caution("for_a_person", f"The rules leave this to a person ({answer.topic}): {answer.because}."),)
    return ()


def _why(answer: Answer) -> Mapping[str, Any]:
    return {
        "topic": answer.topic,
        "confidence": round(answer.confidence, 4),
        "rule": answer.rule,
        "because": answer.because,
        "order": answer.order.number if answer.order else None,
    }


def _ranking(reading: Reading, topic: str) -> tuple[Ranked, ...]:
    """The best topics of the letter, the one that this is about first."""
    asked = [question.ranking[0] for question in reading.questions if question.topic == topic]
    own = next(iter([*asked, *(one for one in reading.ranking if one.id == topic)]), Ranked(topic, 0.0))
    return (own, *(one for one in reading.ranking if one.id != topic and is_question(one.id)))[:TOPICS_SHOWN]


def _places(text: str, reading: Reading, topics: Sequence[str]) -> tuple[Place, ...]:
    """Where each question stands; one that the whole letter asks stands nowhere."""
    places = []
    for question in reading.questions:
        start = text.find(question.text)
        if question.topic in topics and start >= 0:
            places.append(Place(question.topic, start, start + len(question.text)))
    return tuple(places)
