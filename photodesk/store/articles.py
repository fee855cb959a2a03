"""What did an article say when it was cited? Every version ever cited stays readable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from photodesk.store.database import Turn, reading, utc_now, writing
from photodesk.store.tables import article_versions


class SqlArticleVersions:
    """The ArticleVersions in the database."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def remember(self, articles: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep (topic, language, version, text); what is kept already stays as it is."""
        texts = {(topic, language, version): text for topic, language, version, text in articles}
        with reading(self._engine) as connection:
            if texts.keys() <= _kept(connection):
                return
        with writing(self._engine, turn=Turn.ARTICLES) as connection:
            new = [
                {"topic": topic, "language": language, "version": version, "text": texts[topic, language, version]}
                for topic, language, version in texts.keys() - _kept(connection)
            ]
            if new:
                first_seen_at = self._clock()
                connection.execute(insert(article_versions), [{**row, "first_seen_at": first_seen_at} for row in new])

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
