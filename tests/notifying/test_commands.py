"""Can somebody at a terminal see what has not gone out, and send it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from photodesk.cases.notice import About, Channel
from photodesk.cli import main
from photodesk.settings import read_settings
from photodesk.store.database import open_database
from tests.notifying.receiving import Inbox
from tests.notifying.writing import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("PHOTODESK_SECRET", "PHOTODESK_SHOP_KEYS", "PHOTODESK_SMTP_URL", "PHOTODESK_MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)
    team = tmp_path / "support.json"
    team.write_text(json.dumps({"lumi": {"email": "help@lumi.example"}}))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("PHOTODESK_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("PHOTODESK_SUPPORT", str(team))
    assert main(["db", "upgrade"]) == 0
    engine = open_database(read_settings().database_url)
    yield Desk(engine)
    engine.dispose()


def test_what_could_not_be_sent_is_shown_and_sent_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = Inbox()
    monkeypatch.setenv("PHOTODESK_SMTP_URL", f"smtp://127.0.0.1:{inbox.port}")
    monkeypatch.setenv("PHOTODESK_MAIL_FROM", "desk@example.com")
    case = desk.open_case(email="aino@example.com")
    desk.announce(case, About.CASE_OPENED, Channel.MAIL)
    said = desk.say("agent", "It is on its way.")
    desk.announce(case, About.AGENT_WROTE, Channel.MAIL, message=said)
    inbox.refuses["RCPT"] = "550 5.1.1 <{address}>: no such user"
    with inbox.open():
        capsys.readouterr()
        assert main(["notices", "send"]) == 1
        assert capsys.readouterr().out == "0 sent, 1 failed, 1 given up\n"
        assert main(["notices", "list"]) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first.startswith(
            f"notice 1, case {case}: case.opened by mail, made 2026-11-24 12:00 UTC, 1 attempts, due "
        )
        assert second.endswith("given up: the mail server answered 550 to the receiver's address")
        assert "aino" not in first + second
        inbox.refuses.clear()
        assert main(["notices", "send"]) == 0  # the first is not due yet, and the second never
        assert main(["notices", "send", "--given-up"]) == 0
        assert capsys.readouterr().out == "0 sent, 0 failed, 0 given up\n1 sent, 0 failed, 0 given up\n"
    assert [each.rcpt_tos for each in inbox.envelopes] == [["aino@example.com"]]


def test_without_anything_to_send_with_the_mend_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notices", "send"]) == 1
    assert "set PHOTODESK_SMTP_URL, or a webhook in PHOTODESK_SUPPORT" in capsys.readouterr().err


def test_a_setting_that_cannot_be_used_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PHOTODESK_SMTP_URL", "mail.example")
    monkeypatch.setenv("PHOTODESK_MAIL_FROM", "desk@example.com")
    assert main(["notices", "send"]) == 1
    assert "PHOTODESK_SMTP_URL is not like" in capsys.readouterr().err
