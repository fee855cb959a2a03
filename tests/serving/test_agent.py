"""Does a message come through Rasa as it was typed, and never end in silence?"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from assistant.actions import ended_given_up
from rasa.core.agent import Agent, load_agent
from rasa.core.utils import AvailableEndpoints
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.events import UserUttered

from photodesk.serving.agent import ModelError, NoAnswerError, close_desk_agent, load_desk_agent, say
from photodesk.serving.endpoint import ActionsError
from photodesk.serving.lock_store import DeskLockStore
from photodesk.serving.model import ServingStorage
from photodesk.serving.tracker_store import BoundedTrackerStore
from photodesk.settings import SettingError

ROOT = Path(__file__).resolve().parents[2]
ASSISTANT = Path(__file__).with_name("assistant")
AINO = "conversation-of-aino"

Answers = list[dict[str, Any]]
apologies: list[tuple[str, str, str, str | None]] = []


def apologise(conversation: str, text: str, reference: str, client_id: str | None) -> dict[str, Any]:
    apologies.append((conversation, text, reference, client_id))
    return {"outcome": "handover", "text": f"I could not look that up. Reference: {reference}", "handover": True}


@pytest.fixture
def load(trained: Path, tmp_path: Path) -> Iterator[Callable[..., Agent]]:
    loaded: list[Agent] = []

    def load_another(**settings: Any) -> Agent:
        given = {"database_url": f"sqlite:///{tmp_path}/desk.db", "actions": "assistant.actions", "apology": apologise}
        loaded.append(load_desk_agent(**{"model_dir": trained, **given, **settings}))
        return loaded[-1]

    yield load_another
    for agent in loaded:
        asyncio.run(close_desk_agent(agent))


@pytest.fixture
def agent(load: Callable[..., Agent]) -> Agent:
    return load()


# One message


async def test_the_answer_is_what_the_action_said_whole(agent: Agent) -> None:
    [answer] = await say(agent, AINO, "can I cancel it?")
    assert answer["topic"] == "cancel_order"
    assert answer["text"] == "You said: can I cancel it?"
    assert answer["buttons"] == [{"title": "Talk to a person", "payload": "choice:x"}]


async def test_two_answers_come_in_the_order_said(agent: Agent) -> None:
    assert [answer["part"] for answer in await say(agent, AINO, "cancel twice")] == [0, 1]


async def test_what_an_action_remembered_is_known_in_the_next_message(agent: Agent) -> None:
    await say(agent, AINO, "cancel PC-104223")
    [answer] = await say(agent, AINO, "and a refund?")
    assert answer["heard"]["order"] == {"number": "PC-104223"}


async def test_the_id_that_a_client_gave_its_message_reaches_the_action_and_the_apology(agent: Agent) -> None:
    [answer] = await say(agent, AINO, "can I cancel it?", client_id="its-own")
    assert answer["heard"]["id"] == "its-own"
    await say(agent, AINO, "crash", client_id="another")
    assert apologies[-1][3] == "another"


async def test_the_next_message_comes_from_another_server_on_the_same_database(load: Callable[..., Agent]) -> None:
    await say(load(), AINO, "cancel PC-104223")
    [answer] = await say(load(), AINO, "and a refund?")
    assert answer["heard"]["order"] == {"number": "PC-104223"}


async def test_conversations_in_memory_work_too(load: Callable[..., Agent]) -> None:
    agent = load(database_url="sqlite://")
    await say(agent, AINO, "cancel PC-104223")
    [answer] = await say(agent, AINO, "and a refund?")
    assert answer["heard"]["order"] == {"number": "PC-104223"}


async def test_the_payload_of_a_button_is_not_understood(agent: Agent) -> None:
    [answer] = await say(agent, AINO, "choice:cancel-refund")
    assert answer["topic"] is None
    assert answer["heard"]["text"] == "choice:cancel-refund"


async def test_the_first_answer_tells_how_long_understanding_took_when_asked(agent: Agent) -> None:
    first, second = await say(agent, AINO, "cancel twice", timed=True)
    assert 0 < first["_timing"]["understanding"] < 5
    assert "_timing" not in second
    assert "_timing" not in (await say(agent, AINO, "cancel"))[0]


# Commands


COMMANDS = [
    '/cancel_order{"order_number": "PC-1"}',
    "/cancel_order",
    ' /greet{"order_number": "PC-1"}',
    "\t\n/greet@1.0",
    "/restart",
    " /restart",
    "/session_start",
    "/back",
    "／greet",
    "\u200b/greet",
    "//greet",
    "/",
]


@pytest.mark.parametrize("typed", COMMANDS)
async def test_a_command_that_is_typed_is_a_text_like_any_other(agent: Agent, typed: str) -> None:
    await say(agent, AINO, "cancel PC-104223")

    [answer] = await say(agent, AINO, typed)

    assert answer["topic"] is None
    assert answer["heard"]["text"] == typed, "kept as typed"
    assert answer["heard"]["slots"] == {"order": {"number": "PC-104223"}, "turns": 1}, "nothing set, nothing forgotten"
    assert answer["heard"]["turns"] == 2


async def test_rasa_itself_would_have_obeyed_the_command(agent: Agent) -> None:
    parsed = await agent.parse_message('/greet{"order_number": "PC-1"}')
    assert parsed["intent"]["name"] == "greet"
    assert parsed["entities"][0]["value"] == "PC-1"


async def test_a_command_in_the_middle_of_a_message_is_understood_by_its_words(agent: Agent) -> None:
    [answer] = await say(agent, AINO, "/greet I want my money back")
    assert answer["topic"] == "refund"


# Failures


async def test_an_action_that_fails_is_answered_with_the_apology_and_logged_with_its_reference(
    agent: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    [answer] = await say(agent, AINO, "crash please")
    conversation, text, reference, _ = apologies[-1]
    assert (conversation, text) == (AINO, "crash please")
    assert answer["text"] == f"I could not look that up. Reference: {reference}"
    failed = [record for record in caplog.records if reference in record.getMessage()]
    assert "the order book is closed" in str(failed[0].exc_info)
    [answer] = await say(agent, AINO, "can I cancel it?")
    assert answer["heard"]["text"] == "can I cancel it?", "the conversation goes on"


async def test_an_answer_that_is_no_json_is_replaced_by_the_apology_before_the_turn_is_lost(agent: Agent) -> None:
    [answer] = await say(agent, AINO, "the price please")
    assert answer["handover"]
    [answer] = await say(agent, AINO, "cancel")
    assert answer["heard"]["text"] == "cancel"


async def test_an_action_that_takes_too_long_is_answered_with_the_apology(agent: Agent) -> None:
    agent.processor.action_endpoint._patience = 0.05
    [answer] = await say(agent, AINO, "dawdle")
    assert answer["handover"]
    ended_given_up.clear()
    for _ in range(500):
        if not ended_given_up:
            await asyncio.sleep(0.01)
    assert ended_given_up == [True], "what it still had to say is not to be kept beside the apology"


async def test_an_action_may_say_that_there_is_nothing_to_say(agent: Agent) -> None:
    assert await say(agent, AINO, "be silent", timed=True) == []
    [answer] = await say(agent, AINO, "cancel")
    assert answer["heard"]["text"] == "cancel"


async def test_an_action_that_says_nothing_is_an_error_and_no_empty_reply(agent: Agent) -> None:
    with pytest.raises(NoAnswerError):
        await say(agent, AINO, "say nothing")


async def test_an_apology_that_fails_as_well_is_an_error_and_no_empty_reply(load: Callable[..., Agent]) -> None:
    def fail(*_: str) -> dict[str, Any]:
        raise OSError("no phrases")

    with pytest.raises(NoAnswerError):
        await say(load(apology=fail), AINO, "crash")


async def test_what_an_action_does_to_its_tracker_changes_nothing_that_it_does_not_return(agent: Agent) -> None:
    await say(agent, AINO, "cancel PC-1")
    await say(agent, AINO, "spoil it")
    [answer] = await say(agent, AINO, "and now?")
    assert answer["heard"]["order"] == {"number": "PC-1"}


async def test_a_database_that_is_away_is_an_error_and_no_answer_from_an_empty_memory(
    load: Callable[..., Agent], tmp_path: Path
) -> None:
    agent = load()
    await say(agent, AINO, "cancel PC-104223")
    agent.tracker_store.engine.dispose()
    (tmp_path / "desk.db").rename(tmp_path / "away.db")
    (tmp_path / "desk.db").mkdir()
    with pytest.raises(SettingError):
        await say(agent, AINO, "and a refund?")

    (tmp_path / "desk.db").rmdir()
    (tmp_path / "away.db").rename(tmp_path / "desk.db")
    [answer] = await say(agent, AINO, "and a refund?")
    assert answer["heard"]["order"] == {"number": "PC-104223"}


async def test_an_action_in_the_middle_of_its_queries_does_not_hold_up_other_conversations(agent: Agent) -> None:
    started = time.perf_counter()
    took: dict[str, float] = {}

    async def timed(name: str, turn: Awaitable[Answers]) -> None:
        await turn
        took[name] = time.perf_counter() - started

    await asyncio.gather(timed("slow", say(agent, "slow", "dawdle")), timed("quick", say(agent, "quick", "cancel")))
    assert took["quick"] < took["slow"]


async def test_messages_of_one_conversation_are_answered_one_after_the_other_in_order(agent: Agent) -> None:
    answers = await asyncio.gather(*[say(agent, AINO, f"cancel {number}") for number in range(20)])
    assert [answer["heard"]["turns"] for [answer] in answers] == list(range(1, 21))
    tracker = await agent.tracker_store.retrieve_full_tracker(AINO)
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == [
        f"cancel {number}" for number in range(20)
    ]


# Loading


def test_without_a_model_the_error_says_how_to_get_one(load: Callable[..., Agent], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no trained model in .*: run `photodesk train`"):
        load(model_dir=tmp_path)


def test_a_file_that_is_no_model_is_named(load: Callable[..., Agent], tmp_path: Path) -> None:
    (tmp_path / "broken.tar.gz").write_bytes(b"this is no archive")
    with pytest.raises(ModelError, match=r"broken\.tar\.gz does not load.*`photodesk train --force`"):
        load(model_dir=tmp_path)


def spoiled(trained: Path, folder: Path, spoil: Callable[[Path], None]) -> Path:
    """A copy of the trained model with one part changed."""
    with tarfile.open(next(trained.glob("*.tar.gz"))) as archive:
        archive.extractall(folder / "unpacked")
    [part] = (folder / "unpacked" / "components").glob("*KeywordIntentClassifier*")
    spoil(part)
    (folder / "models").mkdir()
    with tarfile.open(folder / "models" / "spoiled.tar.gz", "w:gz") as archive:
        archive.add(folder / "unpacked", arcname="")
    return folder / "models"


def test_a_classifier_that_rasa_would_have_replaced_in_silence_is_found(
    load: Callable[..., Agent], trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = spoiled(trained, tmp_path, shutil.rmtree)
    with pytest.raises(ModelError, match="train_KeywordIntentClassifier1' cannot be read"):
        load(model_dir=models)
    monkeypatch.setattr(ServingStorage, "read_from", LocalModelStorage.read_from)
    with pytest.raises(ModelError, match="understands nothing"):
        load(model_dir=models)  # Rasa's own reading of the model is content with a classifier that is deaf


def test_a_classifier_whose_part_is_damaged_is_found(load: Callable[..., Agent], trained: Path, tmp_path: Path) -> None:
    models = spoiled(trained, tmp_path, lambda part: next(part.glob("*.json")).write_text("{"))
    with pytest.raises(ModelError, match="cannot be read"):
        load(model_dir=models)


def test_a_classifier_that_knows_nothing_is_found(load: Callable[..., Agent], trained: Path, tmp_path: Path) -> None:
    models = spoiled(trained, tmp_path, lambda part: next(part.glob("*.json")).write_text("{}"))
    with pytest.raises(ModelError, match="understands nothing"):
        load(model_dir=models)


def test_the_newest_of_several_models_is_loaded(load: Callable[..., Agent], trained: Path, tmp_path: Path) -> None:
    shutil.copy(next(trained.glob("*.tar.gz")), tmp_path / "a-newer.tar.gz")
    (tmp_path / "z-older.tar.gz").write_bytes(b"no archive")
    os.utime(tmp_path / "z-older.tar.gz", (1, 1))
    assert load(model_dir=tmp_path).model_name == "a-newer.tar.gz"


def test_actions_that_cannot_be_imported_are_named(load: Callable[..., Agent]) -> None:
    with pytest.raises(ActionsError, match="no_such_actions"):
        load(actions="no_such_actions")


def test_rasas_own_chatter_is_not_printed(load: Callable[..., Agent], capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(say(load(), AINO, "cancel"))
    assert "processor." not in capsys.readouterr().out


# Rasa's own commands


async def test_endpoints_yml_gives_rasas_own_commands_the_same_stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new folder/desk.db")
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    agent = await load_agent(endpoints=endpoints)
    assert isinstance(agent.lock_store, DeskLockStore)
    assert isinstance(agent.tracker_store._tracker_store, BoundedTrackerStore)
    assert agent.tracker_store._tracker_store.window == 12
    agent.tracker_store._tracker_store.close()


def rasa(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    command = [str(Path(sys.executable).with_name("rasa")), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_rasa_test_predicts_every_turn_of_the_test_stories(trained: Path, tmp_path: Path) -> None:
    done = rasa(
        *(
            "test",
            "core",
            "--model",
            str(trained),
            "--stories",
            str(ASSISTANT / "tests"),
            "--fail-on-prediction-errors",
        ),
        *("--out", str(tmp_path), "--no-plot"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads((tmp_path / "story_report.json").read_text())
    assert report["action_answer"]["recall"] == 1.0
    assert report["conversation_accuracy"]["correct"] == 1


def test_without_its_action_in_the_domain_training_says_so(tmp_path: Path) -> None:
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.core.domain import Domain
    from rasa.shared.exceptions import InvalidConfigException

    from photodesk.serving.policy import DeskPolicy

    parts = (LocalModelStorage.create(tmp_path), Resource("policy"), ExecutionContext(GraphSchema({})))
    policy = DeskPolicy.create(DeskPolicy.get_default_config(), *parts)
    with pytest.raises(InvalidConfigException, match="add it to domain"):
        policy.train([], Domain.empty())


# TensorFlow


def in_a_new_process(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ASSISTANT.parent}", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


ANSWERS = """
import asyncio, sys
from photodesk.serving.agent import load_desk_agent, say
agent = load_desk_agent(r"{models}", database_url="sqlite://", actions="assistant.actions", apology=lambda *_: {{}})
[answer] = asyncio.run(say(agent, "aino", "can I cancel it?"))
print(answer["topic"], "tensorflow" in sys.modules)
"""


def test_a_turn_is_answered_without_tensorflow(trained: Path) -> None:
    assert in_a_new_process(ANSWERS.format(models=trained)) == "cancel_order False"


def test_with_the_setting_off_rasas_module_is_left_alone() -> None:
    program = "import sys, photodesk.serving; print('rasa.utils.train_utils' in sys.modules)"
    assert in_a_new_process(program) == "True"
    assert in_a_new_process(program, PHOTODESK_LAZY_TENSORFLOW="no") == "False"


def test_what_needs_tensorflow_gets_it_at_the_first_use() -> None:
    program = """
import sys
import numpy
import photodesk.serving
import rasa.nlu.extractors.extractor
assert "tensorflow" not in sys.modules
import rasa.utils.train_utils as held
indices, confidences = held.rank_and_mask(numpy.array([0.1, 0.7, 0.2]), ranking_length=2, renormalize=True)
assert "tensorflow" in sys.modules
from rasa.utils import train_utils
assert train_utils is held is sys.modules["rasa.utils.train_utils"] is rasa.utils.train_utils
assert type(held).__name__ == "module"
print(list(indices), train_utils.create_common_callbacks(1)[0].__class__.__name__)
"""
    assert in_a_new_process(program) == "[1, 2] RasaTrainingLogger"
