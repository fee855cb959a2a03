"""How long do the numbers and the gaps take with a million messages?

    .venv/bin/python benchmarks/counted.py [--messages 200000] [--postgres postgresql://postgres@127.0.0.1/scratch]

Fills an empty database with conversations of the last 90 days, asks for the page's numbers as the page does, and shows
how the database finds the rows.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import Engine

from photodesk.conversation.tally import Afterwards, Became, What, Why
from photodesk.knowledge.base import load
from photodesk.learning.numbers import PERIODS, numbers
from photodesk.settings import ROOT
from photodesk.store.database import open_database, reading, upgrade, utc_now, writing
from photodesk.store.numbers import SqlNumbers
from photodesk.store.tables import conversations, messages, tallies

QUEUES = ("lumi", "fjord", "service")
TURNS = 5
BATCH = 1000


def fill(engine: Engine, wanted: int) -> None:
    """Conversations of five turns each, one after another, as if they had been held."""
    dice, topics, now = random.Random(7), list(load(ROOT / "kb").tables), utc_now()
    many = wanted // (2 * TURNS)
    for first in range(0, many, BATCH):
        talks, said, counted = [], [], []
        for number in range(first, min(first + BATCH, many)):
            at = now - timedelta(days=90 * (1 - number / many))
            queue = dice.choice(QUEUES)
            id = f"conversation-{number:012d}"
            given = {"id": id, "shop": "lumi", "queue": queue, "role": "consumer", "locale": "en", "context": {}}
            talks.append({**given, "created_at": at, "updated_at": at})
            for turn in range(TURNS):
                asked = 2 * (number * TURNS + turn) + 1
                moment = at + timedelta(minutes=turn)
                said += [
                    _message(asked, id, moment, "asker", "is the picture of my daughter ready yet, please?"),
                    _message(asked + 1, id, moment, "desk", "An answer of some length. " * 20),
                ]
                counted.append(_tally(dice, at, queue, dice.choice(topics), asked + 1))
        with writing(engine) as connection:
            connection.execute(insert(conversations), talks)
            connection.execute(insert(messages), said)
            connection.execute(insert(tallies), counted)


def _message(id: int, conversation: str, at: Any, author: str, words: str) -> dict[str, Any]:
    answer = {"text": words, "topic": "refund"} if author == "desk" else None
    return {"id": id, "conversation_id": conversation, "at": at, "author": author, "text": words, "answer": answer}


def _tally(dice: random.Random, at: Any, queue: str, topic: str, message: int) -> dict[str, Any]:
    became = dice.choices(list(Became)[:6], (60, 15, 8, 2, 5, 10))[0]
    return {
        "day": at.date(),
        "shop": "lumi",
        "queue": queue,
        "what": What.QUESTION.value,
        "topic": topic,
        "became": became.value,
        "why": dice.choice(list(Why)).value if became is Became.HANDED_OVER else None,
        "helpful": dice.choices((None, True, False), (85, 12, 3))[0],
        "afterwards": dice.choices((None, *(each.value for each in Afterwards)), (50, 15, 15, 15, 5))[0],
        "minutes": None,
        "message_id": message,
    }


def measure(engine: Engine) -> None:
    book, today = SqlNumbers(engine), utc_now().date()
    with reading(engine) as connection:
        print(f"{connection.execute(select(func.count()).select_from(messages)).scalar_one():,} messages")
    for queues in (QUEUES, QUEUES[:1]):
        for days in PERIODS:
            took = min(_seconds(lambda: numbers(book, queues, today, days)) for _ in range(3))  # noqa: B023
            print(f"numbers, {days} days, {len(queues)} queues: {took * 1000:.0f} ms")
    print(f"shops: {_seconds(lambda: book.shops(QUEUES, today - timedelta(90))) * 1000:.0f} ms")
    print(f"gaps: {_seconds(lambda: book.unanswered(QUEUES, today - timedelta(90), 600)) * 1000:.0f} ms")
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    query = f"SELECT topic, count(*) FROM tallies WHERE day >= '{today}' AND queue IN ('lumi', 'fjord') GROUP BY topic"
    with reading(engine) as connection:
        for row in connection.execute(text(f"{explain} {query}")):
            print("   ", row[-1])


def _seconds(what: Any) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--postgres", metavar="URL", help="an empty database; SQLite in a temporary folder otherwise")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.postgres or f"sqlite:///{Path(folder) / 'desk.db'}"
        upgrade(url)
        engine = open_database(url)
        print(f"filled in {_seconds(lambda: fill(engine, arguments.messages)):.0f} s")
        measure(engine)
        engine.dispose()


if __name__ == "__main__":
    main()
