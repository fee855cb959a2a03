"""Does everything go out once, whatever breaks on the way?"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from photodesk.cases.notice import About, Channel, NotSentError, Parcel
from photodesk.cases.support import Support, Team, Webhook
from photodesk.knowledge.base import KnowledgeBase, load
from photodesk.notifying import notifier as module
from photodesk.notifying.notifier import (
    GIVE_UP_AFTER,
    LEASE,
    Notifier,
    Result,
    Send,
    pause_after,
    senders_of,
)
from photodesk.settings import SettingError, read_settings
from photodesk.store.notices import SqlOutbox
from photodesk.web.logs import JsonLines
from photodesk.web.measures import Measures
from tests.notifying.receiving import Hook, Inbox
from tests.notifying.writing import NOW, Clock, Desk

KB = Path(__file__).parents[2] / "kb"
SECRET = "0123456789abcdef01234567"


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load(KB)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook().open() as hook:
        yield hook


def teams(hook: Hook | None = None) -> Support:
    webhook = Webhook(f"http://127.0.0.1:{hook.port}/hook", SECRET) if hook else None
    return Support({"lumi": Team("lumi", email="help@lumi.example", webhook=webhook)}, sends_mail=True)


def notifier(
    engine: Engine, clock: Clock, knowledge: KnowledgeBase, inbox: Inbox, hook: Hook | None = None
) -> Notifier:
    settings = read_settings(
        {
            "PHOTODESK_SMTP_URL": f"smtp://127.0.0.1:{inbox.port}",
            "PHOTODESK_MAIL_FROM": "Photodesk <desk@example.com>",
            "PHOTODESK_PUBLIC_URL": "https://desk.example",
        }
    )
    return Notifier(SqlOutbox(engine), senders_of(settings, teams(hook), lambda: knowledge, clock), clock)


@dataclass
class Told:
    """A sender that remembers, and fails as it is told."""

    parcels: list[Parcel] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    def __call__(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)
        if self.fails:
            raise self.fails.pop(0)


def with_sender(engine: Engine, send: Send, clock: Clock) -> Notifier:
    return Notifier(SqlOutbox(engine), {Channel.WEBHOOK: send}, clock)


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# By real servers


def test_a_mail_server_that_was_down_loses_nothing_and_gets_it_once(
    desk: Desk, engine: Engine, clock: Clock, knowledge: KnowledgeBase
) -> None:
    inbox = Inbox()
    sending = notifier(engine, clock, knowledge, inbox)
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL)
    assert sending.send_due() == Counter({Result.FAILED: 1})
    [row] = desk.notices()
    assert (row["attempts"], row["error"]) == (1, "no talk with the mail server: Connection refused")
    assert sending.send_due() == Counter()
    with inbox.open():
        clock.pass_by(minutes=2)
        assert sending.send_due() == Counter({Result.SENT: 1})
        clock.pass_by(days=1)
        assert sending.send_due() == Counter()
    assert len(inbox.mails) == 1
    [row] = desk.notices()
    assert (row["attempts"], row["error"], row["due_at"]) == (2, None, None)
    assert row["sent_at"] == NOW + timedelta(minutes=2)


def test_an_agents_words_reach_the_asker_and_the_teams_program(
    desk: Desk, engine: Engine, clock: Clock, knowledge: KnowledgeBase, hook: Hook
) -> None:
    case = desk.open_case(email="aino@example.com", agent="anna", state="taken")
    said = desk.say("agent", "It is on its way.", name="anna")
    desk.announce(case, About.AGENT_WROTE, Channel.MAIL, Channel.WEBHOOK, message=said)
    with Inbox().open() as inbox:
        results = notifier(engine, clock, knowledge, inbox, hook).send_due()
    assert results == Counter({Result.SENT: 2})
    assert inbox.envelopes[0].rcpt_tos == ["aino@example.com"]
    assert "It is on its way." in inbox.mails[0].get_content()
    assert json.loads(hook.calls[0][1])["message"] == {"id": said, "author": "agent", "text": "It is on its way."}


def test_a_program_that_fails_once_is_told_again_under_the_same_id(
    desk: Desk, engine: Engine, clock: Clock, knowledge: KnowledgeBase, hook: Hook
) -> None:
    hook.answers = [500]
    sending = notifier(engine, clock, knowledge, Inbox(), hook)
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    assert sending.send_due() == Counter({Result.FAILED: 1})
    clock.pass_by(minutes=2)
    assert sending.send_due() == Counter({Result.SENT: 1})
    assert len({headers["webhook-id"] for headers, _ in hook.calls}) == 1
    assert len(hook.calls) == 2


def test_workers_that_send_at_once_send_each_notice_once(
    desk: Desk, engine: Engine, clock: Clock, knowledge: KnowledgeBase, hook: Hook
) -> None:
    case = desk.open_case()
    for _ in range(20):
        desk.announce(case, About.ASKER_WROTE, Channel.MAIL, Channel.WEBHOOK, message=desk.say("asker", "hello?"))
    with Inbox().open() as inbox, ThreadPoolExecutor(3) as workers:
        sending = [notifier(engine, clock, knowledge, inbox, hook) for _ in range(3)]
        results = sum(workers.map(Notifier.send_due, sending), Counter[Result]())
    assert results == Counter({Result.SENT: 40})
    assert len({mail["Message-ID"] for mail in inbox.mails}) == len(inbox.mails) == 20
    assert len({headers["webhook-id"] for headers, _ in hook.calls}) == len(hook.calls) == 20


def test_one_that_does_not_answer_does_not_hold_up_the_others(desk: Desk, engine: Engine, clock: Clock) -> None:
    case, released = desk.open_case(), threading.Event()
    desk.announce(case, About.CASE_OPENED, Channel.MAIL, Channel.WEBHOOK)
    sent = threading.Event()
    senders: dict[Channel, Send] = {
        Channel.MAIL: lambda _: released.wait(5) and None,
        Channel.WEBHOOK: lambda _: sent.set(),
    }
    sending = Notifier(SqlOutbox(engine), senders, clock)
    with ThreadPoolExecutor(1) as elsewhere:
        result = elsewhere.submit(sending.send_due)
        assert sent.wait(5)
        released.set()
        assert result.result(5) == Counter({Result.SENT: 2})


# What fails


def test_the_pauses_double_to_an_hour_and_no_two_are_alike() -> None:
    for attempts, minutes in ((1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1000, 60)):
        pauses = {pause_after(attempts) / timedelta(minutes=minutes) for _ in range(50)}
        assert len(pauses) > 40
        assert 0.79 < min(pauses) < max(pauses) < 1.21


def test_after_a_week_it_is_given_up_and_told(
    desk: Desk, engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told(fails=[NotSentError("the webhook answered 500")] * 1000)
    sending, results = with_sender(engine, told, clock), Counter[Result]()
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    while not results[Result.GIVEN_UP]:
        assert clock.now < NOW + GIVE_UP_AFTER + timedelta(hours=2)
        results += sending.send_due()
        clock.pass_by(minutes=1)
    assert 150 < results[Result.FAILED] < 240
    clock.pass_by(days=30)
    assert sending.send_due() == Counter()
    [row] = desk.notices()
    assert (row["due_at"], row["sent_at"], row["error"]) == (None, None, "the webhook answered 500")
    [last] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert last.getMessage() == "a notice was given up: the webhook answered 500"


def test_what_is_of_no_use_is_given_up_at_once(desk: Desk, engine: Engine, clock: Clock) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    told = Told(fails=[NotSentError("the webhook answered 410", final=True)])
    assert with_sender(engine, told, clock).send_due() == Counter({Result.GIVEN_UP: 1})
    assert desk.notices()[0]["due_at"] is None


def test_a_fault_inside_is_tried_again_and_says_nothing_of_what_it_met(
    desk: Desk, engine: Engine, clock: Clock
) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    sending = with_sender(engine, Told(fails=[ValueError("aino@example.com")]), clock)
    assert sending.send_due() == Counter({Result.FAILED: 1})
    assert desk.notices()[0]["error"] == "failed inside: ValueError"
    clock.pass_by(minutes=2)
    assert sending.send_due() == Counter({Result.SENT: 1})


def test_a_worker_that_died_while_sending_leaves_it_to_others(desk: Desk, engine: Engine, clock: Clock) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    SqlOutbox(engine).claim([Channel.WEBHOOK], clock(), clock() + LEASE, 1)
    told = Told()
    sending = with_sender(engine, told, clock)
    assert sending.send_due() == Counter()
    clock.pass_by(seconds=LEASE.total_seconds())
    assert sending.send_due() == Counter({Result.SENT: 1})
    assert told.parcels[0].notice.attempts == 2


def test_that_it_was_sent_is_kept_when_the_database_comes_back(
    desk: Desk, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAUSES_TO_KEEP", (0.01, 0.01, 0.01))
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    told = Told()
    sending = with_sender(engine, told, clock)
    away, kept = [OSError(), OSError()], sending.outbox.sent

    def sent(*arguments: object) -> None:
        if away:
            raise away.pop()
        kept(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sending.outbox, "sent", sent)
    assert sending.send_due() == Counter({Result.SENT: 1})
    assert desk.notices()[0]["sent_at"] == NOW
    assert len(told.parcels) == 1


# Beside a server


def test_it_sends_by_itself_within_moments_and_stops(
    desk: Desk, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.05)
    told = Told()
    sending = with_sender(engine, told, clock)
    sending.start()
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    until(lambda: desk.notices()[0]["sent_at"] is not None)
    begun = time.monotonic()
    sending.stop()
    assert time.monotonic() - begun < 1
    desk.announce(desk.open_case("mikkos"), About.CASE_OPENED, Channel.WEBHOOK)
    time.sleep(0.2)
    assert len(told.parcels) == 1


def test_it_outlives_a_database_that_is_away_for_a_while(
    desk: Desk, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.02)
    told, tries = Told(), Counter[str]()
    sending = with_sender(engine, told, clock)
    waiting = sending.outbox.waiting

    def away(*_: object) -> tuple[int, datetime | None]:
        tries["away"] += 1
        raise OSError("the database is away")

    monkeypatch.setattr(sending.outbox, "waiting", away)
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.WEBHOOK)
    sending.start()
    until(lambda: tries["away"] > 2)
    monkeypatch.setattr(sending.outbox, "waiting", waiting)
    until(lambda: len(told.parcels) == 1)
    sending.stop()


def test_a_stop_waits_for_what_is_under_way_but_not_for_ever(desk: Desk, engine: Engine, clock: Clock) -> None:
    case, begun, released = desk.open_case(), threading.Event(), threading.Event()

    def slow(_: Parcel) -> None:
        begun.set()
        released.wait(5)

    desk.announce(case, About.CASE_OPENED, Channel.WEBHOOK)
    sending = with_sender(engine, slow, clock)
    module_poll, module.POLL_SECONDS = module.POLL_SECONDS, 0.02
    try:
        sending.start()
        assert begun.wait(5)
        sending.stop(0.1)
        assert desk.notices()[0]["sent_at"] is None
        released.set()
        sending.stop()
        assert desk.notices()[0]["sent_at"] == NOW
    finally:
        module.POLL_SECONDS = module_poll


def test_it_is_counted(desk: Desk, engine: Engine, clock: Clock) -> None:
    measures = Measures()
    told = Told(fails=[NotSentError("no"), NotSentError("no", final=True)])
    sending = Notifier(SqlOutbox(engine), {Channel.WEBHOOK: told}, clock, measures)
    case = desk.open_case()
    for _ in range(3):
        desk.announce(case, About.ASKER_WROTE, Channel.WEBHOOK)
    sending.send_due()
    shown = measures.text().decode()
    for result in ("sent", "failed", "given_up"):
        assert f'photodesk_notices_total{{channel="webhook",result="{result}"}} 1.0' in shown
    assert "photodesk_notices_waiting 1.0" in shown


def test_the_log_names_cases_and_nobody(
    desk: Desk, engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    case = desk.open_case(email="aino@example.com")
    said = desk.say("agent", "It is on its way.", name="anna")
    for _ in range(3):
        desk.announce(case, About.AGENT_WROTE, Channel.WEBHOOK, message=said)
    fails = [ValueError("aino@example.com"), NotSentError("no"), NotSentError("gone", final=True)]
    desk.announce(case, About.CASE_OPENED, Channel.WEBHOOK)
    with caplog.at_level(logging.INFO, "photodesk"):
        with_sender(engine, Told(fails=list(fails)), clock).send_due()
    lines = [JsonLines(log_text=False).format(record) for record in caplog.records]
    assert len(lines) == 5  # a fault inside is told with its place, and as what it is to the notice
    for line in lines:
        assert json.loads(line)["case"] == case
        for secret in ("aino", "way", "anna", "cancel_order", "PC-104223"):
            assert secret not in line


# What there is to send with


def test_without_settings_there_is_nothing_to_send_with(knowledge: KnowledgeBase, clock: Clock) -> None:
    plain = read_settings({})
    assert senders_of(plain, Support(), lambda: knowledge, clock) == {}
    assert senders_of(plain, Support({"lumi": Team("lumi", email="help@lumi.example")}), lambda: knowledge, clock) == {}
    hooked = Support({"lumi": Team("lumi", webhook=Webhook("https://lumi.example", SECRET))})
    assert set(senders_of(plain, hooked, lambda: knowledge, clock)) == {Channel.WEBHOOK}


def test_a_setting_that_cannot_be_used_is_told_at_start(knowledge: KnowledgeBase, clock: Clock) -> None:
    for url, sender in (("mail.example", "desk@example.com"), ("smtp://mail.example", "desk")):
        settings = read_settings({"PHOTODESK_SMTP_URL": url, "PHOTODESK_MAIL_FROM": sender})
        with pytest.raises(SettingError):
            senders_of(settings, Support(), lambda: knowledge, clock)
