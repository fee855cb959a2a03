"""Is the database brought to the right schema, whoever starts first, and told plainly when it cannot be used?"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, StatementError

from photodesk.store import database
from photodesk.store.database import (
    UnusableDatabaseError,
    database_state,
    is_current,
    newest_revision,
    open_database,
    reading,
    upgrade,
    writing,
)
from photodesk.store.tables import conversations, metadata, order_lines, orders

NOW = datetime(2026, 11, 24, 12, 0, 0, 123_456, tzinfo=timezone.utc)
CONVERSATION = {"id": "c1", "shop": "lumi", "role": "consumer", "context": {}, "created_at": NOW, "updated_at": NOW}


def test_a_fresh_database_is_upgraded_once(database_url: str) -> None:
    engine = open_database(database_url)
    assert not is_current(engine)
    assert database_state(engine) == "its schema is not current: run photodesk db upgrade"
    assert upgrade(database_url) is True
    assert upgrade(database_url) is False
    assert is_current(engine)
    assert database_state(engine) == "ok"
    engine.dispose()


def differences(engine: Engine) -> list[Any]:
    """What a migration would have to change to make the program's tables."""

    def is_ours(_object: object, name: str, *_rest: object) -> bool:
        return name != "sqlite_sequence"  # SQLite's own

    opts = {"compare_type": True, "compare_server_default": True, "include_object": is_ours}
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))


def test_the_migrations_make_the_tables_that_the_program_uses(engine: Engine) -> None:
    assert differences(engine) == []


@pytest.mark.parametrize(
    ("change", "back"),
    [
        ("ALTER TABLE orders DROP COLUMN locale", "ALTER TABLE orders ADD COLUMN locale TEXT"),
        ("DROP INDEX ix_orders_shop_email", "CREATE INDEX ix_orders_shop_email ON orders (shop, email_key, placed_at)"),
    ],
)
def test_a_table_that_is_otherwise_would_be_noticed(engine: Engine, change: str, back: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(change))
    assert differences(engine) != []
    with writing(engine) as connection:  # the database is the next test's too
        connection.execute(text(back))
    assert differences(engine) == []


def test_the_newest_revision_is_the_end_of_one_line_of_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest_revision()]


def test_several_processes_may_start_on_a_fresh_database_at_once(database_url: str) -> None:
    code = "import sys; from photodesk.store.database import upgrade; print(upgrade(sys.argv[1]))"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, database_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    outcomes = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], outcomes
    assert sorted(out.strip() for out, _ in outcomes) == ["False", "False", "True"]
    assert [err for _, err in outcomes] == ["", "", ""]


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    for name in ("env.py", f"versions/{next((database.MIGRATIONS / 'versions').glob('0001_*.py')).name}"):
        (tmp_path / "migrations" / name).write_text((database.MIGRATIONS / name).read_text())
    (tmp_path / "migrations/versions/0002_broken.py").write_text(
        "revision, down_revision = '0002', '0001'\ndef upgrade():\n    raise RuntimeError('broken')\n"
    )
    monkeypatch.setattr(database, "MIGRATIONS", tmp_path / "migrations")
    with pytest.raises(RuntimeError, match="broken"):
        upgrade(database_url)
    engine = open_database(database_url)
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(database_url: str) -> None:
    upgrade(database_url)
    engine = open_database(database_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnusableDatabaseError, match="has schema 9999, which this program does not know"):
        upgrade(database_url)
    assert database_state(engine).startswith("cannot be used")
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://desk@localhost/desk", "mysql is no supported database: set DATABASE_URL to sqlite:///"),
        ("postgresql+asyncpg://desk@localhost/desk", "asyncpg is no supported database"),
        ("desk.db", "is no URL: set DATABASE_URL to"),
        ("", "is no URL: set DATABASE_URL to"),
        ("postgresql://desk@localhost:port/desk", "is no URL: set DATABASE_URL to"),
        ("sqlite://", "SQLite needs a file here"),
        ("sqlite:///:memory:", "SQLite needs a file here"),
    ],
)
def test_a_database_that_is_not_supported_is_refused_with_the_mend(url: str, message: str) -> None:
    with pytest.raises(UnusableDatabaseError, match=message):
        open_database(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_usual_spelling_of_postgresql_is_understood(scheme: str) -> None:
    assert open_database(f"{scheme}://desk@localhost/desk").dialect.name == "postgresql"


def test_a_database_that_cannot_be_reached_is_named_without_its_password(caplog: pytest.LogCaptureFixture) -> None:
    url = "postgresql://desk:hunter2@127.0.0.1:1/desk"
    with pytest.raises(
        UnusableDatabaseError, match=r"postgresql.*127\.0\.0\.1:1/desk cannot be used: .*refused"
    ) as refusal:
        upgrade(url)
    assert "hunter2" not in str(refusal.value)
    assert database_state(open_database(url)) == "cannot be used: the log says why"
    assert "127.0.0.1:1/desk" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_folder_for_the_database_is_made_or_its_lack_told(tmp_path: Path) -> None:
    assert upgrade(f"sqlite:///{tmp_path}/var/deep/desk.db") is True
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableDatabaseError, match="cannot be made"):
        upgrade(f"sqlite:///{tmp_path}/file/desk.db")


