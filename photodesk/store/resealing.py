"""What lies there in plain text, or under an older key, and how is it sealed?"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Text, and_, bindparam, cast, inspect, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.sql.expression import ColumnElement, TableClause

from photodesk.store.database import pages, reading, writing
from photodesk.store.sealing import seal_of
from photodesk.store.tables import SecretJSON, SecretText, events, metadata


def seal_everything(engine: Engine) -> Counter[str]:
    """Seal with the first key what is plain or sealed with an older one, and tell how many rows of each table.

    In batches that are kept one by one: it may be broken off and run again.
    """
    mark = seal_of(engine.dialect).mark
    assert mark is not None, "without a key there is nothing to seal with"
    with reading(engine) as connection:
        tables: list[TableClause] = [*metadata.sorted_tables]
        tables += [events] if inspect(connection).has_table(events.name) else []
    counts: Counter[str] = Counter()
    for table in tables:
        secret = [column for column in table.c if isinstance(column.type, (SecretText, SecretJSON))]
        if secret:
            counts[table.name] = _seal(engine, table, secret, mark)
    return +counts


def _seal(engine: Engine, table: TableClause, secret: list[Any], mark: str) -> int:
    unsealed = or_(*(_is_unsealed(column, mark) for column in secret))
    new = {column: bindparam(f"new_{column.name}", type_=column.type) for column in secret}
    change = update(table).where(table.c.id == bindparam("row")).values(new)
    sealed = 0
    for page in pages(engine, select(table.c.id).where(unsealed), table.c.id):
        ids = [row.id for row in page]
        # Read once more, locked: what a turn has written meanwhile is not to be undone.
        still = select(table.c.id, *secret).where(table.c.id.in_(ids), unsealed).with_for_update()
        with writing(engine) as connection:
            rows = [
                {"row": row["id"], **{f"new_{column.name}": row[column.name] for column in secret}}
                for row in connection.execute(still).mappings()
            ]
            if rows:
                connection.execute(change, rows)
        sealed += len(rows)
    return sealed


def _is_unsealed(column: ColumnElement[Any], mark: str) -> ColumnElement[Any]:
    begins = f'"{mark}' if isinstance(column.type, SecretJSON) else mark
    return and_(column.is_not(None), cast(column, Text).not_like(f"{begins}%"))
