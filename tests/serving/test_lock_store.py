"""Is there one turn of a conversation at a time, here and among processes, and does none wait for ever?"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig

from photodesk.serving.agent import close_desk_agent, load_desk_agent, say
from photodesk.serving.lock_store import TAKE, DeskLockStore
from photodesk.settings import SettingError

AINO = "conversation-of-aino"
KIND = "photodesk.serving.lock_store.DeskLockStore"


class Stage:
    """Writes down who enters and leaves; two at once are a fault."""

    def __init__(self) -> None:
        self.inside = 0
        self.order: list[str] = []

    async def play(self, store: DeskLockStore, name: str, conversation: str = AINO, seconds: float = 0.0) -> None:
        async with store.lock(conversation):
            self.inside += 1
            assert self.inside == 1
            self.order.append(name)
            await asyncio.sleep(seconds)
            self.inside -= 1


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> DeskLockStore:
    monkeypatch.delenv("REDIS_URL", raising=False)
    return DeskLockStore()


async def test_turns_are_taken_in_the_order_in_which_they_came(alone: DeskLockStore) -> None:
    stage = Stage()
    await asyncio.gather(*[stage.play(alone, str(number)) for number in range(50)])
    assert stage.order == [str(number) for number in range(50)]


async def test_a_turn_begins_as_soon_as_the_one_before_ends(alone: DeskLockStore) -> None:
    started = time.perf_counter()
    stage = Stage()
    await asyncio.gather(*[stage.play(alone, str(number)) for number in range(100)])
    assert time.perf_counter() - started < 0.5, "Rasa's own store looks once a second"


async def test_other_conversations_do_not_wait(alone: DeskLockStore) -> None:
    async with alone.lock(AINO):
        await asyncio.wait_for(Stage().play(alone, "liisa", conversation="conversation-of-liisa"), 0.5)


async def test_a_turn_that_waits_too_long_fails_and_those_after_it_go_on(alone: DeskLockStore) -> None:
    stage = Stage()
    async with alone.lock(AINO):
        with pytest.raises(LockError):
            async with alone.lock(AINO, lock_lifetime=0.02):
                pytest.fail("two turns at once")
        after = asyncio.create_task(stage.play(alone, "after"))
        await asyncio.sleep(0)
    await asyncio.wait_for(after, 0.5)
    assert stage.order == ["after"]


async def test_a_turn_that_fails_gives_way(alone: DeskLockStore) -> None:
    with pytest.raises(LookupError):
        async with alone.lock(AINO):
            raise LookupError
    await asyncio.wait_for(Stage().play(alone, "next"), 0.5)


async def test_whoever_gives_up_waiting_or_answering_holds_up_nobody(alone: DeskLockStore) -> None:
    stage = Stage()
    answering, waiting, last = (asyncio.create_task(stage.play(alone, name, seconds=0.05)) for name in "abc")
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.sleep(0)
    answering.cancel()
    stage.inside = 0
    await asyncio.wait_for(last, 0.5)
    assert stage.order == ["a", "c"]


async def test_nothing_is_kept_of_conversations_that_are_silent(alone: DeskLockStore) -> None:
    for number in range(100):
        await Stage().play(alone, "once", conversation=str(number))
    assert not alone._queues


def test_endpoints_yml_names_one_class_and_redis_url_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    store = LockStore.create(EndpointConfig(type=KIND))
    assert isinstance(store, DeskLockStore)
    assert store._redis is None
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/15")
    assert LockStore.create(EndpointConfig(type=KIND))._redis is not None


def test_several_workers_without_redis_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("SANIC_WORKERS", "2")
    with pytest.raises(SettingError, match="REDIS_URL"):
        DeskLockStore()


# Redis: two stores are two servers


@asynccontextmanager
async def servers(redis_url: str, count: int = 2, life_seconds: float = 10) -> AsyncIterator[list[DeskLockStore]]:
    stores = [DeskLockStore(redis_url=redis_url, life_seconds=life_seconds) for _ in range(count)]
    yield stores
    for store in stores:
        await store.close()


@pytest.fixture
def conversation() -> str:
    return f"test-{uuid.uuid4()}"


async def test_two_servers_take_turns_in_one_conversation(redis_url: str, conversation: str) -> None:
    stage = Stage()
    async with servers(redis_url) as stores:
        await asyncio.gather(
            *[stage.play(stores[number % 2], str(number), conversation, seconds=0.002) for number in range(40)]
        )
    assert sorted(map(int, stage.order)) == list(range(40))


async def test_a_turn_in_another_server_begins_within_a_tenth_of_a_second(redis_url: str, conversation: str) -> None:
    stage = Stage()
    async with servers(redis_url) as (here, there):
        async with here.lock(conversation):
            waiting = asyncio.create_task(stage.play(there, "there", conversation))
            await asyncio.sleep(0.1)
            assert stage.order == []
        await asyncio.wait_for(waiting, 0.1)


async def test_a_turn_longer_than_the_life_of_its_lock_stays_alone(redis_url: str, conversation: str) -> None:
    stage = Stage()
    async with servers(redis_url, life_seconds=0.3) as (here, there):
        async with here.lock(conversation):
            waiting = asyncio.create_task(stage.play(there, "there", conversation))
            await asyncio.sleep(1)
            assert stage.order == []
        await asyncio.wait_for(waiting, 1)


async def test_a_server_that_died_in_a_turn_holds_up_the_others_only_for_the_life_of_its_lock(
    redis_url: str, conversation: str
) -> None:
    async with servers(redis_url, life_seconds=0.3) as (here, there):
        await here._redis._run(TAKE, f"photodesk:turn:{conversation}", "the token of the dead", 300)
        started = time.perf_counter()
        await asyncio.wait_for(Stage().play(there, "there", conversation), 2)
        assert time.perf_counter() - started > 0.2


async def test_a_turn_whose_lock_was_lost_says_so_and_takes_nobody_elses(
    redis_url: str, conversation: str, caplog: pytest.LogCaptureFixture
) -> None:
    key = f"photodesk:turn:{conversation}"
    async with servers(redis_url, life_seconds=0.3) as (here, _):
        async with here.lock(conversation):
            await here._redis._client().set(key, "the token of another")
            await asyncio.sleep(0.2)
        assert await here._redis._client().get(key) == b"the token of another"
        await here._redis._client().delete(key)
    assert "was lost before the turn ended" in caplog.text


async def test_a_turn_gives_its_lock_back_even_if_it_fails(redis_url: str, conversation: str) -> None:
    async with servers(redis_url) as (here, _):
        with pytest.raises(LookupError):
            async with here.lock(conversation):
                raise LookupError
        assert await here._redis._client().get(f"photodesk:turn:{conversation}") is None


async def test_asking_twice_for_the_same_turn_is_asking_once(redis_url: str, conversation: str) -> None:
    """The reply to the first asking may have been lost with the connection."""
    async with servers(redis_url) as (here, _):
        key = f"photodesk:turn:{conversation}"
        assert await here._redis._run(TAKE, key, "mine", 1000)
        assert await here._redis._run(TAKE, key, "mine", 1000)
        assert not await here._redis._run(TAKE, key, "yours", 1000)


async def test_a_restart_of_redis_loses_no_turn(redis_url: str, conversation: str) -> None:
    stage = Stage()
    async with servers(redis_url) as (here, there):
        await stage.play(here, "before", conversation)
        own = await here._redis._client().client_id()
        await there._redis._client().client_kill_filter(_id=own)
        await stage.play(here, "after", conversation)
    assert stage.order == ["before", "after"]


async def test_without_a_redis_that_answers_the_turn_fails_and_is_not_answered_unlocked(conversation: str) -> None:
    async with servers("redis://127.0.0.1:1/0", count=1) as (here,):
        with pytest.raises(LockError, match="Redis"):
            await asyncio.wait_for(Stage().play(here, "nobody", conversation), 10)


def talk(models: Path, database_url: str, redis_url: str, conversation: str, name: str, turns: int) -> None:
    """A server of its own that gets many messages of one conversation at once."""
    logging.disable(logging.INFO)

    async def all_at_once() -> None:
        agent = load_desk_agent(
            models, database_url=database_url, redis_url=redis_url, actions="assistant.actions", apology=_no_apology
        )
        await asyncio.gather(*[say(agent, conversation, f"cancel {name} {turn}") for turn in range(turns)])
        await close_desk_agent(agent)

    asyncio.run(all_at_once())


def _no_apology(*_: str) -> dict[str, Any]:
    raise AssertionError("an action failed")


async def test_two_servers_that_get_one_conversation_at_once_store_and_count_every_message(
    open_store: Callable[..., Any],
    trained: Path,
    database_url: str,
    redis_url: str,
    conversation: str,
    two_processes: ProcessPoolExecutor,
) -> None:
    turns, names = 30, ("phone", "laptop")
    given = (trained, database_url, redis_url, conversation)
    talking = [two_processes.submit(talk, *given, name, turns) for name in names]
    for each in talking:
        await asyncio.wrap_future(each)

    full = await open_store().retrieve_full_tracker(conversation)

    said = [event.text for event in full.events if isinstance(event, UserUttered)]
    assert sorted(said) == sorted(f"cancel {name} {turn}" for name in names for turn in range(turns))
    counted = [event.value for event in full.events if getattr(event, "key", None) == "turns"]
    assert counted == list(range(1, 2 * turns + 1)), "each turn saw all turns before it"
