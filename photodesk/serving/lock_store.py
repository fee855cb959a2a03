"""Who may add to a conversation now, when two of its messages arrive at once?

Within a process turns wait in a queue and are called in order, without polling. With `REDIS_URL` a turn that has come
to the head of its queue also takes a lock in Redis, for the processes beside this one. Rasa's own Redis store keeps a
ticket that it reads, changes and writes back: two processes at once lose messages.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisUnreachable
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisSilent

from photodesk.settings import SettingError, read_settings

_log = logging.getLogger(__name__)

LIFE_SECONDS = 10.0
"""How long a lock outlives a process that died with it; renewed three times in this while it is held."""

PAUSE_SECONDS = 0.02
PATIENCE_SECONDS = 5.0
"""How long one command to Redis may take."""

# Asking again with the same token says yes again: a command whose reply was lost may be repeated.
TAKE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0
"""
RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
GIVE_BACK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class DeskLockStore(LockStore):  # type: ignore[misc]
    """One turn of a conversation at a time: in this process, and with Redis among all that share it."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        *,
        redis_url: str | None = None,
        life_seconds: float = LIFE_SECONDS,
    ) -> None:
        """`redis_url`, else the `url:` of endpoints.yml, else `REDIS_URL`; without any, this process alone."""
        url = redis_url or (endpoint_config.url if endpoint_config else None) or read_settings().redis_url
        if url is None and os.environ.get("SANIC_WORKERS", "1") not in ("", "1"):
            raise SettingError(
                "SANIC_WORKERS asks for several processes, which lose messages without REDIS_URL: set it"
            )
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}
        self._redis = _RedisLocks(url, life_seconds) if url else None

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = PAUSE_SECONDS
    ) -> AsyncIterator[TicketLock]:
        """Wait for this turn at most `lock_lifetime` seconds, then raise LockError."""
        until = time.monotonic() + lock_lifetime
        async with self._turn(conversation_id, until):
            if self._redis is None:
                yield TicketLock(conversation_id)
                return
            async with self._redis.held(conversation_id, until):
                yield TicketLock(conversation_id)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.close()

    @asynccontextmanager
    async def _turn(self, conversation_id: str, until: float) -> AsyncIterator[None]:
        queue = self._queues.setdefault(conversation_id, deque())
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(mine)
        if queue[0] is mine:
            mine.set_result(None)
        try:
            if not mine.done():
                await asyncio.wait({mine}, timeout=max(0.0, until - time.monotonic()))
            if not mine.done():
                raise LockError(f"The turns before this one in {conversation_id} did not end in time.")
            yield
        finally:
            queue.remove(mine)
            if not queue:
                del self._queues[conversation_id]
            elif not queue[0].done():
                queue[0].set_result(None)


class _RedisLocks:
    """A key for each conversation whose turn is under way, with a token that only its holder knows."""

    def __init__(self, url: str, life_seconds: float) -> None:
        self._url = url
        self._life_ms = int(life_seconds * 1000)
        self._connected: tuple[asyncio.AbstractEventLoop, Redis[bytes]] | None = None

    @asynccontextmanager
    async def held(self, conversation_id: str, until: float) -> AsyncIterator[None]:
        key, token = f"photodesk:turn:{conversation_id}", secrets.token_hex(16)
        try:
            await self._take(key, token, until)
            renewing = asyncio.create_task(self._renew(key, token))
            try:
                yield
            finally:
                renewing.cancel()
        finally:
            await asyncio.shield(self._give_back(key, token))

    async def close(self) -> None:
        if self._connected is not None:
            await self._connected[1].close()

    async def _take(self, key: str, token: str, until: float) -> None:
        while True:
            try:
                if await self._run(TAKE, key, token, self._life_ms):
                    return
            except RedisError as failure:
                raise LockError(f"Redis cannot be asked for the turn: {failure}") from failure
            if time.monotonic() > until:
                raise LockError("A turn of this conversation in another process did not end in time.")
            await asyncio.sleep(PAUSE_SECONDS * random.uniform(1, 2))

    async def _renew(self, key: str, token: str) -> None:
        while True:
            await asyncio.sleep(self._life_ms / 3000)
            try:
                if not await self._run(RENEW, key, token, self._life_ms):
                    _log.error("the lock of a turn was lost before the turn ended: was Redis emptied?")
                    return
            except RedisError as failure:
                _log.warning("the lock of a turn could not be renewed: %s", failure)

    async def _give_back(self, key: str, token: str) -> None:
        try:
            await self._run(GIVE_BACK, key, token)
        except RedisError as failure:
            _log.warning("the lock of a turn could not be given back and ends by itself: %s", failure)

    async def _run(self, script: str, key: str, *arguments: str | int) -> bool:
        return bool(await self._client().eval(script, 1, key, *map(str, arguments)))

    def _client(self) -> Redis[bytes]:
        loop = asyncio.get_running_loop()
        if self._connected is None or self._connected[0] is not loop:
            client: Redis[bytes] = Redis.from_url(
                self._url,
                socket_timeout=PATIENCE_SECONDS,
                socket_connect_timeout=PATIENCE_SECONDS,
                retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 3),
                retry_on_error=[RedisUnreachable, RedisSilent],
            )
            self._connected = (loop, client)
        return self._connected[1]
