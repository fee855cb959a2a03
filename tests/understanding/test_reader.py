"""Is every question of a message found, in the order asked, and no other?

The fake classifier knows a few sentences by heart, so that these tests are about reading, not about a model.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from photodesk.understanding.classifier import Classified
from photodesk.understanding.encoder import Letter
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.reader import Reader
from photodesk.understanding.reading import Band, Ranked, Reading
from photodesk.understanding.wording import in_plain_words, is_wordless


class FakeClassifier:
    """Sure of the first topic whose word is in the text; of two topics, unsure; else unsure of everything."""

    words = {
        "cancel": "cancel_order",
        "gift": "gift_cards",
        "status": "order_status",
        "plugin": "lightroom_plugin",
        "money": "refund",
        "hello": "greet",
        "thanks": "thank",
        "weather": "out_of_scope",
    }
    intents = (*words.values(), "inform")
    sure = 0.7

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.glanced: list[str] = []
        self.letter: Letter | None = None

    def classify(self, texts: Sequence[str], letter: Letter | None = None) -> list[Classified]:
        self.batches.append(list(texts))
        self.letter = letter
        return [self._judge(text.lower()) for text in texts]

    def glance(self, texts: Sequence[str]) -> list[Classified]:
        self.glanced += texts
        return [self._judge(text.lower()) for text in texts]

    def _judge(self, text: str) -> Classified:
        found = [topic for word, topic in self.words.items() if word in text]
        questions = [topic for topic in found if topic not in ("greet", "thank")] or found
        share = 1 / len(questions) if questions else 0.2
        order = [*questions, *(topic for topic in self.intents if topic not in questions)]
        ranking = tuple(Ranked(topic, share if topic in questions else 0.01) for topic in order)
        if questions == ["out_of_scope"]:
            return Classified(ranking, Band.OUTSIDE)
        return Classified(ranking, Band.SURE if len(questions) == 1 else Band.UNSURE)


@pytest.fixture
def fake() -> FakeClassifier:
    return FakeClassifier()


@pytest.fixture
def reading(fake: FakeClassifier, finder: EntityFinder) -> Reader:
    return Reader(fake, finder)  # type: ignore[arg-type]


def topics(reading: Reading) -> list[str]:
    return [question.topic for question in reading.questions]


def test_one_sentence_is_one_question(reading: Reader, fake: FakeClassifier) -> None:
    found = reading.read("Can I cancel my order PC-104223?")
    assert topics(found) == ["cancel_order"]
    assert found.intent == "cancel_order"
    assert found.values("order_number") == ("PC-104223",)
    assert fake.batches == [["Can I cancel this order?"]]


def test_two_questions_are_found_in_the_order_asked(reading: Reader) -> None:
    found = reading.read("Do you sell a gift for my mother? And where can I see the status of my other parcel?")
    assert topics(found) == ["gift_cards", "order_status"]


def test_a_question_in_the_fifth_sentence_is_found(reading: Reader, fake: FakeClassifier) -> None:
    text = "Hello. We were at the lake. It rained a lot. My son slept. May I cancel what we bought?"
    assert topics(reading.read(text)) == ["cancel_order"]
    assert fake.batches == [[text.removeprefix("Hello. "), "May I cancel what we bought?"]], "read in one go"
    assert fake.glanced == [
        "We were at the lake.",
        "We were at the lake. It rained a lot.",
        "It rained a lot. My son slept.",
    ]


def test_the_encoders_are_told_where_each_sentence_stands(reading: Reader, fake: FakeClassifier) -> None:
    reading.read(
        "Hi! We got a gift from you. Can you restore it? My order is PC-104302. "
        "Can you restore it now? Can you restore it?"
    )
    assert fake.letter is not None
    told = fake.letter.text
    places = {text: [told[span.start : span.end] for span in spans] for text, spans in fake.letter.places.items()}
    assert places == {
        "We got a gift from you.": ["We got a gift from you."],
        "Can you restore it?": ["Can you restore it?"],
        "We got a gift from you. Can you restore it?": ["We got a gift from you.", "Can you restore it?"],
        "Can you restore it now?": ["Can you restore it now?"],
        "Can you restore it now? Can you restore it?": ["Can you restore it now?", "Can you restore it?"],
    }
    last = fake.letter.places["Can you restore it now? Can you restore it?"][1]
    assert last.end == len(told), "the second of two that are the same"


def test_a_story_is_read_closely_when_the_whole_leaves_open_what_it_is_about(
    reading: Reader, fake: FakeClassifier
) -> None:
    text = "We were at the lake. My son had a gift. The status was good. The bus was late. May I ask for an answer?"
    reading.read(text)
    assert fake.glanced == []
    assert sorted(map(len, fake.batches)) == [2, 4]


def test_the_words_of_a_question_are_those_that_asked_it_not_the_whole_letter(reading: Reader) -> None:
    found = reading.read("We were at the lake. It rained a lot. My son slept. The bus was late. May I cancel it all?")
    assert [question.text for question in found.questions] == ["May I cancel it all?"]


def test_one_wish_in_two_sentences_is_one_question(reading: Reader) -> None:
    assert topics(reading.read("I want to cancel my order. I want my money back too.")) == ["cancel_order"]


def test_the_same_question_twice_is_one(reading: Reader) -> None:
    assert topics(reading.read("Can I cancel? Please tell me whether I can cancel the order.")) == ["cancel_order"]


def test_no_more_than_three_questions(reading: Reader) -> None:
    text = "How do I cancel one? What is a gift card here? Is the status shown? Why is the plugin not there?"
    assert len(reading.read(text).questions) == 3


def test_a_greeting_is_talk_and_asks_nothing(reading: Reader) -> None:
    found = reading.read("Hello!")
    assert (found.intent, found.band, found.questions) == ("greet", Band.SURE, ())


def test_quoted_mail_does_not_ask_again(reading: Reader) -> None:
    text = "What is the status?\n\nOn Mon, 2 Nov 2026 at 09:12, Lena <lena@example.com> wrote:\n> can I cancel?"
    found = reading.read(text)
    assert topics(found) == ["order_status"]
    assert found.text == "What is the status?"
    assert found.values("email") == ("lena@example.com",), "identifiers come from the whole message"


def test_a_stranger_is_turned_away_without_questions(reading: Reader) -> None:
    found = reading.read("How is the weather?")
    assert (found.intent, found.band, found.questions) == ("out_of_scope", Band.OUTSIDE, ())


@pytest.mark.parametrize("text", ["", "   ", "?!", "🙂🙂", "aaaaaaaaaaaa", "x" * 1000, "...", "777777"])
def test_messages_without_words_are_decided_before_the_model(reading: Reader, fake: FakeClassifier, text: str) -> None:
    found = reading.read(text)
    assert found.band is Band.OUTSIDE
    assert fake.batches == []


@pytest.mark.parametrize("text", ["PC-104223", "PC-104223, 00100", "(anna@example.com)"])
def test_a_bare_identifier_informs_without_a_model(reading: Reader, fake: FakeClassifier, text: str) -> None:
    found = reading.read(text)
    assert (found.intent, found.band, found.questions) == ("inform", Band.SURE, ())
    assert {one.id for one in found.ranking} == set(fake.intents)
    assert fake.batches == []


def test_the_model_reads_words_where_identifiers_stand(finder: EntityFinder) -> None:
    text = "where is PC-104223 (anna@example.com)?"
    assert in_plain_words(text, finder.find(text)) == "where is this order?"
    assert in_plain_words("PC-104223, 00100", finder.find("PC-104223, 00100")) == ""


def test_a_word_is_not_one_sign_over_and_over() -> None:
    assert not is_wordless("ok")
    assert not is_wordless("why?")


def test_a_long_mail_costs_at_most_thirteen_texts(reading: Reader, fake: FakeClassifier) -> None:
    reading.read("What a day it was, I think. " * 60)
    assert sum(map(len, fake.batches)) == 13


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can i cancel my order", "cancel_order"),
        ("Hi! The Lightroom plugin does not load any more.", "lightroom_plugin"),
        ("PC-104223 00100", "inform"),
        ("thank you so much", "thank"),
    ],
)
def test_a_real_model_reads_plain_messages(reader: Reader, text: str, intent: str) -> None:
    assert reader.read(text).intent == intent


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("where is my order PC-900005? anna@example.com", "where is this order?"),
        ("Where is order 104223, my email is anna@example.com", "Where is this order"),
        ("PC-104223 anna@example.com where is it", "this order where is it"),
        ("please send the files to anna@example.com", "please send the files to my mail"),
        ("change my email from anna@example.com to aino@example.com", "change my email from my mail to my mail"),
        ("PC-104223 and anna@example.com", "this order and my mail"),
    ],
)
def test_a_proof_told_beside_a_question_says_nothing_of_what_is_asked(
    typed: str, read: str, finder: EntityFinder
) -> None:
    assert in_plain_words(typed, finder.find(typed)) == read
