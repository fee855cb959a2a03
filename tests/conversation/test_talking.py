"""Does a conversation go as one with a patient person would?"""

from __future__ import annotations

from photodesk.asking import Role
from photodesk.policy.table import Outcome
from photodesk.understanding.reading import Band, Reading
from tests.conversation.talking import Talk, delivered, knowledge, ranking


def test_why_reads_out_the_section_behind_the_last_answer() -> None:
    talk = Talk()
    talk.ask("cancel_order", order_number="PC-104223", email="aino@example.com")
    answer = talk.talk("ask_why")
    assert answer.topic == "cancel_order"
    assert "cannot be sold on" in answer.text
    assert answer.citations[0].section == "no-cancellation-right"


def test_why_before_any_answer_asks_what_is_meant() -> None:
    assert Talk().talk("ask_why").outcome is Outcome.TALK


def test_repeat_says_the_last_answer_again_and_offers_a_person() -> None:
    talk = Talk()
    first = talk.ask("return_reason")
    again = talk.talk("repeat")
    assert first.text in again.text
    assert "Talk to a person" in [button.title for button in again.buttons]
    assert first.text in talk.talk("repeat").text, "a repeat of a repeat does not grow"


def test_a_photographer_gets_words_for_the_customer_about_what_was_answered_last() -> None:
    talk = Talk(Role.PHOTOGRAPHER)
    mine = talk.ask("cancel_order", order_number="PC-104223")
    words = talk.hear(Reading("what should I tell her?", ranking("out_of_scope"), Band.OUTSIDE))
    assert words.text.startswith("You could tell your customer this")
    assert "order PC-104223" in words.text
    assert words.text != mine.text
    assert (words.topic, words.order, words.handover, words.buttons) == ("cancel_order", mine.order, False, ())
    assert talk.talk("ask_why").topic == "cancel_order"


def test_what_only_the_photographer_can_say_is_left_to_them_and_nobody_is_called() -> None:
    talk = Talk(Role.PHOTOGRAPHER)
    talk.ask("refund", order_number="PC-104223")
    words = talk.ask("refund", text="and what do I tell her?")
    assert words.text.startswith("You could tell your customer this, and write what only you can say where (…) stands:")
    assert words.text.count("(…)") == 2
    assert not words.handover


def test_a_photographer_who_asks_something_else_with_it_is_answered_first() -> None:
    talk = Talk(Role.PHOTOGRAPHER)
    talk.ask("cancel_order")
    text = "A customer wants to return her photo. What should I tell her?"
    assert talk.ask("return_product", text=text).text == Talk(Role.PHOTOGRAPHER).ask("return_product").text
    assert talk.ask("return_product", text="what should I tell her?").text.startswith("You could tell your customer")


def test_there_are_no_words_for_a_customer_where_nothing_is_written_or_it_is_not_theirs() -> None:
    text = "what should I tell her?"
    for topic in ("refund_commission", "human_handover", "lightroom_plugin"):
        talk = Talk(Role.PHOTOGRAPHER)
        talk.ask(topic)
        assert "You could tell" not in talk.ask(topic, text=text).text
    consumer = Talk()
    consumer.ask("cancel_order")
    assert "You could tell" not in consumer.ask("cancel_order", text="what should I tell my wife?").text
    assert Talk(Role.PHOTOGRAPHER).hear(Reading(text, ranking("out_of_scope"), Band.OUTSIDE)).topic is None


def test_two_questions_are_answered_in_the_order_asked() -> None:
    answer = Talk().ask("return_reason", "reminders")
    assert [part.topic for part in answer.parts] == ["return_reason", "reminders"]
    assert answer.topic == "return_reason"
    assert answer.text == answer.parts[0].text


def test_two_questions_about_one_order_are_both_answered_from_it() -> None:
    talk = Talk()
    answer = talk.ask("cancel_order", "order_status", order_number="PC-104223", email="aino@example.com")
    assert [part.order.number for part in answer.parts if part.order] == ["PC-104223", "PC-104223"]


def test_an_unsure_reading_offers_topics_by_human_titles() -> None:
    talk = Talk()
    answer = talk.mumble("refund", "return_product", "cancel_order")
    assert answer.outcome is Outcome.CLARIFY
    titles = [button.title for button in answer.buttons]
    assert len(titles) == 4
    assert titles[-1] == "Talk to a person"
    assert not any("_" in title for title in titles)
    assert talk.press(titles[0]).topic == "refund"


def test_a_topic_for_photographers_is_not_offered_to_a_consumer() -> None:
    title = knowledge().article("refund_commission", "en").button
    offered = [button.title for button in Talk().mumble("refund_commission", "refund").buttons]
    shown = [button.title for button in Talk(Role.PHOTOGRAPHER).mumble("refund_commission", "refund").buttons]
    assert title in shown
    assert title not in offered


