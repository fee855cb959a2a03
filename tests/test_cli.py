"""Does the command line do what it says, and say what it did not do?"""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from photodesk.cli import main
from photodesk.conversation.log import Decided, Exchange
from photodesk.orders.importing import Accepted
from photodesk.orders.record import order_to_dict
from photodesk.policy.situation import situation_of
from photodesk.settings import SettingError, read_settings
from photodesk.store.conversations import SqlConversations
from photodesk.store.database import open_database
from photodesk.store.orders import import_orders
from tests.conversation.talking import AINOS, MIKKOS
from tests.learning.editing import copy_in, edit, repository_in
from tests.learning.history import live


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("PHOTODESK_VAR", str(tmp_path / "var"))
    for name in ("PHOTODESK_SECRET", "PHOTODESK_SHOP_KEYS"):
        monkeypatch.delenv(name, raising=False)


def lines(*records: dict[str, Any] | str) -> bytes:
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in records).encode()


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


GOOD = (order_to_dict(AINOS), order_to_dict(MIKKOS))


def test_orders_come_in_once_and_a_second_time_nothing_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "orders.jsonl"
    file.write_bytes(lines(*GOOD))
    assert main(["orders", "import", str(file)]) == 0
    assert "2 created, 0 updated, 0 unchanged, 0 rejected" in capsys.readouterr().out
    assert main(["orders", "import", str(file)]) == 0
    assert "0 created, 0 updated, 2 unchanged, 0 rejected" in capsys.readouterr().out


def test_bad_lines_are_named_and_the_good_one_goes_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, lines({"shop": "lumi"}, "nonsense", GOOD[0]))
    assert main(["orders", "import", "-"]) == 1
    told = capsys.readouterr()
    assert "line 1: " in told.err
    assert "line 2: " in told.err
    assert "1 created" in told.out
    assert main(["orders", "show", "PC-104223"]) == 0
    assert json.loads(capsys.readouterr().out) == GOOD[0]


def test_export_gives_back_what_came_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given(monkeypatch, lines(*GOOD))
    main(["orders", "import", "-"])
    capsys.readouterr()
    assert main(["orders", "export"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == list(GOOD)


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "import", "nowhere.jsonl"]) == 1
    assert "nowhere.jsonl: No such file" in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def print_to_nobody(*_: Any, **__: Any) -> int:
        raise BrokenPipeError(32, "Broken pipe")

    file = tmp_path / "orders.jsonl"
    file.write_bytes(lines(*GOOD))
    monkeypatch.setattr("photodesk.store.orders.import_orders", print_to_nobody)
    monkeypatch.setattr("sys.stderr", io.StringIO())  # the command closes it
    assert main(["orders", "import", str(file)]) == 0


def test_an_unknown_order_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    main(["db", "upgrade"])
    assert main(["orders", "show", "PC-1"]) == 1
    assert "there is no order PC-1" in capsys.readouterr().err


def test_the_knowledge_base_is_proved_and_a_broken_one_is_named_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["kb", "check"]) == 0
    assert "38 topics" in capsys.readouterr().out
    broken = tmp_path / "kb"
    (broken / "policy").mkdir(parents=True)
    (broken / "en/articles").mkdir(parents=True)
    (broken / "policy/refund.md").write_text("# Refund\n")
    monkeypatch.setenv("PHOTODESK_KB", str(broken))
    assert main(["kb", "check"]) == 1
    assert "kb/policy/refund.md:1: there is no policy table" in capsys.readouterr().out


def test_a_topic_is_shown_with_its_rules_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "show", "cancel_order"]) == 0
    assert "cancel-1: information, because" in capsys.readouterr().out
    assert main(["kb", "show", "cancel"]) == 1
    assert "there is no topic 'cancel'" in capsys.readouterr().err


