"""Which action comes next? The desk's, after a message; then it listens.

What a conversation needs is decided by the desk, not by the order of actions, so there is nothing to learn here, and a
prediction costs the same on turn 200 as on turn 1.
"""

from __future__ import annotations

from typing import Any

from rasa.core.constants import DEFAULT_POLICY_PRIORITY, POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import (
    ACTION_BACK_NAME,
    ACTION_LISTEN_NAME,
    ACTION_RESTART_NAME,
    ACTION_SESSION_START_NAME,
    USER_INTENT_BACK,
    USER_INTENT_RESTART,
    USER_INTENT_SESSION_START,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

ANSWER = "answer"

_RASAS_OWN: dict[str, str] = {
    USER_INTENT_RESTART: ACTION_RESTART_NAME,
    USER_INTENT_BACK: ACTION_BACK_NAME,
    USER_INTENT_SESSION_START: ACTION_SESSION_START_NAME,
}
"""What `/restart` and its like do in `rasa shell`; nothing typed in the chat is ever understood as these."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class DeskPolicy(Policy):  # type: ignore[misc]
    """After a message the action that `answer:` names in config.yml, then listening."""

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.ML_AND_RULE_DATA

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {POLICY_PRIORITY: DEFAULT_POLICY_PRIORITY, ANSWER: "action_answer"}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DeskPolicy:
        """There is nothing in the model to load."""
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        if self.config[ANSWER] not in domain.action_names_or_texts:
            raise InvalidConfigException(f"DeskPolicy answers with {self.config[ANSWER]!r}: add it to domain.yml")
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        return self._prediction(confidence_scores_for(self._next(tracker), 1.0, domain))

    def _next(self, tracker: DialogueStateTracker) -> str:
        for event in reversed(tracker.events):
            if isinstance(event, UserUttered):
                return _RASAS_OWN.get(event.intent_name or "", str(self.config[ANSWER]))
            if isinstance(event, ActionExecuted):
                break
        return str(ACTION_LISTEN_NAME)
