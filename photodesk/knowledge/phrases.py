"""What does the desk say of itself, whatever the topic?

Each is a reply in `kb/<language>/replies/desk.md`; the check keeps the two in step.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Phrase(str, Enum):
    """A key of the desk's own replies."""

    # Finding the order
    ASK_NUMBER = "ask-number"
    ASK_NUMBER_PHOTOGRAPHER = "ask-number-photographer"
    ASK_PROOF = "ask-proof"
    ASK_NUMBER_FOR_PROOF = "ask-number-for-proof"
    NOT_FOUND = "not-found"
    NOT_FOUND_PHOTOGRAPHER = "not-found-photographer"
    TOO_MANY_ATTEMPTS = "too-many-attempts"
    WHICH_ORDER = "which-order"
    WHICH_TOPIC_FOR_ORDER = "which-topic-for-order"
    BACK_TO_ORDER = "back-to-order"
    BACK_TO_PROOF = "back-to-proof"
    NOT_AN_ORDER = "not-an-order"
    GOT_IT = "got-it"
    # Talk
    GREETING = "greeting"
    GOODBYE = "goodbye"
    WELCOME = "welcome"
    AFFIRMED = "affirmed"
    DENIED = "denied"
    ROBOT = "robot"
    NOTHING_TO_EXPLAIN = "nothing-to-explain"
    WHY = "why"
    NOTHING_TO_REPEAT = "nothing-to-repeat"
    REPEATED = "repeated"
    EMPTY = "empty"
    TO_PASS_ON = "to-pass-on"
    TO_PASS_ON_WITH_GAP = "to-pass-on-with-gap"
    # Doubt
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out-of-scope"
    # People
    NOTED = "noted"
    HANDOVER_OUTSIDE = "handover-outside"
    HANDOVER_AGAIN = "handover-again"
    HANDOVER_UNCLEAR = "handover-unclear"
    NO_RULE = "no-rule"
    FAILURE = "failure"
    NEXT_HERE_UNTIL = "next-here-until"
    NEXT_OPENS = "next-opens"
    NEXT_OPENS_TODAY = "next-opens-today"
    NEXT_SOME_TIME = "next-some-time"
    NEXT_ALSO_BY_MAIL = "next-also-by-mail"
    NEXT_ASK_MAIL = "next-ask-mail"
    NEXT_STAY = "next-stay"
    CONTACT_NOTED = "contact-noted"
    PERSON_IS_HERE = "person-is-here"
    DESK_IS_BACK = "desk-is-back"
    CASE_IS_SETTLED = "case-is-settled"
    # Mails
    MAIL_SUBJECT = "mail-subject"
    MAIL_BODY = "mail-body"
    # An agent's letter
    DRAFT_GREETING = "draft-greeting"
    DRAFT_LINKS = "draft-links"
    DRAFT_ASK_PROOF = "draft-ask-proof"
    DRAFT_ASK_ORDER = "draft-ask-order"
    DRAFT_NOT_FOUND = "draft-not-found"
    DRAFT_INSTEAD = "draft-instead"
    DRAFT_OUTSIDE = "draft-outside"
    DRAFT_TALK = "draft-talk"
    DRAFT_SIGN_OFF = "draft-sign-off"
    # Buttons
    BUTTON_PERSON = "button-person"
    BUTTON_LOOK_UP = "button-look-up"


PHRASE_FACTS: Mapping[Phrase, frozenset[str]] = {
    Phrase.ASK_PROOF: frozenset({"number"}),
    Phrase.WHICH_TOPIC_FOR_ORDER: frozenset({"number", "items", "state"}),
    Phrase.BACK_TO_ORDER: frozenset({"topic"}),
    Phrase.BACK_TO_PROOF: frozenset({"topic", "number"}),
    Phrase.WHY: frozenset({"title"}),
    Phrase.FAILURE: frozenset({"reference"}),
    Phrase.NEXT_HERE_UNTIL: frozenset({"time"}),
    Phrase.NEXT_OPENS: frozenset({"day", "time"}),
    Phrase.NEXT_OPENS_TODAY: frozenset({"time"}),
    Phrase.NEXT_ALSO_BY_MAIL: frozenset({"email"}),
    Phrase.CONTACT_NOTED: frozenset({"email"}),
    Phrase.PERSON_IS_HERE: frozenset({"name"}),
    Phrase.DRAFT_NOT_FOUND: frozenset({"missing"}),
    Phrase.DRAFT_INSTEAD: frozenset({"missing", "numbers"}),
    Phrase.MAIL_SUBJECT: frozenset({"case", "shop"}),
    Phrase.MAIL_BODY: frozenset({"case", "shop", "name", "words"}),
}
"""The placeholders that each of the desk's own replies may use; one that is not here has none."""

PHRASE_NEEDS: Mapping[Phrase, frozenset[str]] = {Phrase.MAIL_BODY: frozenset({"words"})}
"""The placeholders without which one of them would say nothing."""
