"""Can whoever runs the desk make accounts at a terminal, change them, and take them away?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from photodesk.accounts.account import Account
from photodesk.cli import main
from photodesk.settings import read_settings
from photodesk.store.database import open_database
from photodesk.wiring import OpenDesk, open_desk
from tests.accounts.signing import PASSWORD


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("PHOTODESK_VAR", str(tmp_path / "var"))
    for name in ("PHOTODESK_SECRET", "PHOTODESK_SHOP_KEYS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def desk() -> Iterator[OpenDesk]:
    yield open_desk(read_settings())
    open_database(read_settings().database_url).dispose()


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_who_is_added_can_sign_in(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, PASSWORD)
    more = ["--queues", "lumi,service", "--lead", "--shown-as", "Maija M."]
    assert main(["accounts", "add", "Maija", *more]) == 0
    assert capsys.readouterr().out == "maija may sign in at http://127.0.0.1:5005/desk/sign-in\n"
    token = desk.sign_ins.with_password("maija", PASSWORD)
    assert token
    assert desk.sign_ins.who(token) == Account("maija", frozenset({"lumi", "service"}), "Maija M.", True)
    assert main(["accounts", "list"]) == 0
    assert capsys.readouterr().out == 'maija: lead of lumi, service, shown as "Maija M."\n'


def test_at_a_terminal_the_password_is_typed_twice_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = [PASSWORD, PASSWORD + "x", PASSWORD, PASSWORD]
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("photodesk.cli.getpass", lambda _: answers.pop(0))
    assert main(["accounts", "add", "maija", "--queues", "lumi"]) == 1
    assert "two different passwords" in capsys.readouterr().err
    assert main(["accounts", "add", "maija", "--queues", "lumi"]) == 0
    assert answers == []


@pytest.mark.parametrize(
    ("arguments", "password", "told"),
    [
        (["add", "maija", "--queues", "lumi"], "short", "use at least 12 characters"),
        (["add", "maija", "--queues", "lumi"], "maijamaijamaija", "among the first that would be tried"),
        (["add", "maija m", "--queues", "lumi"], PASSWORD, "no account's name"),
        (["add", "maija", "--queues", "Lumi!"], PASSWORD, "is no queue"),
        (["add", "ville", "--queues", "lumi"], PASSWORD, "an account ville already"),
        (["password", "nobody"], PASSWORD, "no account nobody"),
        (["disable", "nobody"], "", "no account nobody"),
        (["enable", "nobody"], "", "no account nobody"),
        (["queues", "nobody", "lumi"], "", "no account nobody"),
        (["queues", "ville", ""], "", "is no queue"),
        (["oidc", "nobody", "a@example.com"], "", "no account nobody"),
        (["oidc", "ville", "a b"], "", "neither an e-mail address nor an id"),
    ],
)
def test_what_cannot_be_is_told_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], password: str, told: str
) -> None:
    assert main(["accounts", "add", "ville", "--queues", "fjord", "--oidc", "ville@example.com"]) == 0
    typed(monkeypatch, password)
    assert main(["accounts", *arguments]) == 1
    assert told in capsys.readouterr().err
    assert main(["accounts", "list"]) == 0
    assert "ville: agent of fjord, known by ville@example.com\n" in capsys.readouterr().out


def test_whatever_changes_who_may_come_ends_what_is_signed_in(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, PASSWORD, "three blue boats turn", PASSWORD)
    assert main(["accounts", "add", "maija", "--queues", "lumi"]) == 0
    token = desk.sign_ins.with_password("maija", PASSWORD)
    assert token
    assert main(["accounts", "queues", "maija", "fjord,lumi", "--lead"]) == 0
    account = desk.sign_ins.who(token)
    assert account
    assert (sorted(account.queues), account.is_lead) == (["fjord", "lumi"], True)
    assert main(["accounts", "password", "maija"]) == 0
    assert desk.sign_ins.who(token) is None
    assert desk.sign_ins.with_password("maija", PASSWORD) is None
    token = desk.sign_ins.with_password("maija", "three blue boats turn")
    assert token
    assert main(["accounts", "disable", "maija"]) == 0
    assert desk.sign_ins.who(token) is None
    assert desk.sign_ins.with_password("maija", "three blue boats turn") is None
    capsys.readouterr()
    assert main(["accounts", "list"]) == 0
    assert ", disabled 2" in capsys.readouterr().out
    assert main(["accounts", "enable", "maija"]) == 0
    assert desk.sign_ins.with_password("maija", "three blue boats turn")
    assert main(["accounts", "oidc", "maija", "Maija@Example.com"]) == 0
    assert main(["accounts", "queues", "maija", "lumi", "--no-lead"]) == 0
    capsys.readouterr()
    assert main(["accounts", "list"]) == 0
    assert capsys.readouterr().out == "maija: agent of lumi, known by maija@example.com\n"
    assert main(["accounts", "oidc", "maija"]) == 0


def test_how_long_a_password_is_is_a_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PHOTODESK_PASSWORD_LENGTH", "30")
    typed(monkeypatch, PASSWORD)
    assert main(["accounts", "add", "maija", "--queues", "lumi"]) == 1
    assert "at least 30" in capsys.readouterr().err
