"""Which database is it, is its schema current, and how is it read and written safely by several processes?"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, func, inspect, select, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.row import Row
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import Select
from sqlalchemy.sql.expression import ColumnElement

from photodesk.settings import SettingError, Settings
from photodesk.store.sealing import Seal, seal_with

MIGRATIONS = Path(__file__).parents[2] / "migrations"

_log = logging.getLogger("photodesk.store")

PAGE = 500

_BUSY_SECONDS = 15.0
_CONNECT_SECONDS = 5


class Turn(Enum):
    """Work that only one process at a time may do; the numbers name PostgreSQL's advisory locks."""

    UPGRADE = 7_046_881_104
    IMPORT = 7_046_881_105
    ARTICLES = 7_046_881_106


class UnusableDatabaseError(SettingError):
    """DATABASE_URL names a database that is not supported, cannot be reached, or has not the schema needed here.

    The message names the database without its password and says what to do.
    """


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def open_database(url: str, text_keys: Sequence[str] = ()) -> Engine:
    """Make the pooled engine for a DATABASE_URL; nothing is connected yet.

    `sqlite:///file`, `postgresql://…` and `postgres://…` are supported; all else raises UnusableDatabaseError. What
    people wrote is sealed with the first of the keys, and read with all of them.
    """
    engine = _engine(_supported(url))
    seal_with(engine, Seal.of(text_keys))
    return engine


def _engine(parsed: URL) -> Engine:
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed, future=True, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_SECONDS}
        )
    engine = create_engine(
        parsed,
        future=True,
        poolclass=QueuePool,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def database_of(settings: Settings) -> Engine:
    """The database that the settings name, with the keys that seal what people wrote."""
    return open_database(settings.database_url, settings.text_keys)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database throughout, whatever is written meanwhile."""
    with _told_plainly(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, turn: Turn | None = None) -> Iterator[Connection]:
    """A transaction that is kept when the block ends, and undone when it raises; with a turn, one at a time.

    On SQLite every writer takes its turn at the beginning: one that reads first and writes then would fail
    instead of waiting.
    """
    with _told_plainly(engine), engine.connect() as connection:
        connection = connection.execution_options(photodesk_writes=True)
        with connection.begin():
            if turn and engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(turn.value)))
            yield connection


def pages(engine: Engine, query: Select, key: ColumnElement[Any]) -> Iterator[list[Row]]:
    """All rows of a query by their key, which is its first column, in pages that are transactions of their own.

    However many there are, it is flat in memory, and holds up nobody.
    """
    page = query.order_by(key).limit(PAGE)
    last: Any = None
    while True:
        with reading(engine) as connection:
            rows = connection.execute(page if last is None else page.where(key > last)).all()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def upgrade(url: str) -> bool:
    """Bring the database to the current schema; True when there was something to do.

    Quick when it is current. Safe when several processes start at once: one does it, the others wait.
    """
    engine = open_database(url)
    try:
        if engine.dialect.name == "sqlite":
            _make_folder_for(engine)
        if is_current(engine):
            return False
        with writing(engine, turn=Turn.UPGRADE) as connection:
            if _revision(connection) == newest_revision():
                return False
            _run_migrations(connection)
            return True
    finally:
        engine.dispose()


def rewrite_file(engine: Engine) -> bool:
    """Leave nothing in a SQLite file, or in its log, that is in no row any more; writers wait meanwhile.

    Of rows that are deleted `secure_delete` leaves nothing either. This is for what was there before, and for the log,
    which otherwise keeps what it has until it is written over; False when somebody reads it all the time.
    """
    if engine.dialect.name != "sqlite":
        return True
    with _told_plainly(engine):
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM", ())
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)", ())
            [(is_busy, *_)] = cursor.fetchall()
            cursor.close()
            return not is_busy
        finally:
            connection.close()


def _run_migrations(connection: Connection) -> None:
    from alembic import command  # a tenth of a second, once in a database's life
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one that this program needs; asks the database itself.

    Raises UnusableDatabaseError when it cannot be reached, or when a newer program than this one has upgraded it.
    """
    with reading(engine) as connection:
        found = _revision(connection)
    if found is not None and found not in _revisions():
        raise UnusableDatabaseError(
            f"The database {_shown(engine.url)} has schema {found}, which this program does not know: "
            "run the newer program that made it"
        )
    return found == newest_revision()


def database_state(engine: Engine) -> str:
    """`ok`, or what is wrong with the database; asks it anew each time.

    Anybody may ask whether the server is ready, so where the database is and what it said stands in the log alone.
    """
    try:
        return "ok" if is_current(engine) else "its schema is not current: run photodesk db upgrade"
    except UnusableDatabaseError as error:
        _log.warning("not ready: %s", error)
        return "cannot be used: the log says why"


def newest_revision() -> str:
    return _revisions()[-1]


def _revisions() -> list[str]:
    """Every revision, oldest first: a migration's file is called after it, `0001_what_it_does.py`."""
    found = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
    if not found:
        raise UnusableDatabaseError(f"There are no migrations in {MIGRATIONS}: run from a whole checkout")
    return found


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _supported(url: str) -> URL:
    mend = "set DATABASE_URL to sqlite:///photodesk.db or postgresql://user:password@host:5432/name"
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise UnusableDatabaseError(f"The database's address is no URL: {mend}") from None
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg2"):
        return parsed.set(drivername="postgresql+psycopg2")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise UnusableDatabaseError(f"{parsed.drivername} is no supported database: {mend}")
    if not parsed.database or parsed.database == ":memory:":
        raise UnusableDatabaseError(f"SQLite needs a file here, several connections share it: {mend}")
    return parsed


def _make_folder_for(engine: Engine) -> None:
    folder = Path(str(engine.url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableDatabaseError(f"The folder {folder} for the database cannot be made: {error.strerror}") from None


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is not to lie in the file's free pages
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        _turn_on_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = NORMAL")


def _turn_on_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Once for a file's life. Two processes that try at once are not made to wait by SQLite, so wait here."""
    give_up_at = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)


def _begin_on_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("photodesk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told_plainly(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        reason = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
        if "no such table" in reason or getattr(error.orig, "pgcode", None) == "42P01":
            raise UnusableDatabaseError(
                f"The database {_shown(engine.url)} has not its tables yet: run photodesk db upgrade"
            ) from error
        if isinstance(error, (OperationalError, InterfaceError)) or type(error) is DatabaseError:
            raise UnusableDatabaseError(f"The database {_shown(engine.url)} cannot be used: {reason}") from error
        raise


def _shown(url: URL) -> str:
    return url.set(query={}).render_as_string(hide_password=True)
