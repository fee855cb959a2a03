"""Can words be read by whoever has the keys, and by nobody else?"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.events import UserUttered
from sqlalchemy import Text, cast, insert, inspect, select, update
from sqlalchemy.engine import Engine

from photodesk.cases.case import CaseState
from photodesk.conversation.log import Exchange, HandOver
from photodesk.serving.tracker_store import BoundedTrackerStore
from photodesk.settings import SettingError, read_settings
from photodesk.store import database, resealing
from photodesk.store.cases import SqlCases
from photodesk.store.conversations import SqlConversations
from photodesk.store.database import open_database, reading, rewrite_file, writing
from photodesk.store.resealing import seal_everything
from photodesk.store.sealing import PLAIN, SEALED, Seal, SealedTextError
from photodesk.store.suggestions import SqlSuggestions
from photodesk.store.tables import (
    SecretJSON,
    SecretText,
    case_notes,
    chatwoot_jobs,
    conversations,
    events,
    messages,
    metadata,
    notices,
)
from photodesk.suggesting.fate import Judged, Verdict

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
OLD_KEY, KEY = "b2xkLWtleS1vbGQta2V5LW9sZC1rZXktb2xkLWtleS0=", "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0="
SECRET = "sekretissimus"
SUGGESTION = "suggestion-1"
LUMI = frozenset({"lumi"})

OpenWith = Callable[..., Engine]


@pytest.fixture
def open_with(engine: Engine) -> Iterator[OpenWith]:
    """The same database with these keys."""
    opened = []

    def open_another(*keys: str) -> Engine:
        opened.append(open_database(address_of(engine), keys))
        return opened[-1]

    yield open_another
    with writing(engine) as connection:
        if inspect(connection).has_table("events"):  # Rasa's, which the fixture of the database does not know
            connection.execute(events.delete())
    for each in opened:
        each.dispose()


def address_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def say_everywhere(engine: Engine, *keys: str) -> None:
    """Put the secret into every column that people's words come into."""
    log, book = SqlConversations(engine), SqlCases(engine)
    log.create(
        "ainos",
        shop="lumi",
        role="consumer",
        subject=None,
        email=SECRET,
        locale="en",
        queue="lumi",
        context={"n": SECRET},
        at=NOW,
    )
    handover = HandOver("lumi", "lumi", SECRET, {"asked": SECRET}, SECRET)
    log.record("ainos", Exchange(NOW, SECRET, [{"text": SECRET}], {"said": SECRET}, handover=handover))
    [case] = book.cases(LUMI, [CaseState.OPEN])
    suggested = SqlSuggestions(engine)
    draft = {"draft": SECRET, "topic": None, "outcome": "allowed"}
    suggested.keep(
        id=SUGGESTION, at=NOW, queue="lumi", agent="Maija", case=case.id, asked={"text": SECRET}, suggestions=[draft]
    )
    suggested.judge(SUGGESTION, LUMI, "Maija", NOW, Judged(Verdict.REJECTED, reason=SECRET))
    book.take(case.id, LUMI, "Maija", NOW, {"text": SECRET})
    book.end(
        case.id,
        LUMI,
        "Maija",
        NOW,
        state=CaseState.CLOSED,
        reason=SECRET,
        said={"text": SECRET},
        context={"said": SECRET},
    )
    row = {"case_id": case.id, "channel": "mail", "about": "case.opened", "made_at": NOW, "attempts": 1}
    with writing(engine) as connection:
        connection.execute(insert(notices), {**row, "error": SECRET})
        job = {"conversation_id": "ainos", "inbox": "lumi", "key": "1", "number": 1, "received_at": NOW, "attempts": 0}
        words = {"event": {"text": SECRET}, "calls": [{"text": SECRET}], "error": SECRET}
        connection.execute(insert(chatwoot_jobs), {**job, **words, "done": 0})
        connection.execute(insert(case_notes), {"case_id": case.id, "at": NOW, "agent": "Maija", "text": SECRET})
    store = BoundedTrackerStore(host=address_of(engine), text_keys=keys)
    with writing(engine) as connection:
        connection.execute(events.delete())
    tracker = store.init_tracker("ainos")
    tracker.update(UserUttered(SECRET))
    asyncio.run(store.save(tracker))
    store.close()


def secrets_of(engine: Engine, *, raw: bool) -> dict[str, list[Any]]:
    """What lies in each column that is to be sealed, as the program reads it or as the database has it."""
    found: dict[str, list[Any]] = {}
    with reading(engine) as connection:
        for table in (*metadata.sorted_tables, *([events] if inspect(connection).has_table("events") else [])):
            for column in table.c:
                if isinstance(column.type, (SecretText, SecretJSON)):
                    shown = cast(column, Text) if raw else column
                    values = connection.execute(select(shown).where(column.is_not(None)).order_by(table.c.id)).scalars()
                    found[f"{table.name}.{column.name}"] = list(values)
    return found


