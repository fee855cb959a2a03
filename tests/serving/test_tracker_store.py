"""Does a conversation that is read in part go on as if it had been read in full?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.brokers.broker import EventBroker
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import TrackerStore
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.utils.io import read_yaml
from rasa.utils.endpoints import EndpointConfig

from photodesk.serving.tracker_store import EVENTS, BoundedTrackerStore

OpenStore = Callable[..., BoundedTrackerStore]

AINO = "conversation-of-aino"


def said(text: str = "can I cancel it", intent: str = "cancel_order") -> UserUttered:
    return UserUttered(text, {"name": intent, "confidence": 0.9}, input_channel="desk")


def did(action: str) -> ActionExecuted:
    return ActionExecuted(action)


def listens() -> ActionExecuted:
    return ActionExecuted("action_listen")


def answered(*slots: SlotSet, text: str = "can I cancel it") -> list[Event]:
    return [said(text), did("action_answer"), BotUttered("It is made for you alone."), *slots, listens()]


def session(*slots: SlotSet) -> list[Event]:
    return [did("action_session_start"), SessionStarted(), *slots, listens()]


async def say(store: TrackerStore, events: list[Event], sender: str = AINO) -> DialogueStateTracker:
    """One turn as Rasa has it: read, add, save."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events(events, store.domain)
    await store.save(tracker)
    return tracker


def stored(store: BoundedTrackerStore, sender: str = AINO) -> list[str]:
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == sender).order_by(EVENTS.c.id))
        return [row.data for row in rows]


async def test_a_first_message_finds_no_conversation(open_store: OpenStore) -> None:
    assert await open_store().retrieve(AINO) is None
    assert await open_store().retrieve_full_tracker(AINO) is None


async def test_the_order_given_two_hundred_turns_ago_is_still_known(open_store: OpenStore) -> None:
    store = open_store()
    await say(store, session())
    await say(store, answered(SlotSet("order", "PC-104223"), SlotSet("proof", {"email": "aino@example.com"})))
    for part in range(4):
        turns = range(50 * part, 50 * part + 50)
        await say(store, [event for turn in turns for event in answered(SlotSet("mood", f"turn {turn}"))])

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.current_slot_values() | {"requested_slot": None} == {
        "order": "PC-104223",
        "proof": {"email": "aino@example.com"},
        "mood": "turn 199",
        "requested_slot": None,
        "session_started_metadata": None,
    }


async def test_a_turn_reads_the_window_and_no_more_however_long_the_conversation(open_store: OpenStore) -> None:
    store = open_store(window=40)
    await say(store, session())
    read = []
    for _ in range(30):
        await say(store, answered(SlotSet("order", "PC-104223")))
        tracker = await store.retrieve(AINO)
        assert tracker is not None
        read.append(len(tracker.events))

    assert max(read) <= 40 + 3  # the window and one event for each slot
    assert len(stored(store)) == 3 + 30 * 5


async def test_no_turn_is_cut_in_two(open_store: OpenStore) -> None:
    store = open_store(window=12)
    await say(store, session())
    for turn in range(10):
        await say(store, answered(text=f"question {turn}"))

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.events[0] == listens()
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["question 8", "question 9"]


async def test_a_single_turn_longer_than_the_window_is_read_whole(open_store: OpenStore) -> None:
    store = open_store(window=5)
    await say(store, session())
    await say(store, answered(text="before"))
    await say(store, [said("long"), *[BotUttered(f"part {part}") for part in range(30)], listens()])

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.latest_message.text == "long"
    assert sum(isinstance(event, BotUttered) for event in tracker.events) >= 30


async def test_the_full_history_stays_readable(open_store: OpenStore) -> None:
    store = open_store(window=5)
    for _ in range(2):
        await say(store, session())
        for turn in range(10):
            await say(store, answered(text=f"question {turn}"))

    full = await store.retrieve_full_tracker(AINO)

    assert full is not None
    assert sum(isinstance(event, UserUttered) for event in full.events) == 20
    assert len(full.events) == len(stored(store))


async def test_a_full_history_that_is_added_to_appends_only_what_is_new(open_store: OpenStore) -> None:
    store = open_store(window=5)
    await say(store, session())
    await say(store, answered())
    full = await store.retrieve_full_tracker(AINO)
    assert full is not None
    full.update(SlotSet("order", "PC-1"))
    await store.save(full)
    assert len(stored(store)) == 3 + 4 + 1