def test_a_file_that_is_no_database_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_text("not a database at all, " * 100)
    with pytest.raises(UnusableDatabaseError, match="file is not a database"):
        upgrade(f"sqlite:///{tmp_path}/desk.db")


def test_missing_tables_are_told_with_the_mend(database_url: str) -> None:
    engine = open_database(database_url)
    with pytest.raises(UnusableDatabaseError, match="run photodesk db upgrade"), reading(engine) as connection:
        connection.execute(select(orders.c.id))
    engine.dispose()


def test_what_is_written_before_a_failure_is_undone(engine: Engine) -> None:
    def write_twice() -> None:
        with writing(engine) as connection:
            connection.execute(insert(conversations), CONVERSATION)
            connection.execute(insert(conversations), CONVERSATION)

    with pytest.raises(IntegrityError):
        write_twice()
    with reading(engine) as connection:
        assert connection.execute(select(conversations.c.id)).all() == []


def test_a_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(conversations), CONVERSATION)
    role = select(conversations.c.role)
    with reading(engine) as reader:
        assert reader.execute(role).scalar() == "consumer"
        with writing(engine) as writer:
            writer.execute(update(conversations).values(role="agent"))
        assert reader.execute(role).scalar() == "consumer"
    with reading(engine) as reader:
        assert reader.execute(role).scalar() == "agent"


def order_row(**changed: Any) -> dict[str, Any]:
    texts = ("shop", "number", "number_key", "number_digits", "email", "email_key", "state")
    return dict.fromkeys((*texts, "received_digest", "stored_digest"), "x") | {"placed_at": NOW} | changed


@pytest.mark.parametrize("amount", ["0.00", "0.01", "0.10", "19.90", "1234567.89", "9999999999.99"])
def test_money_comes_back_to_the_cent(engine: Engine, amount: str) -> None:
    with writing(engine) as connection:
        id = connection.execute(insert(orders).values(**order_row(delivery_fee=Decimal(amount)))).inserted_primary_key[
            0
        ]
        line = {"order_id": id, "position": 0, "title": "Mug", "kind": "product", "quantity": 1}
        connection.execute(insert(order_lines).values(**line, unit_price=Decimal(amount)))
    with reading(engine) as connection:
        fee, price = connection.execute(
            select(orders.c.delivery_fee, order_lines.c.unit_price).where(order_lines.c.order_id == orders.c.id)
        ).one()
    assert (str(fee), str(price)) == (amount, amount)


def test_a_part_of_a_cent_is_never_rounded_away_in_silence(engine: Engine) -> None:
    with pytest.raises(StatementError, match="has parts of a cent"), writing(engine) as connection:
        connection.execute(insert(orders).values(**order_row(delivery_fee=Decimal("0.005"))))


def test_a_moment_comes_back_in_utc_to_the_microsecond(engine: Engine) -> None:
    in_helsinki = NOW.astimezone(timezone(timedelta(hours=2)))
    with writing(engine) as connection:
        connection.execute(insert(orders).values(**order_row(placed_at=in_helsinki)))
    with reading(engine) as connection:
        found = connection.execute(select(orders.c.placed_at)).scalar()
        assert connection.execute(select(orders.c.id).where(orders.c.placed_at <= in_helsinki)).all()
    assert found == NOW
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_an_offset_is_not_stored(engine: Engine) -> None:
    with pytest.raises(StatementError, match="has no offset"), writing(engine) as connection:
        connection.execute(insert(orders).values(**order_row(placed_at=NOW.replace(tzinfo=None))))
