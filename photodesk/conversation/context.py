"""What does the desk remember between two messages of one conversation?

A plain value that an adapter stores as JSON. Nothing in it gives a right by itself, except the asker, which only a
verified token or a checked proof can have filled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from photodesk.asking import Asker
from photodesk.desk import Answer

MOST_KEPT = 24
"""How many buttons, and how many reasons for a hand-over, are remembered."""


@dataclass(frozen=True)
class Said:
    """The last answer that had something to say, for "why?" and "say that again"."""

    topic: str | None
    text: str
    cites: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Said:
        parts = answer.parts or (answer,)
        return cls(
            answer.topic,
            "\n\n".join(part.text for part in parts),
            tuple((cite.article, cite.section) for part in parts for cite in part.citations),
        )


@dataclass(frozen=True)
class Context:
    """Where a conversation stands.

    `number`, `email` and `postcode` were typed and prove nothing by themselves. `waiting` are the topics that will
    be answered once an order is found; `pressed` says that the desk has asked for it, not merely offered.
    """

    asker: Asker
    language: str = "en"
    number: str | None = None
    email: str | None = None
    postcode: str | None = None
    tried: bool = False
    """Whether this number and proof have been held against the order book already, and failed."""
    topic: str | None = None
    waiting: tuple[str, ...] = ()
    pressed: bool = False
    said: Said | None = None
    same: tuple[str, int] = ("", 0)
    """The last question as topic, rule and order, and how often in a row it was answered."""
    outside: int = 0
    unclear: int = 0
    wrong_proofs: int = 0
    offered: dict[str, dict[str, Any]] = field(default_factory=dict)
    handed_over: tuple[str, ...] = ()
    takes_contact: bool = False
    """Whether a person was called, so that an address is one to which the answer may be sent."""
    contact: str | None = None

    def as_dict(self) -> dict[str, Any]:
        said = dict(vars(self.said)) if self.said else None
        return vars(self) | {"asker": self.asker.as_dict(), "said": said}

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Context:
        said = raw.get("said")
        return cls(
            **{
                **raw,
                "asker": Asker.from_dict(raw["asker"]),
                "waiting": tuple(raw["waiting"]),
                "same": (raw["same"][0], raw["same"][1]),
                "handed_over": tuple(raw["handed_over"]),
                "said": Said(said["topic"], said["text"], tuple(map(tuple, said["cites"]))) if said else None,
            }
        )
