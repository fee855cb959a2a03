"""Is everything that is held about a person found, shown and erased, and nothing of anybody else?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from rasa.shared.core.events import UserUttered
from sqlalchemy import JSON, Text, delete, insert, inspect, select, update
from sqlalchemy.engine import Engine

from photodesk.asking import Asker, Role
from photodesk.cases.case import CaseState
from photodesk.conversation.context import Context
from photodesk.conversation.log import Exchange, HandOver, ProofAttempt, new_conversation_id
from photodesk.orders.importing import Accepted
from photodesk.privacy import Address, Keeping, NoAddressError
from photodesk.serving import tracker_store
from photodesk.serving.tracker_store import BoundedTrackerStore
from photodesk.settings import read_settings
from photodesk.store import database, privacy, sweeping
from photodesk.store.cases import SqlCases
from photodesk.store.conversations import SqlConversations
from photodesk.store.database import open_database, reading, rewrite_file, writing
from photodesk.store.orders import import_orders, orders_under
from photodesk.store.privacy import Found
from photodesk.store.suggestions import SqlSuggestions
from photodesk.store.tables import audit, case_notes, cases, conversations, events, metadata, notices, seen, situations
from tests.conversation.talking import AINOS, MIKKOS
from tests.test_wiring import asked, open_desk

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
KEY = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0="
AINO, MIKKO = Address.of("aino@example.com"), Address.of("mikko@example.com")
NOTHING = Found({})
LUMI = frozenset({"lumi"})
CONTEXT = Context(Asker(Role.CONSUMER, "lumi"))
KEEPING = Keeping.of(read_settings({}))


@pytest.fixture(params=["plain", "sealed"])
def keys(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return (KEY,) if request.param == "sealed" else ()


@pytest.fixture
def desk(engine: Engine, keys: tuple[str, ...]) -> Iterator[Desk]:
    opened = Desk(engine, keys)
    yield opened
    opened.close()


class Desk:
    """The store of a running desk, with or without a key."""

    def __init__(self, engine: Engine, keys: tuple[str, ...]) -> None:
        url = engine.url.render_as_string(hide_password=False)
        self.engine = open_database(url, keys)
        self.log = SqlConversations(self.engine, lambda *_: ())
        self.book = SqlCases(self.engine)
        self.tracker_store = BoundedTrackerStore(host=url, text_keys=keys)
        self.empty_rasas_table()

    def empty_rasas_table(self) -> None:
        """The fixture of the database does not know it."""
        with writing(self.engine) as connection:
            connection.execute(delete(events))

    def close(self) -> None:
        self.empty_rasas_table()
        self.tracker_store.close()
        self.engine.dispose()

    def begin(self, context: Context = CONTEXT, *, email: str | None = None, at: datetime = NOW) -> str:
        id, asker = new_conversation_id(), context.asker
        self.log.create(
            id,
            shop=asker.shop,
            role=asker.role.value,
            subject=asker.subject,
            email=email,
            locale="en",
            queue="lumi",
            context=context.as_dict(),
            at=at,
        )
        return id

    def say(self, id: str, text: str, context: Context = CONTEXT, *, at: datetime = NOW, **came_of_it: Any) -> None:
        """A turn with all that is kept of it; the desk says the same back."""
        answers = [{"text": f"You said: {text}"}]
        [said] = self.log.record(id, Exchange(at, text, answers, context.as_dict(), **came_of_it))
        self.log.rate(id, said, True, at)
        self.track(id, text, at)

    def track(self, id: str, text: str, at: datetime = NOW) -> None:
        tracker = self.tracker_store.init_tracker(id)
        tracker.update(UserUttered(text, timestamp=at.timestamp()))
        asyncio.run(self.tracker_store.save(tracker))

    def hand_over(self, id: str, email: str | None = None, at: datetime = NOW) -> int:
        handover = HandOver("lumi", "lumi", "asked for a person", {"asked": "a person"}, email)
        self.say(id, "a person", handover=handover, at=at)
        with writing(self.engine) as connection:
            case = int(connection.execute(select(cases.c.id).where(cases.c.conversation_id == id)).scalar_one())
            row = {"case_id": case, "channel": "mail", "about": "case.opened", "made_at": at, "attempts": 0}
            connection.execute(insert(notices), row)
            looked = {"conversation_id": id, "agent": "Maija", "message_id": 1, "at": at, "writes": False}
            connection.execute(insert(seen), looked)
        self.suggest("What do I tell her?", case, at=at)
        self.jot("she called as well", case, at=at)
        return case

    def jot(self, text: str, case: int, *, at: datetime = NOW) -> None:
        """An agent's note."""
        with writing(self.engine) as connection:
            connection.execute(insert(case_notes), {"case_id": case, "at": at, "agent": "Maija", "text": text})

    def suggest(self, text: str, case: int | None = None, *, at: datetime = NOW) -> str:
        """What an agent asked for, of a case or of a mail that has none, and what became of it."""
        log, id = SqlSuggestions(self.engine), new_conversation_id()
        draft = {"draft": "Dear customer, …", "topic": "refund", "outcome": "allowed"}
        log.keep(id=id, at=at, queue="lumi", agent="Maija", case=case, asked={"text": text}, suggestions=[draft])
        return id

    def close_case(self, case: int, at: datetime) -> None:
        said, context = {"text": "The desk is back."}, CONTEXT.as_dict()
        self.book.end(case, LUMI, "Maija", at, state=CaseState.CLOSED, reason="answered", said=said, context=context)

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        stays = ("article_versions", "audit", "tallies")
        tables = [table for table in metadata.sorted_tables if table.name not in stays]
        with reading(self.engine) as connection:
            return {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in (*tables, events)
            }

    def audited(self) -> list[dict[str, Any]]:
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(select(audit).order_by(audit.c.id)).mappings()]


