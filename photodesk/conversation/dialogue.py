"""What does the desk do with the next message of a conversation?

`Dialogue.respond` takes what was understood and where the conversation stands, and gives answers and the new
standing. It decides nothing about orders or terms: the desk does.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from photodesk.asking import Role
from photodesk.cases.support import ANYBODY, Support
from photodesk.conversation.context import MOST_KEPT, Context, Said
from photodesk.conversation.handing_over import next_steps
from photodesk.conversation.lookup import Guessed, Lookup, Need, look_up
from photodesk.desk import HUMAN, Answer, Button, Desk, order_card, several, with_last_words
from photodesk.knowledge.phrases import Phrase
from photodesk.knowledge.replies import THEIR_GAP, Speaker
from photodesk.orders.book import OrderBook
from photodesk.orders.record import Order
from photodesk.policy.table import Citation, Outcome
from photodesk.understanding.hearing import heard, wants_words
from photodesk.understanding.reading import TALK, Band, Ranked, Reading, is_question

ABOUT_PEOPLE = (HUMAN, "contact_support")
"""What an address is told with, once a person was called: "you can write to me at …"."""
ASKED_MOST = ("order_status", "cancel_order", "report_defect", "refund")
"""What is offered for an order that was found before anything was asked."""
ASKED_FOR = "asked for a person"
WRONG_PROOFS = "too many wrong proofs"
NOT_UNDERSTOOD = "not understood three times"
OUTSIDE = "outside the desk's business twice"
SAME_AGAIN = "the same question three times"
FAILED_INSIDE = "a failure inside the desk"
"""Why a person is called, where no topic says it."""
TOPICS_SHOWN = 5
TOPICS_OFFERED = 3
MOST_OUTSIDE = 2
MOST_UNCLEAR = 3
MOST_SAME = 3
_PAYLOAD = re.compile(r"choice:[A-Za-z0-9_-]{8,}")


@dataclass(frozen=True)
class HandOverNote:
    """Why a person takes over, and what that person needs to know."""

    reason: str
    summary: Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """What to send, what to remember, and what to record beside the messages."""

    answers: tuple[Answer, ...]
    context: Context
    handover: HandOverNote | None = None
    contact: str | None = None
    """An address that was left for the person who answers."""
    attempted: tuple[str, bool] | None = None


def is_choice(text: str) -> bool:
    """Whether a text has the form of a button's payload; only one that was offered does anything."""
    return _PAYLOAD.fullmatch(text.strip()) is not None


def _payload() -> str:
    return f"choice:{secrets.token_urlsafe(9)}"


@dataclass(frozen=True)
class Dialogue:
    """The desk in conversation, with the order book that it may look into."""

    desk: Desk
    book: OrderBook
    support: Support = ANYBODY
    new_payload: Callable[[], str] = _payload
    guessed: Guessed = lambda shop, number: False

    def respond(self, reading: Reading, context: Context, now: datetime) -> Turn:
        """Answer one message. A text that is the payload of an offered button does what the button says."""
        choice = context.offered.get(reading.text.strip())
        if not choice:
            reading = heard(reading, rarely=self.not_for(context), before=context.topic)
        step = _Step(self, reading, _with_typed(reading, context), now)
        answer = step.chosen(choice) if choice else step.understood()
        return step.finish(answer)

    def not_for(self, context: Context) -> frozenset[str]:
        """The topics that are not for whoever asks."""
        return self.desk.not_for(context.asker, context.language)


def _with_typed(reading: Reading, context: Context) -> Context:
    """Take over what was typed: the newest number and proof replace earlier ones.

    A postcode counts only where a proof is expected or stands beside a number: one in a signature does no harm.
    """
    numbers, emails, postcodes = (reading.values(kind) for kind in ("order_number", "email", "postcode"))
    counts = numbers or context.waiting or reading.intent == "inform"
    typed = replace(
        context,
        number=numbers[0] if numbers else context.number,
        email=emails[0] if emails else None,
        postcode=postcodes[0] if postcodes and counts else None,
    )
    if typed.email is None and typed.postcode is None:
        typed = replace(typed, email=context.email, postcode=context.postcode)
    return typed if typed == context else replace(typed, tried=False)


