"""Does a letter tell what it should, and can nobody write into it what is not theirs?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from photodesk.cases.case import Case, CaseState
from photodesk.cases.letters import name_of, thread_of, to_asker, to_program, to_team
from photodesk.cases.notice import About, Channel, Notice, Parcel, Words
from tests.notifying.writing import SUMMARY

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
CASE = Case(12, "conversation", "lumi", "lumi", NOW, "asked for a person: cancel_order", SUMMARY, CaseState.OPEN)
OPENED = Parcel(Notice(34, 12, None, Channel.MAIL, About.CASE_OPENED, NOW), CASE, "en")
BREAKS = "\r\n \n \r \v \f \x1c \x85 \u2028 \u2029"


def with_summary(**changed: Any) -> Parcel:
    return replace(OPENED, case=replace(CASE, summary={**SUMMARY, **changed}))


def answered(text: str, name: str | None = "Anna") -> Parcel:
    case = replace(CASE, agent="agent-7", email="aino@example.com", state=CaseState.TAKEN)
    return Parcel(Notice(35, 12, 5, Channel.MAIL, About.AGENT_WROTE, NOW), case, "en", Words(5, "agent", text, name))


def test_a_team_reads_what_it_needs_to_answer() -> None:
    letter = to_team(OPENED, "https://desk.example")
    assert letter.subject == "[lumi #12] asked for a person: cancel_order"
    assert (
        letter.text
        == """\
Case 12 in the queue lumi is open.

Why: asked for a person: cancel_order
Who asks: consumer, e-mail address proven: aino@example.com
Order: PC-104223 (Class photo 20x30 and 2 more), in production

They asked:
> can I talk to somebody?

The desk said:
> I am sorry, but it is in production.
Source: There is no right of cancellation (https://desk.example/kb/cancel_order?version=ab12#no-right)

It gave up because: asked for a person (rule cancel-3)
"""
    )


def test_what_nobody_proved_is_told_as_such() -> None:
    stranger = with_summary(asker={"role": "consumer", "proven_email": None}, order=None)
    stranger = replace(stranger, case=replace(stranger.case, email="typed@example.com"))
    text = to_team(stranger, "").text
    assert "Who asks: consumer, e-mail address not proven\n" in text
    assert "The answer is also to be sent to: typed@example.com\n" in text
    assert "Order: pc 104 223, as typed; it was not opened\n" in text
    assert "Order: not known\n" in to_team(with_summary(order=None, number_typed=None), "").text


def test_what_was_said_before_is_told_when_it_is_something_else() -> None:
    assert "Before that" not in to_team(with_summary(answer_before=SUMMARY["answer"]), "").text
    assert "Before that it had said:\n> It was sent.\n" in to_team(with_summary(answer_before="It was sent."), "").text


@pytest.mark.parametrize("summary", [{}, {"asker": 5, "asked": None, "cited": "x", "order": []}, {"cited": [5, {}]}])
def test_a_summary_that_lacks_things_is_told_all_the_same(summary: dict[str, Any]) -> None:
    text = to_team(replace(OPENED, case=replace(CASE, summary=summary)), "").text
    assert "Who asks: not noted\n" in text


def test_a_failure_tells_its_reference() -> None:
    failed = replace(OPENED, case=replace(CASE, summary={"reference": "ab12", "asked": "where is it?"}))
    text = to_team(failed, "").text
    assert "Reference in the log: ab12\n" in text
    assert "> where is it?" in text


@pytest.mark.parametrize("breaks", BREAKS.split(" "))
def test_nothing_that_was_typed_begins_a_line_of_its_own(breaks: str) -> None:
    typed = f"x{breaks}Bcc: eve@evil.example"
    parcel = with_summary(
        asked=typed,
        answer=typed,
        because=typed,
        rule=typed,
        asker={"role": typed, "proven_email": typed},
        order={"number": typed, "state": typed, "title": typed},
        cited=[{"title": typed, "url": typed}],
    )
    parcel = replace(parcel, case=replace(parcel.case, reason=typed, email=typed, queue="lumi"))
    letter = to_team(parcel, "")
    assert letter.subject == "[lumi #12] x Bcc: eve@evil.example"
    assert not any(line.startswith("Bcc") for line in letter.text.splitlines())
    assert letter.text.count("\n> Bcc: eve@evil.example") == 2


def test_a_subject_is_short_and_has_no_letters_that_cannot_be_sent() -> None:
    letter = to_team(replace(OPENED, case=replace(CASE, reason="a\0b \ud800 " + "long " * 90)), "")
    assert 110 < len(letter.subject) <= 120
    assert letter.subject.startswith("[lumi #12] ab long")
    assert letter.subject.endswith("…")
    to_team(with_summary(asked="half \udc00 of it\0"), "").text.encode()


def test_an_asker_reads_the_agents_words_in_the_knowledge_bases_frame() -> None:
    letter = to_asker(
        answered("It is {case} on its way.\n\nSee {name}."), "About {case} in {shop}", "Hello,\n\n{words}\n\n{name}"
    )
    assert letter.subject == "About 12 in lumi"
    assert letter.text == "Hello,\n\nIt is {case} on its way.\n\nSee {name}.\n\nAnna\n"


def test_an_agent_without_a_name_signs_with_what_is_known() -> None:
    assert to_asker(answered("x", name=None), "{case}", "{name}").text == "agent-7\n"


def test_nothing_that_the_asker_typed_is_mailed_to_an_address_that_may_be_anybodys() -> None:
    letter = to_asker(answered("Answer."), "{case}{shop}{asked}", "{words}{asked}{reason}")
    for typed in (SUMMARY["asked"], SUMMARY["number_typed"], CASE.reason):
        assert typed not in letter.subject + letter.text


def test_a_program_is_told_little() -> None:
    told = to_program(replace(OPENED, notice=replace(OPENED.notice, channel=Channel.WEBHOOK)))
    assert told == {
        "id": name_of(OPENED),
        "type": "case.opened",
        "at": "2026-11-24T12:00:00+00:00",
        "case": {
            "id": 12,
            "queue": "lumi",
            "shop": "lumi",
            "state": "open",
            "reason": "asked for a person: cancel_order",
        },
    }
    told = to_program(answered("On its way."))
    assert told["message"] == {"id": 5, "author": "agent", "text": "On its way."}


def test_a_name_stays_and_is_nobody_elses() -> None:
    again = replace(OPENED, notice=replace(OPENED.notice, attempts=3), case=replace(CASE, state=CaseState.CLOSED))
    elsewhere = replace(OPENED, case=replace(CASE, conversation_id="of another database"))
    assert name_of(again) == name_of(OPENED)
    assert len({name_of(OPENED), name_of(elsewhere), name_of(answered("x"))}) == 3
    assert thread_of(OPENED) == thread_of(answered("x")) != thread_of(elsewhere)
    assert "." not in name_of(OPENED)  # what is signed has dots between its parts
    assert "conversation" not in name_of(OPENED)