async def test_a_new_session_keeps_the_slots_that_it_carries_over_and_no_others(open_store: OpenStore) -> None:
    store = open_store(window=6)
    await say(store, session())
    await say(store, answered(SlotSet("order", "PC-104223"), SlotSet("proof", "aino@example.com")))
    await say(store, session(SlotSet("order", "PC-104223")))
    for _ in range(8):
        await say(store, answered())

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.get_slot("order") == "PC-104223"
    assert tracker.get_slot("proof") is None


async def test_after_a_restart_nothing_of_before_is_known(open_store: OpenStore) -> None:
    store = open_store(window=6)
    await say(store, session())
    await say(store, answered(SlotSet("order", "PC-104223")))
    await say(store, [said("start again"), did("action_restart"), Restarted()])
    await say(store, session())
    for _ in range(8):
        await say(store, answered())

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.get_slot("order") is None
    assert not any(isinstance(event, Restarted) for event in tracker.events)


async def test_a_form_longer_than_the_window_is_still_filled_in(open_store: OpenStore) -> None:
    store = open_store(window=8)
    await say(store, session())
    opening = [said("look at my order", "refund"), did("proof_form"), ActiveLoop("proof_form")]
    await say(store, [*opening, SlotSet("requested_slot", "order"), BotUttered("Which order?"), listens()])
    for _ in range(12):
        await say(store, [said("hm"), did("proof_form"), BotUttered("Which order?"), listens()])

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.active_loop_name == "proof_form"
    assert tracker.active_loop.trigger_message["text"] == "look at my order"
    assert tracker.get_slot("requested_slot") == "order"


async def test_a_form_that_was_refused_long_ago_stays_refused(open_store: OpenStore) -> None:
    store = open_store(window=8)
    await say(store, session())
    await say(store, [said(), did("proof_form"), ActiveLoop("proof_form"), listens()])
    await say(store, [said("why?"), ActionExecutionRejected("proof_form"), did("action_answer"), listens()])
    for _ in range(8):
        await say(store, answered())

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.is_active_loop_rejected


async def test_a_form_that_ended_long_ago_stays_ended(open_store: OpenStore) -> None:
    store = open_store(window=8)
    await say(store, session())
    await say(store, [said(), did("proof_form"), ActiveLoop("proof_form"), listens()])
    await say(store, [said(), did("proof_form"), ActiveLoop(None), listens()])
    for _ in range(8):
        await say(store, answered())

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.active_loop is None


async def test_a_conversation_that_a_person_took_over_stays_paused(open_store: OpenStore) -> None:
    store = open_store(window=8)
    await say(store, session())
    await say(store, [said("a person please"), did("action_answer"), ConversationPaused(), listens()])
    for _ in range(12):
        await say(store, [said("hello?")])

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.is_paused()


async def test_a_message_taken_back_long_ago_leaves_no_trace_in_the_state(open_store: OpenStore) -> None:
    store = open_store(window=8)
    await say(store, session())
    await say(store, answered(SlotSet("order", "PC-1")))
    await say(store, [said("no, PC-2"), SlotSet("order", "PC-2"), UserUtteranceReverted(), listens()])
    for _ in range(12):
        await say(store, answered())

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.get_slot("order") == "PC-1"


async def test_taking_back_more_than_the_window_holds_reaches_what_was_before_it(open_store: OpenStore) -> None:
    store = open_store(window=8)
    await say(store, session())
    await say(store, answered(SlotSet("order", "PC-1")))
    for turn in range(6):
        await say(store, answered(SlotSet("order", f"wrong {turn}")))
    await say(store, [UserUtteranceReverted() for _ in range(6)])

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.get_slot("order") == "PC-1"


RULES = """
version: "3.1"
rules:
- rule: the first question of all
  conversation_start: true
  steps:
  - intent: refund
  - action: action_answer
- rule: a question at any time
  steps:
  - intent: cancel_order
  - action: action_answer
"""


async def test_a_rule_for_the_start_of_a_conversation_does_not_match_where_the_window_starts(
    open_store: OpenStore, domain: Domain, tmp_path: Path
) -> None:
    graph = StoryGraph(YAMLStoryReader(domain).read_from_parsed_yaml(read_yaml(RULES)))
    parts = (LocalModelStorage.create(tmp_path), Resource("rules"), ExecutionContext(GraphSchema({})))
    policy = RulePolicy.create({**RulePolicy.get_default_config(), "check_for_contradictions": False}, *parts)
    policy.train(TrainingDataGenerator(graph, domain).generate(), domain)
    store = open_store(window=12)
    await say(store, session())

    async def confidence_in_the_answer() -> float:
        tracker = await store.retrieve(AINO)
        assert tracker is not None
        tracker.update(said("my money back", "refund"))
        predicted = policy.predict_action_probabilities(tracker, domain)
        return float(predicted.probabilities[domain.index_for_action("action_answer")])

    assert await confidence_in_the_answer() == 1.0
    for _ in range(10):
        await say(store, [said("hm", "greet"), did("action_answer"), listens()])
    assert await confidence_in_the_answer() == 0.0


