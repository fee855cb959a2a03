"""A real Redis, stores on the real databases, and a small trained assistant."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

import photodesk.serving  # noqa: F401  (first: it keeps TensorFlow out of what is imported next)
from photodesk.serving.tracker_store import BoundedTrackerStore

ROOT = Path(__file__).resolve().parents[2]
ASSISTANT = Path(__file__).with_name("assistant")
REDIS = os.environ.get("PHOTODESK_TEST_REDIS", "redis://127.0.0.1:6379/15")


@pytest.fixture(scope="session")
def redis_url() -> str:
    import redis

    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.exceptions.ConnectionError as failure:
        message = f"no Redis at {REDIS} (set PHOTODESK_TEST_REDIS): {failure}"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return REDIS


@pytest.fixture(scope="session")
def domain() -> Domain:
    slot = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    return Domain.from_dict(
        {
            "intents": ["cancel_order", "refund", "greet"],
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


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the small assistant's model, trained as anybody trains it."""
    models = tmp_path_factory.mktemp("models")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    project = shutil.copytree(ASSISTANT, tmp_path_factory.mktemp("assistant") / "project")  # for Rasa's cache
    command = [str(Path(sys.executable).with_name("rasa")), "train", "--out", str(models), "--skip-validation"]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return models


@pytest.fixture(scope="session")
def two_processes() -> Iterator[ProcessPoolExecutor]:
    """Two servers beside this one; they stay, for importing Rasa takes seconds."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield pool
