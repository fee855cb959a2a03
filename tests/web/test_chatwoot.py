"""Does the desk work in a Chatwoot as a bot should, and keep silent where people have the conversation?"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from web_desk import Server, serving, settings_in

from photodesk.chatwoot import calls, clerk
from photodesk.limits import Limit
from photodesk.orders.demo import demo_orders
from photodesk.orders.importing import Accepted
from photodesk.store.database import open_database, reading
from photodesk.store.orders import import_orders
from photodesk.store.tables import chatwoot_jobs, conversations, suggestions
from photodesk.tokens import mint_identity
from photodesk.understanding.reading import Band, Entity, Question, Reading
from photodesk.web import admission
from photodesk.web.chatwoot import LARGEST_POST
from photodesk.wiring import OpenDesk, open_desk, utc_now
from tests.chatwoot.fake import ACCOUNT, SIGNING_SECRET, TOKEN, Chatwoot, Conversation, signed
from tests.conversation.talking import ranking

SECRET = "a-secret-of-24-characters-or-more"
NUMBER, EMAIL, STRANGER = "PC-104223", "aino@example.com", "eve@example.com"


def understood(text: str) -> Reading:
    """A wish for a person, a doubt, a proof, or the question whether an order can be cancelled."""
    if text.startswith("choice:"):
        return Reading(text, (), Band.SURE)
    if text.startswith("person"):
        return Reading(text, ranking("human_handover"), Band.SURE)
    if text == "hm":
        return Reading(text, ranking("cancel_order", "refund", first=0.3), Band.UNSURE)
    known = (("order_number", NUMBER), ("email", EMAIL), ("email", STRANGER))
    found = [(kind, each) for kind, each in known if each in text]
    typed = tuple(Entity(kind, each, text.index(each), text.index(each) + len(each), each) for kind, each in found)
    if text.startswith("cancel"):
        asked = ranking("cancel_order")
        return Reading(text, asked, Band.SURE, (Question(text, asked, Band.SURE),), typed)
    return Reading(text, ranking("inform"), Band.SURE, (), typed)


class Understood:
    """The whole desk but for understanding."""

    def __init__(self, desk: OpenDesk) -> None:
        self._desk = desk
        self.said: list[str] = []
        self.slow: float = 0
        self.breaks: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        self.said.append(text)
        await asyncio.sleep(self.slow)
        if self.breaks:
            raise self.breaks
        return await asyncio.to_thread(self._desk.respond, conversation, understood(text), text, client_id)


async def read(text: str) -> dict[str, Any]:
    return understood(text).as_dict()


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk, "FIRST_PAUSE", timedelta(milliseconds=50))
    monkeypatch.setattr(clerk, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(clerk, "GRACE", timedelta(0))


@contextmanager
def both(
    folder: Path, mode: str = "answer", there: Chatwoot | None = None, **more: Any
) -> Iterator[tuple[Server, Chatwoot]]:
    """A desk and a Chatwoot that know each other."""
    with (there or Chatwoot()).open() as chatwoot:
        inbox = {"url": f"http://127.0.0.1:{chatwoot.port}", "account": ACCOUNT, "token": TOKEN, "shop": "lumi"}
        inbox |= {"mode": mode, "secret": SECRET, "signing_secret": chatwoot.signing_secret, **more}
        file = folder / "chatwoot.json"
        file.write_text(json.dumps({"lumi-web": {name: each for name, each in inbox.items() if each is not None}}))
        settings = settings_in(folder, PHOTODESK_CHATWOOT=str(file), PHOTODESK_PUBLIC_URL="https://desk.example")
        settings = replace(settings, database_url=f"sqlite:///{folder / 'desk.db'}", var=folder)
        desk = Understood(open_desk(settings))
        lines = (Accepted(line, order) for line, order in enumerate(demo_orders(utc_now()), 1))
        import_orders(open_database(settings.database_url), lines)
        with serving(folder, desk, settings=settings, read=read) as server:  # type: ignore[arg-type]
            chatwoot.bot_url = f"{server.url}/chatwoot/{SECRET}"
            yield server, chatwoot
            chatwoot.settle()


def jobs(server: Server) -> list[Any]:
    with reading(open_database(server.settings.database_url)) as connection:
        return list(connection.execute(select(chatwoot_jobs).order_by(chatwoot_jobs.c.id)).mappings())


def seen_to(server: Server) -> bool:
    return all(job["due_at"] is None for job in jobs(server))


def write(server: Server, there: Chatwoot, conversation: Conversation, text: str | None, **more: Any) -> dict[str, Any]:
    """The contact writes, and all that follows from it has happened."""
    message = there.contact_writes(conversation, text, **more)
    there.settle()
    there.wait_for(lambda: seen_to(server))
    there.settle()
    return message


# Answering


def test_a_contact_is_answered_with_sources_and_proves_an_order(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        assert "there is no right to cancel" in talk.texts[0]
        assert "https://desk.example/kb/cancel_order?version=" in talk.texts[0]
        write(server, there, talk, f"{NUMBER} {EMAIL}")
        assert NUMBER in talk.texts[1]
        assert "in production" in talk.texts[1]
        assert (talk.status, talk.notes) == ("pending", [])
        with reading(open_database(server.settings.database_url)) as connection:
            [kept] = connection.execute(select(conversations)).mappings()
        assert (kept["role"], kept["shop"], kept["subject"]) == ("consumer", "lumi", None)
        assert all((job["event"], job["calls"]) == (None, None) for job in jobs(server)), "no words are left"


def test_nobody_is_believed_to_be_whom_chatwoot_says(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin(email=EMAIL)
        write(server, there, talk, f"cancel {NUMBER}")
        assert "in production" not in talk.texts[0]
        assert "Which e-mail address or postcode" in talk.texts[0]


def test_choices_are_buttons_on_a_page_and_do_what_they_say(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, "hm")
        [message] = talk.said()
        assert message["content_type"] == "input_select"
        title = message["content_attributes"]["items"][0]["title"]
        there.contact_chooses(talk, title)
        there.settle()
        there.wait_for(lambda: len(talk.texts) == 2)
        assert "there is no right to cancel" in talk.texts[1]
        there.post_again("message_updated", talk, message)
        there.settle()
        there.wait_for(lambda: seen_to(server))
        assert len(talk.texts) == 2


@pytest.mark.parametrize("chosen", ["1", "1.", "{title}"])
def test_choices_are_numbered_lines_elsewhere(tmp_path: Path, chosen: str) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin(channel="Channel::Whatsapp")
        write(server, there, talk, "hm")
        [message] = talk.said()
        title = next(line for line in message["content"].splitlines() if line.startswith("1. ")).removeprefix("1. ")
        assert message["content_type"] == "text"
        write(server, there, talk, chosen.replace("{title}", title.upper()))
        assert "there is no right to cancel" in talk.texts[1]


def test_conversations_there_are_conversations_of_their_own_here(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        first, second = there.begin(), there.begin()
        write(server, there, first, f"cancel {NUMBER}")
        write(server, there, first, EMAIL)
        write(server, there, second, f"cancel {NUMBER}")
        assert "in production" in first.texts[1]
        assert "in production" not in second.texts[0]


def test_of_one_conversation_one_message_is_answered_after_the_other(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        there.contact_writes(talk, f"cancel {NUMBER}")
        for _ in range(3):
            there.contact_writes(talk, "hm")
        write(server, there, talk, EMAIL)
        assert len(talk.texts) == 5 or talk.status == "open"
        assert "Which e-mail address" in talk.texts[0]


# Handing over


@pytest.mark.parametrize("has_old_events", [True, False])
def test_a_conversation_is_opened_for_people_with_a_summary_and_comes_back(
    tmp_path: Path, has_old_events: bool
) -> None:
    with both(tmp_path, there=Chatwoot(has_old_events=has_old_events)) as (server, there):
        talk = there.begin()
        write(server, there, talk, f"cancel {NUMBER}")
        write(server, there, talk, "person")
        assert talk.status == "open"
        assert [what for what, _ in there.calls[-3:]] == ["messages", "messages", "toggle_status"]
        [note] = talk.notes
        assert "They asked:\n> person" in note
        assert f"Order: {NUMBER}, as typed; it was not opened" in note
        agent = mint_identity(server.settings, "agent", "lumi", "Maija")
        [case] = server.get("/desk/cases", token=agent).json["cases"]
        assert (case["state"], case["agent"]) == ("taken", "Chatwoot")

        before = len(talk.texts)
        write(server, there, talk, "are you there?")
        there.person_writes(talk, "Yes, I am Maija.")
        there.person_writes(talk, "a note", private=True)
        there.settle()
        assert len(talk.texts) == before + 1, "the desk is silent"
        assert [text for text in server.desk.said if text == "are you there?"] == []  # type: ignore[attr-defined]

        there.person_sets(talk, "resolved")
        there.settle()
        there.wait_for(lambda: server.get("/desk/cases", token=agent).json["cases"] == [])
        write(server, there, talk, "cancel another")
        assert talk.status == "pending"
        assert "there is no right to cancel" in talk.texts[-1] or "Which e-mail" in talk.texts[-1]
        write(server, there, talk, "person")
        assert (talk.status, len(talk.notes)) == ("open", 3), "whoever asks again gets a person again"


def test_a_person_who_sets_it_back_to_pending_gives_it_back(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, "person")
        there.person_sets(talk, "pending")
        there.settle()
        write(server, there, talk, "cancel my order")
        assert "there is no right to cancel" in talk.texts[-1]


def test_what_was_on_its_way_when_people_got_it_is_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk, "GRACE", timedelta(seconds=30))
    with both(tmp_path) as (server, there):
        talk = there.begin()
        payload = there.payload("message_created", talk, there.contact_writes(talk, "person"))
        there.settle()
        there.wait_for(lambda: talk.status == "open")
        there.settle()
        late = {**payload, "id": 77, "content": "quick, please"}
        assert late["conversation"]["status"] == "pending"
        there.post(json.dumps(late).encode())
        there.wait_for(lambda: seen_to(server))
        assert len(talk.texts) == 1
        agent = mint_identity(server.settings, "agent", "lumi", "Maija")
        [case] = server.get("/desk/cases?state=taken", token=agent).json["cases"]
        history = server.get(f"/desk/cases/{case['id']}", token=agent).json["messages"]
        assert history[-1]["text"] == "quick, please"


@pytest.mark.parametrize(
    ("status", "has_old_events"),
    [("open", True), ("open", False), ("snoozed", True), ("resolved", True), ("resolved", False)],
)
def test_people_who_take_it_while_an_answer_waits_are_not_talked_over(
    tmp_path: Path, status: str, has_old_events: bool
) -> None:
    with both(tmp_path, there=Chatwoot(has_old_events=has_old_events)) as (server, there):
        talk = there.begin()
        there.answers = [500] * 1000
        there.contact_writes(talk, "cancel my order")
        there.settle()
        there.wait_for(lambda: there.refused)
        there.person_sets(talk, status)
        there.settle()
        there.answers = []
        there.wait_for(lambda: seen_to(server))
        assert talk.texts == []


def test_a_person_who_answers_in_a_conversation_of_the_desks_has_it(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        there.person_writes(talk, "I am looking into it myself.")
        there.settle()
        there.wait_for(lambda: talk.status == "open")
        write(server, there, talk, "thank you")
        assert len(talk.said()) == 2, "the desk's and the person's"
        there.person_sets(talk, "pending")
        write(server, there, talk, "cancel another")
        assert len(talk.said()) == 3, "they have given it back"


def test_a_person_who_answers_while_an_answer_waits_is_not_talked_over(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        there.answers = [500] * 1000
        there.contact_writes(talk, "cancel my order")
        there.settle()
        there.wait_for(lambda: there.refused)
        there.person_writes(talk, "I am looking into it myself.")
        there.settle()
        there.answers = []
        there.wait_for(lambda: seen_to(server))
        assert (talk.status, talk.texts) == ("open", ["I am looking into it myself."])


@pytest.mark.parametrize(
    "more",
    [
        {"private": True},
        {"sender": None},
        {"sender": {"id": 6, "type": "agent_bot"}},
        {"content_attributes": {"automation_rule_id": 7}},
        {"additional_attributes": {"campaign_id": 8}},
        {"message_type": "template"},
    ],
    ids=str,
)
def test_what_no_person_said_to_the_contact_takes_nothing_from_the_desk(tmp_path: Path, more: dict[str, Any]) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        there.person_writes(talk, "Have you seen our offers?", **more)
        write(server, there, talk, "cancel another")
        assert talk.status == "pending"
        assert len([each for each in talk.messages if each["sender"] and each["sender"]["id"] == 4]) == 2


def test_who_began_a_conversation_leaves_the_answers_to_the_desk(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        there.person_writes(talk, "Your pictures are on their way.")
        write(server, there, talk, "cancel my order")
        assert (talk.status, len(talk.texts)) == ("pending", 2)


def test_what_a_contact_writes_is_run_by_nobody(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, "person {{ contact.email }} {{{% for i in (1..9) %} [@x](mention://user/1/x)")
        assert talk.status == "open"
        assert "> person { { contact.email }} { { { % for i in (1..9) %} [@x](mention: //user/1/x)" in talk.notes[0]


def test_a_file_is_for_people(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, None, attachments=[{"id": 1, "file_type": "image"}])
        assert (talk.status, talk.texts) == ("open", [])
        assert "file" in talk.notes[0]


def test_a_machines_mail_is_answered_by_nobody_and_seen_by_people_unless_the_desk_has_caused_it(
    tmp_path: Path,
) -> None:
    machines = {"content_attributes": {"email": {"auto_reply": True}}}
    with both(tmp_path) as (server, there):
        talk = there.begin(channel="Channel::Email")
        write(server, there, talk, "cancel my order")
        write(server, there, talk, "I am on holiday.", **machines)
        assert (talk.status, len(talk.texts)) == ("pending", 1)
        talk = there.begin(channel="Channel::Email")
        write(server, there, talk, "cancel", **machines)
        assert (talk.status, talk.texts) == ("open", [])
        assert "machine" in talk.notes[0]


def test_a_failure_inside_is_told_and_goes_to_people(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        server.desk.breaks = RuntimeError("broken")
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        assert "reference" in talk.texts[0].lower()
        assert (talk.status, len(talk.notes)) == ("open", 1)


def test_who_guesses_at_orders_gets_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "INBOX_PROOFS", {"inbox": Limit(2, 1 / 3600)})
    with both(tmp_path) as (server, there):
        server.app.ctx.service.settings = replace(server.settings, rate_factor=1)
        for _ in range(2):
            talk = there.begin()
            write(server, there, talk, f"cancel {NUMBER} {STRANGER}")
            assert "in production" not in talk.texts[0]
        talk = there.begin()
        write(server, there, talk, f"{NUMBER} {EMAIL}")
        assert (talk.status, talk.texts) == ("open", [])
        assert "wrong proofs" in talk.notes[0]


# Suggesting


def test_people_get_a_draft_for_each_message_and_the_contact_gets_nothing(tmp_path: Path) -> None:
    with both(tmp_path, "suggest") as (server, there):
        talk = there.begin(channel="Channel::Email", email=EMAIL)
        write(server, there, talk, f"cancel {NUMBER}")
        assert (talk.texts, talk.status) == ([], "open")
        [note] = talk.notes
        assert "Hello,\n\n" in note
        assert f"order {NUMBER}" in note
        assert re.search(r"Why: cancel_order \(9\d% sure\), rule cancel-\d+: .*; order PC-104223", note)
        assert "Source: " in note
        write(server, there, talk, "cancel another")
        assert (len(talk.notes), talk.texts) == (2, [])
        with reading(open_database(server.settings.database_url)) as connection:
            kept = list(connection.execute(select(suggestions)).mappings())
            assert list(connection.execute(select(conversations))) == []
        assert {row["agent"] for row in kept} == {"Chatwoot"}
        assert kept[0]["id"] in note


def test_a_machines_mail_gets_no_draft(tmp_path: Path) -> None:
    with both(tmp_path, "suggest") as (server, there):
        talk = there.begin(channel="Channel::Email")
        write(server, there, talk, "cancel", content_attributes={"email": {"auto_reply": True}})
        assert (talk.status, talk.notes) == ("open", [])


def test_a_draft_for_somebody_elses_order_says_so(tmp_path: Path) -> None:
    with both(tmp_path, "suggest") as (server, there):
        talk = there.begin(status="open", email=STRANGER)
        write(server, there, talk, f"cancel {NUMBER}")
        assert "Look out: The letter does not come from the address on order" in talk.notes[0]
        assert talk.status == "open"


# What goes wrong


@pytest.mark.parametrize("answers", [[500], [500, 502, 503], [401], [429, 408]])
def test_what_fails_is_tried_again_and_said_once(tmp_path: Path, answers: list[int]) -> None:
    with both(tmp_path, there=Chatwoot(answers=list(answers))) as (server, there):
        talk = there.begin()
        write(server, there, talk, "person")
        assert (len(talk.texts), len(talk.notes), talk.status) == (1, 1, "open")
        assert len(there.refused) == len(answers)


def test_a_second_attempt_goes_on_where_the_first_broke_off(tmp_path: Path) -> None:
    with both(tmp_path, there=Chatwoot(answers=[200, 500, 200, 500])) as (server, there):
        talk = there.begin()
        write(server, there, talk, "person")
        assert (len(talk.texts), len(talk.notes), talk.status) == (1, 1, "open")
        assert server.desk.said == ["person"]  # type: ignore[attr-defined]


def test_a_chatwoot_that_does_not_answer_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "SECONDS", 0.3)
    with both(tmp_path, there=Chatwoot(slow=1)) as (server, there):
        talk = there.begin()
        there.contact_writes(talk, "cancel my order")
        there.settle()
        there.wait_for(lambda: any("within" in (job["error"] or "") for job in jobs(server)))
        there.slow = 0
        there.wait_for(lambda: seen_to(server))
        assert talk.texts


@pytest.mark.parametrize("status", [422, 404])
def test_what_will_never_do_is_given_up_and_people_are_called(tmp_path: Path, status: int) -> None:
    with both(tmp_path, there=Chatwoot(answers=[status])) as (server, there):
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        assert (talk.texts, talk.status) == ([], "open")
        assert jobs(server)[0]["error"] == f"Chatwoot answered {status} to messages"


def test_what_cannot_be_done_for_a_day_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk, "GIVE_UP_AFTER", timedelta(seconds=0.3))
    with both(tmp_path, there=Chatwoot(answers=[500] * 1000)) as (server, there):
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        assert jobs(server)[0]["error"] == "Chatwoot answered 500 to messages"
        assert jobs(server)[0]["event"] is None
        assert 'photodesk_errors_total{where="chatwoot"} 1.0' in server.get("/metrics").text


def test_what_cannot_be_said_for_the_token_is_left_to_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with both(tmp_path, there=Chatwoot(token="another")) as (server, there):
        first, second = there.begin(), there.begin()
        there.contact_writes(first, "cancel my order")
        there.settle()
        there.wait_for(lambda: jobs(server)[0]["error"])
        there.contact_writes(second, "cancel my order")
        there.settle()
        there.settle()
        assert second.status == "open"
        told = [("message_created", 503), ("conversation_opened", 200), ("conversation_status_changed", 200)]
        assert there.posted[-3:] == told
        monkeypatch.setattr(clerk, "LOCKED_OUT", timedelta(0))
        third = there.begin()
        there.contact_writes(third, "cancel my order")
        there.settle()
        assert there.posted[-1] == ("message_created", 200), "now and then it is tried"
        there.token = TOKEN
        there.wait_for(lambda: third.texts)
        monkeypatch.setattr(clerk, "LOCKED_OUT", timedelta(hours=1))
        there.wait_for(lambda: first.texts)
        there.wait_for(lambda: seen_to(server))
        last = there.begin()
        write(server, there, last, "cancel my order")
        assert len(last.texts) == 1, "what succeeds ends it"


def test_a_post_that_comes_again_is_answered_once(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        message = write(server, there, talk, "cancel my order")
        for _ in range(3):
            there.post_again("message_created", talk, message)
        there.settle()
        there.wait_for(lambda: seen_to(server))
        assert len(talk.texts) == 1
        assert {status for _, status in there.posted} == {200}


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    there = Chatwoot(answers=[500] * 1000)
    with both(tmp_path, there=there) as (server, _):
        talk = there.begin()
        there.contact_writes(talk, "cancel my order")
        there.settle()
        there.wait_for(lambda: there.refused)
    there.answers = []
    with both(tmp_path, there=there) as (server, _):
        there.wait_for(lambda: seen_to(server))
        assert len(talk.texts) == 1


def test_chatwoot_is_answered_at_once_however_long_the_turn_takes(tmp_path: Path) -> None:
    with both(tmp_path, there=Chatwoot(patience=0.5)) as (server, there):
        server.desk.slow = 1.5
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        assert (talk.status, len(talk.texts)) == ("pending", 1)


def test_a_desk_that_cannot_keep_it_leaves_it_to_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with both(tmp_path) as (server, there):

        def breaks(*_: Any) -> bool:
            raise RuntimeError("the database is away")

        monkeypatch.setattr(server.app.ctx.chatwoot.book, "receive", breaks)
        talk = there.begin()
        there.contact_writes(talk, "cancel my order")
        there.settle()
        assert [status for event, status in there.posted if event == "message_created"] == [500, 500, 500]
        assert talk.status == "open"


# Who posts


def test_only_chatwoot_is_believed(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        body = json.dumps(there.payload("message_created", talk, there._add(talk, "cancel", "incoming"))).encode()
        good = signed(SIGNING_SECRET, body)
        for wrong in (
            {"X-Chatwoot-Signature": "sha256=" + "0" * 64},
            {"X-Chatwoot-Signature": ""},
            {"X-Chatwoot-Timestamp": "x"},
            signed("another secret", body),
            signed(SIGNING_SECRET, body + b" "),
            signed(SIGNING_SECRET, body, at=1_764_000_000),
        ):
            assert there.post(body, headers={**good, **wrong}) == 403, wrong
        for path in ("/chatwoot/wrong", f"/chatwoot/{SECRET}x", "/chatwoot/lumi-web", "/chatwoot/%ff"):
            assert server.post(path, raw=body, headers=good).status == 404
        assert jobs(server) == []
        assert there.post(body) == 200


def test_without_a_signing_secret_the_address_is_believed(tmp_path: Path) -> None:
    with both(tmp_path, there=Chatwoot(signing_secret=None)) as (server, there):
        talk = there.begin()
        write(server, there, talk, "cancel my order")
        assert len(talk.texts) == 1


def test_what_is_nothing_of_chatwoots_does_no_harm(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        good = there.payload("message_created", talk, there._add(talk, "cancel \0 \ud800 my order", "incoming"))

        def status(**changed: Any) -> int:
            return there.post(json.dumps({**good, **changed}).encode())

        odd: list[Any] = [None, True, -1, 0, 2**60, 1.5, "1", [], {}, "x" * 300]
        assert {status(id=each) for each in odd} == {422}
        assert {status(conversation={**good["conversation"], "id": each}) for each in odd} == {422}
        assert {status(content=each) for each in odd if each is not None and not isinstance(each, str)} == {422}
        assert status(account={"id": ACCOUNT + 1}) == 422
        names = ("conversation", "sender", "attachments", "message_type", "private", "account", "event", "status")
        for name in (*names, "content_attributes", "additional_attributes"):
            assert {status(**{name: each}) for each in odd} <= {200, 422}, name
        for event in ("conversation_status_changed", "conversation_opened", "message_updated"):
            assert {status(event=event, status=each, content_attributes=each) for each in odd} <= {200, 422}, event
        for each in odd:
            assert status(conversation={**good["conversation"], "status": each}) == 200
            assert status(sender={"type": each}, message_type="outgoing") == 200
        assert there.post(b"[]") == there.post(b"\xff") == there.post(b"{") == there.post(b"[" * 100_000) == 422
        assert there.post(b" " * (LARGEST_POST + 1)) in (413, 0)
        there.wait_for(lambda: seen_to(server))
        assert talk.status == "pending"
        write(server, there, talk, "cancel " + "<b>[x](javascript:alert(1))</b>" * 1000)
        assert talk.texts[-1].startswith("Once") or talk.texts


@pytest.mark.parametrize(
    "changed",
    [
        {"private": True},
        {"message_type": "outgoing"},
        {"message_type": "template"},
        {"sender": {"id": 1, "type": "user"}},
        {"event": "message_updated"},
        {"event": "conversation_updated"},
        {"event": "webwidget_triggered"},
        {"content": "  "},
        {"event": "message_updated", "content_type": "input_select"},
    ],
)
def test_what_is_not_for_the_desk_is_passed_over(tmp_path: Path, changed: dict[str, Any]) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        payload = there.payload("message_created", talk, there._add(talk, "cancel", "incoming"))
        assert there.post(json.dumps({**payload, **changed}).encode()) == 200
        for status in ("open", "resolved", "snoozed"):
            other = {**payload, "conversation": {**payload["conversation"], "status": status}}
            assert there.post(json.dumps(other).encode()) == 200
        assert jobs(server) == []


def test_an_erased_conversation_begins_anew(tmp_path: Path) -> None:
    with both(tmp_path) as (server, there):
        talk = there.begin()
        write(server, there, talk, f"cancel {NUMBER}")
        write(server, there, talk, EMAIL)
        assert "in production" in talk.texts[-1]
        with reading(open_database(server.settings.database_url)) as connection:
            id = connection.execute(select(conversations.c.id)).scalar_one()
        held = server.desk.everything_on(id)
        assert len(held["chatwoot_links"]) == 1
        assert len(held["chatwoot_jobs"]) == 2
        server.desk.erase(id)
        assert jobs(server) == []
        write(server, there, talk, f"cancel {NUMBER}")
        assert "in production" not in talk.texts[-1]
