"""How is the desk's Rasa loaded, and how does one message go through it?"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.data import TrainingType
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.utils.log_utils import configure_structlog

from photodesk.conversation.dialogue import is_choice
from photodesk.serving.endpoint import Apology, InProcessActions
from photodesk.serving.lock_store import DeskLockStore
from photodesk.serving.model import ServingProcessor
from photodesk.serving.tracker_store import BoundedTrackerStore
from photodesk.serving.training import trained_models
from photodesk.settings import SettingError
from photodesk.understanding.reading import Band, Reading
from photodesk.wiring import the_desk

ACTIONS = "actions"
CHANNEL = "desk"
IN_MEMORY = "sqlite://"
PROBE = "Can I cancel my order?"

_understanding = ThreadPoolExecutor(max_workers=1, thread_name_prefix="understanding")
"""One thread: the components need not be safe for several, and the event loop goes on meanwhile."""


class ModelError(SettingError):
    """There is no trained model, or it does not do; the message says which and how to mend it."""


class NoAnswerError(Exception):
    """A turn ended without an answer. Rasa says so by silence, and so does an action that said nothing."""


def load_desk_agent(
    model_dir: Path | str,
    *,
    database_url: str,
    redis_url: str | None = None,
    actions: str = ACTIONS,
    apology: Apology | None = None,
) -> Agent:
    """Load the newest model of a folder, with the desk's stores, locks and actions around it.

    `sqlite://` keeps conversations in memory only. `apology` answers where an action fails: by default the desk's own.
    Raises ModelError, ActionsError or UnusableDatabase, each with its mend.
    """
    configure_structlog(logging.WARNING)
    model = _newest_model(Path(model_dir))
    store: TrackerStore = InMemoryTrackerStore(Domain.empty())
    if database_url != IN_MEMORY:
        store = BoundedTrackerStore(host=database_url)
    agent = Agent(
        tracker_store=store,
        lock_store=DeskLockStore(redis_url=redis_url),
        action_endpoint=InProcessActions(actions, apology=apology or _apology_of_the_desk),
    )
    # Not behind Rasa's fail-safe store, which answers from an empty memory while the database is away.
    agent.tracker_store = store
    try:
        agent.processor = ServingProcessor(model, store, agent.lock_store, agent.nlg, agent.action_endpoint)
        agent.domain = store.domain = agent.processor.domain
        found = _understand(agent, PROBE)
    except Exception as failure:
        raise ModelError(f"The model {model} does not load: {_causes(failure)}. {_MEND}") from failure
    if agent.processor.model_metadata.training_type is TrainingType.NLU:
        raise ModelError(f"The model {model} understands but never answers: data/ has no story or rule. {_MEND}")
    if found[INTENT].get(INTENT_NAME_KEY) not in agent.domain.intents:
        raise ModelError(f"The model {model} understands nothing, not even {PROBE!r}. {_MEND}")
    return agent


async def close_desk_agent(agent: Agent) -> None:
    """Let go of the connections."""
    await agent.lock_store.close()
    if isinstance(agent.tracker_store, BoundedTrackerStore):
        agent.tracker_store.close()


async def understand(agent: Agent, text: str) -> dict[str, Any]:
    """What the model makes of a text, as Rasa's parse data.

    Whatever the text is, it is text: Rasa's reader of `/intent{"slot": …}` commands is not asked. The payload of a
    button is not a message to understand; what it does, if it was offered, the dialogue knows.
    """
    if is_choice(text):
        return {**_nothing_in(text), "reading": Reading(text, (), Band.SURE).as_dict()}
    return await asyncio.get_running_loop().run_in_executor(_understanding, _understand, agent, text)


async def say(
    agent: Agent, sender_id: str, text: str, *, client_id: str | None = None, timed: bool = False
) -> list[dict[str, Any]]:
    """Answer one message of a conversation with the contract's answers; raises NoAnswerError when there is none.

    There may be none when a person has the conversation.

    Actions find the text as typed in the tracker's `latest_message`, and `client_id` as its `message_id`. With `timed`
    the first answer carries `_timing`: the seconds that went into `understanding`.
    """
    started = time.perf_counter()
    parse_data = await understand(agent, text)
    understanding = time.perf_counter() - started
    channel = _Answers()
    message = UserMessage(
        text,
        channel,
        sender_id,
        parse_data={**parse_data, TEXT: text},
        input_channel=CHANNEL,
        message_id=client_id,
    )
    await agent.handle_message(message)
    if not channel.answers and not channel.silent:
        raise NoAnswerError(f"a turn of {sender_id} ended without an answer; the log says why")
    if timed and channel.answers:
        channel.answers[0] = {**channel.answers[0], "_timing": {"understanding": understanding}}
    return channel.answers


class _Answers(OutputChannel):  # type: ignore[misc]
    """Collects what the actions say; Rasa keeps an utterance's unknown keys, such as `answer`, in its metadata."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []
        self.silent = False
        """Whether an action said that there is nothing to say."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if message.get("answer"):
            self.answers.append(message["answer"])
        self.silent = self.silent or bool(message.get("silent"))


_MEND = "Train it again with `photodesk train --force`."


def _newest_model(folder: Path) -> Path:
    models = trained_models(folder)
    if not models:
        raise ModelError(f"There is no trained model in {folder}: run `photodesk train`")
    return models[-1]


def _understand(agent: Agent, text: str) -> dict[str, Any]:
    metadata = agent.processor.model_metadata
    nodes = metadata.predict_schema.nodes
    target = metadata.nlu_target
    while nodes[target].uses is RegexMessageHandler:  # the reader of commands, which Rasa puts last
        target = nodes[target].needs["messages"]
    message = UserMessage()
    message.text = text  # as typed: the constructor strips it, and entities count from its beginning
    tracker = DialogueStateTracker(message.sender_id, [])
    inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: tracker}
    understood = agent.processor.graph_runner.run(inputs=inputs, targets=[target])[target][0]
    return {**_nothing_in(text), **understood.as_dict(only_output_properties=True)}


def _nothing_in(text: str) -> dict[str, Any]:
    """Rasa's parse data of a text that is not understood."""
    return {TEXT: text, INTENT: {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, ENTITIES: []}


def _apology_of_the_desk(conversation: str, text: str, reference: str, client_id: str | None) -> dict[str, Any]:
    return the_desk().failure(conversation, text, reference, client_id)


def _causes(failure: BaseException) -> str:
    causes = [f"{type(failure).__name__}: {failure}"]
    while failure.__cause__ is not None:
        failure = failure.__cause__
        causes.append(f"{type(failure).__name__}: {failure}")
    return "; ".join(causes).rstrip(".")
