from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from web_desk import PEOPLE, FakeDesk, Server, serving


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server in development, around a fake desk of its own."""
    with serving(tmp_path, FakeDesk(people=PEOPLE)) as running:
        yield running