@pytest.fixture
def edited_kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In a repository; nothing has been edited yet."""
    kb = repository_in(tmp_path / "repository")
    monkeypatch.setenv("PHOTODESK_KB", str(kb))
    return kb


def test_a_diff_of_the_knowledge_base_tells_what_an_edit_changes_and_for_how_many(
    edited_kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["db", "upgrade"])
    now, engine = datetime.now(timezone.utc), open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    for id, days in (("ainos", 1), ("mikkos", 20)):
        log = SqlConversations(engine)
        who = {"shop": "lumi", "role": "consumer", "subject": None, "email": None, "locale": "en", "queue": "lumi"}
        log.create(id, context={}, at=now, **who)
        situation = situation_of("consumer", None, now).values
        decided = (Decided("lumi", "en", "cancel_order", situation, "cancel-1"),)
        log.record(id, Exchange(now - timedelta(days), "?", [{"text": "!"}], {}, decided=decided))
    capsys.readouterr()
    assert main(["kb", "diff"]) == 0
    assert "0 of 2 conversations in the last 30 days" in capsys.readouterr().out
    edit(
        edited_kb / "policy/cancel_order.md", lambda text: text.replace("| information | no |", "| handover | yes |", 1)
    )
    assert main(["kb", "diff", "--days", "7"]) == 1
    shown = capsys.readouterr()
    assert "  cancel-1: 1 situation, 1 conversation\n    when asker: consumer; order: unknown\n" in shown.out
    assert "outcome: information → handover" in shown.out
    assert shown.err == ""
    assert main(["kb", "diff", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["touched"] == 2
    assert main(["kb", "diff", "--against", str(edited_kb)]) == 0


def test_a_diff_that_cannot_be_told_ends_with_two_and_says_why(
    edited_kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["kb", "diff", "--against", "nonsense"]) == 2
    assert "there is no revision 'nonsense'" in capsys.readouterr().err
    assert main(["kb", "diff", "--against", str(tmp_path)]) == 2
    assert "the English pages are missing" in capsys.readouterr().err
    assert main(["kb", "diff"]) == 0
    assert "No conversations were looked at" in capsys.readouterr().err
    edit(edited_kb / "en/words.yml", lambda text: text.replace("and:", "und:"))
    assert main(["kb", "diff"]) == 2
    assert "the word 'and' is missing" in capsys.readouterr().err
    monkeypatch.setenv("PHOTODESK_KB", str(copy_in(tmp_path / "elsewhere")))
    assert main(["kb", "diff"]) == 2
    assert "lies in no repository" in capsys.readouterr().err


def test_gaps_are_printed_grouped_and_masked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "gaps"]) == 1
    assert "run photodesk db upgrade" in capsys.readouterr().err
    assert main(["db", "upgrade"]) == 0
    engine = open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    live(engine, datetime.now(timezone.utc), days=20)
    engine.dispose()
    capsys.readouterr()
    assert main(["kb", "gaps", "--days", "30"]) == 0
    told = capsys.readouterr().out
    assert "film" in told
    assert "irtanen" not in told
    assert main(["kb", "gaps", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert f"{sum(gap['count'] for gap in found)} questions in {len(found)} groups" in told
    assert main(["kb", "gaps", "--days", "0"]) == 1


def test_a_token_is_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--role", "agent", "--shop", "lumi", "--sub", "a"]) == 0
    assert capsys.readouterr().out.strip().splitlines()[-1].count(".") == 2


def test_a_token_lives_ten_minutes_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--role", "agent", "--shop", "lumi", "--sub", "a", "--ttl", "601"]) == 1
    assert "600" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"PORT": "http"}, "PORT is 'http'"),
        ({"PHOTODESK_SECRET": "short", "PHOTODESK_SHOP_KEYS": "keys.json"}, "at least 32 characters"),
        ({"PHOTODESK_SECRET": "x" * 32}, "together"),
        ({"PHOTODESK_TIMEZONE": "Finland/Nowhere"}, "PHOTODESK_TIMEZONE"),
        ({"PHOTODESK_LOG_TEXT": "maybe"}, "use yes or no"),
        ({"PHOTODESK_SESSION_SECONDS": "5"}, "from 60 to 86400"),
        ({"PHOTODESK_KEEP_CASES": "0"}, "PHOTODESK_KEEP_CASES is '0'"),
        ({"PHOTODESK_TEXT_KEYS": "secret"}, "PHOTODESK_TEXT_KEYS: key 1 is none"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(environment: dict[str, str], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        read_settings(environment)


def test_a_bad_setting_ends_a_command_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "0")
    assert main(["kb", "check"]) == 1
    assert "PORT is '0'" in capsys.readouterr().err


KEY, OLD_KEY = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0=", "b2xkLWtleS1vbGQta2V5LW9sZC1rZXktb2xkLWtleS0="


@pytest.fixture
def talked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> SqlConversations:
    """Aino's and Mikko's conversations and orders, on each kind of database, written without a key."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    import_orders(engine, [Accepted(1, AINOS), Accepted(2, MIKKOS)])
    log = SqlConversations(engine)
    for name in ("aino", "mikko"):
        log.create(
            f"conversation-of-{name}",
            shop="lumi",
            role="consumer",
            subject=None,
            email=f"{name}@example.com",
            locale="en",
            queue="lumi",
            context={},
            at=datetime.now(timezone.utc) - timedelta(days=400),
        )
        log.record(
            f"conversation-of-{name}",
            Exchange(datetime.now(timezone.utc) - timedelta(days=400), f"{name} asks", [{"text": "No."}], {}),
        )
    return log