def test_nothing_that_people_wrote_can_be_read_without_the_key(open_with: OpenWith) -> None:
    engine = open_with(KEY)
    say_everywhere(engine, KEY)
    stored = secrets_of(engine, raw=True)
    assert set(stored) == {
        *("conversations.email", "conversations.context", "messages.text", "messages.answer"),
        *("cases.reason", "cases.summary", "cases.email", "cases.end_reason", "notices.error", "audit.details"),
        *("chatwoot_jobs.event", "chatwoot_jobs.calls", "chatwoot_jobs.error"),
        *("suggestions.asked", "suggestions.drafts", "suggestions.judged", "case_notes.text", "events.data"),
    }
    for column, values in stored.items():
        assert values, column
        assert all(value.lstrip('"').startswith(SEALED) for value in values), column
    if engine.dialect.name == "sqlite":
        engine.dispose()  # the last one to close it empties its log into the file
        assert SECRET.encode() not in Path(str(engine.url.database)).read_bytes()


def test_with_the_key_everything_reads_as_without_any(engine: Engine, open_with: OpenWith) -> None:
    say_everywhere(engine)
    plain = secrets_of(engine, raw=False)
    assert all(SECRET in str(values) for column, values in plain.items() if column != "audit.details")
    with writing(engine) as connection:
        connection.execute(conversations.delete())
        connection.execute(metadata.tables["audit"].delete())
    say_everywhere(open_with(KEY), KEY)
    sealed = secrets_of(open_with(KEY), raw=False)
    for of in (plain, sealed):  # the ids and the times of what was done are another's
        del of["audit.details"], of["events.data"]
    assert sealed == plain


def test_what_was_written_before_there_was_a_key_still_reads(engine: Engine, open_with: OpenWith) -> None:
    say_everywhere(engine)
    before = secrets_of(engine, raw=False)
    assert secrets_of(open_with(KEY), raw=False) == before
    assert secrets_of(engine, raw=True) == secrets_of(open_with(KEY), raw=True)


def test_everything_is_sealed_anew_with_the_first_key(engine: Engine, open_with: OpenWith) -> None:
    say_everywhere(engine)
    before = secrets_of(engine, raw=False)
    assert seal_everything(open_with(OLD_KEY))["messages"] == 4
    assert secrets_of(open_with(OLD_KEY), raw=False) == before
    rotated = open_with(KEY, OLD_KEY)
    assert secrets_of(rotated, raw=False) == before
    counts = seal_everything(rotated)
    assert counts == {
        "conversations": 1,
        "messages": 4,
        "cases": 1,
        "notices": 1,
        "suggestions": 1,
        "case_notes": 1,
        "chatwoot_jobs": 1,
        "audit": 2,
        "events": 1,
    }
    assert secrets_of(open_with(KEY), raw=False) == before
    assert not seal_everything(rotated)


