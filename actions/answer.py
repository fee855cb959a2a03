"""Every message that was understood: read, ask the desk, say, remember."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from photodesk.understanding.reading import Reading
from photodesk.wiring import the_desk


class ActionAnswer(Action):  # type: ignore[misc]
    """The one action: what the conversation needs is decided by the desk, not by which action runs."""

    def name(self) -> str:
        return "action_answer"

    # No coroutine: the endpoint runs it in a thread, so that its queries hold up nobody else.
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        reading = Reading.from_dict(tracker.latest_message["reading"])
        text = str(tracker.latest_message.get("text") or "")
        answers = the_desk().respond(tracker.sender_id, reading, text, tracker.latest_message.get("message_id"))
        for answer in answers:
            dispatcher.utter_message(text=answer["text"], buttons=answer["buttons"], answer=answer)
        if not answers:  # a person has the conversation
            dispatcher.utter_message(silent=True)
        return []
