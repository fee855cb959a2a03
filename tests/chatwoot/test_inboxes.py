"""Is a file of inboxes that cannot be meant refused, with the mend and without its secrets?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from photodesk.chatwoot.inboxes import Inboxes, Mode
from photodesk.settings import SettingError, read_settings

SECRET, TOKEN = "0123456789abcdef01234567", "a-bots-token"
GOOD: dict[str, Any] = {
    "url": "https://chat.example/",
    "account": 1,
    "token": TOKEN,
    "shop": "lumi",
    "mode": "answer",
    "secret": SECRET,
}


def inboxes(tmp_path: Path, given: Any) -> Inboxes:
    file = tmp_path / "chatwoot.json"
    file.write_text(given if isinstance(given, str) else json.dumps(given))
    return Inboxes.of(read_settings({"PHOTODESK_CHATWOOT": str(file)}))


def test_without_the_setting_there_are_none() -> None:
    assert Inboxes.of(read_settings({})).all == {}


def test_an_inbox_is_read_and_found_by_the_end_of_its_address(tmp_path: Path) -> None:
    found = inboxes(tmp_path, {"lumi-web": GOOD, "fjord": {**GOOD, "mode": "suggest", "secret": SECRET + "x"}})
    inbox = found.with_secret(SECRET)
    assert inbox is not None
    assert (inbox.key, inbox.url, inbox.mode, inbox.language) == ("lumi-web", "https://chat.example", Mode.ANSWER, "en")
    for nothing in ("", SECRET[:-1], SECRET.upper(), "lumi-web", "\udcff", "ä"):
        assert found.with_secret(nothing) is None


def test_no_secret_is_shown(tmp_path: Path) -> None:
    shown = repr(inboxes(tmp_path, {"lumi-web": {**GOOD, "signing_secret": "signs-what-comes"}}))
    assert "lumi-web" in shown
    for secret in (SECRET, TOKEN, "signs-what-comes"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"url": "chat.example"}, "has a URL that is none: 'chat.example'"),
        ({"url": "https://chat.example/?a=b"}, "has a URL that is none"),
        ({"url": "https://[chat"}, "has a URL that is none"),
        ({"url": 1}, "has a URL that is none: 1"),
        ({"account": "1"}, "has an account that is no number: '1'"),
        ({"account": True}, "has an account that is no number"),
        ({"account": 0}, "has an account that is no number"),
        ({"token": ""}, "has a token that is none"),
        ({"token": "a\nb"}, "has a token that is none"),
        ({"shop": "Lumi"}, "has a shop that is none"),
        ({"mode": "both"}, "has the mode 'both': use answer or suggest"),
        ({"mode": []}, "has the mode []"),
        ({"secret": "short"}, "has a secret that is none: it is 24 or more letters"),
        ({"secret": "with/slash/0123456789abcdef"}, "has a secret that is none"),
        ({"signing_secret": 1}, "has a signing_secret that is none"),
        ({"language": "Finnish"}, "has a language that is none"),
        ({"colour": "red"}, "has colour, which nobody knows"),
    ],
)
def test_what_cannot_be_meant_is_told_with_the_mend(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingError, match="PHOTODESK_CHATWOOT: the inbox 'lumi-web'") as refused:
        inboxes(tmp_path, {"lumi-web": {**GOOD, **changed}})
    assert told in str(refused.value)
    assert SECRET not in str(refused.value)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="'lumi-web' lacks token, secret"):
        inboxes(tmp_path, {"lumi-web": {name: each for name, each in GOOD.items() if name not in ("token", "secret")}})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("{", "is not JSON"),
        ("[]", "is not like"),
        ({"lumi": 1}, "is not like"),
        ({"Lumi": GOOD}, "is called by small letters"),
        ({"a": GOOD, "b": GOOD}, "'b' has the secret of 'a'"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, given: Any, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        inboxes(tmp_path, given)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read: No such file"):
        Inboxes.of(read_settings({"PHOTODESK_CHATWOOT": str(tmp_path / "none.json")}))
