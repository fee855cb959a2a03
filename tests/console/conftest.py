"""The desk as it is run, with the demo's orders, for agents in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from photodesk.settings import Settings
from tests.console.working import Office
from tests.end_to_end.conftest import settings as settings
from tests.end_to_end.serving import Server, served
from tests.widget.browsing import Visits
from tests.widget.browsing import browser as browser
from tests.widget.browsing import visiting as visiting


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Server]:
    # All of these people come from one address.
    given = {"PHOTODESK_MODELS": str(settings.models), "PHOTODESK_RATE_FACTOR": "0"}
    with served(tmp_path_factory.mktemp("console"), **given) as server:
        server.command("orders", "demo")
        yield server


@pytest.fixture
def office(server: Server, visiting: Callable[[str], Visits]) -> Office:
    return Office(server, visiting(server.base))
