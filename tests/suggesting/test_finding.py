"""Is the order of a letter found when there is one, and never guessed at when there are two?"""

from __future__ import annotations

from photodesk.asking import Role
from photodesk.suggesting.finding import Found, find_order
from photodesk.understanding.reading import Band, Reading
from tests.conversation.talking import AINOS, AINOS_SECOND, MIKKOS, entities, ranking
from tests.fakes import InMemoryOrderBook

BOOK = InMemoryOrderBook([AINOS, AINOS_SECOND, MIKKOS])


def found(
    number: str | None = None,
    sender: str | None = None,
    shop: str = "lumi",
    asker: Role = Role.CONSUMER,
    **typed: str,
) -> Found:
    reading = Reading("?", ranking("order_status"), Band.SURE, (), entities(**typed))
    return find_order(BOOK, shop, reading, asker=asker, number=number, sender=sender)


def codes(result: Found) -> list[str]:
    return [caution.code for caution in result.cautions]


def test_a_number_in_the_text_finds_it() -> None:
    assert found(order_number="pc 200 001") == Found((MIKKOS,), by="number")


def test_a_number_that_was_given_counts_before_one_in_the_text() -> None:
    assert found(number="PC-200001", order_number="PC-104223").orders == (MIKKOS,)


def test_the_senders_only_order_is_found_by_the_address() -> None:
    assert found(sender="Mikko@example.com") == Found((MIKKOS,), by="address")
    assert found(email="mikko@example.com") == Found((MIKKOS,), by="address")


def test_a_number_that_does_not_exist_is_told_and_the_senders_order_may_be_meant() -> None:
    result = found(order_number="PC-999999", sender="mikko@example.com")
    assert (result.orders, result.candidates, result.missing) == ((), (MIKKOS,), ("PC-999999",))
    assert codes(result) == ["order_not_found"]
    assert "PC-999999" in result.cautions[0].text


def test_two_orders_that_fit_are_shown_and_neither_is_taken() -> None:
    result = found(sender="aino@example.com")
    assert result.orders == ()
    assert set(result.candidates) == {AINOS, AINOS_SECOND}
    assert codes(result) == ["several_orders"]
    assert "PC-104223 (in production)" in result.cautions[0].text


def test_orders_that_the_letter_names_are_all_meant() -> None:
    typed = (*entities(order_number="PC-104223"), *entities(order_number="PC-200001"))
    reading = Reading("?", ranking("order_status"), Band.SURE, (), typed)
    result = find_order(BOOK, "lumi", reading, asker=Role.CONSUMER, number=None, sender="aino@example.com")
    assert result.orders == (AINOS, MIKKOS)
    assert result.is_strangers, "one of them is not the sender's"
    assert codes(result) == ["several_orders", "address_differs"]


def test_a_photo_code_tells_which_of_the_senders_orders_is_meant() -> None:
    assert found(sender="mikko@example.com", photo_code="K7M2Q9").orders == (MIKKOS,)
    several = found(photo_code="K7M2Q9")
    assert several.by == "code"
    assert len(several.candidates) == 3


def test_an_address_that_is_not_on_the_order_is_told() -> None:
    result = found(order_number="PC-104223", sender="eve@example.com")
    assert result.orders == (AINOS,)
    assert result.is_strangers
    assert codes(result) == ["address_differs"]


def test_a_letter_from_another_address_may_give_the_proof_that_the_chat_asks_for() -> None:
    for proof in ({"email": "aino@example.com"}, {"postcode": "00100"}):
        result = found(order_number="PC-104223", sender="eve@example.com", **proof)
        assert (result.orders, result.is_strangers) == ((AINOS,), False)
        assert codes(result) == ["address_differs"]
    assert found(order_number="PC-104223", sender="eve@example.com", postcode="00200").is_strangers


def test_a_photographers_own_address_is_on_no_order_of_theirs() -> None:
    result = found(order_number="PC-104223", sender="kim@studio.example", asker=Role.PHOTOGRAPHER)
    assert (result.orders, result.is_strangers) == ((AINOS,), False)
    assert codes(result) == ["sender_not_known"]
    theirs = found(email="mikko@example.com", sender="kim@studio.example", asker=Role.PHOTOGRAPHER)
    assert theirs.orders == (MIKKOS,)


def test_another_shops_order_is_not_found() -> None:
    assert found(shop="fjord", order_number="PC-104223").orders == ()
    assert found(shop="fjord", sender="aino@example.com").orders == ()
    assert found(shop="fjord", photo_code="K7M2Q9") == Found()
