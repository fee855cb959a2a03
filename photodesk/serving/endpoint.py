"""How does an action run without an action server?

Rasa hands every action to an endpoint and asks only that it has `request`. This one runs the action here, through the
SDK's own executor. `rasa run actions` serves the same actions to `rasa shell`.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable
from threading import Event
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from photodesk.settings import SettingError
from photodesk.wiring import given_up, new_reference

_log = logging.getLogger(__name__)

PATIENCE_SECONDS = 20.0

Apology = Callable[[str, str, str, str | None], dict[str, Any]]
"""Makes the contract's answer of last resort from a conversation's id, what was said, a reference, and its id."""


class ActionsError(SettingError):
    """The actions cannot be imported; the message says why."""


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """Runs the actions of a package in this process; one that fails or dawdles is answered with the apology.

    An action that is no coroutine runs in a thread, so that its queries do not hold up other conversations.
    """

    def __init__(self, package: str, *, apology: Apology, patience: float = PATIENCE_SECONDS) -> None:
        super().__init__(enable_selective_domain=True)  # no action of ours reads the domain
        self._apology = apology
        self._patience = patience
        self._executor = _ActionsOfPackage(package)
        try:
            self._executor.register_package(package)
        except SystemExit as end:  # the SDK ends the process
            raise ActionsError(f"The actions in {package!r} cannot be imported: {end.__context__}") from end
        for name, run in self._executor.actions.items():
            if not inspect.iscoroutinefunction(run):
                self._executor.actions[name] = _in_thread(run)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Run the action that `json` names; the rest is HTTP's business."""
        call = kwargs["json"]
        over = Event()
        given_up.set(over)
        try:
            result = await asyncio.wait_for(self._executor.run(_with_own_slots(call)), self._patience)
            return dict(_over_the_wire(result))
        except Exception:
            reference = new_reference()
            _log.exception("the action %s failed, reference %s", call["next_action"], reference)
        finally:
            over.set()  # a thread cannot be stopped: it is told that nobody waits for it any more
        said = call["tracker"].get("latest_message") or {}
        answer = await asyncio.to_thread(
            self._apology, call["sender_id"], said.get("text") or "", reference, said.get("message_id")
        )
        response = {"text": answer["text"], "buttons": answer.get("buttons", []), "answer": answer}
        return {"events": [], "responses": [response]}


class _ActionsOfPackage(ActionExecutor):  # type: ignore[misc]
    """Knows a package's own actions; the SDK's takes whatever action has been imported in this process."""

    def __init__(self, package: str) -> None:
        super().__init__()
        self._package = package

    def register_action(self, action: Any) -> None:
        if f"{action.__module__}.".startswith(f"{self._package}."):
            super().register_action(action)


def _with_own_slots(call: dict[str, Any]) -> dict[str, Any]:
    """The slots, which an action might change, are its own as over HTTP; copying the rest would cost 1 ms a turn."""
    tracker = call["tracker"]
    return {**call, "tracker": {**tracker, "slots": _over_the_wire(tracker["slots"])}}


def _over_the_wire(value: Any) -> Any:
    """A copy, and proof that it is JSON: a turn with anything else in it could not be stored."""
    return json.loads(json.dumps(value))


def _in_thread(run: Callable[..., Any]) -> Callable[..., Any]:
    async def run_in_thread(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return await asyncio.to_thread(run, dispatcher, tracker, domain)

    return run_in_thread
