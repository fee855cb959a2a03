"""Does an agent get into the desk with a browser and out again, and nobody else, whatever other pages make it send?"""

from __future__ import annotations

import logging
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import urlencode

import pytest
from web_desk import Reply, Server, serving, settings_in

from photodesk.accounts.account import new_account
from photodesk.tokens import mint_identity
from photodesk.web.app import ROUTES
from photodesk.web.sign_in import _wanted
from photodesk.wiring import OpenDesk, open_desk
from tests.accounts.provider import FakeProvider
from tests.accounts.signing import PASSWORD, QUICK, Clock

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
SECRET = "a-secret-for-the-tests-of-signing-in"


class Whole:
    """The whole desk, with passwords that are quickly checked."""

    def __init__(self, desk: OpenDesk) -> None:
        desk.sign_ins = replace(desk.sign_ins, passwords=QUICK)
        self.desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self.desk, name)

    async def say(self, *_: str) -> list[dict[str, Any]]:
        return []


@contextmanager
def desk_in(folder: Path, *, production: bool = False, clock: Clock | None = None, **given: str) -> Iterator[Server]:
    """A server with Maija and Ville; in production behind a proxy with TLS."""
    if production:
        keys = folder / "keys.json"
        keys.write_text('{"lumi": {"one": {"alg": "HS256", "key": "a-key-for-the-tests-of-signing-in-only"}}}')
        given |= {"PHOTODESK_SECRET": SECRET, "PHOTODESK_SHOP_KEYS": str(keys)}
        given.setdefault("PHOTODESK_PUBLIC_URL", "https://desk.example")
    settings = settings_in(folder, DATABASE_URL=f"sqlite:///{folder / 'desk.db'}", **given)
    desk = open_desk(settings)
    if clock is not None:
        desk.clock = clock
        desk.sign_ins = replace(desk.sign_ins, clock=clock)
    now = desk.clock()
    desk.accounts.add(new_account("maija", ["lumi"], shown_as="Maija M."), QUICK.hash(PASSWORD), now)
    desk.accounts.add(new_account("ville", ["fjord"], known_by="ville@example.com"), None, now)
    whole: Any = Whole(desk)
    with serving(folder, whole, settings=settings, **({"clock": clock} if clock else {})) as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with desk_in(tmp_path_factory.mktemp("sign-in"), PHOTODESK_RATE_FACTOR="0") as running:
        yield running


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None: ...