def all_of(*ids: str) -> Found:
    return Found(dict.fromkeys(ids, ()))


def the_rows(desk: Desk) -> dict[str, int]:
    return {name: len(found) for name, found in desk.everything().items() if found}


def test_no_table_is_forgotten(desk: Desk) -> None:
    with reading(desk.engine) as connection:
        of_people = set(privacy.held_on(connection, "nobodys"))
    orders = {"orders", "order_lines", "charges", "shipments", "order_history"}
    of_staff = {"accounts", "desk_sessions"}
    of_nobody = {"article_versions", "rate_limits", "spent", "accounts", "desk_sessions"}
    assert of_people == {*metadata.tables, "events"} - orders - of_staff - of_nobody


def test_what_is_kept_in_the_open_is_known(desk: Desk) -> None:
    """Words of people are SecretText or SecretJSON; whoever adds another column says here that it has none."""
    with reading(desk.engine) as connection:
        of_people = set(privacy.held_on(connection, "nobodys"))
    open_texts = {
        f"{table.name}.{column.name}"
        for table in (*metadata.sorted_tables, events)
        if table.name in of_people
        for column in table.c
        if isinstance(column.type, (Text, JSON)) and not column.name.endswith("id")
    }
    assert open_texts == {
        *(f"conversations.{name}" for name in ("shop", "role", "subject", "locale", "queue")),
        *("messages.author", "messages.name"),
        *(f"cases.{name}" for name in ("shop", "queue", "state", "agent")),
        *("notices.channel", "notices.about", "case_notes.agent", "seen.agent"),
        *("chatwoot_links.inbox", "chatwoot_jobs.inbox", "chatwoot_jobs.key"),
        *(f"suggestions.{name}" for name in ("queue", "agent", "topic", "outcome", "verdict")),
        *(f"situations.{name}" for name in ("shop", "language", "topic", "situation", "rule")),
        *(f"tallies.{name}" for name in ("shop", "queue", "what", "topic", "became", "why", "afterwards")),
        *("proof_attempts.shop", "proof_attempts.number"),
        *("audit.actor", "audit.action"),
        *("events.type_name", "events.intent_name", "events.action_name"),
    }


# An address in a text


@pytest.mark.parametrize(
    "text",
    [
        "aino@example.com",
        "My address is AINO@Example.COM.",
        "mailto:aino@example.com",
        "<aino@example.com>, 'aino@example.com'",
        "aino @example.com",
        "aino (at) example.com",
        "aino＠example.com",
        "first line\naino@example.com\nlast line",
    ],
)
def test_an_address_is_found_however_it_is_written(text: str) -> None:
    assert AINO.is_in(text)
    assert AINO.is_in({"said": [{"deep": text}, 1, None]})


@pytest.mark.parametrize(
    "text",
    [
        "maino@example.com",
        "kari.aino@example.com",
        "kari+aino@example.com",
        "aino@example.com.au",
        "aino@example.community",
        "aino@example.com-shop.fi",
        "ainoXexample.com",
        "aino at example.com",
        "",
    ],
)
def test_a_longer_address_is_somebody_elses(text: str) -> None:
    assert not AINO.is_in(text)


