"""Does the desk find the order, however its number and proof come, and never somebody else's?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from photodesk.asking import Role
from photodesk.policy.table import Outcome
from tests.conversation.talking import AINOS, MIKKOS, Talk


def test_a_question_without_an_order_is_answered_in_general_and_an_order_is_offered() -> None:
    talk = Talk()
    answer = talk.ask("cancel_order")
    assert answer.outcome is Outcome.INFORMATION
    assert answer.order is None
    assert "Send me the order number" in answer.text
    assert [button.title for button in answer.buttons] == ["Look at my order"]


def test_number_then_email_then_the_answer_for_that_order() -> None:
    talk = Talk()
    talk.ask("cancel_order")
    asks = talk.type(order_number="PC-104223")
    assert asks.outcome is Outcome.NEEDS_ORDER
    assert "PC-104223" in asks.text
    answer = talk.type(email="aino@example.com")
    assert answer.outcome is Outcome.NOT_ALLOWED
    assert answer.order == AINOS
    assert answer.topic == "cancel_order"


def test_email_then_number_is_as_good() -> None:
    talk = Talk()
    talk.ask("cancel_order")
    assert talk.type(email="aino@example.com").outcome is Outcome.NEEDS_ORDER
    assert talk.type(order_number="PC-104223").outcome is Outcome.NOT_ALLOWED


def test_everything_in_one_message() -> None:
    answer = Talk().ask("cancel_order", order_number="PC-104223", postcode="00100")
    assert answer.outcome is Outcome.NOT_ALLOWED
    assert answer.order == AINOS


def test_a_number_without_proof_shows_nothing_and_asks_for_the_proof() -> None:
    answer = Talk().ask("order_status", order_number="PC-104223")
    assert answer.outcome is Outcome.NEEDS_ORDER
    assert answer.order is None
    assert "production" not in answer.text


def test_an_unknown_number_and_a_wrong_proof_get_the_same_reply() -> None:
    unknown, wrong = Talk(), Talk()
    first = unknown.ask("order_status", order_number="PC-999999", email="aino@example.com")
    second = wrong.ask("order_status", order_number="PC-104223", email="eve@example.com")
    assert first.text == second.text
    assert first.outcome is second.outcome is Outcome.NEEDS_ORDER
    assert first.order is second.order is None


def test_whether_a_number_exists_is_not_told_before_a_proof_is_given() -> None:
    known = Talk().ask("order_status", order_number="PC-104223")
    unknown = Talk().ask("order_status", order_number="PC-999999")
    assert known.text.replace("PC-104223", "N") == unknown.text.replace("PC-999999", "N")


def test_a_typing_error_in_the_address_is_corrected_alone() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223", email="aion@example.com")
    assert talk.type(email="aino@example.com").order == AINOS


def test_a_typing_error_in_the_number_is_corrected_alone() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104232", email="aino@example.com")
    assert talk.type(order_number="PC-104223").order == AINOS


def test_a_postcode_proves_after_a_wrong_address() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223", email="eve@example.com")
    assert talk.type(postcode="00100").order == AINOS


def test_the_same_wrong_proof_repeated_is_not_tried_again() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223", email="eve@example.com")
    talk.ask("order_status")
    assert talk.context.wrong_proofs == 1


def test_five_wrong_proofs_end_in_a_person_and_no_more_tries() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223")
    for guess in range(5):
        answer = talk.type(email=f"guess{guess}@example.com")
    assert answer.handover
    assert answer.outcome is Outcome.HANDOVER
    assert talk.turns[-1].handover is not None
    after = talk.type(email="aino@example.com")
    assert after.order is None
    assert after.handover


def test_every_attempt_is_reported_for_the_audit() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223", email="eve@example.com")
    assert talk.turns[-1].attempted == ("PC-104223", False)
    talk.type(email="aino@example.com")
    assert talk.turns[-1].attempted == ("PC-104223", True)


def test_a_proof_holds_for_the_conversation_and_for_the_customers_other_orders() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223", email="aino@example.com")
    second = talk.type(order_number="PC-104224")
    assert second.order is not None
    assert second.order.number == "PC-104224"
    assert second.topic == "order_status"
    again = talk.ask("cancel_order")
    assert again.order is not None
    assert again.order.number == "PC-104224"


def test_a_proof_does_not_open_another_customers_order() -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223", email="aino@example.com")
    answer = talk.type(order_number=MIKKOS.number)
    assert answer.order is None
    assert answer.outcome is Outcome.NEEDS_ORDER


def test_a_photographer_needs_no_proof_in_the_own_shop_and_gets_none_elsewhere() -> None:
    talk = Talk(Role.PHOTOGRAPHER)
    assert talk.ask("refund", order_number="PC-104223").order == AINOS
    stranger = Talk(Role.PHOTOGRAPHER)
    stranger.context = stranger.context.from_dict(
        stranger.context.as_dict() | {"asker": {"role": "photographer", "shop": "fjord"}}
    )
    refused = stranger.ask("refund", order_number="PC-104223")
    assert refused.order is None
    assert refused.outcome is Outcome.NEEDS_ORDER


def test_a_signed_in_customer_with_one_order_need_not_name_it() -> None:
    answer = Talk(email="mikko@example.com").ask("order_status")
    assert answer.order == MIKKOS


def test_a_signed_in_customer_with_several_orders_chooses_by_a_button() -> None:
    talk = Talk(email="aino@example.com")
    answer = talk.ask("order_status")
    assert answer.outcome is Outcome.NEEDS_ORDER
    chosen = talk.press("PC-104223, in production")
    assert chosen.order == AINOS
    assert chosen.topic == "order_status"


def test_an_order_before_any_question_is_met_with_what_can_be_asked_about_it() -> None:
    talk = Talk()
    answer = talk.type(order_number="PC-104223", email="aino@example.com")
    assert answer.order == AINOS
    assert answer.outcome is Outcome.CLARIFY
    assert talk.press("Cancel an order").outcome is Outcome.NOT_ALLOWED


def test_a_photo_code_is_not_taken_for_an_order() -> None:
    assert "photo code" in Talk().type(photo_code="K7M2Q9").text


def test_a_postcode_in_a_signature_is_no_proof_attempt() -> None:
    talk = Talk()
    talk.ask("return_reason", postcode="00100")
    assert talk.context.postcode is None


@pytest.mark.parametrize("asks", ["contact_support", "reminders"])
def test_a_digression_is_answered_and_the_way_back_is_shown(asks: str) -> None:
    talk = Talk()
    talk.ask("order_status", order_number="PC-104223")
    aside = talk.ask(asks)
    assert aside.topic == asks
    if not aside.handover:
        assert "PC-104223" in aside.text
    back = talk.type(email="aino@example.com")
    assert back.order == AINOS
    assert back.topic == "order_status"


def test_two_questions_that_share_a_button_are_both_answered_once_the_order_is_found() -> None:
    talk = Talk()
    talk.ask("cancel_order", "refund")
    talk.press("Look at my order")
    answer = talk.type(order_number="PC-104223", email="aino@example.com")
    assert [part.topic for part in answer.parts] == ["cancel_order", "refund"]


def test_no_means_that_the_order_is_not_wanted() -> None:
    talk = Talk()
    talk.ask("cancel_order")
    talk.talk("deny")
    assert talk.context.waiting == ()


def test_yes_after_the_offer_asks_for_the_number() -> None:
    talk = Talk()
    talk.ask("cancel_order")
    answer = talk.talk("affirm")
    assert answer.outcome is Outcome.NEEDS_ORDER
    assert "order number" in answer.text


def test_an_order_that_is_being_guessed_at_opens_for_nobody_new_and_a_person_helps() -> None:
    talk = Talk()
    talk.dialogue = replace(talk.dialogue, guessed=lambda shop, number: (shop, number) == ("lumi", "PC-104223"))
    answer = talk.ask("order_status", order_number="PC-104223", email="aino@example.com")
    assert answer.order is None
    assert answer.handover
    assert talk.ask("order_status", order_number="PC-104224", email="aino@example.com").order is not None
