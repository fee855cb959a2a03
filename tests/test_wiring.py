"""Does the open desk keep what was said, and never leave anybody without an answer?"""

from __future__ import annotations

from dataclasses import replace
from threading import Event

from sqlalchemy.engine import Engine

from photodesk.asking import Asker, Role
from photodesk.conversation.log import ConversationLog, ForgetfulLog
from photodesk.settings import read_settings
from photodesk.store.articles import SqlArticleVersions
from photodesk.store.conversations import SqlConversations
from photodesk.store.limits import SqlLimits
from photodesk.understanding.reading import Band, Reading
from photodesk.wiring import MOST_WRONG_PROOFS_FOR_AN_ORDER, OpenDesk, given_up
from tests.conversation.talking import AINOS, NOW, entities, knowledge, ranking
from tests.fakes import InMemoryOrderBook


def open_desk(engine: Engine, log: ConversationLog) -> OpenDesk:
    book = InMemoryOrderBook([AINOS])
    return OpenDesk(
        read_settings({}),
        knowledge(),
        SqlArticleVersions(engine),
        log,
        book,
        SqlLimits(engine),
        lambda: "ok",
        clock=lambda: NOW,
    )


def asked(topic: str = "order_status", **typed: str) -> Reading:
    return Reading("?", ranking(topic), Band.SURE, (), entities(**typed))


def test_an_old_version_of_an_article_stays_readable(engine: Engine) -> None:
    desk = open_desk(engine, ForgetfulLog())
    old = desk.knowledge.article("refund", "en")
    edited = replace(old, text=old.text + "\nMore.", version="0123456789ab")
    pages = {
        "en": replace(
            desk.knowledge.languages["en"], articles={**desk.knowledge.languages["en"].articles, "refund": edited}
        )
    }
    later = replace(desk, knowledge=replace(desk.knowledge, languages=pages))
    shown = later.article("refund", "en", old.version)
    assert shown is not None
    assert shown.text == old.text
    assert later.article("refund", "en", None) == edited
    assert later.article("refund", "en", "ffffffffffff") is None
    assert later.article("no_topic", "en", None) is None


def test_guessing_at_an_order_in_ever_new_conversations_ends(engine: Engine) -> None:
    desk = open_desk(engine, SqlConversations(engine))
    for guess in range(MOST_WRONG_PROOFS_FOR_AN_ORDER):
        id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
        desk.respond(id, asked(order_number="PC-104223", email=f"guess{guess}@example.com"), "?")
    id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    answer = desk.respond(id, asked(order_number="PC-104223", email="aino@example.com"), "?")[0]
    assert "order" not in answer
    assert answer["handover"]


def test_a_line_of_a_batch_is_answered_as_if_it_stood_alone(engine: Engine) -> None:
    desk = open_desk(engine, ForgetfulLog())
    guesses = (f"guess{guess}@example.com" for guess in range(MOST_WRONG_PROOFS_FOR_AN_ORDER))
    for email in (*guesses, "aino@example.com"):
        id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
        answer = desk.respond(id, asked(order_number="PC-104223", email=email), "?")[0]
    assert answer["order"]["number"] == "PC-104223"


def test_whatever_breaks_is_answered_and_handed_over(engine: Engine) -> None:
    log = ForgetfulLog()
    desk = open_desk(engine, log)
    id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    answer = desk.respond(id, asked("no_such_topic"), "hello?")[0]
    assert answer["handover"]
    assert log.handovers[0].summary["asked"] == "hello?"
    assert answer["text"].count(log.handovers[0].summary["reference"]) == 1


def test_a_turn_that_was_given_up_is_not_kept_when_it_ends_after_all(engine: Engine) -> None:
    log = ForgetfulLog()
    desk = open_desk(engine, log)
    id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    before = log.contexts[id]
    over = Event()
    over.set()
    token = given_up.set(over)
    try:
        desk.respond(id, asked(order_number="PC-104223"), "?")
    finally:
        given_up.reset(token)
    assert log.contexts[id] == before
    assert not log.messages[id]
    assert not log.handovers


def test_a_button_that_failed_reads_as_its_title_like_any_other(engine: Engine) -> None:
    log = ForgetfulLog()
    desk = open_desk(engine, log)
    id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    button = desk.respond(id, asked("cancel_order"), "can I cancel?")[0]["buttons"][0]
    desk.failure(id, button["payload"], "1a2b3c4d")
    assert [message.text for message in log.messages[id] if message.author == "asker"] == [
        "can I cancel?",
        button["title"],
    ]
    assert log.handovers[0].summary["asked"] == button["title"]


def test_even_the_last_resort_answers_when_nothing_can_be_stored(engine: Engine) -> None:
    class Broken(ForgetfulLog):
        def load(self, id: str) -> None:
            raise OSError("the disk is gone")

    desk = open_desk(engine, Broken())
    assert desk.respond("nobody", asked(), "hello?")[0]["handover"]


def test_a_conversation_of_rasas_own_channels_is_a_strangers(engine: Engine) -> None:
    desk = open_desk(engine, ForgetfulLog())
    answer = desk.respond("default", asked(order_number="PC-104223"), "?")[0]
    assert answer["outcome"] == "needs_order"
    assert "order" not in answer