class Browser:
    """Keeps cookies, sends forms, and goes where it is sent only when it is told to."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}
        self.set: dict[str, str] = {}
        """The last `Set-Cookie` of each name, whole."""

    def call(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        request = urllib.request.Request(self.server.url + path, body, headers or {}, method=method)
        if self.cookies:
            request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            response = urllib.request.build_opener(NoRedirects).open(request, timeout=20)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            for one in response.headers.get_all("Set-Cookie") or []:
                name, _, rest = one.partition("=")
                value = rest.partition(";")[0].strip('"')
                self.set[name] = one
                self.cookies.pop(name, None)
                if "max-age=0" not in one.lower():
                    self.cookies[name] = value
            told = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status, told, response.read())

    def get(self, path: str, **headers: str) -> Reply:
        return self.call("GET", path, headers=headers)

    def submit(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Reply:
        return self.call("POST", path, urlencode(fields).encode(), FORM | (FROM_HERE if headers is None else headers))

    def sign_in(self, name: str = "maija", password: str = PASSWORD, **more: str) -> Reply:
        return self.submit("/desk/sign-in", name=name, password=password, **more)

    @property
    def csrf(self) -> str:
        return str(self.get("/desk/me").json["csrf"])

    def suggest(self, **headers: str) -> Reply:
        """What changes something."""
        body = b'{"verdict": "accepted"}'
        return self.call("POST", "/desk/suggestions/none/feedback", body, headers)


@pytest.fixture
def browser(server: Server) -> Browser:
    return Browser(server)


# Signing in and out


def test_who_signs_in_is_known_and_sees_their_cases(browser: Browser) -> None:
    signed_in = browser.sign_in()
    assert (signed_in.status, signed_in.headers["location"]) == (303, "/desk")
    me = browser.get("/desk/me").json
    assert {name: me[name] for name in ("name", "shown_as", "queues", "is_lead")} == {
        "name": "maija",
        "shown_as": "Maija M.",
        "queues": ["lumi"],
        "is_lead": False,
    }
    assert browser.get("/desk/cases").json == {"cases": []}


def test_nobody_else_gets_in_and_all_are_told_the_same(browser: Browser) -> None:
    told = set()
    for name, password in (("maija", "wrong"), ("nobody", "wrong"), ("ville", ""), ("", ""), ("m" * 5000, "x" * 5000)):
        refused = browser.sign_in(name, password)
        assert refused.status == 403
        told.add(re.sub(r'value="\w*"', "", refused.text))
    assert len(told) == 1
    assert browser.cookies == {}
    assert browser.get("/desk/me").status == 401
    assert browser.get("/desk/cases").status == 401


def test_the_page_can_be_used_by_everybody(browser: Browser) -> None:
    page = browser.get("/desk/sign-in")
    assert page.status == 200
    for needed in (
        'autocomplete="username"',
        'autocomplete="current-password"',
        '<label for="name">',
        '<label for="password">',
    ):
        assert needed in page.text
    assert 'role="alert"' not in page.text
    refused = browser.sign_in("maija", "wrong").text
    assert re.search(r'<p [^>]*id="error" role="alert" tabindex="-1" autofocus>', refused)
    assert refused.count("autofocus") == 1
    assert refused.count('aria-describedby="error"') == 2
    assert "<title>Not signed in" in refused
    assert 'value="maija"' in refused
    assert "wrong" not in refused.replace("Something went wrong", "")


def test_the_page_is_framed_by_nobody_and_sends_its_form_here_only(browser: Browser) -> None:
    policy = browser.get("/desk/sign-in").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert browser.get("/desk/sign-in").headers["cache-control"] == "no-store"


def test_what_was_typed_is_shown_as_text(browser: Browser) -> None:
    for page in (
        browser.sign_in('"><script>alert(1)</script>', "x"),
        browser.get("/desk/sign-in?next=/desk/%22%3E%3Cscript%3E"),
        browser.sign_in("maija", "x", next='/desk/"><script>'),
    ):
        assert "<script>" not in page.text


def test_signing_out_ends_it_on_the_server(browser: Browser) -> None:
    browser.sign_in()
    kept, csrf = dict(browser.cookies), browser.csrf
    out = browser.submit("/desk/sign-out", csrf=csrf)
    assert (out.status, out.headers["location"], out.headers["clear-site-data"]) == (303, "/desk/sign-in", '"storage"')
    assert browser.cookies == {}
    browser.cookies = kept
    assert browser.get("/desk/me").status == 401
    assert browser.get("/desk/cases").status == 401
    assert Browser(browser.server).submit("/desk/sign-out").status == 303, "and who is signed out may be so again"


def test_signing_out_takes_the_header_too(browser: Browser) -> None:
    browser.sign_in()
    assert browser.call("POST", "/desk/sign-out", headers={"X-CSRF-Token": browser.csrf}).status == 303
    assert browser.cookies == {}


# Cookies and sessions


def test_the_cookie_is_for_the_server_alone(browser: Browser) -> None:
    browser.sign_in()
    assert browser.set["desk"].lower().split("; ")[1:] == ["path=/", "httponly", "samesite=lax"]


def test_by_tls_the_cookie_is_secure_and_of_this_host(tmp_path: Path) -> None:
    with desk_in(tmp_path, production=True) as server:
        browser = Browser(server)
        assert browser.sign_in().status == 303
        told = browser.set["__Host-desk"].lower().split("; ")[1:]
        assert set(told) == {"path=/", "httponly", "samesite=lax", "secure"}
        assert browser.get("/desk/me").json["name"] == "maija"
        browser.submit("/desk/sign-out", csrf=browser.csrf)
        assert "secure" in browser.set["__Host-desk"].lower(), "or a browser would not take it back"
        assert browser.cookies == {}
        browser.cookies = {"desk": "x" * 43}
        assert browser.get("/desk/me").status == 401


@pytest.mark.parametrize(
    ("host", "is_secure"),
    [("desk.internal", True), ("desk.internal:5005", True), ("[", True), ("127.0.0.1:5005", False), ("[::1]", False)],
)
def test_in_production_the_cookie_is_for_tls_alone_but_on_the_machine_itself(
    tmp_path: Path, host: str, is_secure: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with desk_in(tmp_path, production=True, PHOTODESK_PUBLIC_URL="http://127.0.0.1:5005") as server:
        browser = Browser(server)
        with caplog.at_level(logging.WARNING):
            browser.submit("/desk/sign-in", FROM_HERE | {"Host": host}, name="maija", password=PASSWORD)
        told = browser.set["__Host-desk" if is_secure else "desk"].lower()
        assert ("; secure" in told) is is_secure
        assert ("PHOTODESK_PUBLIC_URL" in caplog.text) is is_secure
        assert browser.get("/desk/me", Host=host).json["name"] == "maija"


def test_a_session_that_was_planted_is_not_signed_in(browser: Browser) -> None:
    planted = "A" * 43
    browser.cookies = {"desk": planted}
    browser.sign_in()
    assert browser.cookies["desk"] != planted
    victim = dict(browser.cookies)
    browser.cookies = {"desk": planted}
    assert browser.get("/desk/me").status == 401
    browser.cookies = dict(victim)
    browser.sign_in()
    assert browser.cookies != victim
    browser.cookies = victim
    assert browser.get("/desk/me").status == 401, "the session before it is over"


@pytest.mark.parametrize(
    "cookie",
    [
        "desk=",
        "desk=x",
        "desk",
        "a,b=1; desk=" + "A" * 43,
        "desk=" + "ä" * 43,
        "=;;=;",
        'desk="' + "A" * 43 + '"',
        "\x7f=1",
    ],
)
def test_a_cookie_that_is_none_breaks_nothing(server: Server, cookie: str) -> None:
    head = f"GET /desk/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"
    assert server.raw(head.encode()).startswith(b"HTTP/1.1 401 ")


def test_cookies_of_others_stand_beside_it(browser: Browser) -> None:
    browser.sign_in()
    browser.cookies = {"a,b": "1", "other": '"x', **browser.cookies}
    assert browser.get("/desk/me").status == 200


def test_it_ends_when_nothing_is_done_and_when_the_day_is_over(tmp_path: Path) -> None:
    clock = Clock()
    with desk_in(tmp_path, production=True, clock=clock) as server:
        browser = Browser(server)
        browser.sign_in()
        for _ in range(3):
            clock.pass_by(minutes=50)
            assert browser.get("/desk/me").status == 200
        clock.pass_by(minutes=50)
        assert browser.get("/desk/cases", **{"X-Unattended": "yes"}).status == 200
        clock.pass_by(minutes=10)
        assert browser.get("/desk/me").status == 401
        browser.sign_in()
        for _ in range(14):
            clock.pass_by(minutes=50)
            assert browser.get("/desk/me").status == 200
        clock.pass_by(minutes=20)
        assert browser.get("/desk/me").status == 401


def test_a_disabled_account_is_refused_at_once(tmp_path: Path) -> None:
    with desk_in(tmp_path, production=True) as server:
        browser = Browser(server)
        browser.sign_in()
        desk: Any = server.desk
        desk.accounts.disable("maija", desk.clock())
        assert browser.get("/desk/cases").status == 401
        assert browser.sign_in().status == 403
        desk.accounts.enable("maija", desk.clock())
        assert browser.get("/desk/cases").status == 401
        assert browser.sign_in().status == 303


NEW = "three blue boats turn"


def test_one_gives_oneself_another_password_and_every_other_browser_is_out(tmp_path: Path) -> None:
    with desk_in(tmp_path, production=True, PHOTODESK_RATE_FACTOR="0") as server:
        here, elsewhere = Browser(server), Browser(server)
        here.sign_in()
        elsewhere.sign_in()
        page = here.get("/desk/password")
        for needed in ('autocomplete="current-password"', 'autocomplete="new-password"', f'value="{here.csrf}"'):
            assert needed in page.text
        before = dict(here.cookies)
        changed = here.submit("/desk/password", current=PASSWORD, new=NEW, csrf=here.csrf)
        assert (changed.status, changed.headers["location"]) == (303, "/desk")
        assert here.get("/desk/me").json["name"] == "maija"
        assert here.cookies != before
        assert elsewhere.get("/desk/me").status == 401
        here.cookies = before
        assert here.get("/desk/me").status == 401
        assert here.sign_in().status == 403
        assert here.sign_in(password=NEW).status == 303


def test_another_password_needs_the_one_of_before_and_has_to_be_good(browser: Browser) -> None:
    browser.sign_in()
    csrf = browser.csrf
    for current, new, status, told in (
        ("wrong", NEW, 403, "The password that you have now is another"),
        (PASSWORD, "short", 422, "The password is too short: use at least 12 characters"),
        (PASSWORD, "maijamaijamaija", 422, "among the first that would be tried"),
        (PASSWORD, "x" * 1001, 422, "at most 1000"),
    ):
        refused = browser.submit("/desk/password", current=current, new=new, csrf=csrf)
        assert refused.status == status
        assert told in refused.text
        assert 'role="alert"' in refused.text
    assert browser.submit("/desk/password", current=PASSWORD, new=NEW).status == 403
    assert browser.submit("/desk/password", {"Origin": "https://evil.example"}, current=PASSWORD, new=NEW).status == 403
    assert browser.get("/desk/me").status == 200
    assert Browser(browser.server).sign_in().status == 303


def test_who_is_not_signed_in_signs_in_first(browser: Browser) -> None:
    for led in (browser.get("/desk/password"), browser.submit("/desk/password", current=PASSWORD, new=NEW)):
        assert (led.status, led.headers["location"]) == (303, "/desk/sign-in?next=/desk/password")
    browser.submit("/demo/sign-in", name="lena")
    refused = browser.submit("/desk/password", current="", new=NEW, csrf=browser.csrf)
    assert "or you have none here" in refused.text


def test_who_guesses_at_the_password_of_an_open_browser_has_to_wait(tmp_path: Path) -> None:
    with desk_in(tmp_path, production=True) as server:
        browser = Browser(server)
        browser.sign_in()
        csrf = browser.csrf
        told = [browser.submit("/desk/password", current="x", new=NEW, csrf=csrf).status for _ in range(10)]
        assert told == [403] * 9 + [429]


# Forged requests


def test_a_change_needs_the_token_that_only_our_pages_can_read(browser: Browser) -> None:
    browser.sign_in()
    csrf = browser.csrf
    other = Browser(browser.server)
    other.sign_in()
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "x" * 64}, {"X-CSRF-Token": other.csrf}):
        assert browser.suggest(**headers).status == 403
    assert browser.suggest(**{"X-CSRF-Token": csrf}).status == 404, "it is let through, and there is no such suggestion"
    for site in ("cross-site", "same-site"):
        assert browser.suggest(**{"X-CSRF-Token": csrf, "Sec-Fetch-Site": site}).status == 403
    assert browser.suggest(**{"X-CSRF-Token": csrf, "Origin": "https://evil.example"}).status == 403
    assert browser.suggest(**{"X-CSRF-Token": csrf, "Origin": "null"}).status == 403
    assert browser.suggest(**{"X-CSRF-Token": csrf, "Origin": browser.server.url}).status == 404


def test_no_route_changes_anything_for_another_page(tmp_path: Path) -> None:
    kb = copytree("kb", tmp_path / "kb")
    with desk_in(tmp_path, production=True, PHOTODESK_RATE_FACTOR="0", PHOTODESK_KB=str(kb)) as server:
        desk: Any = server.desk
        desk.accounts.add(new_account("lena", ["lumi", "service"], is_lead=True), QUICK.hash(PASSWORD), desk.clock())
        browser = Browser(server)
        assert browser.sign_in("lena").status == 303
        token = browser.csrf
        json = {"Content-Type": "application/json"}
        forged = [
            (FORM, b"do=save&why=x&text-0=x&version-0=x&what=article&topic=refund&current=x&new=x&name=x&password=x"),
            (FORM | FROM_HERE, b"do=save&csrf=" + b"0" * 64 + b"&text-0=x&what=article&topic=refund&current=x&new=x"),
            ({"Content-Type": "text/plain"}, b'{"text": "x"}'),
            ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--"),
            (json, b'{"text": "x"}'),
            (json | {"X-CSRF-Token": token, "Origin": "https://evil.example"}, b'{"text": "x"}'),
            (json | {"X-CSRF-Token": token, "Origin": "null"}, b'{"text": "x"}'),
            (json | {"X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"}, b'{"text": "x"}'),
        ]
        changing = [(method, path) for method, path, _ in ROUTES if method != "GET" and path.startswith("/desk/")]
        assert len(changing) > 15
        for method, path in changing:
            path = path.replace("<path:path>", "en/replies/refund.md").replace("<id:str>", "0123456789ab")
            for headers, body in forged:
                assert browser.call(method, path, body, headers).status in (403, 422), (method, path, headers)
        assert browser.get("/desk/me").status == 200
    for file in kb.rglob("*.md"):
        assert file.read_bytes() == (Path("kb") / file.relative_to(kb)).read_bytes()


def test_signing_out_cannot_be_forged(browser: Browser) -> None:
    browser.sign_in()
    assert browser.submit("/desk/sign-out").status == 403
    assert browser.submit("/desk/sign-out", csrf="x").status == 403
    assert browser.submit("/desk/sign-out", {"Origin": "https://evil.example"}, csrf=browser.csrf).status == 403
    assert browser.get("/desk/me").status == 200


def test_nobody_is_signed_in_from_another_page(browser: Browser) -> None:
    fields = {"name": "maija", "password": PASSWORD}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert browser.submit("/desk/sign-in", headers, **fields).status == 403
        assert browser.submit("/demo/sign-in", headers, name="maija").status == 403
    assert browser.cookies == {}
    assert browser.submit("/desk/sign-in", {"Origin": browser.server.url}, **fields).status == 303


def test_a_bearer_needs_no_token_beside_it(server: Server, browser: Browser) -> None:
    bearer = {"Authorization": f"Bearer {mint_identity(server.settings, 'agent', 'lumi', 'Maija')}"}
    assert browser.suggest(**bearer).status == 404
    assert browser.get("/desk/me", **bearer).json == {
        "name": "Maija",
        "shown_as": "Maija",
        "queues": ["lumi"],
        "is_lead": False,
        "csrf": None,
    }
    browser.sign_in()
    assert browser.suggest(**bearer).status == 404
    assert browser.get("/desk/me", Authorization="Bearer nonsense").status == 401, "a bad token is not taken for none"


def test_a_body_that_is_no_form_is_told(browser: Browser) -> None:
    assert browser.call("POST", "/desk/sign-in", b"{}", {"Content-Type": "application/json"}).status == 422
    assert browser.call("POST", "/desk/sign-in", b"name=%ff&password=%00", FORM).status == 403
    assert browser.call("POST", "/desk/sign-in", b"\xff", FORM).status == 422
    assert browser.call("POST", "/desk/sign-in", b"&".join([b"a=1"] * 50), FORM).status == 422


# Where one goes then


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/desk/conversations/abc?view=mine#last", "/desk/conversations/abc?view=mine#last"),
        ("/desk?state=open,taken", "/desk?state=open,taken"),
        ("https://evil.example/desk", "/desk"),
        ("//evil.example/desk", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/desk/\\evil.example", "/desk"),
        ("/desk.evil.example", "/desk"),
        ("/deskevil", "/desk"),
        ("/desk@evil.example", "/desk"),
        ("desk", "/desk"),
        ("/desk\r\nX-Evil: 1", "/desk"),
        ("/desk/\nSet-Cookie: a=b", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/kb", "/desk"),
        ("", "/desk"),
        ("/desk/sign-out", "/desk"),
        ("/desk/ä", "/desk"),
    ],
)
def test_one_is_led_to_a_page_of_the_desk_and_nowhere_else(browser: Browser, wanted: str, led: str) -> None:
    assert browser.sign_in(next=wanted).headers["location"] == led
    assert f'name="next" value="{led}"' in browser.get("/desk/sign-in?" + urlencode({"next": wanted})).text
    assert _wanted(None) == "/desk"


# Guessing


def test_who_guesses_has_to_wait_and_others_do_not(tmp_path: Path) -> None:
    with desk_in(tmp_path, production=True, PHOTODESK_PROXIES="1") as server:

        def guess(name: str, address: str, password: str = "guess") -> Reply:
            headers = FROM_HERE | {"X-Forwarded-For": address}
            return Browser(server).submit("/desk/sign-in", headers, name=name, password=password)

        for _ in range(10):
            assert guess("maija", "203.0.113.1").status == 403
        waits = guess(" MAIJA ", "203.0.113.1", PASSWORD)
        assert waits.status == 429
        assert 0 < int(waits.headers["retry-after"]) <= 30
        assert "too many tries. Try again in a minute." in waits.text
        assert 'value=" MAIJA "' in waits.text
        assert guess("nobody", "203.0.113.1").status == 403
        assert guess("maija", "203.0.113.2", PASSWORD).status == 303, "she gets in from elsewhere meanwhile"
        told = [guess(f"name{number}", "203.0.113.1").status for number in range(60)]
        assert told[:40].count(403) == 40
        assert told[-1] == 429, "and an address has its limit for all names together"
        assert guess("ville", "203.0.113.3").status == 403


# The demonstration


def test_in_development_one_can_be_maija_or_lena(browser: Browser) -> None:
    page = browser.get("/desk/sign-in").text
    assert "Sign in as Maija: agent of lumi" in page
    assert "Sign in as Lena: lead of fjord, lumi, service" in page
    signed_in = browser.submit("/demo/sign-in", name="lena", next="/desk/conversations/abc")
    assert (signed_in.status, signed_in.headers["location"]) == (303, "/desk/conversations/abc")
    me = browser.get("/desk/me").json
    assert (me["name"], me["is_lead"], me["queues"]) == ("lena", True, ["fjord", "lumi", "service"])
    for nobody in ("ville", "", "\0"):
        assert browser.submit("/demo/sign-in", name=nobody).status == 422


def test_in_production_nobody_can(tmp_path: Path) -> None:
    with desk_in(tmp_path, production=True) as server:
        browser = Browser(server)
        assert "Sign in as" not in browser.get("/desk/sign-in").text
        assert browser.submit("/demo/sign-in", name="maija").status == 404


# By the organisation's own sign-in


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider().open() as provider:
        yield provider


@pytest.fixture(scope="module")
def federated(provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with desk_in(
        tmp_path_factory.mktemp("oidc"), production=True, PHOTODESK_RATE_FACTOR="0", **provider.settings()
    ) as running:
        yield running


@pytest.fixture
def visitor(provider: FakeProvider, federated: Server) -> Browser:
    provider.says, provider.header, provider.signs = {}, {}, None
    return Browser(federated)


CALLBACK = "/desk/sign-in/oidc/callback"


def set_out(browser: Browser, provider: FakeProvider, wanted: str = "/desk") -> dict[str, str]:
    """Go to the provider and sign in there; gives what one comes back with."""
    sent = browser.get("/desk/sign-in/oidc?" + urlencode({"next": wanted}))
    assert sent.status == 303
    code, state = provider.consent(sent.headers["location"])
    return {"code": code, "state": state}


def come_back(browser: Browser, back: dict[str, str]) -> Reply:
    return browser.get(f"{CALLBACK}?{urlencode(back)}")


def test_the_organisations_account_opens_the_desk(visitor: Browser, provider: FakeProvider) -> None:
    assert "/desk/sign-in/oidc?next=/desk/a%3Fb%3Dc" in visitor.get("/desk/sign-in?next=/desk/a?b=c").text
    back = set_out(visitor, provider, "/desk/conversations/abc?view=mine")
    told = visitor.set["__Host-desk-oidc"].lower()
    for flag in ("secure", "httponly", "samesite=lax", "path=/", "max-age=600"):
        assert flag in told
    signed_in = come_back(visitor, back)
    assert (signed_in.status, signed_in.headers["location"]) == (303, "/desk/conversations/abc?view=mine")
    assert list(visitor.cookies) == ["__Host-desk"]
    assert visitor.get("/desk/me").json["name"] == "ville"


def test_the_answer_is_good_once(visitor: Browser, provider: FakeProvider) -> None:
    back = set_out(visitor, provider)
    before = dict(visitor.cookies)
    assert come_back(visitor, back).status == 303
    visitor.cookies = before
    again = come_back(visitor, back)
    assert again.status == 403
    assert visitor.get("/desk/me").status == 401


@pytest.mark.parametrize("state", ["", "x" * 43, "ä", "\udcff"])
def test_a_state_that_is_not_this_browsers_opens_nothing(visitor: Browser, provider: FakeProvider, state: str) -> None:
    back = set_out(visitor, provider)
    asked = len(provider.asked)
    query = urlencode({**back, "state": state}, errors="surrogateescape")
    assert visitor.get(f"{CALLBACK}?{query}").status == 403
    assert len(provider.asked) == asked, "the code is not even shown to the provider"


def test_another_browser_can_do_nothing_with_the_answer(visitor: Browser, provider: FakeProvider) -> None:
    back, other = set_out(visitor, provider), Browser(visitor.server)
    assert come_back(other, back).status == 403
    set_out(other, provider)
    assert come_back(other, back).status == 403
    assert "desk" not in "".join(other.cookies)
    assert come_back(visitor, back).status == 303


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "another"},
        {"aud": "somebody else"},
        {"exp": 1},
        {"iss": "https://elsewhere.example"},
        {"email": "eve@example.com", "sub": "provider|18"},
        {"email_verified": False, "sub": "new"},
    ],
)
def test_whom_the_provider_does_not_vouch_for_is_told_the_same(
    visitor: Browser, provider: FakeProvider, says: dict[str, Any]
) -> None:
    back = set_out(visitor, provider)
    provider.says = says
    refused = come_back(visitor, back)
    assert refused.status == 403
    assert "could not be signed in this way" in refused.text
    assert not any(str(value) in refused.text for value in says.values() if isinstance(value, str))
    assert visitor.cookies == {}


@pytest.mark.parametrize(("subject", "is_told"), [("provider|18", True), ("eve@example.com", False)])
def test_the_log_tells_the_id_by_which_an_account_can_be_made(
    visitor: Browser, provider: FakeProvider, caplog: pytest.LogCaptureFixture, subject: str, is_told: bool
) -> None:
    back = set_out(visitor, provider)
    provider.says = {"sub": subject, "email": "eve@example.com", "email_verified": None}
    with caplog.at_level(logging.WARNING):
        assert come_back(visitor, back).status == 403
    assert (subject in caplog.text) is is_told
    assert "eve@" not in caplog.text


def test_what_the_provider_refuses_and_another_issuer_are_told_as_well(
    visitor: Browser, provider: FakeProvider
) -> None:
    for more in ({"error": "access_denied"}, {"error": "<script>alert(1)</script>"}):
        back = set_out(visitor, provider)
        refused = come_back(visitor, {"state": back["state"], **more})
        assert refused.status == 403
        assert "<script>" not in refused.text
    back = set_out(visitor, provider)
    assert come_back(visitor, {**back, "iss": "https://elsewhere.example"}).status == 403
    back = set_out(visitor, provider)
    assert come_back(visitor, {**back, "iss": provider.issuer}).status == 303


@pytest.mark.parametrize("cookie", ["", "x", "b" * 43 + "https%3A%2F%2Fevil.example", "b" * 2000])
def test_a_cookie_that_leads_elsewhere_leads_nowhere(visitor: Browser, cookie: str) -> None:
    visitor.cookies = {"__Host-desk-oidc": cookie}
    assert come_back(visitor, {"code": "code", "state": "state"}).status == 403


def test_a_provider_that_cannot_be_reached_is_told_on_the_page(tmp_path: Path) -> None:
    with desk_in(tmp_path, production=True, **FakeProvider(port=1).settings()) as server:
        refused = Browser(server).get("/desk/sign-in/oidc")
    assert refused.status == 403
    assert "could not be signed in this way" in refused.text


def test_without_a_provider_there_is_no_such_way(browser: Browser) -> None:
    assert "oidc" not in browser.get("/desk/sign-in").text
    assert browser.get("/desk/sign-in/oidc").status == 404
    assert browser.get(CALLBACK).status == 404