@pytest.mark.parametrize("text", ["", "aino", "@example.com", "aino@", "aino@example.com mikko@example.com"])
def test_what_is_no_address_finds_nobody(text: str) -> None:
    with pytest.raises(NoAddressError):
        Address.of(text)


# What is held about a person


def test_a_person_is_found_wherever_the_address_came_to_lie(desk: Desk) -> None:
    asker = CONTEXT.asker
    proven = desk.begin(replace(CONTEXT, asker=asker.with_proof("Aino@Example.com")))
    by_token = desk.begin(email="aino@example.com")
    typed = desk.begin(replace(CONTEXT, email="AINO@example.com "))
    left = desk.begin(replace(CONTEXT, contact="aino@example.com"))
    answered = desk.begin()
    desk.hand_over(answered, "aino@example.com")
    said = desk.begin()
    desk.say(said, "I am AINO@example.com!")
    photographers = desk.begin(replace(CONTEXT, asker=Asker(Role.PHOTOGRAPHER, "lumi", "kai")))
    desk.say(photographers, "where is the order of aino@example.com?")
    mikkos = desk.begin(email="mikko@example.com")
    desk.say(mikkos, "I am mikko@example.com, not maino@example.com")
    assert privacy.find(desk.engine, AINO).conversations == {
        proven: ["proven"],
        by_token: ["proven"],
        typed: ["typed"],
        left: ["contact"],
        answered: ["contact"],
        said: ["said"],
        photographers: ["said"],
    }
    assert privacy.find(desk.engine, MIKKO).conversations == {mikkos: ["proven", "said"]}
    assert privacy.find(desk.engine, Address.of("eve@example.com")) == NOTHING


def test_whom_the_shop_has_named_is_found_under_the_same_name(desk: Desk) -> None:
    ainos = replace(CONTEXT, asker=Asker(Role.CONSUMER, "lumi", "customer-7"))
    named, unnamed = desk.begin(ainos, email="aino@example.com"), desk.begin(ainos)
    desk.begin(replace(CONTEXT, asker=Asker(Role.CONSUMER, "fjord", "customer-7")))
    desk.begin(replace(CONTEXT, asker=Asker(Role.CONSUMER, "lumi", "customer-8")))
    assert privacy.find(desk.engine, AINO).conversations == {named: ["proven"], unnamed: ["same person"]}


def test_a_photographer_who_names_an_address_is_not_taken_for_its_owner(desk: Desk) -> None:
    kai = replace(CONTEXT, asker=Asker(Role.PHOTOGRAPHER, "lumi", "kai"))
    about_her, another = desk.begin(kai), desk.begin(kai)
    desk.say(about_her, "where is the order of aino@example.com?", kai)
    desk.say(another, "and of mikko@example.com?", kai)
    assert list(privacy.find(desk.engine, AINO).conversations) == [about_her]


def test_many_conversations_are_found_page_by_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PAGE", 2)
    ids = [desk.begin() for _ in range(5)]
    for id in ids:
        desk.log.record(id, Exchange(NOW, "aino@example.com", [], {}))
    found = privacy.find(desk.engine, AINO)
    assert sorted(found.conversations) == sorted(ids)
    assert [one.messages for one in privacy.outline(desk.engine, found)] == [1] * 5
    assert privacy.erase_all(desk.engine, found, NOW)["conversations"] == 5
    assert privacy.outline(desk.engine, found) == []


def test_all_that_is_held_about_a_person_is_shown(desk: Desk) -> None:
    id = desk.begin(email="aino@example.com")
    desk.say(id, "PC-104223", attempt=ProofAttempt("lumi", "PC-104223", False))
    desk.close_case(desk.hand_over(id, "aino@example.com"), NOW)
    [held] = privacy.held_about(desk.engine, AINO)["conversations"]
    assert held.pop("found_by") == ["contact", "proven"]
    assert {name: len(found) for name, found in held.items() if found} == {
        "conversations": 1,
        "messages": 5,
        "feedback": 2,
        "cases": 1,
        "notices": 1,
        "suggestions": 1,
        "case_notes": 1,
        "seen": 1,
        "audit": 1,
        "tallies": 2,
        "proof_attempts": 1,
        "events": 2,
    }
    to_asker = {name: rows for name, rows in held.items() if name not in ("suggestions", "case_notes", "seen")}
    assert desk.log.everything(id) == to_asker
    assert held["messages"][0]["text"] == "PC-104223"
    assert "actor" not in held["audit"][0]


