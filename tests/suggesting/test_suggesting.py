"""Is a draft a whole letter, right for whom it is written to, and is every sentence of it accounted for?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from photodesk.asking import Role
from photodesk.desk import Desk
from photodesk.knowledge.replies import GAP, THEIR_GAP
from photodesk.policy.table import Outcome
from photodesk.suggesting.drafting import Style
from photodesk.suggesting.suggesting import Asked, Recipient, Suggester, Suggestion
from photodesk.understanding.reading import Band, Question, Reading
from tests.conversation.talking import AINOS, AINOS_SECOND, HELSINKI, MIKKOS, NOW, entities, knowledge, ranking
from tests.fakes import InMemoryOrderBook

STYLE = Style("Kind regards,\nLumi", "https://desk.example")
SUGGESTER = Suggester(Desk(knowledge(), HELSINKI), InMemoryOrderBook([AINOS, AINOS_SECOND, MIKKOS]))


def read(*topics: str, text: str = "?", band: Band = Band.SURE, **typed: str) -> Reading:
    questions = tuple(Question(text, ranking(topic), band) for topic in topics)
    return Reading(text, ranking(*topics), band, questions, entities(**typed))


def suggest(
    reading: Reading, asker: Role = Role.CONSUMER, number: str | None = None, sender: str | None = None
) -> list[Suggestion]:
    asked = Asked(reading.text, asker, number, sender)
    return SUGGESTER.suggest(asked, reading, "lumi", "en", NOW, STYLE)


def best(*topics: str, asker: Role = Role.CONSUMER, **more: Any) -> Suggestion:
    return suggest(read(*topics, order_number="PC-104223"), asker, **more)[0]


def codes(suggestion: Suggestion) -> list[str]:
    return [caution.code for caution in suggestion.cautions]


def test_a_draft_is_a_whole_letter() -> None:
    letter = best("cancel_order").draft.text
    assert letter.startswith("Hello,\n\nI am sorry, but order PC-104223")
    assert (
        "\n\nYou can read about it here:\n- There is no right of cancellation: https://desk.example/kb/cancel_order?"
        in letter
    )
    assert letter.endswith("\n\nKind regards,\nLumi")


def test_every_question_is_answered_in_the_order_asked() -> None:
    draft = best("modify_order", "delivery_terms").draft
    assert [part.topic for part in draft.answer.parts] == ["modify_order", "delivery_terms"]
    topics = [line.source.key.partition("#")[0] for line in draft.lines if line.source.kind == "reply"]
    assert list(dict.fromkeys(topics)) == ["modify_order", "delivery_terms"]


def test_every_sentence_has_a_source_and_together_they_are_the_letter() -> None:
    for topic in knowledge().tables:
        for suggestion in (best(topic), best(topic, asker=Role.PHOTOGRAPHER)):
            draft = suggestion.draft
            rest = draft.text
            for line in draft.lines:
                assert line.text in rest, (topic, line.text)
                rest = rest.replace(line.text, "", 1)
                source = line.source
                assert source.kind in ("reply", "phrase", "links", "settings")
                if source.kind == "reply":
                    assert source.rule
                    key, _, reply = source.key.partition("#")
                    assert knowledge().reply(key, reply, "en")
                    for section in source.sections:
                        article, _, name = section.partition("#")
                        assert name in knowledge().article(article, "en").sections
            assert not rest.strip(), (topic, rest)


def test_a_sentence_tells_which_facts_of_the_order_it_took() -> None:
    lines = best("cancel_order").draft.lines
    assert lines[1].source.facts == ("order.number", "order.items")


def test_an_agent_does_not_announce_a_person() -> None:
    for topic in knowledge().tables:
        text = best(topic).draft.text.lower()
        assert "talk to a person" not in text, topic


def test_what_led_to_it_is_shown() -> None:
    text = "Hello there. Can I cancel it? Bye."
    question = Question("Can I cancel it?", ranking("cancel_order"), Band.SURE)
    reading = replace(read("cancel_order", text=text), questions=(question,))
    [place] = suggest(reading)[0].places
    assert text[place.start : place.end] == "Can I cancel it?"
    why = suggest(reading)[0].as_dict()["why"]
    assert (why[0]["topic"], why[0]["rule"]) == ("cancel_order", "cancel-1")


def test_without_an_order_it_is_asked_for_once() -> None:
    letter = suggest(read("cancel_order"))[0].draft.text
    assert letter.count("order number") == 1


def test_two_questions_about_an_order_ask_for_it_once() -> None:
    letter = suggest(read("cancel_order", "return_product"))[0].draft.text
    assert letter.count("order number") == 1


def test_a_number_that_is_not_there_is_told_and_not_asked_for_as_if_it_had_not_been_given() -> None:
    [asks, *each] = suggest(read("order_status", order_number="PC-999999"), sender="mikko@example.com")
    assert "I cannot find PC-999999." in asks.draft.text
    assert asks.draft.text.count("PC-104223") == 1, "it is told once what a number looks like"
    assert each[0].draft.answer.order == MIKKOS
    assert "I cannot find PC-999999, so this is about PC-200001;" in each[0].draft.text
    assert codes(asks) == ["order_not_found"]


def test_of_two_orders_that_a_letter_names_both_are_told() -> None:
    typed = (*entities(order_number="PC-104223"), *entities(order_number="PC-104224"))
    [both, *each] = suggest(replace(read("cancel_order"), entities=typed))
    assert [part.order for part in both.draft.answer.parts] == [AINOS, AINOS_SECOND]
    assert [one.draft.answer.order for one in each] == [AINOS, AINOS_SECOND]
    of_a_stranger = suggest(replace(read("cancel_order"), entities=typed), sender="eve@example.com")[0]
    assert of_a_stranger.draft.answer.order is None


def test_what_a_letter_says_already_is_not_said_again() -> None:
    for topics in (("cancel_order", "refund"), ("files_not_received", "order_status"), ("return_product", "refund")):
        said = [line.text for line in best(*topics).draft.lines if line.source.kind == "reply" and line.text != GAP]
        assert len(said) == len(set(said)), topics


def test_what_leads_to_a_gap_is_said_each_time() -> None:
    typed = (*entities(order_number="PC-104223"), *entities(order_number="PC-104225"))
    suggester = replace(SUGGESTER, book=InMemoryOrderBook([AINOS, replace(AINOS, number="PC-104225")]))
    reading = replace(read("refund", text="what should I tell her?"), entities=typed)
    asked = Asked(reading.text, Role.PHOTOGRAPHER)
    to_customer = suggester.suggest(asked, reading, "lumi", "en", NOW, STYLE)[0].draft
    texts = [line.text for line in to_customer.lines]
    leads = texts[texts.index(THEIR_GAP) - 1]
    assert (texts.count(THEIR_GAP), texts.count(leads)) == (2, 2)
    assert to_customer.gaps == 0, "they are the photographer's to fill"


def test_an_article_that_says_that_nothing_is_written_is_not_linked() -> None:
    draft = best("login_problem").draft
    assert draft.answer.outcome is Outcome.NEEDS_ANSWER
    assert draft.answer.citations
    assert "/kb/login_problem" not in draft.text


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    letter = suggest(read("files_not_received"), Role.PHOTOGRAPHER)[0].draft.text
    assert "\n1. " in letter
    assert "\n2. " in letter


def test_two_orders_that_fit_give_a_letter_that_asks_and_one_for_each() -> None:
    asks, *each = suggest(read("cancel_order"), sender="aino@example.com")
    assert asks.draft.answer.order is None
    assert "which one do you mean?" in asks.draft.text
    assert {one.draft.answer.order for one in each} == {AINOS, AINOS_SECOND}
    assert codes(asks) == ["several_orders"]
    assert set(asks.choices) == {"PC-104223", "PC-104224"}


def test_which_order_is_meant_matters_to_nobody_who_says_thanks() -> None:
    thanks = Reading("thanks", ranking("thank"), Band.SURE)
    assert [(codes(one), one.choices) for one in suggest(thanks, sender="aino@example.com")] == [([], ())]


def test_a_letter_from_another_address_is_told_nothing_first() -> None:
    asks, tells = suggest(read("cancel_order", order_number="PC-104223"), sender="eve@example.com")[:2]
    assert asks.draft.answer.order is None
    assert "in production" not in asks.draft.text
    assert "I need to know that it is yours" in asks.draft.text
    assert tells.draft.answer.order == AINOS
    assert codes(asks) == codes(tells) == ["address_differs"]


def test_what_does_not_depend_on_an_order_needs_none() -> None:
    [first, *_] = suggest(read("delivery_terms"), sender="aino@example.com")
    assert "which one do you mean" not in first.draft.text


def test_an_unsure_reading_gives_a_draft_for_each_likely_topic() -> None:
    reading = replace(read("refund", "cancel_order", band=Band.UNSURE), ranking=ranking("refund", first=0.4))
    drafts = suggest(reading)
    assert len(drafts) == 3
    assert len({draft.draft.answer.topic for draft in drafts}) == 3
    assert drafts[0].draft.answer.topic == "refund"


def test_a_strangers_letter_gets_no_policy() -> None:
    [only] = suggest(Reading("gym", ranking("out_of_scope"), Band.OUTSIDE))
    assert only.draft.answer.outcome is Outcome.OUT_OF_SCOPE
    assert only.draft.gaps == 1
    assert not only.draft.answer.citations


def test_what_is_not_written_is_left_to_the_agent_and_told() -> None:
    unanswered = [topic for topic in knowledge().tables if "not_written" in codes(best(topic))]
    assert len(unanswered) > 5
    for topic in unanswered:
        letter = best(topic).draft.text
        assert GAP in letter or "I am looking into" in letter, topic


def test_whoever_called_a_person_is_answered_what_was_asked_before() -> None:
    def topics(*asked: str) -> list[str | None]:
        reading = read(*asked, order_number="PC-104223")
        letter = Asked(reading.text, Role.CONSUMER, about="order_status")
        answer = SUGGESTER.suggest(letter, reading, "lumi", "en", NOW, STYLE)[0].draft.answer
        return [part.topic for part in answer.parts or (answer,)]

    assert topics("human_handover") == ["order_status"]
    assert topics("human_handover", "refund") == ["refund"]
    assert topics("refund") == ["refund"]
    assert best("human_handover").draft.answer.topic == "human_handover"


def test_a_photographer_who_asks_what_to_tell_gets_words_for_the_customer() -> None:
    reading = read("refund", text="what should I tell her about the refund?", order_number="PC-104223")
    to_customer, to_photographer = suggest(reading, Role.PHOTOGRAPHER)[:2]
    assert to_customer.draft.text.startswith("Hello,\n\nYou could tell your customer this")
    assert to_customer.recipient is Recipient.CUSTOMER_OF_PHOTOGRAPHER
    assert "Whether I can refund you all the same: (…)" in to_customer.draft.text
    assert to_photographer.recipient is Recipient.PHOTOGRAPHER
    plain = suggest(read("refund", order_number="PC-104223"), Role.PHOTOGRAPHER)
    assert plain[0].recipient is Recipient.PHOTOGRAPHER
    theirs = suggest(read("refund_commission", text=reading.text), Role.PHOTOGRAPHER)
    assert {one.recipient for one in theirs} == {Recipient.PHOTOGRAPHER}


@pytest.mark.parametrize("topic", sorted(knowledge().tables))
def test_a_suggestion_is_the_contracts_answer_with_a_draft(topic: str) -> None:
    for suggestion in suggest(read(topic, order_number="PC-104223")):
        shown = suggestion.as_dict()
        assert len(shown["topics"]) >= 3
        assert shown["draft"].strip()
        assert shown["buttons"] == []
