"""On which pages can the chat be used?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from web_desk import Server, serving, settings_in

from photodesk.settings import SettingError
from photodesk.web.origins import Origins

LUMI, FJORD, EVIL = "https://lumi.example", "https://fjord.example:8443", "https://evil.example"


@pytest.fixture
def strict(tmp_path: Path) -> Server:  # type: ignore[misc]
    """A server that knows the pages of two shops."""
    origins = tmp_path / "origins.json"
    origins.write_text(json.dumps({"lumi": [LUMI], "fjord": [FJORD]}))
    with serving(tmp_path, settings=settings_in(tmp_path, PHOTODESK_SHOP_ORIGINS=str(origins))) as server:
        yield server


def opened(server: Server, origin: str | None, shop: str = "lumi") -> tuple[int, str | None]:
    """The status of opening a conversation from a page, and which origin may read the answer."""
    headers = {} if origin is None else {"Origin": origin}
    reply = server.post("/chat/sessions", {"shop": shop}, headers=headers)
    return reply.status, reply.headers.get("access-control-allow-origin")


def test_a_shops_own_page_opens_its_chat(strict: Server) -> None:
    assert opened(strict, LUMI) == (201, LUMI)
    assert opened(strict, FJORD, "fjord") == (201, FJORD)


def test_another_shops_page_does_not_and_reads_why(strict: Server) -> None:
    assert opened(strict, FJORD) == (403, FJORD)


def test_a_strangers_page_neither_opens_nor_reads(strict: Server) -> None:
    for origin in (EVIL, "null", LUMI + "/", LUMI.upper(), "http://lumi.example", "https://[", ""):
        assert opened(strict, origin) == (403, None)


def test_the_servers_own_pages_and_programs_do(strict: Server) -> None:
    assert opened(strict, strict.url) == (201, strict.url)
    assert opened(strict, None) == (201, None)


def test_a_browser_may_ask_before_it_sends(strict: Server) -> None:
    for origin, shared in ((LUMI, LUMI), (EVIL, None)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for path in ("/chat/messages", "/chat/data", "/chat/events"):
            reply = strict.call("OPTIONS", path, headers=headers)
            assert reply.status == 204
            assert reply.headers.get("access-control-allow-origin") == shared
            assert reply.headers["vary"] == "Origin"
            assert "Authorization" in reply.headers["access-control-allow-headers"]


def test_errors_and_streams_can_be_read_too(strict: Server) -> None:
    refused = strict.get("/chat/history", headers={"Origin": LUMI})
    assert refused.status == 401
    assert refused.headers["access-control-allow-origin"] == LUMI


def test_nothing_but_the_chat_is_shared(strict: Server) -> None:
    for path in ("/", "/kb", "/metrics", "/healthz"):
        assert "access-control-allow-origin" not in strict.get(path, headers={"Origin": LUMI}).headers


def test_the_widget_loads_on_every_page(strict: Server) -> None:
    reply = strict.get("/widget/photodesk-chat.js")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert strict.get("/widget/..%2Fpackage.json").status == 404


def test_in_development_every_page_may_try_it(tmp_path: Path) -> None:
    assert Origins.of(settings_in(tmp_path)).of_shop(EVIL, "lumi")


def test_in_production_nobody_may_until_it_is_set(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, PHOTODESK_SECRET="s" * 32, PHOTODESK_SHOP_KEYS="keys.json")
    assert not Origins.of(settings).of_shop(LUMI, "lumi")
    assert not Origins.of(settings).of_any_shop(LUMI)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense", "is not JSON"),
        ("[]", "use "),
        ('{"Lumi": []}', "'Lumi' is not like that"),
        ('{"lumi": "https://lumi.example"}', "'lumi' is not like that"),
        ('{"lumi": ["https://lumi.example/"]}', "is no origin"),
        ('{"lumi": ["*"]}', "is no origin"),
    ],
)
def test_a_file_that_is_wrong_is_told(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "origins.json"
    file.write_text(content)
    with pytest.raises(SettingError, match=said):
        Origins.of(settings_in(tmp_path, PHOTODESK_SHOP_ORIGINS=str(file)))