def test_sealing_goes_on_where_it_was_broken_off(
    engine: Engine, open_with: OpenWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PAGE", 3)
    log = SqlConversations(engine)
    log.create(
        "ainos", shop="lumi", role="consumer", subject=None, email=None, locale="en", queue="lumi", context={}, at=NOW
    )
    for number in range(4):
        log.record("ainos", Exchange(NOW, f"{number}", [{"text": "yes"}], {}))
    keyed = open_with(KEY)
    seen = []

    def interrupted(self: Seal, words: str) -> str:
        seen.append(words)
        if len(seen) > 6:
            raise KeyboardInterrupt
        return close(self, words)

    close = Seal.close
    with monkeypatch.context() as patch:
        patch.setattr(Seal, "close", interrupted)
        with pytest.raises(KeyboardInterrupt):
            seal_everything(keyed)
    done = [value.startswith(SEALED) for value in secrets_of(engine, raw=True)["messages.text"]]
    assert 0 < sum(done) < 8
    assert seal_everything(keyed)["messages"] == 8 - sum(done)
    assert [message.text for message in SqlConversations(keyed).history("ainos")][::2] == ["0", "1", "2", "3"]


def test_what_a_turn_writes_while_it_is_sealed_is_not_undone(
    engine: Engine, open_with: OpenWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    say_everywhere(engine)
    keyed = open_with(KEY)

    def written_between(*given: Any) -> Iterator[Any]:
        for page in database.pages(*given):
            with writing(engine) as connection:
                connection.execute(update(conversations).values(context={"said": "the newest"}))
            yield page

    monkeypatch.setattr(resealing, "pages", written_between)
    seal_everything(keyed)
    monkeypatch.undo()
    assert SqlConversations(keyed).load("ainos") == {"said": "the newest"}


def test_a_key_that_is_missing_is_told_by_the_name_of_the_setting(engine: Engine, open_with: OpenWith) -> None:
    say_everywhere(open_with(KEY), KEY)
    for other in (engine, open_with(OLD_KEY)):
        with pytest.raises(SealedTextError, match=r"the key [0-9a-f]{8} sealed: set PHOTODESK_TEXT_KEYS"):
            SqlConversations(other).load("ainos")
        with pytest.raises(SealedTextError, match="PHOTODESK_TEXT_KEYS"):
            SqlConversations(other).history("ainos")


def test_words_that_somebody_changed_are_told_and_not_shown(open_with: OpenWith) -> None:
    engine = open_with(KEY)
    say_everywhere(engine, KEY)
    with writing(engine) as connection:
        stored = connection.execute(select(cast(messages.c.text, Text)).limit(1)).scalar_one()
        broken = stored[:-4] + ("AAA=" if stored[-4:] != "AAA=" else "BBB=")
        connection.exec_driver_sql(f"UPDATE messages SET text = '{broken}'")
    with pytest.raises(SealedTextError, match="were changed"):
        SqlConversations(engine).history("ainos")


@pytest.mark.parametrize("text", [f"{SEALED}0123abcd:nonsense", f"{PLAIN}x", SEALED, PLAIN, ""])
@pytest.mark.parametrize("keys", [(), (KEY,)])
def test_what_looks_sealed_because_somebody_typed_it_is_only_text(
    open_with: OpenWith, text: str, keys: tuple[str, ...]
) -> None:
    engine = open_with(*keys)
    log = SqlConversations(engine)
    log.create(
        "ainos", shop="lumi", role="consumer", subject=None, email=None, locale="en", queue="lumi", context={}, at=NOW
    )
    log.record("ainos", Exchange(NOW, text, [], {"said": text}))
    for read in (engine, open_with(KEY)):
        assert [message.text for message in SqlConversations(read).history("ainos")] == [text]
        assert SqlConversations(read).load("ainos") == {"said": text}
    seal_everything(open_with(KEY))
    assert [message.text for message in SqlConversations(open_with(KEY)).history("ainos")] == [text]


def test_whatever_people_type_can_be_sealed(open_with: OpenWith) -> None:
    log = SqlConversations(open_with(KEY))
    log.create(
        "ainos", shop="lumi", role="consumer", subject=None, email=None, locale="en", queue="lumi", context={}, at=NOW
    )
    log.record("ainos", Exchange(NOW, "peruuta 😀 \0 \ud83d tilaus", [], {"typed": "\0 \ud83d"}))
    assert log.history("ainos")[0].text == "peruuta 😀 \N{REPLACEMENT CHARACTER} ? tilaus"
    assert log.load("ainos") == {"typed": "\0 \ud83d"}


def test_the_same_words_are_never_stored_alike() -> None:
    sealing = Seal.of([KEY])
    assert sealing.close("yes") != sealing.close("yes")
    assert sealing.open(sealing.close("yes")) == "yes"


def test_rewriting_the_file_leaves_nothing_of_what_was_in_it(engine: Engine, open_with: OpenWith) -> None:
    if engine.dialect.name != "sqlite":
        rewrite_file(engine)  # has nothing to do
        return
    file = Path(str(engine.url.database))
    say_everywhere(engine)
    files = [file, file.with_name(f"{file.name}-wal")]
    assert any(SECRET.encode() in each.read_bytes() for each in files)
    keyed = open_with(KEY)
    seal_everything(keyed)
    rewrite_file(keyed)
    assert not any(SECRET.encode() in each.read_bytes() for each in files)


@pytest.mark.parametrize("keys", ["short", f"{KEY} short", f"{KEY[:-1]}!", "x" * 44])
def test_a_key_that_is_none_is_refused_without_showing_it(keys: str) -> None:
    with pytest.raises(SettingError, match=r"PHOTODESK_TEXT_KEYS: key [12] is none") as refusal:
        read_settings({"PHOTODESK_TEXT_KEYS": keys})
    assert KEY not in str(refusal.value)


def test_keys_are_told_apart_by_commas_or_spaces_and_stay_out_of_sight() -> None:
    made = base64.urlsafe_b64encode(os.urandom(32)).decode()
    settings = read_settings({"PHOTODESK_TEXT_KEYS": f"{KEY},{OLD_KEY}\n{made}"})
    assert settings.text_keys == (KEY, OLD_KEY, made)
    assert KEY not in repr(settings)
    assert Seal.of(settings.text_keys).mark == Seal.of([KEY]).mark
    assert KEY not in repr(Seal.of([KEY]))
