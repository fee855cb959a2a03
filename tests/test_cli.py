"""Does the command line do what it says, and say what it did not do?"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from photodesk.cli import main
from photodesk.orders.record import order_to_dict
from photodesk.settings import SettingError, read_settings
from tests.conversation.talking import AINOS, MIKKOS


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
