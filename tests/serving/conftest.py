"""Real databases, a real Redis and a small trained assistant for the tests of this room."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain

import photodesk.serving  # noqa: F401  (first: it keeps TensorFlow out of what is imported next)
from photodesk.serving.tracker_store import BoundedTrackerStore

POSTGRES = os.environ.get("PHOTODESK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("PHOTODESK_TEST_REDIS", "redis://127.0.0.1:6379/15")


def skip_or_fail(message: str) -> None:
    """A part that is missing is a reason to skip on a laptop and a failure in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/conversations.db"
        return
    name = f"photodesk_serving_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except sa.exc.OperationalError as failure:
        skip_or_fail(f"no PostgreSQL at {server.url!r}: {failure.orig}")
    try:
        yield server.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()


@pytest.fixture(scope="session")
def redis_url() -> str:
    import redis

    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.exceptions.ConnectionError as failure:
        skip_or_fail(f"no Redis at {REDIS}: {failure}")
    return REDIS


@pytest.fixture(scope="session")
def domain() -> Domain:
    slot = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    return Domain.from_dict(
        {
            "intents": ["cancel_order", "refund"],
            "slots": {"order": dict(slot), "proof": dict(slot), "mood": {**slot, "initial_value": "calm"}},
            "actions": ["action_answer"],
            "forms": {"proof_form": {"required_slots": []}},
            "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
        }
    )


@pytest.fixture
def open_store(database_url: str, domain: Domain) -> Iterator[Callable[..., BoundedTrackerStore]]:
    """Opens stores on one database, as a process does that starts; closes them in the end."""
    opened: list[BoundedTrackerStore] = []

    def open_another(**settings: object) -> BoundedTrackerStore:
        opened.append(BoundedTrackerStore(domain=domain, host=database_url, **settings))
        return opened[-1]

    yield open_another
    for store in opened:
        store.close()
