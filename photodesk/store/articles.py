"""What did an article say when it was cited? Every version ever cited stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from photodesk.store.database import Turn, reading, writing
from photodesk.store.tables import article_versions


class ArticleVersion(NamedTuple):
    topic: str
    language: str
    version: str
    text: str


class SqlArticleVersions:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def remember(self, versions: Iterable[ArticleVersion], *, now: datetime) -> int:
        """Keep the versions that are not kept yet, and give their number; a kept one never changes."""
        wanted = {version[:3]: version for version in versions}
        with reading(self._engine) as connection:
            if wanted.keys() <= _kept(connection):
                return 0
        with writing(self._engine, turn=Turn.ARTICLES) as connection:
            kept = _kept(connection)
            new = [{**version._asdict(), "first_seen_at": now} for key, version in wanted.items() if key not in kept]
            if new:
                connection.execute(insert(article_versions), new)
        return len(new)

    def text_of(self, topic: str, language: str, version: str) -> str | None:
        query = select(article_versions.c.text).where(
            article_versions.c.topic == topic,
            article_versions.c.language == language,
            article_versions.c.version == version,
        )
        with reading(self._engine) as connection:
            text: str | None = connection.execute(query).scalar()
        return text


def _kept(connection: Connection) -> set[tuple[str, str, str]]:
    query = select(article_versions.c.topic, article_versions.c.language, article_versions.c.version)
    return {(topic, language, version) for topic, language, version in connection.execute(query)}
