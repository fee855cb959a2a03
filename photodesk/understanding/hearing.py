"""How do who asks, and what was answered just before, inform what was understood?

The model reads words alone. Here its probabilities are weighed: a topic that this asker hardly asks counts less, and a
short message that leans on what was said before ("and for files?") is first of all about that. A plain new question
is not captured: what the model was sure of keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Question, Ranked, Reading, is_question

RARELY_ASKED = 0.3
"""What a topic of photographers counts for a consumer: some have not signed in."""
GOES_ON = 0.15
GOES_ON_LEANING = 0.4
GOES_ON_PLAINLY = 0.75
"""How likely a short message goes on about the topic just answered, whatever its words; one that leans on it; and one
that asks the same of something else: "what about the mug?"."""
PLAIN = 0.9
"""From here on a question is plain by itself, whatever came before."""
FEW_WORDS = 10

_LEANING = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|yes|no|so|oh|hmm?|right|sure|i see|thanks|alright|well)\W+)*"
    r"(?:and|but|or|also|what about|how about|what if|even if|what then|then|so)\b"
    r"|^\W*(?:\w+\W+){0,5}(?:it|that|them|this|those|these|one|ones|they|then|instead|too|either)\W*$",
    re.IGNORECASE,
)
_SAME_OF_ANOTHER = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|and|but|or|also|then)\W+)*(?:what about|how about|(?:the )?same (?:for|with)|for|with)\s+"
    r"(?:\w+\W*){1,4}$",
    re.IGNORECASE,
)

_PASS_ON = re.compile(
    r"\b(?:what|how)\b.{0,20}\b(?:should|shall|do|can|could|must|would)\b.{0,12}\b(?:i|we)\b.{0,20}"
    r"\b(?:tell|say|answer|reply|respond|explain|write(?= (?:back|to|her|him|them)\b|\W*$))\b"
    r"|\b(?:what|how) to (?:tell|say to|answer|reply|respond)\b"
    r"|\b(?:words|a text|an answer|a reply) (?:for|to)\b.{0,12}"
    r"\b(?:customer|client|parent|mother|father|her|him|them)s?\b",
    re.IGNORECASE,
)


def wants_words(text: str) -> bool:
    """Whether a photographer wants words for a customer: "what should I tell her?"."""
    return _PASS_ON.search(text) is not None


def heard(reading: Reading, *, rarely: Collection[str] = (), before: str | None = None) -> Reading:
    """The same reading with its probabilities weighed; `rarely` are topics, `before` the topic just answered."""
    share = _share(reading) if before is not None else 0.0
    if not reading.ranking or (not rarely and not share):
        return reading
    if before is not None and share:
        ranking, band = _weighed(reading.ranking, reading.band, reading.sure, rarely, before, share)
        asks = band is Band.SURE and is_question(ranking[0].id)
        questions: tuple[Question, ...] = ()
        if asks or band is Band.UNSURE:
            questions = (Question(reading.text, ranking, band),)
        return replace(reading, ranking=ranking, band=band, questions=questions)
    ranking, band = _weighed(reading.ranking, reading.band, reading.sure, rarely)
    parts = tuple(_question(question, reading.sure, rarely) for question in reading.questions)
    return replace(reading, ranking=ranking, band=band, questions=parts)


def _share(reading: Reading) -> float:
    """How much of the reading the topic just answered may claim: none of a long message, nor of a plain question."""
    if not reading.ranking or reading.entities or len(reading.text.split()) > FEW_WORDS:
        return 0.0
    if is_question(reading.ranking[0].id) and reading.confidence >= PLAIN:
        return 0.0
    if _SAME_OF_ANOTHER.search(reading.text):
        return GOES_ON_PLAINLY
    leans = _LEANING.search(reading.text) is not None
    if is_question(reading.ranking[0].id):
        return GOES_ON_LEANING if leans else GOES_ON
    return GOES_ON_LEANING if leans and reading.band is not Band.SURE else 0.0


def _question(question: Question, sure: float, rarely: Collection[str]) -> Question:
    ranking, band = _weighed(question.ranking, question.band, sure, rarely)
    return replace(question, ranking=ranking, band=band)


def _weighed(
    ranking: tuple[Ranked, ...],
    band: Band,
    sure: float,
    rarely: Collection[str],
    before: str | None = None,
    share: float = 0.0,
) -> tuple[tuple[Ranked, ...], Band]:
    weighed = {one.id: one.confidence * (RARELY_ASKED if one.id in rarely else 1.0) for one in ranking}
    total = sum(weighed.values()) or 1.0
    weighed = {id: (1 - share) * weight / total + share * (id == before) for id, weight in weighed.items()}
    shown = tuple(Ranked(id, weighed[id]) for id in sorted(weighed, key=lambda one: -weighed[one]))
    best = shown[0]
    if band is Band.OUTSIDE and best.id in (OUT_OF_SCOPE, ranking[0].id):
        return shown, band
    if is_question(best.id):
        least = sure if before in (None, best.id) else max(sure, PLAIN)
        return shown, Band.SURE if best.confidence >= least else Band.UNSURE
    return shown, band if best.id == ranking[0].id else Band.UNSURE