def test_orders_are_found_by_the_address_in_all_shops(engine: Engine) -> None:
    elsewhere = replace(AINOS, shop="fjord", email="Aino@EXAMPLE.com")
    import_orders(engine, [Accepted(line, order) for line, order in enumerate((AINOS, MIKKOS, elsewhere), 1)])
    assert {order.shop for order in orders_under(engine, AINO.key)} == {"lumi", "fjord"}


# Erasing


def test_a_person_is_erased_and_nobody_else(desk: Desk) -> None:
    import_orders(desk.engine, [Accepted(1, AINOS), Accepted(2, MIKKOS)])
    mikkos = desk.begin(email="mikko@example.com")
    desk.say(mikkos, "mikko@example.com", attempt=ProofAttempt("lumi", "PC-200001", True))
    desk.hand_over(mikkos, "mikko@example.com")
    before, done_before = desk.everything(), desk.audited()
    for _ in range(2):
        id = desk.begin(email="aino@example.com")
        desk.say(id, "aino@example.com", attempt=ProofAttempt("lumi", "PC-104223", True))
        desk.close_case(desk.hand_over(id, "aino@example.com"), NOW)
    found = privacy.find(desk.engine, AINO)
    counted = privacy.count(desk.engine, found)
    assert privacy.erase_all(desk.engine, found, NOW) == counted
    assert counted == {
        "conversations": 2,
        "messages": 10,
        "feedback": 4,
        "cases": 2,
        "notices": 2,
        "suggestions": 2,
        "case_notes": 2,
        "seen": 2,
        "proof_attempts": 2,
        "events": 4,
    }
    assert desk.everything() == before
    assert privacy.find(desk.engine, AINO) == NOTHING
    *done, erasure = desk.audited()[len(done_before) :]
    assert [(one["action"], one["details"]) for one in done] == [("case.closed", {})] * 2
    assert (erasure["at"], erasure["actor"], erasure["action"]) == (NOW, "operator", "privacy.erase")
    assert erasure["details"] == counted
    assert erasure["conversation_id"] is None
    assert "aino" not in str(desk.audited())


def test_an_erased_person_has_left_no_byte_in_the_file(desk: Desk) -> None:
    if desk.engine.dialect.name != "sqlite":
        return
    for number in range(200):  # pages fill up, are split, and free each other
        id = desk.begin(email="aino@example.com" if number % 3 == 0 else "mikko@example.com")
        for turn in range(3):
            word = "sekretissimus" if number % 3 == 0 else "harmless"
            desk.log.record(id, Exchange(NOW, f"{word} " * 40 * turn, [], {"said": f"{word} " * 30 * turn}))
    file = Path(str(desk.engine.url.database))
    found = privacy.find(desk.engine, AINO)
    assert len(found.conversations) == 67
    privacy.erase_all(desk.engine, found, NOW)
    rewrite_file(desk.engine)
    for left in (file, file.with_name(f"{file.name}-wal")):
        assert b"sekretissimus" not in left.read_bytes()
        assert b"aino@" not in left.read_bytes()


def test_the_asker_may_erase_alone_and_that_stays_on_record(desk: Desk) -> None:
    mikkos = desk.begin(email="mikko@example.com")
    desk.say(mikkos, "hello")
    before = desk.everything()
    id = desk.begin()
    desk.close_case(desk.hand_over(id), NOW)
    assert desk.log.delete(id)
    assert not desk.log.delete(id)
    assert desk.everything() == before
    closed, erasure = desk.audited()
    assert closed["details"] == {}
    assert (erasure["actor"], erasure["conversation_id"], erasure["details"]["messages"]) == ("asker", None, 3)


def test_a_trace_without_a_conversation_is_found_and_erased(desk: Desk) -> None:
    desk.track("some-shell", "aino@example.com")
    assert privacy.find(desk.engine, AINO).conversations == {"some-shell": ["said"]}
    assert privacy.erase_all(desk.engine, all_of("some-shell"), NOW) == {"events": 1}
    assert privacy.find(desk.engine, AINO) == NOTHING


