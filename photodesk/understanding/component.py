"""How does Rasa train, keep and run our reader?

One component for intent and entities: a message is read once. What Rasa needs is set on the message (`intent`,
`intent_ranking`, `entities`); what the dialogue needs, the whole `Reading`, is set as `reading`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    EXTRACTOR,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from photodesk.understanding.encoder import KEPT_VECTORS, find_encoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.reader import Reader
from photodesk.understanding.reading import Reading
from photodesk.understanding.training import train
from photodesk.understanding.wording import taught

READING = "reading"


_NO_PART_OF_A_MODEL = {"bench.py", "public.py", "lint.py", "hearing.py"}


def code_version() -> str:
    """A hash over what makes a model: Rasa's cache knows a component by its own file and configuration alone."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".py", ".txt") and path.name not in _NO_PART_OF_A_MODEL:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class MessageReader(GraphComponent, IntentClassifier, EntityExtractorMixin):  # type: ignore[misc]
    """Intent, ranking, entities and the whole reading of a message."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, reader: Reader | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"version": code_version()}

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy", "sklearn", "numpy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageReader:
        """A model that cannot be loaded is an error: a desk that understands nothing must not open."""
        with model_storage.read_from(resource) as folder:
            reader = Reader.load(folder)
        return cls(model_storage, resource, reader)

    def train(self, training_data: TrainingData) -> Resource:
        finder = EntityFinder()
        examples = [(example.get(TEXT) or "", example.get(INTENT)) for example in training_data.intent_examples]
        texts, intents = zip(*taught(examples, finder))
        classifier = train(texts, intents, find_encoder(KEPT_VECTORS))
        with self._model_storage.write_to(self._resource) as folder:
            classifier.save(folder)
        self._reader = Reader(classifier, finder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component trains on what it finds."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._set(message, self._trained_reader().read(message.get(TEXT) or ""))
        return messages

    def _trained_reader(self) -> Reader:
        if self._reader is None:
            raise RuntimeError("The message reader is not trained.")
        return self._reader

    def _set(self, message: Message, reading: Reading) -> None:
        ranking = [
            {INTENT_NAME_KEY: ranked.id, PREDICTED_CONFIDENCE_KEY: ranked.confidence} for ranked in reading.ranking
        ]
        intent = {INTENT_NAME_KEY: reading.intent, PREDICTED_CONFIDENCE_KEY: reading.confidence}
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking or [intent], add_to_output=True)
        found = [{**entity.as_dict(), EXTRACTOR: type(self).__name__} for entity in reading.entities]
        message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        message.set(READING, reading.as_dict(), add_to_output=True)
