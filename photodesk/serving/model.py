"""What of a trained model is loaded to serve it, and how does a message go through it?

Rasa does it with more than serving needs. It imports the classes that trained the model as well, one of which brings
TensorFlow in; it plans the graph for each message; it checks a fixed schema for each action. And many of its components
replace themselves by untrained ones when their part of the model is missing or broken, so that a server starts and
understands nothing. Here a model is whole or is not loaded.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import Action, RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_json_file


class UnreadablePartError(Exception):
    """A component could not read its part of the model; no ValueError, which components take for `not trained yet`."""


class ServingStorage(LocalModelStorage):  # type: ignore[misc]
    """An unpacked model, without how it was trained."""

    parts: frozenset[str] = frozenset()
    """What training put into the model; Rasa's own nodes also look for some that were never made."""

    @classmethod
    def from_model_archive(
        cls, storage_path: Path, model_archive_path: Path | str
    ) -> tuple[ServingStorage, ModelMetadata]:
        storage, metadata = super().from_model_archive(storage_path, model_archive_path)
        nodes = metadata.predict_schema.nodes.values()
        storage.parts = frozenset(node.resource.name for node in nodes if node.resource)
        return storage, metadata

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        metadata = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**metadata, "train_schema": {"nodes": {}}})

    @contextmanager
    def read_from(self, resource: Resource) -> Iterator[Path]:
        try:
            with super().read_from(resource) as folder:
                yield folder
        except Exception as failure:
            if resource.name not in self.parts:
                raise
            raise UnreadablePartError(f"the part {resource.name!r} cannot be read") from failure


class PlainRunner(DaskGraphRunner):  # type: ignore[misc]
    """Runs each node when the nodes that it needs have run; Rasa's runner plans the graph anew for each message."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = targets or self._graph_schema.target_names
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in wanted:
            self._run_node(name, done)
        return {name: done[name][1] for name in wanted}

    def _run_node(self, name: str, done: dict[str, tuple[str, Any]]) -> None:
        if name in done:
            return
        needs = self._graph_schema.nodes[name].needs.values()
        for need in needs:
            self._run_node(need, done)
        done[name] = self._instantiated_nodes[name](*(done[need] for need in needs))


class ServingProcessor(MessageProcessor):  # type: ignore[misc]
    """Rasa's processor on a model that is there whole or not at all."""

    @staticmethod
    def _load_model(model_path: Path | str) -> tuple[str, ModelMetadata, GraphRunner]:
        with tempfile.TemporaryDirectory() as folder:
            metadata, runner = load_predict_graph_runner(Path(folder), Path(model_path), ServingStorage, PlainRunner)
        return Path(model_path).name, metadata, runner

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if type(action) is RemoteAction:
            action = _DeskAction(action.name(), self.action_endpoint)
        return action, prediction


class _DeskAction(RemoteAction):  # type: ignore[misc]
    """An action whose result is held against Rasa's schema, but not the schema each time against its own: 5 ms."""

    _schema = Draft7Validator(RemoteAction.action_response_format_spec())

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        self._schema.validate(result)
        return True