def test_what_was_decided_stays_and_is_nobodys(desk: Desk) -> None:
    id = desk.begin(email="aino@example.com")
    row = {"conversation_id": id, "day": NOW.date(), "shop": "lumi", "language": "en", "topic": "refund"}
    with writing(desk.engine) as connection:
        connection.execute(insert(situations), {**row, "situation": {"role": "consumer"}})
    [held] = privacy.held_about(desk.engine, AINO)["conversations"]
    assert len(held["situations"]) == 1
    assert privacy.erase_all(desk.engine, privacy.find(desk.engine, AINO), NOW) == {"conversations": 1}
    [left] = desk.everything()["situations"]
    assert (left["conversation_id"], left["topic"]) == (None, "refund")


def test_a_mail_that_an_agent_asked_about_is_found_and_erased(desk: Desk) -> None:
    hers, his = desk.suggest("From: Aino <aino@example.com>"), desk.suggest("From: mikko@example.com")
    found = privacy.find(desk.engine, AINO)
    assert found == Found({}, (hers,))
    shown = privacy.held_about(desk.engine, AINO)
    assert [row["id"] for row in shown["suggestions"]] == [hers]
    assert privacy.count(desk.engine, found) == {"suggestions": 1}
    assert privacy.erase_all(desk.engine, found, NOW) == {"suggestions": 1}
    assert [row["id"] for row in desk.everything()["suggestions"]] == [his]
    assert desk.audited()[-1]["details"] == {"suggestions": 1}


def test_what_agents_wrote_about_a_case_goes_with_its_conversation(desk: Desk) -> None:
    asked_about, noted = desk.begin(), desk.begin()
    desk.suggest("aino@example.com", desk.hand_over(asked_about))
    desk.jot("writes from aino@example.com", desk.hand_over(noted))
    assert privacy.find(desk.engine, AINO) == Found({asked_about: ["said"], noted: ["said"]})


