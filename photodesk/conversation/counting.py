"""How is a turn counted?"""

from __future__ import annotations

from photodesk.conversation import dialogue
from photodesk.conversation.tally import Afterwards, Became, Counted, Question, Why
from photodesk.desk import HUMAN, Answer
from photodesk.policy.table import Outcome

WHY = {
    dialogue.ASKED_FOR: Why.ASKED_FOR,
    dialogue.WRONG_PROOFS: Why.PROOFS,
    dialogue.NOT_UNDERSTOOD: Why.NOT_UNDERSTOOD,
    dialogue.OUTSIDE: Why.OUT_OF_SCOPE,
    dialogue.SAME_AGAIN: Why.SAME_AGAIN,
    dialogue.FAILED_INSIDE: Why.FAILURE,
}
"""The reasons of hand-overs that are always worded so; the others name a topic."""

_NO_ANSWER = {
    Outcome.NEEDS_ORDER: Became.ASKED_BACK,
    Outcome.CLARIFY: Became.CLARIFIED,
    Outcome.OUT_OF_SCOPE: Became.OUT_OF_SCOPE,
    Outcome.NEEDS_ANSWER: Became.NOT_WRITTEN,
    Outcome.HANDOVER: Became.HANDED_OVER,
}
_LEAVES_OPEN = (Became.CLARIFIED, Became.OUT_OF_SCOPE)

FAILED = Counted((Question(None, Became.HANDED_OVER, Why.FAILURE),), Afterwards.PERSON)


def counted(answer: Answer, reason: str | None, *, chosen: bool = False, denied: bool = False) -> Counted:
    """What is counted of an answer to a pressed button, to a plain no, or to any other words.

    `reason` is that of the newest hand-over.
    """
    questions = tuple(one for part in answer.parts or (answer,) if (one := _question(part, reason)) is not None)
    if not questions and denied:
        return Counted(step=Afterwards.AGAIN)
    return Counted(questions, _step(answer, questions, chosen))


def _question(answer: Answer, reason: str | None) -> Question | None:
    """None for small talk, and for the same answer once more: an explanation, or what had been said."""
    if answer.handover:
        return Question(answer.topic, Became.HANDED_OVER, _why(answer, reason))
    if answer.outcome in _NO_ANSWER:
        return Question(answer.topic, _NO_ANSWER[answer.outcome])
    return Question(answer.topic, Became.ANSWERED) if answer.rule is not None else None


def _why(answer: Answer, reason: str | None) -> Why:
    if reason in WHY:
        return WHY[reason]
    if answer.topic == HUMAN:
        return Why.ASKED_FOR
    return Why.NOT_WRITTEN if answer.outcome is Outcome.NEEDS_ANSWER else Why.DECIDES


def _step(answer: Answer, questions: tuple[Question, ...], chosen: bool) -> Afterwards | None:
    if any(one.became is Became.HANDED_OVER for one in questions):
        return Afterwards.PERSON
    if chosen:
        return Afterwards.CHOSE
    if not questions:  # "why?" and "say that again" come from somebody who has not been helped yet
        return None if answer.outcome is Outcome.TALK else Afterwards.AGAIN
    return Afterwards.AGAIN if any(one.became in _LEAVES_OPEN for one in questions) else Afterwards.OTHER