# Any conversation


TURNS = {
    "answer": lambda number: answered(SlotSet("order", number)),
    "answer of nothing new": lambda number: answered(),
    "a forgotten slot": lambda number: answered(SlotSet("order", None), SlotSet("mood", number)),
    "a message without an answer": lambda number: [said(f"message {number}")],
    "the desk speaks first": lambda number: [did("action_answer"), BotUttered("Still there?"), listens()],
    "form opens": lambda number: [
        said(f"open {number}"),
        SlotSet("proof", number),
        did("proof_form"),
        ActiveLoop("proof_form"),
        SlotSet("requested_slot", "order"),
        listens(),
    ],
    "form goes on": lambda number: [said(), did("proof_form"), SlotSet("order", number), listens()],
    "form is refused": lambda number: [
        said(),
        ActionExecutionRejected("proof_form"),
        LoopInterrupted(True),
        did("action_answer"),
        listens(),
    ],
    "form ends": lambda number: [
        said(),
        did("proof_form"),
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        listens(),
    ],
    "pause": lambda number: [said(), ConversationPaused(), listens()],
    "resume": lambda number: [ConversationResumed(), listens()],
    "all forgotten": lambda number: [said(), did("action_answer"), AllSlotsReset(), listens()],
    "taken back": lambda number: [said(), SlotSet("order", "never"), UserUtteranceReverted(), listens()],
    "undone": lambda number: [said(), did("action_answer"), SlotSet("order", "never"), ActionReverted(), listens()],
    "new session": lambda number: session(SlotSet("order", f"carried over {number}")),
    "restart": lambda number: [said(), did("action_restart"), Restarted(), *session()],
}


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    return tracker.current_state()


def read_in_full(history: list[Event], domain: Domain) -> DialogueStateTracker:
    begin = max((place for place, event in enumerate(history) if isinstance(event, SessionStarted)), default=0)
    return DialogueStateTracker.from_dict(AINO, [event.as_dict() for event in history[begin:]], domain.slots)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(st.sampled_from(sorted(TURNS)), min_size=1, max_size=20),
    window=st.integers(1, 20),
    sender=st.uuids().map(str),
)
def test_any_conversation_is_in_the_same_state_as_if_it_had_been_read_in_full(
    open_store: OpenStore, domain: Domain, turns: list[str], window: int, sender: str
) -> None:
    async def talk() -> None:
        store = open_store(window=window)
        history = session()
        await say(store, history, sender)
        for number, turn in enumerate(turns):
            events = TURNS[turn](number)
            history += events
            await say(store, events, sender)
            tracker = await store.retrieve(sender)
            assert tracker is not None
            expected = state(read_in_full(history, domain))
            assert state(tracker) | {"sender_id": AINO} == expected, turn
        store.close()

    asyncio.run(talk())


async def test_what_only_the_turn_itself_reads_is_not_stored(open_store: OpenStore) -> None:
    store = open_store()
    parsed = {"intent": {"name": "refund"}, "entities": [], "intent_ranking": [{}] * 50, "reading": {"much": "more"}}
    heard = UserUttered("my money", parsed["intent"], [], parsed)
    reply = BotUttered("It is on its way.", {"buttons": []}, {"answer": {"text": "It is on its way.", "citations": []}})
    await say(store, session())
    tracker = await say(store, [heard, reply, listens()])
    assert tracker.latest_message.parse_data["reading"] == {"much": "more"}
    assert tracker.latest_bot_utterance.metadata["answer"]

    tracker = await store.retrieve(AINO)

    assert tracker is not None
    assert tracker.latest_message.intent_name == "refund"
    assert not {"reading", "intent_ranking"} & set(tracker.latest_message.parse_data)
    assert tracker.latest_bot_utterance.text == "It is on its way."
    assert "answer" not in tracker.latest_bot_utterance.metadata


# The broker, other trackers, other processes


