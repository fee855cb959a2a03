"""The databases that tests run on: each test gets an empty one, of each kind."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from photodesk.store.database import open_database, upgrade
from photodesk.store.tables import metadata

POSTGRES = os.environ.get("PHOTODESK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def scratch_postgres() -> Iterator[str]:
    """A database of this run's own, dropped afterwards; without a server the test is skipped, in CI it fails."""
    name = f"photodesk_test_{secrets.token_hex(6)}"
    server = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    except sa.exc.OperationalError as failure:
        message = f"no PostgreSQL at {server.url!r} (set PHOTODESK_TEST_POSTGRES): {failure.orig}"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, without tables."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    url: str = request.getfixturevalue("scratch_postgres")
    _run(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return url


@pytest.fixture
def engine(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database with the current schema."""
    url = f"sqlite:///{tmp_path}/desk.db" if database_kind == "sqlite" else request.getfixturevalue("scratch_postgres")
    if not upgrade(url):
        _run(url, *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)))
    engine = open_database(url)
    yield engine
    engine.dispose()


def _run(url: str, *statements: str) -> None:
    database = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with database.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    database.dispose()
