"""Do two workers on one database know what the other has let in?"""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator

import jwt
import pytest

from photodesk.settings import Settings, read_settings
from photodesk.tokens import development_key, mint_identity
from tests.end_to_end.serving import Server, Visitor, served

WRONG_PROOFS = 4


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[tuple[Server, Server]]:
    folder = tmp_path_factory.mktemp("workers")
    given = {"PHOTODESK_MODELS": str(settings.models), "PHOTODESK_RATE_FACTOR": str(WRONG_PROOFS / 40)}
    with served(folder, **given) as one, served(folder, **given) as other:
        yield one, other


def test_a_ticket_is_used_at_one_of_them(workers: tuple[Server, Server]) -> None:
    one, other = workers
    ticket = one.call("POST", "/chat/tickets", token=Visitor(other).token)[1]["ticket"]
    with urllib.request.urlopen(f"{one.base}/chat/events?ticket={ticket}", timeout=20) as stream:
        assert stream.status == 200
    assert other.call("GET", f"/chat/events?ticket={ticket}")[0] == 401


def test_an_identity_token_with_an_id_opens_a_conversation_at_one_of_them(workers: tuple[Server, Server]) -> None:
    one, other = workers
    own = read_settings(one.environment)
    claims = jwt.decode(mint_identity(own, "photographer", "lumi", "kaisa"), options={"verify_signature": False})
    token = jwt.encode({**claims, "jti": "a1"}, development_key(own.var), headers={"kid": "dev"})
    assert one.call("POST", "/chat/sessions", {"shop": "lumi"}, token)[0] == 201
    status, problem = other.call("POST", "/chat/sessions", {"shop": "lumi"}, token)
    assert (status, "has opened a conversation" in problem["detail"]) == (401, True)


def test_whoever_guesses_at_both_of_them_is_held_up_at_both(workers: tuple[Server, Server]) -> None:
    for guess in range(WRONG_PROOFS):
        answer = Visitor(workers[guess % 2]).says(f"where is my order PC-90000{guess}? eve@example.com")
        assert answer["outcome"] == "needs_order"
    for worker in workers:
        status, _ = worker.call("POST", "/chat/messages", {"text": "thanks"}, Visitor(worker).token)
        assert status == 429
