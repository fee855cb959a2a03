"""Does a team's program hear of its cases, and can it tell that it is us?"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from photodesk.cases.case import Case, CaseState
from photodesk.cases.letters import name_of, to_program
from photodesk.cases.notice import About, Channel, Notice, NotSentError, Parcel, Words
from photodesk.cases.support import Support, Team, Webhook
from photodesk.notifying import webhook
from photodesk.notifying.webhook import Webhooks, signed
from tests.notifying.receiving import Hook, certified, free_port
from tests.notifying.writing import NOW, SUMMARY

KEY = b"0123456789abcdef01234567"
PLAIN = KEY.decode()
ENCODED = "whsec_" + base64.b64encode(KEY).decode()
CASE = Case(12, "ainos", "lumi", "lumi", NOW, "asked for a person: cancel_order", SUMMARY, CaseState.TAKEN)
WROTE = Parcel(
    Notice(35, 12, 5, Channel.WEBHOOK, About.ASKER_WROTE, NOW, 1), CASE, "en", Words(5, "asker", "Näin on. \U0001f600")
)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook().open() as hook:
        yield hook


def now() -> datetime:
    return datetime.now(timezone.utc)


def send(url: str, secret: str = PLAIN, parcel: Parcel = WROTE) -> None:
    Webhooks(Support({"lumi": Team("lumi", webhook=Webhook(url, secret))}), now)(parcel)


def refusal(url: str) -> NotSentError:
    with pytest.raises(NotSentError) as refused:
        send(url)
    assert "hidden" not in str(refused.value)
    return refused.value


def address(hook: Hook, scheme: str = "http") -> str:
    return f"{scheme}://127.0.0.1:{hook.port}/hook?token=hidden"


@pytest.mark.parametrize("secret", [PLAIN, ENCODED])
def test_a_program_hears_of_it_and_knows_that_it_is_us(hook: Hook, secret: str) -> None:
    send(address(hook), secret)
    [(headers, body)] = hook.calls
    assert hook.paths == ["/hook?token=hidden"]
    assert Verifier(ENCODED).verify(body, headers) == to_program(WROTE)
    assert headers["webhook-id"] == json.loads(body)["id"] == name_of(WROTE)
    assert headers["content-type"] == "application/json"


def test_the_signature_is_the_specifications() -> None:
    at = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
    headers = signed("notice_1_ab", at, b'{"a":1}', KEY)
    digest = hmac.new(KEY, b'notice_1_ab.1795521600.{"a":1}', hashlib.sha256).digest()
    assert headers["webhook-timestamp"] == "1795521600"
    assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()


def test_what_another_secret_signed_or_somebody_changed_is_not_believed(hook: Hook) -> None:
    send(address(hook), "another secret of a good length")
    send(address(hook))
    (of_another, first), (headers, body) = hook.calls
    for told, given in ((first, of_another), (body + b" ", headers), (body, {**headers, "webhook-id": "other"})):
        with pytest.raises(WebhookVerificationError):
            Verifier(ENCODED).verify(told, given)


def test_the_documented_check_believes_the_right_ones(hook: Hook) -> None:
    page = (Path(__file__).parents[2] / "docs/people.md").read_text()
    snippet = page.partition("```python\n")[2].partition("```")[0]
    names: dict[str, object] = {}
    exec(snippet, names)
    is_ours = names["is_ours"]
    assert callable(is_ours)
    send(address(hook))
    [(headers, body)] = hook.calls
    assert is_ours(headers, body, KEY)
    assert not is_ours(headers, body + b" ", KEY)
    assert not is_ours(headers, body, KEY[1:])
    assert not is_ours({**headers, "webhook-timestamp": "1795521600"}, body, KEY)


def test_an_id_stays_when_it_is_tried_again_and_the_moment_does_not(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter((NOW, NOW.replace(minute=1)))
    teams = Support({"lumi": Team("lumi", webhook=Webhook(address(hook), PLAIN))})
    webhooks = Webhooks(teams, lambda: next(moments))
    webhooks(WROTE)
    webhooks(replace(WROTE, notice=replace(WROTE.notice, attempts=2)))
    (first, body), (second, again) = hook.calls
    assert body == again
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_whatever_begins_with_two_is_success(hook: Hook, status: int) -> None:
    hook.answers = [status]
    send(address(hook))


@pytest.mark.parametrize("status", [400, 401, 404, 408, 429, 500, 502, 503])
def test_everything_else_is_tried_again(hook: Hook, status: int) -> None:
    hook.answers = [status]
    error = refusal(address(hook))
    assert (str(error), error.final) == (f"the webhook answered {status}", False)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_led_elsewhere(hook: Hook, status: int) -> None:
    hook.answers = [status]
    assert str(refusal(address(hook))) == f"the webhook answered {status}"
    assert len(hook.calls) == 1


def test_one_that_is_gone_is_told_no_more(hook: Hook) -> None:
    hook.answers = [410]
    assert refusal(address(hook)).final


def test_one_that_takes_too_long_is_not_waited_for(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    hook.slow = 1
    begun = now()
    assert str(refusal(address(hook))) == "the webhook did not answer within 0.3 seconds"
    assert (now() - begun).total_seconds() < 0.9


def test_an_answer_without_end_is_not_read(hook: Hook) -> None:
    hook.endless = True
    begun = now()
    send(address(hook))
    assert (now() - begun).total_seconds() < 2


def test_one_that_is_not_there_is_tried_again() -> None:
    error = refusal(f"http://127.0.0.1:{free_port()}/hidden")
    assert "Connect call failed" in str(error) or "refused" in str(error)
    assert not error.final
    assert str(refusal("http://nowhere.invalid/hidden")).startswith("no talk with the webhook")


def test_one_whose_certificate_nobody_knows_is_told_nothing(tmp_path: Path) -> None:
    context, _ = certified(tmp_path)
    with Hook().open(context) as hook:
        assert str(refusal(address(hook, "https"))).startswith("the webhook's certificate is not believed: self")
        assert hook.calls == []


def test_a_team_that_has_none_any_more_is_told_later() -> None:
    with pytest.raises(NotSentError) as refused:
        Webhooks(Support(), now)(WROTE)
    assert not refused.value.final


def test_tls_is_checked_by_the_machines_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, public = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    with Hook().open(context) as hook:
        send(address(hook, "https"))
        assert len(hook.calls) == 1
