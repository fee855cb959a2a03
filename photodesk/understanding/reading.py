"""What was understood of one message?

Pure values, so that the dialogue, the policy and a test can hold a reading without a model, Rasa or spaCy in sight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

OUT_OF_SCOPE = "out_of_scope"

TALK = frozenset(
    {
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "bot_challenge",
        "inform",
        "ask_why",
        "repeat",
    }
)
"""Intents that are conversation, not questions: no article, no policy."""


def is_question(intent: str) -> bool:
    """A topic with an article: neither talk nor out of scope."""
    return intent not in TALK and intent != OUT_OF_SCOPE


class Band(str, Enum):
    """How far the reading may be trusted."""

    SURE = "sure"  # answer the first of the ranking
    UNSURE = "unsure"  # offer the first two or three
    OUTSIDE = "outside"  # not this desk's business, whatever the ranking says

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Ranked:
    """An intent and the calibrated probability that it is what was meant."""

    id: str
    confidence: float

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "confidence": self.confidence}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Ranked:
        return cls(str(record["id"]), float(record["confidence"]))


@dataclass(frozen=True)
class Entity:
    """Something typed that names an order or a person; `value` is normalised, `text` is what was typed.

    `entity` is order_number, photo_code, email or postcode. An order number's value is "PC-104223", or its bare
    digits when no prefix was typed. `start` and `end` count characters of the message as it was sent.
    """

    entity: str
    value: str
    start: int
    end: int
    text: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Entity:
        return cls(
            str(record["entity"]),
            str(record["value"]),
            int(record["start"]),
            int(record["end"]),
            str(record["text"]),
        )


@dataclass(frozen=True)
class Question:
    """One thing asked: the words that asked it and what they were understood as."""

    text: str
    ranking: tuple[Ranked, ...]
    band: Band

    @property
    def topic(self) -> str:
        return self.ranking[0].id

    def as_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "ranking": [ranked.as_dict() for ranked in self.ranking],
            "band": self.band.value,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Question:
        return cls(
            str(record["text"]),
            tuple(Ranked.from_dict(ranked) for ranked in record["ranking"]),
            Band(record["band"]),
        )


@dataclass(frozen=True)
class Reading:
    """One message, understood.

    `text` is the message without quoted mail and signature. `ranking` holds every intent, best first, for the message
    as a whole; `band` says how far to trust it. `questions` are the one to three things asked, in the order asked;
    empty when the message is talk or outside. `entities` come from the whole message, in the order typed.
    """

    text: str
    ranking: tuple[Ranked, ...]
    band: Band
    questions: tuple[Question, ...] = ()
    entities: tuple[Entity, ...] = ()
    sure: float = 0.7
    """How likely a topic must be to be answered; comes from the model."""

    @property
    def intent(self) -> str:
        """The first of the ranking, or out_of_scope when the message is outside."""
        if self.band is Band.OUTSIDE or not self.ranking:
            return OUT_OF_SCOPE
        return self.ranking[0].id

    @property
    def confidence(self) -> float:
        """The calibrated probability of `intent`; 1.0 when it was decided without a model."""
        intent = self.intent
        return next((ranked.confidence for ranked in self.ranking if ranked.id == intent), 1.0)

    def values(self, entity: str) -> tuple[str, ...]:
        """The different values of one kind of entity, in the order typed."""
        return tuple(dict.fromkeys(found.value for found in self.entities if found.entity == entity))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; `from_dict` gives the same reading back."""
        return {
            "text": self.text,
            "ranking": [ranked.as_dict() for ranked in self.ranking],
            "band": self.band.value,
            "questions": [question.as_dict() for question in self.questions],
            "entities": [entity.as_dict() for entity in self.entities],
            "sure": self.sure,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Reading:
        return cls(
            str(record["text"]),
            tuple(Ranked.from_dict(ranked) for ranked in record["ranking"]),
            Band(record["band"]),
            tuple(Question.from_dict(question) for question in record["questions"]),
            tuple(Entity.from_dict(entity) for entity in record["entities"]),
            float(record["sure"]),
        )
