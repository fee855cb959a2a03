"""Does an article that was cited stay readable as it was?"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.engine import Engine

from photodesk.store.articles import SqlArticleVersions
from photodesk.store.database import reading
from photodesk.store.tables import article_versions
from tests.store.test_order_book import statements

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
OLD = ("refund", "en", "v1", "Money comes back.")
NEW = ("refund", "en", "v2", "Money may come back.")
FINNISH = ("refund", "fi", "v1", "Rahat palautetaan.")


def versions_at(engine: Engine, now: datetime) -> SqlArticleVersions:
    return SqlArticleVersions(engine, clock=lambda: now)


def test_an_old_version_stays_readable_beside_the_new_one(engine: Engine) -> None:
    versions = versions_at(engine, NOW)
    versions.remember([OLD, FINNISH])
    versions.remember([NEW, FINNISH])
    assert versions.text_of("refund", "en", "v1") == "Money comes back."
    assert versions.text_of("refund", "en", "v2") == "Money may come back."
    assert versions.text_of("refund", "fi", "v1") == "Rahat palautetaan."


def test_a_version_that_never_was_is_none(engine: Engine) -> None:
    versions = versions_at(engine, NOW)
    versions.remember([OLD])
    assert versions.text_of("refund", "en", "v9") is None
    assert versions.text_of("refund", "sv", "v1") is None


def test_a_kept_version_never_changes(engine: Engine) -> None:
    versions_at(engine, NOW).remember([OLD])
    later = versions_at(engine, NOW + timedelta(days=1))
    later.remember([(*OLD[:3], "Money never comes back."), NEW])
    assert later.text_of("refund", "en", "v1") == "Money comes back."
    with reading(engine) as connection:
        rows = connection.execute(select(article_versions.c.version, article_versions.c.first_seen_at))
        seen = {row["version"]: row["first_seen_at"] for row in rows.mappings()}
    assert seen == {"v1": NOW, "v2": NOW + timedelta(days=1)}


def test_a_start_with_nothing_new_writes_nothing(engine: Engine) -> None:
    versions = versions_at(engine, NOW)
    versions.remember([OLD, NEW])
    with statements(engine) as sent:
        versions.remember([NEW, OLD])
        versions.remember([])
    assert not any("INSERT" in statement for statement in sent)
