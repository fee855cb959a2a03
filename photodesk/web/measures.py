"""How much is asked, how does it end, and how long does it take?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Measures:
    """Counters of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter("photodesk_turns", "Answers given, by outcome", ["outcome"], registry=self.registry)
        self._handovers = Counter(
            "photodesk_handovers", "Turns after which a person takes over", registry=self.registry
        )
        self._errors = Counter(
            "photodesk_errors", "Turns and requests that failed inside", ["where"], registry=self.registry
        )
        self._refused = Counter("photodesk_refused", "What was too often", ["what"], registry=self.registry)
        self._notices = Counter(
            "photodesk_notices",
            "Attempts to tell people of a case, by what came of them",
            ["channel", "result"],
            registry=self.registry,
        )
        self._notices_waiting = Gauge(
            "photodesk_notices_waiting", "Notices that have not gone out, of all servers", registry=self.registry
        )
        self._knowledge_problems = Gauge(
            "photodesk_knowledge_problems",
            "What keeps the knowledge base's files as they are now from being used",
            registry=self.registry,
        )
        self._turn_seconds = Histogram(
            "photodesk_turn_seconds", "Seconds from a message to its answer", buckets=_SECONDS, registry=self.registry
        )
        self._understanding_seconds = Histogram(
            "photodesk_understanding_seconds",
            "Seconds of it that went into understanding",
            buckets=_SECONDS,
            registry=self.registry,
        )

    def turn(self, replies: Sequence[Mapping[str, Any]], seconds: float, understanding: float | None) -> None:
        for reply in replies:
            self._turns.labels(str(reply.get("outcome"))).inc()
        if any(reply.get("handover") for reply in replies):
            self._handovers.inc()
        self._turn_seconds.observe(seconds)
        if understanding is not None:
            self._understanding_seconds.observe(understanding)

    def error(self, where: str) -> None:
        """`where` is `turn`, `request` or `chatwoot`."""
        self._errors.labels(where).inc()

    def refused(self, what: str) -> None:
        """`what` is `conversation` or `message`."""
        self._refused.labels(what).inc()

    def notice(self, channel: str, result: str) -> None:
        """`channel` is `mail` or `webhook`; `result` is `sent`, `failed` (it is tried again) or `given_up`."""
        self._notices.labels(channel, result).inc()

    def notices_waiting(self, count: int) -> None:
        self._notices_waiting.set(count)

    def knowledge_problems(self, count: int) -> None:
        self._knowledge_problems.set(count)

    def text(self) -> bytes:
        return generate_latest(self.registry)
