"""Is everything that was said kept, once, and erased when it must be?"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from rasa.shared.core.events import UserUttered
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import StatementError

from photodesk.conversation.log import AlreadyAnsweredError, Exchange, HandOver, Message, ProofAttempt, Standing
from photodesk.serving.tracker_store import BoundedTrackerStore
from photodesk.store.conversations import SqlConversations, UnknownConversationError, end_sessions, message_row
from photodesk.store.database import reading, writing
from photodesk.store.tables import cases, conversations, feedback, messages, proof_attempts

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
ANSWER: dict[str, Any] = {
    "topic": "cancel_order",
    "text": "No, it is in production.",
    "confidence": 0.97,
    "citations": [{"n": "ä€"}],
}
SORRY: dict[str, Any] = {"topic": None, "text": "Something broke here.", "handover": True}
WANTS_A_PERSON = HandOver("lumi", "lumi", "asked for a person", {"topics": ["refund"], "order": None})


@pytest.fixture
def log(engine: Engine) -> SqlConversations:
    log = SqlConversations(engine)
    for id in ("ainos", "mikkos"):
        who = {"shop": "lumi", "role": "consumer", "subject": None, "email": None, "queue": "lumi"}
        log.create(id, **who, locale="en", context={"number": None}, at=NOW)
    return log


def turn(log: SqlConversations, id: str = "ainos", **changed: Any) -> list[int]:
    plain: dict[str, Any] = {
        "at": NOW,
        "text": "can I cancel?",
        "answers": [ANSWER],
        "context": {"topic": "cancel_order"},
    }
    return log.record(id, Exchange(**plain | changed))


def agents_words(engine: Engine, id: str, text: str) -> int:
    with writing(engine) as connection:
        return int(connection.execute(insert(messages), message_row(id, NOW, "agent", text)).inserted_primary_key[0])


def rows(engine: Engine, table: Any) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def test_a_conversation_remembers_what_it_began_with(log: SqlConversations, engine: Engine) -> None:
    assert log.load("ainos") == {"number": None}
    row = rows(engine, conversations)[0]
    assert (row["shop"], row["role"], row["locale"], row["created_at"]) == ("lumi", "consumer", "en", NOW)


def test_a_conversation_that_never_was_is_none(log: SqlConversations) -> None:
    assert log.load("eves") is None
    assert log.history("eves") == []


def test_a_turn_keeps_the_question_every_answer_and_the_new_context(log: SqlConversations, engine: Engine) -> None:
    later = NOW + timedelta(minutes=1)
    turn(log, answers=[ANSWER, SORRY], at=later)
    assert log.load("ainos") == {"topic": "cancel_order"}
    first, second, third = log.history("ainos")
    assert first == Message(first.id, later, "asker", "can I cancel?", None)
    assert second == Message(second.id, later, "desk", ANSWER["text"], ANSWER)
    assert third == Message(third.id, later, "desk", SORRY["text"], SORRY)
    assert first.id < second.id < third.id
    assert {row["id"]: row["updated_at"] for row in rows(engine, conversations)} == {"ainos": later, "mikkos": NOW}


def test_a_turn_names_its_answers(log: SqlConversations) -> None:
    ids = turn(log, answers=[ANSWER, SORRY])
    assert ids == [message.id for message in log.history("ainos") if message.author == "desk"]


def test_a_message_that_was_answered_is_not_recorded_again(log: SqlConversations, engine: Engine) -> None:
    turn(log, client_id="one", text="first", handover=WANTS_A_PERSON)
    turn(log, client_id="two", text="second", answers=[SORRY])
    agents_words(engine, "ainos", "I am looking into it")
    before = log.history("ainos")
    for again in (
        lambda: turn(log, client_id="one", context={"changed": True}, attempt=ProofAttempt("lumi", "1", False)),
        lambda: turn(log, answers=[SORRY], context=None, handover=WANTS_A_PERSON, client_id="two"),
    ):
        with pytest.raises(AlreadyAnsweredError):
            again()
    assert log.history("ainos") == before
    assert log.load("ainos") == {"topic": "cancel_order"}
    assert not rows(engine, proof_attempts)
    assert [message.text for message in log.replies("ainos", "one")] == [ANSWER["text"]]
    assert [message.text for message in log.replies("ainos", "two")] == [SORRY["text"]]
    assert log.replies("mikkos", "one") == []


def test_an_id_of_the_client_is_its_own_conversations(log: SqlConversations) -> None:
    turn(log, "ainos", client_id="one")
    turn(log, "mikkos", client_id="one")
    turn(log, "mikkos")
    turn(log, "mikkos")
    assert len(log.history("mikkos")) == 6


def test_the_newest_word_on_an_answer_counts(log: SqlConversations, engine: Engine) -> None:
    [said] = turn(log)
    assert log.rate("ainos", said, True, NOW)
    assert log.rate("ainos", said, False, NOW)
    assert rows(engine, feedback) == [{"message_id": said, "helpful": False, "at": NOW}]


def test_what_the_desk_did_not_say_here_is_not_rated(log: SqlConversations, engine: Engine) -> None:
    [said] = turn(log)
    assert not log.rate("mikkos", said, True, NOW)
    assert not log.rate("ainos", said - 1, True, NOW)
    assert not rows(engine, feedback)


def test_everything_on_a_conversation_is_shown_and_can_be_erased(log: SqlConversations, engine: Engine) -> None:
    store = BoundedTrackerStore(host=engine.url.render_as_string(hide_password=False))
    for id in ("ainos", "mikkos"):
        tracker = store.init_tracker(id)
        tracker.update(UserUttered(f"{id} said"))
        asyncio.run(store.save(tracker))
        [said] = turn(log, id, text=f"{id} asked", handover=WANTS_A_PERSON)
        log.rate(id, said, True, NOW)
    store.close()
    held = log.everything("ainos")
    assert {name: len(found) for name, found in held.items() if found} == {
        "conversations": 1,
        "messages": 2,
        "feedback": 1,
        "cases": 1,
        "tallies": 1,
        "events": 1,
    }
    assert "mikkos" not in str(held)
    others = log.everything("mikkos")
    assert log.delete("ainos")
    assert not any(log.everything("ainos").values())
    assert log.everything("mikkos") == others
    assert log.standing("ainos") is None
    assert log.standing("mikkos") == Standing("lumi", False)


def test_one_persons_messages_are_not_in_anothers_history(log: SqlConversations) -> None:
    turn(log, "ainos", text="Aino's question")
    turn(log, "mikkos", text="Mikko's question")
    assert [message.text for message in log.history("mikkos")] == ["Mikko's question", ANSWER["text"]]


def test_a_page_that_was_away_gets_only_what_it_missed(log: SqlConversations, engine: Engine) -> None:
    turn(log)
    seen = log.history("ainos")[-1].id
    agents = agents_words(engine, "ainos", "Hello, this is Ville.")
    assert [message.id for message in log.history("ainos", after=seen)] == [agents]
    assert log.history("ainos", after=agents) == []


def test_a_turn_that_cannot_be_kept_whole_is_not_kept_at_all(log: SqlConversations) -> None:
    with pytest.raises(StatementError):
        turn(log, answers=[ANSWER, {"text": "half", "at": NOW}])  # a time is no JSON
    assert log.load("ainos") == {"number": None}
    assert log.history("ainos") == []


def test_nothing_is_said_in_a_conversation_that_is_not_there(log: SqlConversations) -> None:
    with pytest.raises(UnknownConversationError):
        turn(log, "eves")
    assert not log.listen("eves", NOW, "Hello?", None)
    assert log.history("eves") == []


def test_an_ended_session_stands_nowhere_and_what_was_said_stays(log: SqlConversations) -> None:
    turn(log)
    log.end("ainos", NOW)
    assert log.standing("ainos") is None
    assert log.standing("mikkos") is not None
    assert len(log.history("ainos")) == 2
    turn(log, text="what a turn under way still says")


def test_the_sessions_of_one_person_or_of_a_whole_shop_can_be_ended(log: SqlConversations, engine: Engine) -> None:
    for id, shop, subject in (("kaisas", "lumi", "kaisa"), ("pekkas", "lumi", "pekka"), ("others", "fjord", "kaisa")):
        who = {"shop": shop, "role": "photographer", "subject": subject, "email": None, "queue": "lumi"}
        log.create(id, **who, locale="en", context={}, at=NOW)
    ids = ["ainos", "mikkos", "kaisas", "pekkas", "others"]
    assert end_sessions(engine, "lumi", "kaisa", NOW) == 1
    assert [id for id in ids if log.standing(id)] == ["ainos", "mikkos", "pekkas", "others"]
    assert end_sessions(engine, "lumi", None, NOW) == 3
    assert [id for id in ids if log.standing(id)] == ["others"]


def test_whatever_people_type_can_be_kept(log: SqlConversations) -> None:
    turn(log, text="peruuta 😀 \0 \ud83d tilaus", context={"typed": "\0 \ud83d"})
    assert log.history("ainos")[0].text == "peruuta 😀 \N{REPLACEMENT CHARACTER} ? tilaus"
    assert log.load("ainos") == {"typed": "\0 \ud83d"}


def test_a_failure_is_kept_and_handed_over_and_the_context_stays(log: SqlConversations, engine: Engine) -> None:
    turn(log, answers=[SORRY], context=None, handover=WANTS_A_PERSON)
    assert log.load("ainos") == {"number": None}
    assert [message.author for message in log.history("ainos")] == ["asker", "desk"]
    assert [row["conversation_id"] for row in rows(engine, cases)] == ["ainos"]


def test_a_person_who_asks_twice_waits_once_with_the_newest_summary(log: SqlConversations, engine: Engine) -> None:
    turn(log, handover=WANTS_A_PERSON)
    turn(log, at=NOW + timedelta(minutes=5), handover=HandOver("lumi", "lumi", "is angry", {"order": "PC-104223"}))
    turn(log, "mikkos", handover=WANTS_A_PERSON)
    ainos, mikkos = sorted(rows(engine, cases), key=lambda row: str(row["conversation_id"]))
    assert (ainos["reason"], ainos["summary"]) == ("is angry", {"order": "PC-104223"})
    assert (ainos["opened_at"], ainos["state"], ainos["shop"]) == (NOW, "open", "lumi")
    assert mikkos["reason"] == "asked for a person"


def test_guessing_at_one_order_is_counted_over_all_conversations(log: SqlConversations) -> None:
    turn(log, attempt=ProofAttempt("lumi", "PC-104223", False))
    turn(log, "mikkos", attempt=ProofAttempt("lumi", "pc 104 223", False))
    turn(log, "mikkos", attempt=ProofAttempt("lumi", "#104223", False), at=NOW + timedelta(hours=1))
    turn(log, attempt=ProofAttempt("lumi", "PC-104223", True))
    turn(log, attempt=ProofAttempt("lumi", "PC-999999", False))
    turn(log, attempt=ProofAttempt("fjord", "PC-104223", False))
    assert log.failed_proofs("lumi", "PC-104223", since=NOW) == 3
    assert log.failed_proofs("lumi", "104223", since=NOW + timedelta(minutes=1)) == 1
    assert log.failed_proofs("lumi", "PC-104224", since=NOW) == 0


def test_a_guess_of_any_length_is_kept(log: SqlConversations) -> None:
    turn(log, attempt=ProofAttempt("lumi", "x\0" * 4000, False))
    assert log.failed_proofs("lumi", "X" * 4000, since=NOW) == 1


def test_a_deleted_conversation_leaves_nothing_behind(log: SqlConversations, engine: Engine) -> None:
    for id in ("ainos", "mikkos"):
        turn(log, id, handover=WANTS_A_PERSON, attempt=ProofAttempt("lumi", "PC-104223", False))
    assert log.delete("ainos") is True
    assert log.delete("ainos") is False
    assert log.load("ainos") is None
    with reading(engine) as connection:
        for table in (messages, cases, proof_attempts):
            left = connection.execute(select(func.count(), func.min(table.c.conversation_id)).select_from(table)).one()
            assert left == ((2, "mikkos") if table is messages else (1, "mikkos"))


def test_a_messages_id_is_never_given_again(log: SqlConversations, engine: Engine) -> None:
    last = agents_words(engine, "ainos", "Hello.")
    log.delete("ainos")
    assert agents_words(engine, "mikkos", "Hello.") > last
