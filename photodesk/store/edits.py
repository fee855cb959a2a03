"""Who edited the knowledge base, and what?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Engine

from photodesk.store.database import writing
from photodesk.store.tables import audit


class SqlEditLog:
    """The EditLog in the database: edits stand with whatever else people did."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, agent: str, at: datetime, details: Mapping[str, Any]) -> None:
        row = {"at": at, "actor": agent, "action": "kb.edit", "conversation_id": None, "details": dict(details)}
        with writing(self._engine) as connection:
            connection.execute(insert(audit), row)
