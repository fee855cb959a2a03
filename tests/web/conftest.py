from __future__ import annotations

from collections.abc import Iterator

import pytest
from web_desk import PEOPLE, FakeDesk, Server, serving


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), FakeDesk(people=PEOPLE)) as running:
        yield running


@pytest.fixture
def server(running: Server) -> Server:
    """A server in development, around a fake desk that remembers nothing of earlier tests."""
    running.desk.forget()
    return running
