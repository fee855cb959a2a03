"""The action of the stock set-up: it asks the same desk, from what stock Rasa understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from photodesk.understanding.reading import Band, Question, Ranked, Reading
from photodesk.wiring import the_desk


class ActionAnswer(Action):
    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        heard = tracker.latest_message
        known = [each for each in heard["intent_ranking"] if each["name"] != "nlu_fallback"]
        ranking = tuple(Ranked(each["name"], each["confidence"]) for each in known)
        reading = Reading(heard["text"], ranking, Band.SURE, (Question(heard["text"], ranking, Band.SURE),))
        for answer in the_desk().respond(tracker.sender_id, reading, heard["text"]):
            dispatcher.utter_message(text=answer["text"], buttons=answer["buttons"], answer=answer)
        return []
