"""Is the agents' page there for those who are signed in, and strict?"""

from __future__ import annotations

from pathlib import Path

import pytest
from test_sign_in import Browser, desk_in

PAGES = ("/desk", "/desk/c/abc", "/desk/mail?order=PC-1&as=photographer")


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_led_there_and_back(tmp_path: Path, page: str) -> None:
    with desk_in(tmp_path) as server:
        browser = Browser(server)
        led = browser.get(page)
        assert led.status == 303
        assert led.headers["location"].startswith(f"/desk/sign-in?next={page.partition('?')[0]}")
        signed_in = browser.submit("/demo/sign-in", name="maija", next=page)
        assert signed_in.headers["location"] == page
        shown = browser.get(page)
        assert shown.status == 200
        policy = shown.headers["content-security-policy"]
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "<photodesk-console>" in shown.text
        assert "abc" not in shown.text, "nothing of the address gets into the page"


def test_colleagues_are_those_who_share_a_queue(tmp_path: Path) -> None:
    with desk_in(tmp_path) as server:
        lena, maija = Browser(server), Browser(server)
        lena.submit("/demo/sign-in", name="lena")
        maija.submit("/demo/sign-in", name="maija")
        agents = maija.get("/desk/agents").json["agents"]
        assert {"name": "lena", "shown_as": "Lena", "queues": ["lumi"]} in agents, "as far as they share them"
        assert Browser(server).get("/desk/agents").status == 401