def test_three_unclear_messages_bring_a_person() -> None:
    talk = Talk()
    talk.mumble("refund", "cancel_order")
    talk.mumble("refund", "cancel_order")
    assert talk.mumble("refund", "cancel_order").handover


def test_out_of_scope_is_said_once_and_then_a_person_comes() -> None:
    talk = Talk()
    first = talk.stray()
    assert first.outcome is Outcome.OUT_OF_SCOPE
    assert not first.handover
    second = talk.stray()
    assert second.handover
    assert talk.turns[-1].handover is not None


def test_a_good_question_between_two_strays_starts_the_count_again() -> None:
    talk = Talk()
    talk.stray()
    talk.ask("return_reason")
    assert not talk.stray().handover


def test_a_no_between_two_strays_starts_the_count_again() -> None:
    talk = Talk()
    talk.ask("cancel_order")
    talk.stray()
    talk.talk("deny")
    assert not talk.stray().handover


def test_the_same_question_three_times_brings_a_person() -> None:
    talk = Talk()
    talk.ask("return_reason")
    assert not talk.ask("return_reason").handover
    third = talk.ask("return_reason")
    assert third.handover
    assert talk.turns[-1].handover is not None
    assert talk.turns[-1].handover.reason == "the same question three times"


def test_a_wish_for_a_person_is_met_with_a_summary() -> None:
    talk = Talk()
    talk.ask("cancel_order", order_number="PC-104223", email="aino@example.com")
    answer = talk.ask("human_handover", text="let me talk to somebody")
    assert answer.outcome is Outcome.HANDOVER
    note = talk.turns[-1].handover
    assert note is not None
    assert note.summary["asked"] == "let me talk to somebody"
    assert note.summary["number_typed"] == "PC-104223"
    assert "PC-104223" in str(note.summary["answer_before"])


def test_a_hand_over_is_noted_once_for_one_reason() -> None:
    talk = Talk()
    talk.ask("lightroom_plugin")
    assert talk.turns[-1].handover is not None
    talk.ask("lightroom_plugin")
    assert talk.turns[-1].handover is None


def test_only_a_button_that_was_offered_does_anything() -> None:
    talk = Talk()
    talk.ask("cancel_order")
    answer = talk.send("choice:AAAAAAAAAAAA")
    assert answer.outcome is Outcome.TALK
    assert answer.order is None
    stranger = Talk()
    assert stranger.send(talk.turns[0].answers[0].buttons[0].payload).outcome is Outcome.TALK


def test_a_typed_intent_payload_is_text() -> None:
    answer = Talk().hear(
        Reading('/human_handover{"order_number": "PC-104223"}', ranking("refund", first=0.2), Band.UNSURE)
    )
    assert answer.outcome is Outcome.CLARIFY


def test_thanks_and_goodbyes_are_met_in_kind() -> None:
    talk = Talk()
    for intent in ("greet", "thank", "affirm", "deny", "bot_challenge", "goodbye"):
        assert talk.talk(intent).outcome is Outcome.TALK


def test_a_new_topic_about_the_same_order_needs_no_number_again() -> None:
    talk = Talk(orders=(delivered("PC-104224", 3),))
    talk.ask("order_status", order_number="PC-104224", email="aino@example.com")
    answer = talk.ask("report_defect")
    assert answer.outcome is Outcome.EXCHANGE
    assert answer.order is not None


def test_every_answer_about_a_topic_ranks_three_candidates() -> None:
    talk = Talk()
    for answer in (talk.ask("cancel_order"), talk.type(order_number="PC-104223"), talk.type(email="aino@example.com")):
        assert len(answer.as_dict()["topics"]) >= 3
        assert answer.as_dict()["topics"][0]["id"] == "cancel_order"


def test_more_words_about_what_a_person_has_already_are_noted_and_not_answered_again() -> None:
    talk = Talk(orders=(delivered("PC-104224", 3),))
    first = talk.ask("report_defect", order_number="PC-104224", email="aino@example.com")
    more = talk.ask("report_defect", text="a white stripe over her face")
    assert first.outcome is more.outcome is Outcome.EXCHANGE
    assert "added that for the person" in more.text
    answer, _, _what_happens_next = first.text.rpartition("\n\n")
    assert answer in talk.talk("repeat").text, "what can be repeated is the answer, not the note"


def test_what_is_handed_over_does_not_offer_a_person_again() -> None:
    assert Talk().ask("lightroom_plugin").buttons == ()


def test_telling_nothing_that_helps_is_met_with_what_is_needed() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223")
    assert talk.talk("inform", "oh sorry").outcome is Outcome.NEEDS_ORDER
