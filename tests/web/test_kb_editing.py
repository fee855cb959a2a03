"""Can a lead edit the knowledge base over HTTP, and nobody else; do all workers speak from it?"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sanic.request import Request
from sqlalchemy import select
from test_sign_in import Browser
from web_desk import Reply, Server, serving, settings_in

from photodesk.asking import Agent
from photodesk.settings import Settings
from photodesk.store.database import open_database, reading
from photodesk.store.tables import audit
from photodesk.tokens import mint_identity
from photodesk.understanding.reading import Band, Reading
from photodesk.web import editing
from photodesk.web.cases import agent_of
from photodesk.web.serve import read_edits
from photodesk.wiring import OpenDesk, open_desk
from tests.conversation.talking import ranking
from tests.learning.editing import git, repository_in

CANCEL = "en/replies/cancel_order.md"
PAGE = "en/articles/cancel_order.md"
ASKED = Reading("can I cancel?", ranking("cancel_order"), Band.SURE)
LEADS = {"lena": frozenset({"lumi", "service"}), "leo": frozenset({"lumi"})}


async def with_leads(request: Request) -> Agent:
    """The agent of the token, who is a lead if this is the name of one: tokens say nothing of it."""
    agent = await agent_of(request)
    return replace(agent, queues=LEADS[agent.name], is_lead=True) if agent.name in LEADS else agent


class Speaking:
    """The whole desk; whatever is asked is whether an order can be cancelled."""

    def __init__(self, desk: OpenDesk) -> None:
        self.desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self.desk, name)

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        return self.desk.respond(conversation, ASKED, text, client_id)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(editing, "agent_of", with_leads)
    kb = repository_in(tmp_path)
    return replace(settings_in(tmp_path), database_url=f"sqlite:///{tmp_path / 'desk.db'}", var=tmp_path, kb=kb)


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, Speaking(open_desk(settings)), settings=settings) as running:
        yield running


def ask(server: Server, method: str, path: str, body: Any = None, who: str = "lena") -> Reply:
    return server.call(method, f"/desk/kb{path}", body, token=mint_identity(server.settings, "agent", "lumi", who))


def opened(server: Server, path: str = CANCEL) -> dict[str, Any]:
    reply = ask(server, "GET", f"/{path}")
    assert reply.status == 200, reply.text
    return dict(reply.json)


def changed(server: Server, old: str, new: str, path: str = CANCEL) -> dict[str, Any]:
    file = opened(server, path)
    assert old in file["text"]
    return {**file, "text": file["text"].replace(old, new)}


def answer(server: Server) -> dict[str, Any]:
    [reply] = server.post("/chat/messages", {"text": "can I cancel?"}, token=server.session()).json["replies"]
    return dict(reply)


def edited(server: Server, new: str = "You may cancel.") -> dict[str, Any]:
    return changed(server, "Once a photo order is paid for, there is no right to cancel it", new)


def test_a_lead_looks_checks_compares_and_saves(server: Server, settings: Settings) -> None:
    before = answer(server)
    files = ask(server, "GET", "").json["files"]
    assert {"path": CANCEL, "title": "Can an order be cancelled?"}.items() <= next(
        {**file, "title": "Can an order be cancelled?"}.items() for file in files if file["path"] == CANCEL
    )
    edit = edited(server)
    checked = ask(server, "POST", "/check", edit).json
    assert checked["problems"] == []
    assert next(one for one in checked["preview"]["replies"] if one["key"] == "in-general")["said"].startswith(
        "You may cancel."
    )
    found = ask(server, "POST", "/diff", edit).json
    assert (found["days"], found["conversations"], found["touched"], found["moved"]) == (30, 1, 1, 1)
    [change] = found["changes"]
    assert (change["conversations"], change["when"]) == (1, {"asker": "consumer", "order": "unknown"})
    assert change["after"]["words"].startswith("You may cancel.")
    saved = ask(server, "PUT", f"/{CANCEL}", {**edit, "why": "it\n is kinder"})
    assert saved.status == 200, saved.text
    assert saved.json["failure"] is None
    assert saved.json["versions"] == {CANCEL: opened(server)["version"]}
    assert (
        git(settings.kb, "log", "-1", "--format=%H %an %b").split("\n")[0]
        == f"{saved.json['commit']} lena it is kinder"
    )
    assert not before["text"].startswith("You may cancel.")
    assert answer(server)["text"].startswith("You may cancel.")


def test_the_version_of_an_article_that_was_shown_stays_readable(server: Server) -> None:
    old = next(cite for cite in answer(server)["citations"] if cite["article"] == "cancel_order")
    assert "Not any more." not in server.get(old["url"].partition("#")[0]).text
    edit = changed(server, "{#no-cancellation-right}\n", "{#no-cancellation-right}\nNot any more. ", PAGE)
    found = ask(server, "POST", "/diff", edit).json
    assert [(text["part"], text["conversations"]) for text in found["texts"]] == [("#no-cancellation-right", 1)]
    assert "Not any more." in str(ask(server, "POST", "/check", edit).json["preview"]["sections"])
    assert ask(server, "PUT", f"/{PAGE}", edit).status == 200
    assert "Not any more." not in server.get(old["url"].partition("#")[0]).text
    new = next(cite for cite in answer(server)["citations"] if cite["article"] == "cancel_order")
    assert new["version"] != old["version"]
    assert "Not any more." in server.get(new["url"].partition("#")[0]).text


def test_what_has_been_changed_meanwhile_is_told(server: Server) -> None:
    mine, other = edited(server, "Mine."), edited(server, "Another's.")
    assert ask(server, "PUT", f"/{CANCEL}", other).status == 200
    refused = ask(server, "PUT", f"/{CANCEL}", mine)
    assert (refused.status, "is not what you edited" in refused.json["detail"]) == (409, True)
    assert ask(server, "PUT", f"/{CANCEL}", {"text": mine["text"]}).status == 409
    assert ask(server, "PUT", f"/{CANCEL}", {"text": mine["text"], "version": None}).status == 409


def test_what_does_not_hold_together_is_refused_by_file_and_line(server: Server, settings: Settings) -> None:
    edit = changed(server, "| no |", "| perhaps |", "policy/cancel_order.md")
    told = ask(server, "POST", "/check", edit).json
    assert told["preview"] is None
    assert {"file", "line", "message"} == set(told["problems"][0])
    assert any("'hand over' is 'perhaps'" in one["message"] for one in told["problems"])
    for method, path in (("PUT", "/policy/cancel_order.md"), ("POST", "/diff")):
        refused = ask(server, method, path, edit)
        assert refused.status == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json["problems"] == told["problems"]
    assert not git(settings.kb, "status", "--porcelain", ".")


def test_files_that_only_hold_together_are_saved_together(server: Server) -> None:
    rule = changed(server, "| in-general |", "| at-first |", "policy/cancel_order.md")
    reply = changed(server, "## in-general\n", "## at-first\n")
    assert ask(server, "PUT", f"/{CANCEL}", reply).status == 422
    both = {**rule, "also": [reply]}
    assert ask(server, "POST", "/check", both).json["problems"] == []
    saved = ask(server, "PUT", "/policy/cancel_order.md", both)
    assert set(saved.json["versions"]) == {CANCEL, "policy/cancel_order.md"}


def test_every_save_is_on_record(server: Server, settings: Settings) -> None:
    commit = ask(server, "PUT", f"/{CANCEL}", edited(server)).json["commit"]
    engine = open_database(settings.database_url)
    with reading(engine) as connection:
        rows = connection.execute(select(audit).where(audit.c.action == "kb.edit")).mappings().all()
    engine.dispose()
    assert [(row["actor"], row["details"]["commit"], row["details"]["files"][0]["path"]) for row in rows] == [
        ("lena", commit, CANCEL)
    ]


def test_only_leads_edit_and_only_those_of_the_service_save(server: Server, settings: Settings) -> None:
    edit = edited(server)
    everything = (("GET", "", None), ("GET", f"/{CANCEL}", None), ("POST", "/check", edit), ("POST", "/diff", edit))
    for method, path, body in (*everything, ("PUT", f"/{CANCEL}", edit)):
        assert ask(server, method, path, body, who="maija").status == 403
        assert server.call(method, f"/desk/kb{path}", body).status == 401
    for method, path, body in everything:
        assert ask(server, method, path, body, who="leo").status == 200
    refused = ask(server, "PUT", f"/{CANCEL}", edit, who="leo")
    assert (refused.status, "for all shops" in refused.json["detail"]) == (403, True)
    assert not git(settings.kb, "status", "--porcelain", ".")


def test_a_lead_who_is_signed_in_saves_from_a_page_of_ours_alone(server: Server, settings: Settings) -> None:
    edit, browser = json.dumps(edited(server)).encode(), Browser(server)
    assert browser.submit("/demo/sign-in", name="lena").status == 303
    assert browser.get(f"/desk/kb/{CANCEL}").json["path"] == CANCEL
    csrf = {"X-CSRF-Token": browser.csrf}
    for headers in ({}, {"X-CSRF-Token": "guessed"}, {**csrf, "Origin": "https://evil.example"}):
        assert browser.call("PUT", f"/desk/kb/{CANCEL}", edit, headers).status == 403
    assert browser.call("PUT", f"/desk/kb/{CANCEL}", edit, csrf).status == 200
    assert git(settings.kb, "log", "-1", "--format=%an").strip() == "Lena"


def test_no_other_file_is_there(server: Server) -> None:
    outside = ("/etc/passwd", "../README.md", "policy/x.txt", "%2e%2e/x.md", "policy%2Frefund.md", "%00", "%ff")
    for path in (*outside, "policy/none.md"):
        assert ask(server, "GET", f"/{path}").status in (400, 404), path
    for path in outside:
        assert ask(server, "PUT", f"/{path}", {"text": "x"}).status in (400, 404), path


def test_a_body_that_is_none_is_told_so(server: Server) -> None:
    bodies: tuple[tuple[Any, int], ...] = (
        ({}, 422),
        ([], 422),
        ({"text": 1}, 422),
        ({"text": "x", "version": 7}, 422),
        ({"text": "x", "also": {}}, 422),
        ({"text": "x", "also": ["x"]}, 422),
        ({"text": "x", "also": [{"path": CANCEL, "text": "x"}]}, 422),
        ({"text": "x", "also": [{"path": "policy/refund.md", "text": "x"}] * 8}, 422),
        ({"text": "x", "why": "y" * 201}, 422),
        ({"text": "x" * 50_000}, 413),
        ({"text": "x" * 70_000}, 413),
        ({"text": "\ud800\0"}, 409),
    )
    for body, status in bodies:
        assert ask(server, "PUT", f"/{CANCEL}", body).status == status, str(body)[:80]
    for days in (0, 367, "7", True, 1.5):
        assert ask(server, "POST", "/diff", {**edited(server), "days": days}).status == 422, days


def test_all_workers_speak_from_what_one_of_them_saved(server: Server, settings: Settings, tmp_path: Path) -> None:
    beside = replace(settings, var=tmp_path)
    desk = open_desk(beside)
    before = desk.dialogue
    assert ask(server, "PUT", f"/{CANCEL}", edited(server)).status == 200
    desk.refresh()
    assert desk.dialogue is before, "another file may follow"
    desk.refresh()
    assert desk.knowledge.reply("cancel_order", "in-general", "en").startswith("You may cancel.")
    assert before.desk.knowledge is not desk.knowledge, "a turn that had begun goes on as it was"


def test_a_running_server_finds_edits_and_shows_those_that_it_cannot_use(settings: Settings, tmp_path: Path) -> None:
    desk = open_desk(settings)
    with serving(tmp_path, Speaking(desk), settings=settings) as other, reading_edits(desk, other):
        file = settings.kb / CANCEL
        good = file.read_text()
        file.write_text(good.replace("Once a photo order is paid for", "When a photo order is paid for"))
        until(lambda: answer(other)["text"].startswith("When a photo order"))
        file.write_text(good.replace("{order.number}", "{order.nubmer}", 1))
        until(lambda: "photodesk_knowledge_problems 1.0" in other.get("/metrics").text)
        ready = other.get("/readyz")
        assert ready.status == 200, "nobody is sent away for an edit"
        assert ready.json["parts"]["knowledge base"].startswith("ok, but its files do not hold together")
        assert answer(other)["text"].startswith("When a photo order")
        file.write_text(good)
        until(lambda: "photodesk_knowledge_problems 0.0" in other.get("/metrics").text)
        assert answer(other)["text"].startswith("Once a photo order")


@contextmanager
def reading_edits(desk: OpenDesk, server: Server) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    task = loop.create_task(read_edits(desk, server.app.ctx.service.measures))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield
    loop.call_soon_threadsafe(task.cancel)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
