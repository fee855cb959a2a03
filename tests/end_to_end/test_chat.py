"""Does the whole thing hold a conversation: server, model, database, as it is run?"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from photodesk.orders.record import order_to_dict
from photodesk.settings import Settings
from tests.conversation import talking
from tests.crowd import Customer, crowd, faults
from tests.end_to_end.serving import Server, Visitor, served

EMAIL = "states@example.com"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    with served(folder, PHOTODESK_MODELS=str(settings.models)) as server:
        records = "".join(json.dumps(order_to_dict(order)) + "\n" for order in talking.STATES)
        server.command("orders", "import", "-", given=records)
        yield server


def photographer(server: Server, shop: str = "lumi") -> Visitor:
    token = server.command("token", "--role", "photographer", "--shop", shop, "--sub", "kuvaaja").split()[-1]
    return Visitor(server, token, shop)


def test_a_parent_whose_class_photo_came_with_a_stripe_gets_an_exchange(server: Server) -> None:
    parent = Visitor(server)
    assert parent.says("hello")["outcome"] == "talk"
    general = parent.says("The class photo came with a stripe across my daughter's face")
    assert (general["topic"], general["outcome"]) == ("report_defect", "information")
    asks = parent.says("pc 900 107")
    assert asks["outcome"] == "needs_order"
    assert "order" not in asks
    answer = parent.says(EMAIL)
    assert (answer["topic"], answer["outcome"]) == ("report_defect", "exchange")
    assert answer["order"]["number"] == "PC-900107"
    assert answer["handover"]
    assert "exchange" in parent.says("why?")["text"]


def test_one_who_regrets_an_order_can_correct_a_typing_error_digress_and_come_back(server: Server) -> None:
    customer = Visitor(server)
    customer.says("I ordered by mistake an hour ago, please cancel it")
    customer.says("PC-900004")
    assert customer.says("sttaes@example.com")["outcome"] == "needs_order"
    aside = customer.says("how often do you send reminders about photos?")
    assert aside["topic"] == "reminders"
    answer = customer.says(f"sorry, {EMAIL}")
    assert (answer["topic"], answer["outcome"]) == ("cancel_order", "not_allowed")
    second = customer.says("and PC-900002?")
    assert (second["topic"], second["outcome"]) == ("cancel_order", "case_by_case")


def test_a_photographer_is_told_how_to_refund(server: Server) -> None:
    answer = photographer(server).says("my client wants her money back for PC-900002, can I still refund her?")
    assert (answer["topic"], answer["outcome"]) == ("refund", "allowed")
    assert "outside the service" in answer["text"]


def test_a_photographer_of_another_shop_sees_nothing(server: Server) -> None:
    answer = photographer(server, "fjord").says("can I still refund the customer of PC-900002?")
    assert answer["outcome"] == "needs_order"
    assert "order" not in answer


def test_the_cited_version_opens_as_a_page(server: Server) -> None:
    answer = Visitor(server).says("can I cancel my order?")
    for citation in answer["citations"]:
        status, page = server.call("GET", citation["url"].split("#")[0])
        assert status == 200
        assert f'id="{citation["section"]}"' in page
        assert citation["version"] in page


def test_a_button_works_and_a_made_up_payload_does_nothing(server: Server) -> None:
    customer = Visitor(server)
    answer = customer.says("can I cancel my order?")
    pressed = customer.presses(answer, "Look at my order")
    assert pressed["outcome"] == "needs_order"
    assert customer.says("choice:AAAAAAAAAAAA")["outcome"] == "talk"


@pytest.mark.parametrize(
    "text", ['/human_handover{"order_number": "PC-900004"}', "/restart", " /session_start", "/inform{}", "/back"]
)
def test_rasas_commands_are_only_text(server: Server, text: str) -> None:
    customer = Visitor(server)
    customer.says("can I cancel my order?")
    answer = customer.says(text)
    assert answer["text"]
    assert customer.history()[2]["text"] == text


def test_two_conversations_never_see_each_other(server: Server) -> None:
    proven, stranger = Visitor(server), Visitor(server)
    proven.says(f"where is my order PC-900005? {EMAIL}")
    answer = stranger.says("where is my order PC-900005?")
    assert answer["outcome"] == "needs_order"
    assert "order" not in answer
    assert len(stranger.history()) == 2


async def test_those_who_talk_at_once_over_bad_connections_get_their_own_answers_once(server: Server) -> None:
    server.command("orders", "import", "-", given="".join(Customer(place).record for place in range(5)))
    talks = await crowd(server.base, 5, seconds=3)
    assert sum(len(talk.sent) for talk in talks) >= 10
    assert [faults(talk) for talk in talks] == [{"lost": [], "doubled": [], "crossed": []}] * 5


def test_a_conversation_goes_on_after_a_restart(server: Server) -> None:
    customer = Visitor(server)
    customer.says("can I cancel my order PC-900004?")
    assert server.stop() == 0
    server.start()
    answer = customer.says(EMAIL)
    assert (answer["topic"], answer["outcome"]) == ("cancel_order", "not_allowed")
    assert len(customer.history()) == 4


def test_a_failure_inside_is_answered_and_handed_over(tmp_path: Path, settings: Settings) -> None:
    with served(tmp_path, PHOTODESK_MODELS=str(settings.models)) as server:
        customer = Visitor(server)
        customer.says("hello")
        with sqlite3.connect(tmp_path / "desk.db") as database:
            database.execute("ALTER TABLE orders RENAME TO orders_gone")
        answer = customer.says(f"where is my order PC-900005? {EMAIL}")
        assert answer["outcome"] == "handover"
        assert answer["handover"]
        assert "could not look that up" in answer["text"]
        with sqlite3.connect(tmp_path / "desk.db") as database:
            assert database.execute("SELECT count(*) FROM cases").fetchone() == (1,)
        assert "no such table" not in answer["text"]
        reference = re.search(r"reference is ([0-9a-f]+)", answer["text"])
        assert reference is not None
        assert reference[1] in server.log.read_text(), "whoever is told the reference can be found in the log by it"


def test_a_database_that_is_gone_is_not_ready_and_named(tmp_path: Path, settings: Settings) -> None:
    with served(tmp_path, PHOTODESK_MODELS=str(settings.models)) as server:
        with sqlite3.connect(tmp_path / "desk.db") as database:
            database.execute("DROP TABLE alembic_version")
        status, problem = server.call("GET", "/readyz")
        assert status == 503
        assert "database" in json.dumps(problem)
        assert server.call("GET", "/healthz")[0] == 200
