"""Is what people are to hear kept until it has been sent, and given to one worker at a time?"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.engine import Engine

from photodesk.cases.case import CaseState
from photodesk.cases.notice import About, Channel, Notice, Words
from photodesk.store.database import writing
from photodesk.store.notices import SqlOutbox, announce
from photodesk.store.tables import conversations, messages, notices
from tests.notifying.writing import NOW, SUMMARY, Desk

BOTH = (Channel.MAIL, Channel.WEBHOOK)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@pytest.fixture
def outbox(engine: Engine) -> SqlOutbox:
    return SqlOutbox(engine)


def test_a_notice_waits_from_when_it_was_made(desk: Desk, outbox: SqlOutbox) -> None:
    assert outbox.waiting(BOTH) == (0, None)
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL, Channel.WEBHOOK)
    assert outbox.waiting(BOTH) == (2, NOW)
    assert outbox.waiting([Channel.MAIL]) == (1, NOW)
    assert outbox.claim(BOTH, NOW - timedelta(seconds=1), LATER, 9) == []


def test_what_undoes_the_case_undoes_the_notice(desk: Desk, outbox: SqlOutbox, engine: Engine) -> None:
    case = desk.open_case()

    def fail() -> None:
        with writing(engine) as connection:
            announce(connection, case, About.CASE_OPENED, BOTH, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert outbox.waiting(BOTH) == (0, None)


def test_a_claim_brings_the_case_and_the_words(desk: Desk, outbox: SqlOutbox) -> None:
    case = desk.open_case(email="aino@example.com", agent="anna", state="taken")
    said = desk.say("agent", "It is on its way.", name="anna")
    desk.announce(case, About.AGENT_WROTE, Channel.MAIL, message=said)
    [parcel] = outbox.claim(BOTH, NOW, LATER, 9)
    assert parcel.notice == Notice(parcel.notice.id, case, said, Channel.MAIL, About.AGENT_WROTE, NOW, attempts=1)
    assert parcel.words == Words(said, "agent", "It is on its way.", "anna")
    assert parcel.language == "en"
    assert (parcel.case.id, parcel.case.conversation_id, parcel.case.state) == (case, "ainos", CaseState.TAKEN)
    assert (parcel.case.email, parcel.case.agent, parcel.case.summary) == ("aino@example.com", "anna", SUMMARY)


def test_what_is_claimed_is_due_again_when_the_lease_is_over(desk: Desk, outbox: SqlOutbox) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL)
    assert len(outbox.claim(BOTH, NOW, LATER, 9)) == 1
    assert outbox.claim(BOTH, LATER - timedelta(seconds=1), LATER, 9) == []
    [again] = outbox.claim(BOTH, LATER, LATER + timedelta(minutes=5), 9)
    assert again.notice.attempts == 2


def test_the_longest_due_come_first_and_no_more_than_asked_for(desk: Desk, outbox: SqlOutbox) -> None:
    case = desk.open_case()
    for minutes in (3, 1, 2):
        desk.announce(case, About.ASKER_WROTE, Channel.WEBHOOK, at=NOW - timedelta(minutes=minutes))
    first = outbox.claim(BOTH, NOW, LATER, 2)
    assert [NOW - parcel.notice.made_at for parcel in first] == [timedelta(minutes=3), timedelta(minutes=2)]


def test_a_worker_claims_only_what_it_can_send(desk: Desk, outbox: SqlOutbox) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL, Channel.WEBHOOK)
    [parcel] = outbox.claim([Channel.WEBHOOK], NOW, LATER, 9)
    assert parcel.notice.channel is Channel.WEBHOOK


def test_workers_that_claim_at_once_get_each_notice_once(desk: Desk, engine: Engine) -> None:
    case = desk.open_case()
    for _ in range(40):
        desk.announce(case, About.ASKER_WROTE, Channel.WEBHOOK)

    def claim(_: int) -> list[int]:
        outbox, claimed = SqlOutbox(engine), list[int]()
        while parcels := outbox.claim(BOTH, NOW, LATER, 3):
            claimed += [parcel.notice.id for parcel in parcels]
        return claimed

    with ThreadPoolExecutor(4) as workers:
        claimed = Counter(id for ids in workers.map(claim, range(4)) for id in ids)
    assert len(claimed) == 40
    assert set(claimed.values()) == {1}


def test_what_was_sent_is_due_no_more(desk: Desk, outbox: SqlOutbox) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL)
    [parcel] = outbox.claim(BOTH, NOW, LATER, 9)
    outbox.failed(parcel.notice, "no talk", NOW)
    [parcel] = outbox.claim(BOTH, NOW, LATER, 9)
    outbox.sent(parcel.notice, LATER)
    [row] = desk.notices()
    assert (row["due_at"], row["sent_at"], row["error"], row["attempts"]) == (None, LATER, None, 2)
    assert outbox.waiting(BOTH) == (0, None)
    assert outbox.unsent() == []


def test_what_failed_says_why_and_is_due_again(desk: Desk, outbox: SqlOutbox) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL)
    [parcel] = outbox.claim(BOTH, NOW, LATER, 9)
    outbox.failed(parcel.notice, "the mail server hung up", LATER)
    [unsent] = outbox.unsent()
    assert (unsent.notice, unsent.due_at, unsent.error) == (parcel.notice, LATER, "the mail server hung up")


def test_what_was_given_up_rests_until_somebody_revives_it(desk: Desk, outbox: SqlOutbox) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL, Channel.WEBHOOK)
    one, _ = outbox.claim(BOTH, NOW, LATER, 9)
    outbox.failed(one.notice, "the webhook answered 410", None)
    assert outbox.waiting(BOTH) == (1, LATER)
    assert [unsent.due_at for unsent in outbox.unsent()] == [None, LATER]
    assert outbox.revive(NOW) == 1
    assert outbox.waiting(BOTH) == (2, NOW)


def test_a_worker_that_was_too_slow_does_not_undo_what_another_did(desk: Desk, outbox: SqlOutbox) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL)
    [slow] = outbox.claim(BOTH, NOW, LATER, 9)
    [quick] = outbox.claim(BOTH, LATER, LATER + timedelta(minutes=5), 9)
    outbox.failed(slow.notice, "late", None)
    assert outbox.waiting(BOTH) == (1, LATER + timedelta(minutes=5))
    outbox.sent(quick.notice, LATER)
    outbox.failed(quick.notice, "late", LATER)
    assert outbox.waiting(BOTH) == (0, None)


def test_nothing_is_told_of_an_erased_conversation(desk: Desk, outbox: SqlOutbox, engine: Engine) -> None:
    desk.announce(desk.open_case(), About.CASE_OPENED, Channel.MAIL)
    [parcel] = outbox.claim(BOTH, NOW, LATER, 9)
    with writing(engine) as connection:
        connection.execute(delete(conversations))
    outbox.sent(parcel.notice, NOW)
    outbox.failed(parcel.notice, "late", NOW)
    assert desk.notices() == []


def test_one_that_cannot_be_read_does_not_hold_up_the_others(
    desk: Desk, outbox: SqlOutbox, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    case = desk.open_case()
    desk.announce(case, About.CASE_OPENED, Channel.MAIL, Channel.MAIL)
    with writing(engine) as connection:
        connection.execute(update(notices).where(notices.c.id == desk.notices()[0]["id"]), {"about": "case.sung"})
    [parcel] = outbox.claim(BOTH, NOW, LATER, 9)
    assert parcel.notice.id == desk.notices()[1]["id"]
    assert "a notice cannot be read" in caplog.text
    assert outbox.claim(BOTH, NOW, LATER, 9) == []


def test_a_notice_goes_with_its_message(desk: Desk, outbox: SqlOutbox, engine: Engine) -> None:
    case, said = desk.open_case(), desk.say("asker", "hello?")
    desk.announce(case, About.ASKER_WROTE, Channel.WEBHOOK, message=said)
    with writing(engine) as connection:
        connection.execute(delete(messages))
    assert outbox.claim(BOTH, NOW, LATER, 9) == []
