"""Does the open desk keep what was said, and never leave anybody without an answer?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy.engine import Engine

from photodesk.asking import Asker, Role
from photodesk.cases.support import ANYBODY
from photodesk.conversation.log import ConversationLog, ForgetfulLog
from photodesk.settings import read_settings
from photodesk.store.accounts import SqlAccounts
from photodesk.store.articles import SqlArticleVersions
from photodesk.store.cases import SqlCases
from photodesk.store.conversations import SqlConversations
from photodesk.store.limits import SqlLimits
from photodesk.store.situations import SqlSituations
from photodesk.store.spent import SqlSpent
from photodesk.store.suggestions import SqlSuggestions
from photodesk.understanding.reading import Band, Question, Reading
from photodesk.wiring import MOST_WRONG_PROOFS_FOR_AN_ORDER, OpenDesk, given_up, on_wrong_proof
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
        SqlSpent(engine),
        SqlCases(engine),
        SqlSuggestions(engine),
        SqlAccounts(engine),
        ANYBODY,
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


def test_wrong_proofs_are_told_to_whoever_knows_where_they_come_from(engine: Engine) -> None:
    desk = open_desk(engine, SqlConversations(engine))
    told: list[str] = []
    token = on_wrong_proof.set(lambda: told.append("wrong"))
    try:
        id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
        desk.respond(id, asked(order_number="PC-104223"), "?")
        assert told == []
        desk.respond(id, asked(email="eve@example.com"), "?")
        assert told == ["wrong"]
        desk.respond(id, asked("cancel_order"), "?")
        assert told == ["wrong"], "it was not tried again"
        desk.respond(id, asked(email="aino@example.com"), "?")
    finally:
        on_wrong_proof.reset(token)
    assert told == ["wrong"]


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


def test_the_situation_of_each_question_is_kept_with_the_rule_that_answered_it(engine: Engine) -> None:
    desk = open_desk(engine, SqlConversations(engine))
    id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    reading = asked("cancel_order", order_number="PC-104223", email="aino@example.com")
    both = tuple(Question("?", ranking(topic), Band.SURE) for topic in ("cancel_order", "shop_address"))
    desk.respond(id, replace(reading, questions=both), "?")
    desk.respond(id, Reading("hello", ranking("greet"), Band.SURE), "hello")
    cancel, address = SqlSituations(engine).since(NOW.date())
    assert (cancel.topic, cancel.rule, cancel.language) == ("cancel_order", "cancel-9", "en")
    assert (cancel.situation["order"], cancel.situation["made by"]) == ("in_production", "own")
    assert (address.topic, address.situation["order"]) == ("shop_address", "unknown")
    assert "PC-104223" not in str([cancel.situation, address.situation])


def test_an_edited_knowledge_base_is_spoken_from_while_turns_go_on_as_they_began(engine: Engine) -> None:
    desk = open_desk(engine, ForgetfulLog())
    begun, old = desk.dialogue, desk.knowledge.article("refund", "en")
    edited = replace(old, text=old.text + "\nMore.", version="0123456789ab")
    english = desk.knowledge.languages["en"]
    page = replace(english, articles={**english.articles, "refund": edited})
    desk.use(replace(desk.knowledge, languages={"en": page}))
    assert begun.desk.knowledge.article("refund", "en") == old
    for speaking in (desk.dialogue.desk, desk.agents.desk, desk.writing.desk):
        assert speaking.knowledge.article("refund", "en") == edited
    assert desk.versions.text_of("refund", "en", "0123456789ab") == edited.text


def test_what_cannot_be_kept_for_those_who_follow_a_citation_is_not_spoken_from(engine: Engine) -> None:
    class Away(SqlArticleVersions):
        def remember(self, articles: Iterable[tuple[str, str, str, str]]) -> None:
            raise OSError("the database is away")

    desk = open_desk(engine, ForgetfulLog())
    before, desk.versions = desk.dialogue, Away(engine)
    with pytest.raises(OSError, match="away"):
        desk.use(replace(desk.knowledge, tables={}))
    assert desk.dialogue is before
    assert desk.knowledge.tables
