"""Do people hear of a case that the running desk opens, within seconds?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from photodesk.settings import Settings
from tests.end_to_end.serving import Visitor, served
from tests.notifying.receiving import Hook, Inbox

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"


def until(holds: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def test_a_team_hears_of_a_case_and_a_server_stops_calmly(tmp_path: Path, settings: Settings) -> None:
    with Hook().open() as hook, Inbox().open() as inbox:
        webhook = {"url": f"http://127.0.0.1:{hook.port}/hook", "secret": SECRET}
        teams = tmp_path / "support.json"
        teams.write_text(json.dumps({"lumi": {"email": "help@lumi.example", "webhook": webhook}}))
        environment = {
            "PHOTODESK_MODELS": str(settings.models),
            "PHOTODESK_SUPPORT": str(teams),
            "PHOTODESK_SMTP_URL": f"smtp://127.0.0.1:{inbox.port}",
            "PHOTODESK_MAIL_FROM": "Photodesk <desk@example.com>",
            "PHOTODESK_PUBLIC_URL": "https://desk.example",
        }
        with served(tmp_path, **environment) as server:
            visitor = Visitor(server)
            visitor.says("can I cancel my order?")
            assert visitor.says("I want to talk to a person")["handover"]
            until(lambda: bool(hook.calls and inbox.mails), server.log)
            [(headers, body)] = hook.calls
            assert Webhook(SECRET).verify(body, headers)["type"] == "case.opened"
            [told] = inbox.mails
            assert told["To"] == "help@lumi.example"
            assert "> I want to talk to a person" in told.get_content()
            assert "Before that it had said:" in told.get_content()
            until(lambda: "photodesk_notices_waiting 0.0" in server.call("GET", "/metrics")[1], server.log)
            assert 'photodesk_notices_total{channel="mail",result="sent"} 1.0' in server.call("GET", "/metrics")[1]
            assert "I want to talk" not in server.log.read_text()
            begun = time.monotonic()
            assert server.stop() == 0
            assert time.monotonic() - begun < 10


def test_a_server_that_cannot_mean_its_settings_does_not_start(tmp_path: Path, settings: Settings) -> None:
    environment = {"PHOTODESK_MODELS": str(settings.models), "PHOTODESK_MAIL_FROM": "desk@example.com"}
    bad = served(tmp_path, PHOTODESK_SMTP_URL="smtp://desk:hidden@mail.example:port", **environment)
    with pytest.raises(AssertionError) as ended, bad:
        pass
    assert "PHOTODESK_SMTP_URL is not like" in str(ended.value)
    assert "hidden" not in str(ended.value)
