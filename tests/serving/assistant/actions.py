"""The action of the small assistant: what it does is asked for by the message."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from photodesk.wiring import given_up

ended_given_up: list[bool] = []
"""Of each turn that dawdled: whether it knew in the end that nobody waited for it any more."""


class AnswerAsAsked(Action):
    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        text = tracker.latest_message["text"]
        if "crash" in text:
            raise LookupError("the order book is closed")
        if "be silent" in text:
            dispatcher.utter_message(silent=True)
            return []
        if "say nothing" in text:
            return []
        if "dawdle" in text:
            time.sleep(0.3)
            over = given_up.get()
            ended_given_up.append(over is not None and over.is_set())
        turns = (tracker.get_slot("turns") or 0) + 1
        answer = {
            "topic": tracker.latest_message["intent"]["name"],
            "outcome": "information",
            "text": f"You said: {text}",
            "buttons": [{"title": "Talk to a person", "payload": "choice:x"}],
            "heard": {
                "text": text,
                "id": tracker.latest_message.get("message_id"),
                "order": tracker.get_slot("order"),
                "slots": {name: value for name, value in tracker.current_slot_values().items() if value is not None},
                "turns": turns,
            },
        }
        if "price" in text:
            answer["price"] = Decimal("5.90")
        if "spoil" in text:
            tracker.slots["order"]["number"] = "spoilt"
        for part in range(2 if "twice" in text else 1):
            dispatcher.utter_message(text=answer["text"], buttons=answer["buttons"], answer={**answer, "part": part})
        events = [SlotSet("turns", turns)]
        if "PC-" in text:
            events.append(SlotSet("order", {"number": text[text.index("PC-") :]}))
        return events
