"""Does the reader live through Rasa's training, storage and loading?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from photodesk.understanding.component import READING, MessageReader, code_version
from photodesk.understanding.reading import Band, Reading

CONTEXT = ExecutionContext(GraphSchema({}))


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory, few_examples: list[tuple[str, str]]) -> LocalModelStorage:
    folder = tmp_path_factory.mktemp("model")
    storage = LocalModelStorage.create(folder)
    component = MessageReader.create(MessageReader.get_default_config(), storage, Resource("reader"), CONTEXT)
    messages = [Message({TEXT: text, INTENT: intent}) for text, intent in [*few_examples, ("PC-104223", "inform")]]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # training keeps its vectors in the working directory
        component.train(TrainingData(messages))
    return storage


@pytest.fixture(scope="module")
def component(storage: LocalModelStorage) -> MessageReader:
    return MessageReader.load(MessageReader.get_default_config(), storage, Resource("reader"), CONTEXT)


def parse(component: MessageReader, text: str) -> Message:
    (message,) = component.process([Message({TEXT: text})])
    return message


def test_a_message_carries_intent_ranking_entities_and_reading(component: MessageReader) -> None:
    message = parse(component, "can I cancel my order PC-104223")
    assert message.get(INTENT)["name"] == "cancel_order"
    assert message.get(INTENT_RANKING_KEY)[0]["name"] == "cancel_order"
    assert len(message.get(INTENT_RANKING_KEY)) == 10
    (entity,) = message.get(ENTITIES)
    assert (entity["entity"], entity["value"], entity["start"]) == ("order_number", "PC-104223", 22)
    assert entity["extractor"] == "MessageReader"
    output = json.loads(json.dumps(message.as_dict(only_output_properties=True)))
    assert Reading.from_dict(output[READING]).questions[0].topic == "cancel_order"


@pytest.mark.parametrize("text", ["", "?!", "🙂", "x" * 1000])
def test_a_wordless_message_is_out_of_scope_and_breaks_nothing(component: MessageReader, text: str) -> None:
    message = parse(component, text)
    assert message.get(INTENT) == {"name": "out_of_scope", "confidence": 1.0}
    assert Reading.from_dict(message.get(READING)).band is Band.OUTSIDE


def test_a_model_that_is_not_there_is_an_error_not_an_untrained_reader(tmp_path: Path) -> None:
    storage = LocalModelStorage.create(tmp_path)
    with pytest.raises(ValueError, match="reader"):
        MessageReader.load(MessageReader.get_default_config(), storage, Resource("reader"), CONTEXT)


def test_the_training_cache_notices_changed_code() -> None:
    assert MessageReader.get_default_config() == {"version": code_version()}


def test_the_configuration_names_this_component() -> None:
    config = (Path(__file__).parents[2] / "config.yml").read_text(encoding="utf-8")
    assert f"{MessageReader.__module__}.{MessageReader.__name__}" in config
