"""Three months of a desk's life, always the same, with words in which people tell who they are."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine

from photodesk.cases.case import CaseState
from photodesk.conversation.log import Exchange, HandOver, ProofAttempt
from photodesk.conversation.tally import Afterwards, Became, Counted, Question, Why
from photodesk.store.cases import SqlCases
from photodesk.store.conversations import SqlConversations
from photodesk.store.suggestions import SqlSuggestions
from photodesk.suggesting.fate import Judged, Verdict

QUEUES = frozenset({"lumi", "fjord"})
TOPICS = ("order_status", "cancel_order", "refund", "add_photos", "free_shipping", "gallery_quality", "login_problem")
OUTSIDE = (
    "do you sell frames for 30x40 prints?",
    "Do you have picture frames? My name is anna virtanen",
    "can I buy a frame with my print, order PC-104223",
    "which frames do you have? Write to aino.virtanen@example.com",
    "Do you develop old film rolls?",
    "could you develop a roll of film for me, call me on +358 50 123 4567",
    "is it possible to have a film developed at your lab",
    "Hi, this is Pekka Lehtonen from Mannerheimintie 12, do you print on mugs?",
    "do you print photos on mugs",
)
UNCLEAR = ("the thing with the code again", "it does not do it", "and the other one?")
DRAFT = {"draft": "one two three four five six seven eight nine ten", "outcome": "information"}


def live(engine: Engine, now: datetime, days: int = 90, most: int = 6) -> None:
    """Some conversations a day; later days have more of them."""
    dice = random.Random(11)
    for back in range(days - 1, -1, -1):
        for number in range(dice.randint(1, max(1, round(most * (1 - back / days / 2))))):
            at = (now - timedelta(days=back)).replace(hour=dice.randint(7, 15), minute=dice.randint(0, 59))
            _conversation(engine, dice, f"conversation-{back}-{number}", min(at, now))


def _conversation(engine: Engine, dice: random.Random, id: str, at: datetime) -> None:
    log, queue = SqlConversations(engine), dice.choices(("lumi", "fjord"), (3, 1))[0]
    context: dict[str, Any] = {}
    of = {"role": "consumer", "subject": None, "email": None, "locale": "en", "context": context}
    log.create(id, shop=queue, queue=queue, at=at, **of)  # type: ignore[arg-type]

    def turn(text: str, *questions: Question, step: Afterwards | None = Afterwards.OTHER, **more: Any) -> int:
        said = Exchange(at, text, [{"text": "An answer."}], {}, counted=Counted(questions, step), **more)
        return log.record(id, said)[0]

    topic = dice.choices(TOPICS, (9, 6, 5, 3, 3, 2, 2))[0]
    if dice.random() < 0.4:
        attempt = ProofAttempt(queue, "104223", dice.random() > 0.2)
        turn("where is it?", Question(topic, Became.ASKED_BACK), attempt=attempt)
    kind = dice.choices(("answered", "outside", "unclear", "person"), (65, 12, 8, 15))[0]
    if kind == "answered":
        said = turn("can I?", Question(topic, Became.ANSWERED))
        if dice.random() < 0.35:
            log.rate(id, said, dice.random() < 0.8, at)
        if dice.random() < 0.3:
            turn("and why?", step=Afterwards.AGAIN)
    elif kind == "outside":
        turn(dice.choice(OUTSIDE), Question(None, Became.OUT_OF_SCOPE), step=Afterwards.AGAIN)
    elif kind == "unclear":
        turn(dice.choice(UNCLEAR), Question(topic, Became.CLARIFIED), step=Afterwards.AGAIN)
        if dice.random() < 0.5:
            turn("Refund", Question("refund", Became.ANSWERED), step=Afterwards.CHOSE)
    else:
        _person(engine, dice, id, queue, topic, at, turn)


def _person(engine: Engine, dice: random.Random, id: str, queue: str, topic: str, at: datetime, turn: Any) -> None:
    why = dice.choices(list(Why)[:-1], (8, 5, 3, 2, 1, 1, 2, 1))[0]
    handover = HandOver(queue, queue, "somebody is wanted", {})
    turn("a person", Question(topic, Became.HANDED_OVER, why), step=Afterwards.PERSON, handover=handover)
    cases, drafts = SqlCases(engine), SqlSuggestions(engine)
    case = cases.cases(QUEUES, [CaseState.OPEN], most=1000)[-1].id
    if dice.random() < 0.15:
        return  # nobody has come yet
    later = at + timedelta(minutes=dice.choice((3, 8, 15, 40, 90, 600)))
    if dice.random() < 0.8:
        suggestion = {**DRAFT, "topic": topic}
        of = {"case": case, "asked": {"text": "so?"}, "suggestions": [suggestion]}
        drafts.keep(id=f"draft-{id}", at=later, queue=queue, agent="maija", **of)  # type: ignore[arg-type]
        verdict = dice.choices((Verdict.ACCEPTED, Verdict.EDITED, Verdict.REJECTED, None), (40, 30, 10, 20))[0]
        if verdict is not None:
            text = "one two three four five six seven and more" if verdict is Verdict.EDITED else None
            drafts.judge(f"draft-{id}", QUEUES, "maija", later, Judged(verdict, 0, text))
    cases.take(case, QUEUES, "maija", later, {"text": "Maija is here."})
    cases.say(case, QUEUES, "maija", later, "I have looked it up.", f"said-{case}", "Maija")
    context: dict[str, Any] = {}
    ending = {"reason": None, "said": {"text": "The desk is back."}, "context": context}
    cases.end(case, QUEUES, "maija", later, state=CaseState.CLOSED, **ending)  # type: ignore[arg-type]