class _Step:
    """One message on its way to an answer; `context` moves along with what happens."""

    def __init__(self, dialogue: Dialogue, reading: Reading, context: Context, now: datetime) -> None:
        self.desk = dialogue.desk
        self.dialogue = dialogue
        self.reading = reading
        self.context = context
        self.now = now
        self.reason: str | None = None
        self.contact = self._left_contact()
        self.attempted: tuple[str, bool] | None = None

    # Roads into an answer

    def chosen(self, choice: Mapping[str, Any]) -> Answer:
        """A button that the desk offered in this conversation."""
        self._calm()
        if choice["do"] == "person":
            self.reason = ASKED_FOR
            return self._answer_topics((HUMAN,))
        if choice["do"] == "order":
            self.context = replace(self.context, number=str(choice["number"]), tried=False)
            return self._go_on()
        if choice["do"] == "look_up":
            topic, waiting = str(choice["topic"]), self.context.waiting  # two questions share one button
            self.context = replace(self.context, waiting=waiting if topic in waiting else (topic,), pressed=True)
            return self._go_on()
        return self._answer_topics((str(choice["topic"]),))

    def understood(self) -> Answer:
        """Whatever was typed, by what it was understood as."""
        reading, waiting = self.reading, self.context.waiting
        if not reading.ranking:
            return self._unclear(self._say(Outcome.TALK, Phrase.EMPTY))
        intent = reading.intent
        asks = is_question(intent) and reading.band is Band.SURE
        only_told = not asks or intent in ABOUT_PEOPLE
        if self.contact and only_told and not waiting and not reading.values("order_number"):
            return self._say(Outcome.TALK, Phrase.CONTACT_NOTED, email=self.contact)
        typed = any(reading.values(kind) for kind in ("order_number", "email", "postcode"))
        if typed and not asks and (waiting or intent in TALK):
            self._calm()
            return self._go_on()
        if intent == "inform" and waiting:  # it told nothing that helps: say again what is needed
            return self._go_on()
        if intent == "inform":
            code_only = bool(reading.values("photo_code"))
            return self._say(Outcome.TALK, Phrase.NOT_AN_ORDER if code_only else Phrase.GOT_IT)
        to_pass_on = self._to_pass_on()
        if to_pass_on is not None:
            return to_pass_on
        if reading.band is Band.OUTSIDE or intent == "out_of_scope":
            return self._outside()
        if reading.band is Band.UNSURE:
            return self._clarify()
        self._calm()
        if is_question(intent):
            return self._answer_topics(self._surely_asked())
        return self._talk(intent)

    def _surely_asked(self) -> tuple[str, ...]:
        """What a message asks that is sure to ask something."""
        asked = (question.topic for question in self.reading.questions if question.band is Band.SURE)
        known = tuple(dict.fromkeys(topic for topic in asked if topic in self.desk.knowledge.tables))
        return known or (self.reading.intent,)

    # Topics

    def _answer_topics(self, topics: tuple[str, ...]) -> Answer:
        found = self._look_up()
        answers = [self._answer_topic(topic, found) for topic in topics]
        depending = [topic for topic in topics if self.desk.knowledge.tables[topic].depends_on_order]
        if found.order is not None:
            self.context = replace(self.context, waiting=(), pressed=False)
        elif depending:
            asks = self._ask(found)
            if asks is not None:  # without a number the replies ask in words of their own
                last = max(index for index, topic in enumerate(topics) if topic in depending)
                answers[last] = self._joined(answers[last], asks)
            pressed = answers[topics.index(depending[-1])].outcome is Outcome.NEEDS_ORDER
            self.context = replace(self.context, waiting=tuple(depending), pressed=pressed)
        elif self.context.pressed and self.context.waiting and not answers[-1].handover:
            answers[-1] = replace(answers[-1], text=f"{answers[-1].text}\n\n{self._way_back()}")
        if topics[0] != HUMAN:
            self.context = replace(self.context, topic=topics[0])
        return several(answers)

    def _answer_topic(self, topic: str, found: Lookup) -> Answer:
        needs = self.desk.knowledge.tables[topic].depends_on_order
        return self.desk.answer(
            topic,
            self.context.asker,
            found.order if needs else None,
            now=self.now,
            language=self.context.language,
            topics=self._ranking(topic),
            number_known=found.need is not Need.NUMBER,
        )

    def _to_pass_on(self) -> Answer | None:
        """Words for a photographer's customer about what was answered last, where anything is written on it.

        Whoever asks something else with it is answered first: what a photographer may do is not for customers.
        """
        context, topic = self.context, self.context.topic
        if context.asker.role is not Role.PHOTOGRAPHER or topic is None or not wants_words(self.reading.text):
            return None
        customer = replace(context.asker, role=Role.CONSUMER)
        asks = self.reading.band is Band.SURE and is_question(self.reading.intent)
        if (asks and self._surely_asked() != (topic,)) or topic in self.desk.not_for(customer, context.language):
            return None
        found = self._look_up()
        answer = self.desk.answer(
            topic,
            customer,
            found.order if self.desk.knowledge.tables[topic].depends_on_order else None,
            now=self.now,
            language=context.language,
            topics=self._ranking(topic),
            speaker=Speaker.PHOTOGRAPHER,
        )
        if answer.outcome is Outcome.NEEDS_ANSWER:
            return self._answer_topics((topic,))
        self._calm()
        phrase = Phrase.TO_PASS_ON_WITH_GAP if THEIR_GAP in answer.text else Phrase.TO_PASS_ON
        words = self._say(Outcome.TALK, phrase).text
        return replace(answer, text=f"{words}\n\n{answer.text}", buttons=(), handover=False)

    def _ask(self, found: Lookup) -> Answer | None:
        """What the desk asks for when something of the order was typed and it is not open yet."""
        number = self.context.number or ""
        if found.need is Need.PROOF:
            return self._say(Outcome.NEEDS_ORDER, Phrase.ASK_PROOF, number=number)
        if found.need is Need.NUMBER_FOR_PROOF:
            return self._say(Outcome.NEEDS_ORDER, Phrase.ASK_NUMBER_FOR_PROOF)
        if found.need is Need.CHOICE:
            answer = self._say(Outcome.NEEDS_ORDER, Phrase.WHICH_ORDER)
            return replace(answer, buttons=tuple(self._order_button(order) for order in found.choices))
        if found.need is Need.RIGHT_NUMBER_OR_PROOF:
            owned = self.context.asker.role is not Role.CONSUMER
            return self._say(Outcome.NEEDS_ORDER, Phrase.NOT_FOUND_PHOTOGRAPHER if owned else Phrase.NOT_FOUND)
        if found.need is Need.PERSON:
            self.reason = WRONG_PROOFS
            return replace(self._say(Outcome.HANDOVER, Phrase.TOO_MANY_ATTEMPTS), handover=True)
        return None

    def _joined(self, answer: Answer, asks: Answer) -> Answer:
        """The general answer, then what is needed to open the order."""
        offered = tuple(button for button in answer.buttons if button.action["do"] != "look_up")
        return replace(
            answer,
            text=f"{answer.text}\n\n{asks.text}",
            outcome=asks.outcome,
            buttons=(*asks.buttons, *offered),
            handover=answer.handover or asks.handover,
        )

    def _go_on(self) -> Answer:
        """A number or a proof came: take up what was waiting for it, else the last topic, else ask what is wanted."""
        context = self.context
        topics = context.waiting or self._last_topic()
        found = self._look_up()
        if found.order is not None and topics:
            answers = [self._answer_topic(topic, found) for topic in topics]
            self.context = replace(self.context, waiting=(), pressed=False, topic=topics[0])
            return several(answers)
        if found.order is not None:
            return self._which_topic(found.order)
        self.context = replace(self.context, pressed=True)
        asks = self._ask(found)
        return self._with_topics(asks or self._say(Outcome.NEEDS_ORDER, self._number_phrase()), topics)

    def _with_topics(self, answer: Answer, topics: tuple[str, ...]) -> Answer:
        topic = topics[0] if topics else None
        return replace(answer, topic=topic, topics=self._ranking(topic))

    def _which_topic(self, order: Order) -> Answer:
        language = self.context.language
        facts = self.desk.facts(order, ("number", "items", "state"), self.now, language)
        answer = self.desk.say(Outcome.CLARIFY, Phrase.WHICH_TOPIC_FOR_ORDER, language, **facts)
        buttons = tuple(self.desk.topic_button(topic, language) for topic in ASKED_MOST)
        return replace(answer, order=order, buttons=buttons, topics=self._ranking(None))

    # Doubt

    def _clarify(self) -> Answer:
        candidates = self._candidates()
        if not candidates:
            return self._outside()
        language = self.context.language
        buttons = [self.desk.topic_button(ranked.id, language) for ranked in candidates]
        buttons.append(self.desk.button(Phrase.BUTTON_PERSON, language, do="person"))
        answer = replace(
            self._say(Outcome.CLARIFY, Phrase.CLARIFY),
            topic=candidates[0].id,
            topics=self._ranking(None),
            buttons=tuple(buttons),
        )
        return self._unclear(answer)

    def _candidates(self) -> tuple[Ranked, ...]:
        """The topics to choose from; one that only photographers ask is not offered to a consumer."""
        not_theirs = self.dialogue.not_for(self.context)
        asked = [
            ranked
            for ranked in self.reading.ranking
            if ranked.id in self.desk.knowledge.tables and ranked.id != HUMAN and ranked.id not in not_theirs
        ]
        return tuple(asked[:TOPICS_OFFERED])

    def _unclear(self, answer: Answer) -> Answer:
        self.context = replace(self.context, unclear=self.context.unclear + 1)
        if self.context.unclear >= MOST_UNCLEAR:
            return self._to_person(Phrase.HANDOVER_UNCLEAR, NOT_UNDERSTOOD)
        return answer

    def _outside(self) -> Answer:
        self.context = replace(self.context, outside=self.context.outside + 1)
        if self.context.outside >= MOST_OUTSIDE:
            return self._to_person(Phrase.HANDOVER_OUTSIDE, OUTSIDE)
        answer = self._say(Outcome.OUT_OF_SCOPE, Phrase.OUT_OF_SCOPE)
        return replace(
            answer,
            topics=self._ranking(None),
            buttons=(self.desk.button(Phrase.BUTTON_PERSON, self.context.language, do="person"),),
        )

    def _calm(self) -> None:
        self.context = replace(self.context, outside=0, unclear=0)

    # Talk

    def _talk(self, intent: str) -> Answer:
        context = self.context
        if intent == "ask_why":
            return self._why()
        if intent == "repeat":
            return self._repeat()
        if intent == "affirm" and context.waiting and not context.pressed:
            self.context = replace(context, pressed=True)
            return self._go_on()
        if intent == "deny" and context.waiting:
            self.context = replace(context, waiting=(), pressed=False)
        phrase = {
            "greet": Phrase.GREETING,
            "goodbye": Phrase.GOODBYE,
            "thank": Phrase.WELCOME,
            "affirm": Phrase.AFFIRMED,
            "deny": Phrase.DENIED,
            "bot_challenge": Phrase.ROBOT,
        }[intent]
        answer = self._say(Outcome.TALK, phrase)
        if intent == "bot_challenge":
            person = self.desk.button(Phrase.BUTTON_PERSON, context.language, do="person")
            answer = replace(answer, buttons=(person,))
        return answer

    def _why(self) -> Answer:
        said = self.context.said
        if said is None or not said.cites:
            return self._say(Outcome.TALK, Phrase.NOTHING_TO_EXPLAIN)
        citation = Citation(*said.cites[0])
        language = self.context.language
        title, text = self.desk.section(citation, language)
        answer = self._say(Outcome.INFORMATION, Phrase.WHY, title=title)
        return replace(
            answer,
            text=f"{answer.text}\n\n{text}",
            topic=said.topic,
            topics=self._ranking(said.topic),
            citations=tuple(self.desk.pinned([Citation(*cite) for cite in said.cites], language)),
            buttons=(self.desk.button(Phrase.BUTTON_PERSON, language, do="person"),),
        )

    def _repeat(self) -> Answer:
        said = self.context.said
        if said is None:
            return self._say(Outcome.TALK, Phrase.NOTHING_TO_REPEAT)
        answer = self._say(Outcome.INFORMATION, Phrase.REPEATED)
        person = self.desk.button(Phrase.BUTTON_PERSON, self.context.language, do="person")
        citations = self.desk.pinned([Citation(*cite) for cite in said.cites], self.context.language)
        return replace(
            answer,
            text=f"{answer.text}\n\n{said.text}",
            topic=said.topic,
            topics=self._ranking(said.topic),
            citations=tuple(citations),
            buttons=(person,),
        )

    # People

    def _to_person(self, phrase: Phrase, reason: str) -> Answer:
        self.reason = reason
        self.context = replace(self.context, outside=0, unclear=0)
        answer = self._say(Outcome.HANDOVER, phrase)
        return replace(answer, topic=HUMAN, topics=self._ranking(HUMAN), handover=True)

    def finish(self, answer: Answer) -> Turn:
        """Count repeats, sign the buttons, note a hand-over, and remember what was said."""
        full = answer.text
        answer = self._no_third_time(answer)
        is_new = answer.text == full and self.reading.intent not in ("ask_why", "repeat")
        answer, offered = self._offer(answer)
        explains = answer.citations or any(part.citations for part in answer.parts)
        context = replace(
            self.context,
            said=Said.of(answer) if explains and is_new else self.context.said,
            offered=dict([*self.context.offered.items(), *offered.items()][-MOST_KEPT:]),
        )
        note = None
        if answer.handover:
            note = self._note(answer)
            context = replace(context, handed_over=(*context.handed_over, note.reason)[-MOST_KEPT:])
            if note.reason in self.context.handed_over:
                note = None  # a person has this already
            elif not self.context.handed_over:
                answer, context = self._with_next_steps(answer, context)
        return Turn((answer,), context, note, self.contact, self.attempted)

    def _with_next_steps(self, answer: Answer, context: Context) -> tuple[Answer, Context]:
        """What happens now, once for all that a person takes over."""
        steps = next_steps(self.desk, self.dialogue.support, context, self.now)
        return with_last_words(answer, steps.text), replace(context, takes_contact=steps.takes_contact)

    def _left_contact(self) -> str | None:
        """The address in a message that was asked for one; also when it is a proof of something at the same time."""
        emails = self.reading.values("email")
        if not emails or not self.context.takes_contact or self.context.contact == emails[0]:
            return None
        self.context = replace(self.context, contact=emails[0])
        return emails[0]

    def _no_third_time(self, answer: Answer) -> Answer:
        if answer.rule is None or answer.parts:
            return answer
        key = f"{answer.rule} {answer.order.number if answer.order else ''}"
        last, times = self.context.same
        times = times + 1 if key == last else 1
        if times > 1 and answer.handover:  # more about what a person has already: no need to say it all again
            noted = self._say(answer.outcome, Phrase.NOTED)
            answer = replace(answer, text=noted.text)
        elif times >= MOST_SAME:
            self.context = replace(self.context, same=("", 0))
            return self._to_person(Phrase.HANDOVER_AGAIN, SAME_AGAIN)
        self.context = replace(self.context, same=(key, times))
        return answer

    def _note(self, answer: Answer) -> HandOverNote:
        given_up = next((part for part in answer.parts if part.handover), answer)
        order = given_up.order or next((part.order for part in answer.parts if part.order), None) or self._own_order()
        number = order.number if order else self.context.number
        reason = self.reason or _why(given_up, number)
        said = self.context.said
        summary = {
            "asker": self.context.asker.as_dict(),
            "asked": self.reading.text,
            "topic": given_up.topic,
            "rule": given_up.rule,
            "because": given_up.because or reason,
            "order": order_card(order) if order else None,
            "number_typed": self.context.number,
            "answer": given_up.text,
            "cited": [cite.as_dict() for cite in given_up.citations],
            "answer_before": said.text if said else None,
        }
        return HandOverNote(reason, summary)

    def _offer(self, answer: Answer) -> tuple[Answer, dict[str, dict[str, Any]]]:
        """Give each button an unguessable payload and remember what it does."""
        offered: dict[str, dict[str, Any]] = {}
        signed: dict[str, Button] = {}

        def sign(button: Button) -> Button:
            if button.title not in signed:
                signed[button.title] = replace(button, payload=self.dialogue.new_payload())
                offered[signed[button.title].payload] = {**button.action, "title": button.title}
            return signed[button.title]

        parts = tuple(replace(part, buttons=tuple(sign(button) for button in part.buttons)) for part in answer.parts)
        return replace(answer, parts=parts, buttons=tuple(sign(button) for button in answer.buttons)), offered

    # Small things

    def _look_up(self) -> Lookup:
        found = look_up(self.dialogue.book, self.context, self.dialogue.guessed)
        self.context = found.context
        self.attempted = found.attempted or self.attempted
        return found

    def _own_order(self) -> Order | None:
        """The order that the conversation has been about, if it is known to be the asker's."""
        owner, number = self.context.asker.owner(), self.context.number
        return self.dialogue.book.find(number, owner) if owner is not None and number is not None else None

    def _last_topic(self) -> tuple[str, ...]:
        """The last topic, when an order could change what is said about it."""
        topic = self.context.topic
        return (topic,) if topic and self.desk.knowledge.tables[topic].depends_on_order else ()

    def _number_phrase(self) -> Phrase:
        owned = self.context.asker.role is not Role.CONSUMER
        return Phrase.ASK_NUMBER_PHOTOGRAPHER if owned else Phrase.ASK_NUMBER

    def _order_button(self, order: Order) -> Button:
        facts = self.desk.facts(order, ("number", "state"), self.now, self.context.language)
        return Button(f"{facts['number']}, {facts['state']}", {"do": "order", "number": order.number})

    def _way_back(self) -> str:
        topic = self.desk.knowledge.article(self.context.waiting[0], self.context.language).button
        phrase = Phrase.BACK_TO_PROOF if self.context.number else Phrase.BACK_TO_ORDER
        return self._say(Outcome.TALK, phrase, topic=topic, number=self.context.number or "").text

    def _ranking(self, topic: str | None) -> tuple[Ranked, ...]:
        """The best topics of the message, the one that is answered first; at least three, as the contract asks."""
        known = [ranked for ranked in self.reading.ranking if ranked.id in self.desk.knowledge.tables]
        if topic is not None:
            heads = [
                *(question.ranking[0] for question in self.reading.questions),
                Ranked(self.reading.intent, self.reading.confidence),
            ]
            # A topic that the conversation carried here, not this message, is certain.
            asked = next((head for head in heads if head.id == topic), Ranked(topic, 1.0))
            known = [asked, *(ranked for ranked in known if ranked.id != topic)]
        return tuple(known[:TOPICS_SHOWN])

    def _say(self, outcome: Outcome, phrase: Phrase, **facts: str) -> Answer:
        return self.desk.say(outcome, phrase, self.context.language, **facts)


def _why(answer: Answer, number: str | None) -> str:
    """Why a person is called, in a few words."""
    if answer.topic == HUMAN:
        return ASKED_FOR
    what = "nothing is written on" if answer.outcome is Outcome.NEEDS_ANSWER else "a person decides on"
    return f"{what} {answer.topic}" + (f", order {number}" if number else "")
