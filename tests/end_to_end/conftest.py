"""The desk as it is run: the trained model, the real knowledge base, an order book of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from photodesk.orders.demo import demo_orders
from photodesk.orders.importing import Accepted
from photodesk.serving.once import Asked, asking
from photodesk.serving.training import train_when_changed
from photodesk.settings import Settings, read_settings
from photodesk.store.database import open_database, upgrade
from photodesk.store.orders import import_orders
from tests.conversation import talking

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    var = tmp_path_factory.mktemp("desk")
    settings = replace(read_settings({}), var=var, database_url=f"sqlite:///{var / 'desk.db'}")
    assert train_when_changed(settings)
    return settings


@pytest.fixture(scope="session")
def ask(settings: Settings) -> Iterator[Ask]:
    """Ask one message: `ask("can I cancel?", as_="photographer", order="PC-1", email="…")` gives the answer."""
    upgrade(settings.database_url)
    orders = [*demo_orders(datetime.now(timezone.utc)), *talking.STATES]
    import_orders(open_database(settings.database_url), (Accepted(line, order) for line, order in enumerate(orders, 1)))
    with asking(settings) as answer:

        def one(text: str, *, as_: str = "consumer", **more: str) -> dict[str, Any]:
            return answer(Asked.of({"text": text, "as": as_, "shop": "lumi", **more}))

        yield one


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[2]
