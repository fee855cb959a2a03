"""What could an agent answer to this letter?

Up to three whole drafts, the best first. Nothing is decided here: the rules answer each question, as in the chat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from photodesk.asking import Asker, Role
from photodesk.desk import HUMAN, Answer, Desk, several
from photodesk.knowledge.phrases import Phrase
from photodesk.knowledge.replies import Speaker
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
            "why": [_why(part) for part in answer.parts or (answer,)],
            "lines": [line.as_dict() for line in self.draft.lines],
        }


@dataclass(frozen=True)
class _Plan:
    """Which questions a draft answers, about which order, to whom."""

    topics: tuple[str, ...]
    order: Order | None
    recipient: Recipient


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
        plans = self._plans(asked, reading, found, asker, language)
        return [self._written(plan, asked, reading, found, asker, language, now, style) for plan in plans]

    def _plans(self, asked: Asked, reading: Reading, found: Found, asker: Asker, language: str) -> list[_Plan]:
        recipient = Recipient(asked.asker.value)
        # An order that is in doubt is not told of in the best draft, which is the one that is sent in a hurry.
        orders: tuple[Order | None, ...] = (None, *found.candidates) if found.candidates else (found.order,)
        if found.is_strangers:
            orders = (None, found.order)
        surely = self._surely_asked(reading, asked.about)
        likely = self._likely(reading, asker, language)
        if reading.band is Band.OUTSIDE or not (surely or likely):
            return [_Plan((), None, recipient)]
        if not surely:
            return [_Plan((topic,), orders[0], recipient) for topic in likely][:MOST_DRAFTS]
        if not any(self.desk.knowledge.tables[topic].depends_on_order for topic in surely):
            orders = orders[:1]
        plans = [_Plan(surely, order, recipient) for order in orders]
        customer = replace(asker, role=Role.CONSUMER)
        if asked.asker is Role.PHOTOGRAPHER and not self.desk.not_for(customer, language) & set(surely):
            to_customer = [replace(plans[0], recipient=Recipient.CUSTOMER_OF_PHOTOGRAPHER)]
            plans = to_customer + plans if wants_words(asked.text) else plans + to_customer
        others = [topic for topic in likely if topic not in surely]
        plans += [_Plan((topic,), orders[0], recipient) for topic in others]
        return plans[:MOST_DRAFTS]

    def _written(
        self,
        plan: _Plan,
        asked: Asked,
        reading: Reading,
        found: Found,
        asker: Asker,
        language: str,
        now: datetime,
        style: Style,
    ) -> Suggestion:
        letter = Letter(self.desk, language, now, style)
        letter.say(Phrase.DRAFT_GREETING)
        speaker = Speaker.AGENT
        if plan.recipient is Recipient.CUSTOMER_OF_PHOTOGRAPHER:
            letter.say(Phrase.TO_PASS_ON)
            asker, speaker = replace(asker, role=Role.CONSUMER), Speaker.PHOTOGRAPHER
        depends = any(self.desk.knowledge.tables[topic].depends_on_order for topic in plan.topics)
        in_doubt = plan.order is None and found.is_in_doubt
        answers = []
        for topic in plan.topics:
            order = plan.order if self.desk.knowledge.tables[topic].depends_on_order else None
            # What is in doubt is asked for in other words, below; and nothing is asked for twice.
            number_known = plan.order is not None or in_doubt or letter.has_asked
            letter.answer(topic, asker, order, speaker, number_known=number_known)
            answer = self.desk.answer(
                topic,
                asker,
                order,
                now=now,
                language=language,
                topics=_ranking(reading, topic),
                number_known=number_known,
                speaker=speaker,
            )
            answers.append(replace(answer, buttons=()))
        if not answers:
            answers.append(self._nothing_asked(reading, language))
            letter.say(Phrase.DRAFT_OUTSIDE if answers[0].outcome is Outcome.OUT_OF_SCOPE else Phrase.DRAFT_TALK)
        elif depends:
            _ask_which_order(letter, found, in_doubt)
        # An article that says that nothing is written helps nobody who gets a letter.
        written = [answer for answer in answers if answer.outcome is not Outcome.NEEDS_ANSWER]
        cites = {(cite.article, cite.section): cite for answer in written for cite in answer.citations}
        letter.links(tuple(cites.values()))
        # Which order is meant matters to nobody who says thanks.
        of_order = [one for one in found.cautions if depends or one.code != SEVERAL_ORDERS]
        cautions = (*of_order, *(caution for answer in answers for caution in _unanswered(answer)))
        places = _places(asked.text, reading, plan.topics)
        return Suggestion(letter.finished(several(answers)), plan.recipient, cautions, places)

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

    def _likely(self, reading: Reading, asker: Asker, language: str) -> list[str]:
        not_theirs = self.desk.not_for(asker, language)
        return [
            one.id
            for one in reading.ranking[: TOPICS_SHOWN * 2]
            if one.id in self.desk.knowledge.tables and one.id not in not_theirs and one.confidence >= WORTH_A_DRAFT
        ]


def _ask_which_order(letter: Letter, found: Found, in_doubt: bool) -> None:
    if found.missing:
        letter.say(Phrase.DRAFT_NOT_FOUND, numbers=_listed(found.missing))
    if not in_doubt:
        return
    if found.is_strangers:
        letter.say(Phrase.DRAFT_ASK_PROOF)
    elif found.by == "number":
        letter.say(Phrase.DRAFT_WHICH_OF, numbers=_listed([order.number for order in found.candidates]))
    elif found.candidates and not found.missing:
        letter.say(Phrase.DRAFT_ASK_ORDER)


def _listed(numbers: Sequence[str]) -> str:
    return ", ".join(numbers)


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