class Notebook(EventBroker):
    """An event broker that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    @classmethod
    async def from_endpoint_config(cls, *_: object, **__: object) -> Notebook:
        return cls()

    def publish(self, event: dict[str, Any]) -> None:
        self.told.append(event)


async def test_the_event_broker_hears_of_each_event_once(open_store: OpenStore) -> None:
    broker = Notebook()
    store = open_store(window=8, event_broker=broker)
    await say(store, session())
    for turn in range(20):
        tracker = await say(store, answered(text=f"question {turn}"))
        await store.save(tracker)  # Rasa saves twice in places

    assert [event["text"] for event in broker.told if event["event"] == "user"] == [f"question {n}" for n in range(20)]
    assert len(broker.told) == len(stored(store)) == 3 + 20 * 4
    assert {event["sender_id"] for event in broker.told} == {AINO}


async def test_nothing_is_announced_that_could_not_be_stored(open_store: OpenStore) -> None:
    broker = Notebook()
    store = open_store(event_broker=broker)
    await say(store, session())
    announced = len(broker.told)
    with pytest.raises(TypeError):
        await say(store, answered(SlotSet("order", object())))
    assert len(broker.told) == announced == len(stored(store))


async def test_a_tracker_made_elsewhere_adds_only_what_follows_the_newest_stored_event(open_store: OpenStore) -> None:
    store = open_store()
    await say(store, session())
    await say(store, answered())
    copy = DialogueStateTracker.from_dict(
        AINO, [__import__("json").loads(row) for row in stored(store)], store.domain.slots
    )
    copy.update_with_events(answered(text="and now?"), store.domain)

    await store.save(copy)

    assert len(stored(store)) == 3 + 4 + 4


async def test_a_conversation_begun_again_while_the_database_was_away_is_kept_too(open_store: OpenStore) -> None:
    store = open_store()
    await say(store, session())
    for _ in range(5):
        await say(store, answered())
    fresh = DialogueStateTracker(AINO, store.domain.slots)
    fresh.update_with_events([*session(), *answered(text="anybody?")], store.domain)

    await store.save(fresh)

    assert len(stored(store)) == 3 + 5 * 4 + 7


async def test_the_conversation_goes_on_after_the_server_is_started_again(open_store: OpenStore) -> None:
    first = open_store(window=8)
    await say(first, session())
    await say(first, answered(SlotSet("order", "PC-104223")))
    for _ in range(6):
        await say(first, answered())
    first.close()

    second = open_store(window=8)
    tracker = await say(second, answered(text="me again"))

    assert tracker.get_slot("order") == "PC-104223"
    assert len(stored(second)) == 3 + 5 + 6 * 4 + 4


def talk_from_another_process(url: str, domain: dict[str, Any], name: str, turns: int) -> None:
    async def talk() -> None:
        store = BoundedTrackerStore(domain=Domain.from_dict(domain), host=url, window=8)
        for turn in range(turns):
            await say(store, answered(text=f"{name} {turn}"))
        store.close()

    asyncio.run(talk())


async def test_two_processes_at_once_lose_no_event_even_without_a_lock(
    open_store: OpenStore, database_url: str, domain: Domain, two_processes: ProcessPoolExecutor
) -> None:
    store = open_store()
    await say(store, session())
    names = ("phone", "laptop")
    talking = [
        two_processes.submit(talk_from_another_process, database_url, domain.as_dict(), name, 40) for name in names
    ]
    for each in talking:
        await asyncio.wrap_future(each)

    full = await store.retrieve_full_tracker(AINO)

    assert full is not None
    texts = [event.text for event in full.events if isinstance(event, UserUttered)]
    assert sorted(texts) == sorted(f"{name} {turn}" for name in names for turn in range(40))
    assert len(full.events) == 3 + 2 * 40 * 4


async def test_the_event_loop_goes_on_while_the_database_is_slow(open_store: OpenStore) -> None:
    store = open_store()
    await say(store, session())
    reading = store._window

    def slowly(*arguments: Any) -> Any:
        time.sleep(0.3)
        return reading(*arguments)

    store._window = slowly  # type: ignore[method-assign]
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    clock = asyncio.create_task(tick())
    await store.retrieve(AINO)
    clock.cancel()
    assert ticks > 5


def test_the_store_is_what_endpoints_yml_makes_of_it(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    kind = "photodesk.serving.tracker_store.BoundedTrackerStore"
    store = TrackerStore.create(EndpointConfig(type=kind, window=12))
    assert isinstance(store, BoundedTrackerStore)
    assert store.window == 12
    assert database_url.endswith(str(store.engine.url.database))
    store.close()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_sqlite_is_opened_for_many_readers_and_one_flush_a_checkpoint(open_store: OpenStore) -> None:
    with open_store().engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_a_restart_of_postgresql_loses_no_turn(open_store: OpenStore, database_url: str) -> None:
    store = open_store()
    await say(store, session())
    operator = sa.create_engine(database_url)
    with operator.connect() as connection:
        ended = connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert ended.all()
    operator.dispose()

    await say(store, answered())

    assert len(stored(store)) == 3 + 4