def exported(capsys: pytest.CaptureFixture[str], address: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["privacy", "export", "--email", address]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_all_that_is_held_about_a_person_is_one_json(
    talked: SqlConversations, capsys: pytest.CaptureFixture[str]
) -> None:
    held = exported(capsys, "Aino@Example.com")
    assert held["email"] == "aino@example.com"
    [conversation] = held["conversations"]
    assert [message["text"] for message in conversation["messages"]] == ["aino asks", "No."]
    assert held["orders"]["count"] == 1
    assert held["orders"]["records"] == [order_to_dict(AINOS)]
    assert "order system" in held["orders"]["about"]
    assert "mikko" not in json.dumps(held)


def test_nothing_is_erased_that_was_not_confirmed(talked: SqlConversations, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "erase", "--email", "aino@example.com"]) == 1
    told = capsys.readouterr()
    assert "conversation-of-aino: consumer of lumi" in told.out
    assert "2 messages; proven" in told.out
    assert "to be erased: 1 conversations, 2 messages" in told.out
    assert "--yes" in told.err
    assert len(exported(capsys, "aino@example.com")["conversations"]) == 1


def test_a_person_is_erased_and_the_orders_stay(talked: SqlConversations, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "erase", "--email", "aino@example.com", "--yes"]) == 0
    assert "erased: 1 conversations, 2 messages" in capsys.readouterr().out
    held = exported(capsys, "aino@example.com")
    assert held["conversations"] == []
    assert held["orders"]["count"] == 1
    assert len(exported(capsys, "mikko@example.com")["conversations"]) == 1
    assert main(["privacy", "erase", "--email", "aino@example.com"]) == 0
    assert "nothing is held" in capsys.readouterr().out


def test_a_sweep_counts_before_it_erases(talked: SqlConversations, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "sweep", "--dry-run"]) == 0
    assert capsys.readouterr().out == "to be erased: 2 conversations, 4 messages\n"
    assert main(["privacy", "sweep"]) == 0
    assert capsys.readouterr().out == "erased: 2 conversations, 4 messages\n"
    assert main(["privacy", "sweep"]) == 0
    assert capsys.readouterr().out == "erased: nothing\n"


def test_how_long_is_a_setting(
    talked: SqlConversations, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PHOTODESK_KEEP_CONVERSATIONS", "500")
    assert main(["privacy", "sweep"]) == 0
    assert capsys.readouterr().out == "erased: nothing\n"


def test_what_was_plain_is_encrypted_and_needs_its_key_from_then_on(
    talked: SqlConversations, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["privacy", "seal"]) == 1
    assert "set PHOTODESK_TEXT_KEYS" in capsys.readouterr().err
    before = exported(capsys, "aino@example.com")
    monkeypatch.setenv("PHOTODESK_TEXT_KEYS", OLD_KEY)
    assert main(["privacy", "seal"]) == 0
    assert "encrypted: 2 conversations, 4 messages" in capsys.readouterr().out
    monkeypatch.setenv("PHOTODESK_TEXT_KEYS", f"{KEY} {OLD_KEY}")
    assert main(["privacy", "seal"]) == 0
    monkeypatch.setenv("PHOTODESK_TEXT_KEYS", KEY)
    assert exported(capsys, "aino@example.com") == before
    assert main(["privacy", "seal"]) == 0
    assert capsys.readouterr().out == "encrypted: nothing\n"
    monkeypatch.delenv("PHOTODESK_TEXT_KEYS")
    assert main(["privacy", "export", "--email", "aino@example.com"]) == 1
    assert "set PHOTODESK_TEXT_KEYS" in capsys.readouterr().err


def test_the_sessions_of_a_shop_are_ended(talked: SqlConversations, capsys: pytest.CaptureFixture[str]) -> None:
    for more, count in ((["--sub", "nobody"], 0), ([], 2), ([], 0)):
        assert main(["sessions", "end", "--shop", "lumi", *more]) == 0
        assert capsys.readouterr().out == f"ended: {count}\n"


def test_training_tells_nobody_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}

    def run(*_: Any, env: dict[str, str], **__: Any) -> SimpleNamespace:
        told.update(env)
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr("photodesk.serving.training.subprocess.run", run)
    monkeypatch.delenv("RASA_TELEMETRY_ENABLED", raising=False)
    assert main(["train", "--force"]) == 1
    assert told["RASA_TELEMETRY_ENABLED"] == "false"


def test_an_address_that_is_none_finds_nobody(talked: SqlConversations, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "erase", "--email", "example.com", "--yes"]) == 1
    assert "'example.com' is no e-mail address" in capsys.readouterr().err