def test_without_rasas_table_nothing_breaks(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS events")
    log = SqlConversations(engine)
    log.create(
        "ainos",
        shop="lumi",
        role="consumer",
        subject=None,
        email=AINO.key,
        locale="en",
        queue="lumi",
        context={},
        at=NOW,
    )
    assert "events" not in privacy.held_about(engine, AINO)["conversations"][0]
    assert sweeping.count(engine, KEEPING, NOW + timedelta(days=400)) == {"conversations": 1}
    assert sweeping.sweep(engine, KEEPING, NOW + timedelta(days=400)) == {"conversations": 1}
    with reading(engine) as connection:
        assert not inspect(connection).has_table("events")


# A turn that is under way


def test_a_turn_under_way_does_not_write_an_erased_conversation_anew(desk: Desk) -> None:
    class ErasedMeanwhile(SqlConversations):
        def record(self, id: str, exchange: Exchange) -> list[int]:
            privacy.erase_all(desk.engine, all_of(id), NOW)
            return super().record(id, exchange)

    opened = open_desk(desk.engine, ErasedMeanwhile(desk.engine))
    id = opened.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    said = opened.respond(id, asked(order_number="PC-104223"), "where is my order?", "client-1")
    assert said[0]["handover"]  # the apology, which is not kept
    desk.track(id, "where is my order?")  # as Rasa does after the turn
    assert the_rows(desk) == {}


def test_the_next_turn_does_not_begin_an_erased_conversation_again(desk: Desk) -> None:
    opened = open_desk(desk.engine, desk.log)
    id = opened.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    opened.erase(id)
    opened.respond(id, asked(), "hello?")
    opened.failure(id, "hello?", "1a2b3c4d")
    assert the_rows(desk) == {}


def test_rasas_own_channels_still_begin_conversations(desk: Desk) -> None:
    opened = open_desk(desk.engine, desk.log)
    opened.respond("5f2c1bd0a1e94b0b8c1ffb30f7c1f2aa", asked(), "hello?")  # as `rasa shell` names them
    assert the_rows(desk)["conversations"] == 1
    assert the_rows(desk)["messages"] == 2


def test_events_that_are_being_written_are_erased_with_their_conversation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = desk.begin()
    writes, go_on = Event(), Event()

    def slow_row(*given: Any) -> dict[str, Any]:
        writes.set()
        go_on.wait(10)
        return row(*given)

    row = tracker_store._row
    monkeypatch.setattr(tracker_store, "_row", slow_row)
    turn = Thread(target=desk.track, args=(id, "said while it is being erased"))
    erasing = Thread(target=privacy.erase_all, args=(desk.engine, all_of(id), NOW))
    turn.start()
    assert writes.wait(10)
    erasing.start()
    erasing.join(0.3)
    assert erasing.is_alive()
    go_on.set()
    turn.join(10)
    erasing.join(20)
    assert the_rows(desk) == {}


# What has been kept long enough


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


@pytest.fixture
def of_all_ages(desk: Desk) -> dict[str, str]:
    """One conversation for each reason to be kept or to go."""
    ids = {}
    for name, age in (("old", 366), ("young", 364), ("waiting", 800), ("answered", 729), ("forgotten", 731)):
        ids[name] = desk.begin(at=days(age))
        desk.say(ids[name], name, at=days(age), attempt=ProofAttempt("lumi", "PC-104223", False))
    desk.hand_over(ids["waiting"], at=days(800))
    for name, age in (("answered", 729), ("forgotten", 731)):
        desk.close_case(desk.hand_over(ids[name], at=days(age)), days(age))
    ids["talkative"] = desk.begin(at=days(900))
    desk.close_case(desk.hand_over(ids["talkative"], at=days(900)), days(900))
    desk.say(ids["talkative"], "still here", at=days(1))
    desk.suggest("a mail, long ago", at=days(731))
    desk.suggest("a mail, not so long ago", at=days(729))
    desk.track("some-shell", "long ago", days(366))
    desk.track("another-shell", "not so long ago", days(364))
    return ids


def test_what_has_been_kept_long_enough_is_erased_and_nothing_else(
    desk: Desk, of_all_ages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PAGE", 2)
    expected = sweeping.count(desk.engine, KEEPING, NOW)
    before = the_rows(desk)
    assert sweeping.sweep(desk.engine, KEEPING, NOW) == expected
    assert {row["id"] for row in desk.everything()["conversations"]} == {
        of_all_ages[name] for name in ("young", "waiting", "answered", "talkative")
    }
    assert {row["conversation_id"] for row in desk.everything()["cases"]} == {
        of_all_ages[name] for name in ("waiting", "answered")
    }
    assert "some-shell" not in str(desk.everything()["events"])
    assert "another-shell" in str(desk.everything()["events"])
    assert not desk.everything()["proof_attempts"]
    after = the_rows(desk)
    lost = {name: number - after.get(name, 0) for name, number in before.items() if number != after.get(name)}
    assert lost == {name: number for name, number in expected.items() if name != "audit"}
    assert sweeping.sweep(desk.engine, KEEPING, NOW) == {}


def test_a_sweep_is_on_record_and_records_are_swept_as_well(desk: Desk, of_all_ages: dict[str, str]) -> None:
    counts = sweeping.sweep(desk.engine, KEEPING, NOW)
    assert counts["audit"] == 2  # of 900 and 731 days ago
    *older, swept = desk.audited()
    assert [one["at"] for one in older] == [days(729)]
    assert (swept["at"], swept["action"], swept["details"]) == (NOW, "privacy.sweep", counts)


def test_to_count_changes_nothing(desk: Desk, of_all_ages: dict[str, str]) -> None:
    before, done = desk.everything(), desk.audited()
    assert sweeping.count(desk.engine, KEEPING, NOW)["conversations"] == 2
    assert (desk.everything(), desk.audited()) == (before, done)


def test_each_kind_is_kept_as_long_as_its_own_setting_says(desk: Desk, of_all_ages: dict[str, str]) -> None:
    long = timedelta(days=5000)
    assert sweeping.sweep(desk.engine, Keeping(long, long, long, long), NOW) == {}
    attempts = sweeping.sweep(desk.engine, Keeping(long, long, timedelta(days=365), long), NOW)
    assert attempts == {"proof_attempts": 4}
    assert sweeping.sweep(desk.engine, Keeping(long, timedelta(days=730), long, long), NOW) == {
        "cases": 2,
        "notices": 2,
        "suggestions": 3,
        "case_notes": 2,
    }


def test_a_conversation_that_wakes_up_while_it_is_swept_is_kept(
    desk: Desk, of_all_ages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def woken(engine: Engine, query: Any, key: Any) -> Iterator[list[Any]]:
        for page in database.pages(engine, query, key):
            if key is conversations.c.id:
                with writing(engine) as connection:
                    connection.execute(update(conversations).values(updated_at=NOW))
            yield page

    monkeypatch.setattr(sweeping, "pages", woken)
    assert sweeping.sweep(desk.engine, KEEPING, NOW)["conversations"] == 0
    assert len(desk.everything()["conversations"]) == 6
