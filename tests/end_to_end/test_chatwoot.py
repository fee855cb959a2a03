"""Does the running desk answer in a Chatwoot, and call people there?"""

from __future__ import annotations

import json
from pathlib import Path

from photodesk.settings import Settings
from tests.chatwoot.fake import ACCOUNT, SIGNING_SECRET, TOKEN, Chatwoot
from tests.end_to_end.serving import served

SECRET = "a-secret-of-24-characters-or-more"


def test_a_contact_is_answered_and_handed_over(tmp_path: Path, settings: Settings) -> None:
    with Chatwoot().open() as there:
        inbox = {"url": f"http://127.0.0.1:{there.port}", "account": ACCOUNT, "token": TOKEN, "shop": "lumi"}
        inbox |= {"mode": "answer", "secret": SECRET, "signing_secret": SIGNING_SECRET}
        file = tmp_path / "chatwoot.json"
        file.write_text(json.dumps({"lumi-web": inbox}))
        with served(tmp_path, PHOTODESK_MODELS=str(settings.models), PHOTODESK_CHATWOOT=str(file)) as server:
            there.bot_url = f"{server.base}/chatwoot/{SECRET}"
            talk = there.begin()
            there.contact_writes(talk, "can I cancel my order?")
            there.wait_for(lambda: talk.texts, 20)
            assert "there is no right to cancel" in talk.texts[0]
            there.contact_writes(talk, "I want to talk to a person")
            there.wait_for(lambda: talk.status == "open", 20)
            assert "> I want to talk to a person" in talk.notes[0]
            assert server.stop() == 0
            assert "I want to talk" not in server.log.read_text()
            assert SECRET not in server.log.read_text()
