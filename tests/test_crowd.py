"""Would the crowd notice a message that was lost, doubled or crossed?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.crowd import Customer, Talk, faults


def talk() -> Talk:
    """Two messages of customer 1, each answered once."""
    texts = {"c1-0": "Where is order PC-700001? crowd1@example.com", "c1-1": "Can I cancel it?"}
    history: list[dict[str, Any]] = []
    told: dict[str, list[list[dict[str, Any]]]] = {}
    for id, text in texts.items():
        answer = {"text": "Order PC-700001 is on its way.", "order": {"number": "PC-700001"}}
        history.append({"id": len(history) + 1, "author": "asker", "text": text, "client_id": id})
        history.append({"id": len(history) + 1, "author": "desk", "text": answer["text"], "answer": answer})
        told[id] = [[{**answer, "id": len(history)}]]
    return Talk(Customer(1), texts, told, [dict(each) for each in history], [dict(each) for each in history])


def nothing(talk: Talk) -> None:
    pass


def not_kept(talk: Talk) -> None:
    talk.sent["c1-2"] = "Why?"
    talk.told["c1-2"] = talk.told["c1-1"]


def not_answered(talk: Talk) -> None:
    del talk.told["c1-1"]


def not_heard(talk: Talk) -> None:
    talk.events.pop()


def answered_twice(talk: Talk) -> None:
    asked = {**talk.history[2], "id": 5}
    talk.history.append(asked)
    talk.events.append(asked)
    talk.told["c1-1"] = []


def heard_twice(talk: Talk) -> None:
    talk.events.append(talk.events[-1])


def told_the_answer_to_another_message(talk: Talk) -> None:
    talk.told["c1-0"].append(talk.told["c1-1"][0])


def of_another_conversation(talk: Talk) -> None:
    talk.history[2]["client_id"] = talk.events[2]["client_id"] = "c2-1"


def about_anothers_order(talk: Talk) -> None:
    talk.told["c1-0"][0][0] = {**talk.told["c1-0"][0][0], "order": {"number": "PC-700002"}}


def in_another_order(talk: Talk) -> None:
    talk.events.reverse()


@pytest.mark.parametrize(
    ("happened", "kinds"),
    [
        (nothing, set()),
        (not_kept, {"lost"}),
        (not_answered, {"lost"}),
        (not_heard, {"lost"}),
        (answered_twice, {"doubled", "lost"}),
        (heard_twice, {"doubled"}),
        (told_the_answer_to_another_message, {"crossed"}),
        (of_another_conversation, {"crossed", "lost"}),
        (about_anothers_order, {"crossed"}),
        (in_another_order, {"crossed"}),
    ],
)
def test_what_went_astray_is_noticed(happened: Callable[[Talk], None], kinds: set[str]) -> None:
    told = talk()
    happened(told)
    assert {kind for kind, found in faults(told).items() if found} == kinds
