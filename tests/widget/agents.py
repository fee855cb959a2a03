"""A person of the shop's, who answers in conversations that were passed to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from photodesk.settings import read_settings
from photodesk.tokens import mint_identity
from tests.end_to_end.serving import Server


@dataclass
class Agent:
    """One agent, with the case of one of these conversations, as the browser keeps them."""

    server: Server
    sessions: Sequence[str]
    name: str = "Maija"
    _token: str = field(init=False)
    _case: str = field(init=False)

    def __post_init__(self) -> None:
        settings = replace(read_settings({}), var=Path(self.server.environment["PHOTODESK_VAR"]))
        self._token = mint_identity(settings, "agent", "lumi", self.name)
        cases = self._asks("GET", "/desk/cases?state=open")["cases"]
        self._case = next(f"/desk/cases/{case['id']}" for case in cases if case["conversation_id"] in self.sessions)

    def takes(self) -> Agent:
        self._asks("POST", f"{self._case}/take")
        return self

    def says(self, text: str) -> None:
        self._asks("POST", f"{self._case}/messages", {"text": text})

    def gives_back(self) -> None:
        self._asks("POST", f"{self._case}/give-back")

    def _asks(self, method: str, path: str, body: Any = None) -> Any:
        status, given = self.server.call(method, path, body, self._token)
        assert status < 300, given
        return given
