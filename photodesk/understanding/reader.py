"""What does one message ask, whether it is two words or a pasted e-mail?

The message is read as a whole and, when it has two sentences or more, sentence by sentence. The whole says what it is
about; the sentences say whether it asks more than one thing, and find a question in the fifth sentence.
"""

from __future__ import annotations

import re
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path

from photodesk.understanding.classifier import MODEL_FILES, Classified, Classifier
from photodesk.understanding.encoder import Letter, find_encoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.mail import Span, sentences, written_by_sender
from photodesk.understanding.reading import Band, Entity, Question, Ranked, Reading, is_question
from photodesk.understanding.wording import in_plain_words, is_wordless, only_tells, squeezed, to_the_point

MAX_SENTENCES = 12
MAX_QUESTIONS = 3
FEW_SENTENCES = 3

PLAIN_QUESTION = 0.8
PLAIN_STATEMENT = 0.9
"""How sure a sentence must be to count as a question beside the main one."""
SUPPORT = 0.002
"""What the whole must give a topic for a sentence to count as a question on it beside the main one: torn from its mail,
a sentence is sure of much ("is it me who should call there?") that the mail as a whole has nothing to do with."""
BEYOND_DOUBT = 0.97
"""From here on a sentence that asks is a question of its own, whatever the whole says and what wish it goes with."""
CONTRADICTION = 0.4
"""From here on the whole's likeliest topic keeps a sentence on another topic from being the answer: offer both."""
STORY = 0.5
"""What a sentence that only tells counts for its topic, beside one that asks."""

INFORM = "inform"

ONE_WISH = (
    {"cancel_order", "refund", "return_product", "modify_order"},
    {"report_defect", "refund", "return_product"},
    {"charged_twice", "refund"},
    {"order_status", "order_not_found", "files_not_received"},
    {"return_product", "return_reason"},
    {"login_problem", "report_issue"},
    {"contact_support", "human_handover"},
    {"gallery_availability", "restore_gallery", "add_photos"},
    {"resolution_terms", "photo_file_size"},
    {"add_photos", "modify_order"},
    {"partner_lab", "cancel_order"},
)
"""Topics that one wish easily touches together: side by side they are one question, the one the whole is about."""

_AUXILIARY = (
    r"(?:can|could|may|might|will|would|should|shall|must|do|does|did|is|are|was|were|has|have)(?:n't)?"
    r"\s+(?:i|we|you|it|he|she|they|there|the|my|our|this|that|these|those|a|an|somebody|anybody|someone|anyone)\b"
)
_QUESTION = re.compile(
    r"\?|^\W*(?:(?:and|but|also|so|or|then|now|well|plus|hi|hello|please)\W+)*"
    rf"(?:how|what|when|where|why|which|who|until|till|at what|(?:in|on|to) which|{_AUXILIARY})",
    re.IGNORECASE,
)
_ASKS = re.compile(
    _QUESTION.pattern
    + r"|\b(?:please|want|wants|need|needs|wish|like to|love to|wonder\w*|curious|tell me|let me know|explain|possible|"
    r"question is|asking|ask|help)\b"
    r"|^\W*(?:(?:and|but|also|so|or|then|now|well|plus|just|hi|hello|first|second|third|one|two|three|[0-9a-c])\W+)*"
    r"(?:connect|give|send|let|tell|show|explain|stop|cancel|change|remove|delete|get|put|make|call|fix|transfer|forward|"
    r"advise|confirm|check|refund|resend|replace|add|move|switch|take)\s+"
    r"(?:me|us|it|them|this|that|the|my|our|her|his|their|a|an|up|off)\b",
    re.IGNORECASE,
)
"""Sentences that ask for something, as against those that tell the story around it."""
_ASKS_AGAIN = re.compile(
    r"(?:[,;]?\s+(?:and|but|also|plus)\s+(?:also\s+|then\s+)?|[,;]\s+)"
    r"(?=(?:(?:how|what|when|where|why)\s+(?:much|many|long|big|soon|exactly)?\s*)?"
    rf"{_AUXILIARY}|how (?:to|much|many|long))",
    re.IGNORECASE,
)

_LEANS = re.compile(
    r"\b(?:it|them|they|him|he|she|then|so|one|ones|else|again|both|either|same)\b|\bher\b(?!\s+[a-z])"
    r"|\b(?:this|that|these|those|his)\b(?=\s*(?:[^\w\s]|$|(?:is|was|are|were|has|have|can|will|would|should|be|not|to|in|on|at|from|made|done)\b))"
    r"|^\W*(?:how to\W+)?(?:\w+\W+){0,3}\w+\W*$",
    re.IGNORECASE,
)
"""Sentences that mean little without the one before: "can you restore it?", "and how?"."""


class Reader:
    """Reads messages; safe to share, it remembers nothing."""

    def __init__(self, classifier: Classifier, finder: EntityFinder) -> None:
        self._classifier = classifier
        self._finder = finder

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """The reader of a model that `Classifier.save` wrote."""
        return cls(Classifier.load(folder, find_encoder()), EntityFinder())

    @classmethod
    def load_archive(cls, archive: Path) -> Reader:
        """The reader inside a model that `rasa train` wrote, without Rasa."""
        with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as files:
            for member in files:
                name = Path(member.name).name
                if member.isfile() and name in MODEL_FILES:
                    content = files.extractfile(member)
                    if content is not None:
                        (Path(folder) / name).write_bytes(content.read())
            return cls.load(Path(folder))

    def read(self, text: str) -> Reading:
        """Understand one message."""
        if is_wordless(text):
            return Reading(text.strip(), (), Band.OUTSIDE)
        entities = self._finder.find(text)
        body = written_by_sender(text)
        spans = [sentence for stretch in _joined(body) for sentence in sentences(text, stretch)]
        own_words = _own_words(text, entities, spans) or squeezed(
            " ".join(in_plain_words(text, entities, stretch) for stretch in _joined(body))
        )
        if entities and is_wordless(own_words):
            return Reading(text.strip(), self._only_told(), Band.SURE, (), entities)
        plain = {span: in_plain_words(text, entities, span) for span in _clauses(text, spans)}
        may_ask = [span for span, words in plain.items() if not is_wordless(words) and _may_ask(text, span)]
        asked = _most_telling(text, may_ask) if len(may_ask) > 1 else []
        heard = [to_the_point(plain[span]) for span in asked]
        whole, judged = self._judge(own_words, heard, [_asks_in(text, span) for span in asked])
        shown = " ".join(text[stretch.start : stretch.end].strip() for stretch in _joined(body)).strip()
        questions = [Question(text[span.start : span.end], one.ranking, one.band) for span, one in zip(asked, judged)]
        return replace(_weigh(shown, whole, questions, entities), sure=self._classifier.sure)

    def _judge(self, own_words: str, heard: list[str], asks: list[bool]) -> tuple[Classified, list[Classified]]:
        """The whole, and each of its sentences.

        Those that tell the story take most of the time of a letter, and matter only where the whole leaves open what
        it is about; elsewhere a glance tells well enough where a topic comes up first.
        """
        parts = _in_context(heard)
        letter = Letter(own_words, _places(own_words, heard, parts))
        short = len(parts) <= FEW_SENTENCES
        leaning = [place for place, part in enumerate(parts) if short and part != heard[place]]
        first = [place for place, one in enumerate(asks) if one or short]
        story = [place for place in range(len(parts)) if place not in first]
        whole, *read = self._classifier.classify(
            [own_words, *(parts[place] for place in first), *(heard[place] for place in leaning)], letter
        )
        judged = dict(zip(first, read))
        judged |= {place: one for place, one in zip(leaning, read[len(first) :]) if _stands_alone(one)}
        if story:
            told = [parts[place] for place in story]
            settled = _is_settled(whole)
            judged |= dict(
                zip(story, self._classifier.glance(told) if settled else self._classifier.classify(told, letter))
            )
        return whole, [judged[place] for place in range(len(parts))]

    def _only_told(self) -> tuple[Ranked, ...]:
        """The ranking of a message that holds identifiers and nothing else."""
        others = (Ranked(intent, 0.0) for intent in self._classifier.intents if intent != INFORM)
        return (Ranked(INFORM, 1.0), *others)


def _is_settled(whole: Classified) -> bool:
    """Whether it is certain what the whole is about, or that it is not our business."""
    return whole.band is Band.OUTSIDE or (whole.band is Band.SURE and is_question(whole.ranking[0].id))


def _stands_alone(one: Classified) -> bool:
    """Whether a sentence that could lean on the one before is beyond doubt by itself: "and when will it come?".

    In a long letter it is not asked: there such a sentence leans on the story.
    """
    best = one.ranking[0]
    return one.band is Band.SURE and is_question(best.id) and best.confidence >= BEYOND_DOUBT


def _own_words(text: str, entities: tuple[Entity, ...], spans: list[Span]) -> str:
    """What is said, without the sentences that only tell a number; empty when there is nothing else."""
    said = [in_plain_words(text, entities, span) for span in spans]
    return to_the_point(squeezed(" ".join(words for words in said if not only_tells(words))))


def _in_context(sentences_read: list[str]) -> list[str]:
    """A sentence that leans on the one before is read together with it."""
    before = ["", *sentences_read]
    return [f"{first} {one}".strip() if _LEANS.search(one) else one for first, one in zip(before, sentences_read)]


def _places(own_words: str, heard: list[str], parts: list[str]) -> dict[str, list[Span]]:
    """Where the sentences stand in what is said: alone, and together with the one before that they lean on."""
    places: dict[str, list[Span]] = {}
    before: list[Span] = []
    for one, part in zip(heard, parts):
        start = own_words.find(one, before[0].end if before else 0)
        place = [Span(start, start + len(one))] if start >= 0 else []
        if place:
            places.setdefault(one, place)
        if place and before and part != one:
            places.setdefault(part, before + place)
        before = place
    return places


def _weigh(text: str, whole: Classified, heard: list[Question], entities: tuple[Entity, ...]) -> Reading:
    """Bring the whole and its sentences together: the main question, and what else is plainly asked."""
    if whole.band is Band.OUTSIDE or not heard:
        asks = whole.band is Band.UNSURE or (whole.band is Band.SURE and is_question(whole.ranking[0].id))
        questions = (Question(text, whole.ranking, whole.band),) if asks else ()
        return Reading(text, whole.ranking, whole.band, questions, entities)
    main = _main_question(text, whole, heard)
    found = [main] if is_question(main.topic) or main.band is Band.UNSURE else []
    support = {ranked.id: ranked.confidence for ranked in whole.ranking}
    for other in heard:
        if not _is_plain(other, len(heard)) or any(other.topic == one.topic for one in found):
            continue
        beyond_doubt = _asks(other) and other.ranking[0].confidence >= BEYOND_DOUBT
        same_wish = any(_is_one_wish(other.topic, one.topic) for one in found)
        if same_wish:
            adds = beyond_doubt and _QUESTION.search(other.text) is not None
        else:
            adds = beyond_doubt or support[other.topic] >= SUPPORT
        if adds:
            found.append(other)
    found.sort(key=lambda one: _place(one, heard))
    return Reading(text, main.ranking, main.band, tuple(found[:MAX_QUESTIONS]), entities)


def _is_plain(question: Question, sentences_heard: int) -> bool:
    """One of our questions beyond doubt, whatever stands around it.

    In a short message a statement asks too ("my packages don't show"); in a long one it tells the story.
    """
    if question.band is not Band.SURE or not is_question(question.topic):
        return False
    confidence = question.ranking[0].confidence
    if _asks(question):
        return confidence >= PLAIN_QUESTION
    return sentences_heard <= FEW_SENTENCES and confidence >= PLAIN_STATEMENT


def _main_question(text: str, whole: Classified, heard: list[Question]) -> Question:
    """What the whole is sure of; else what the whole and its sentences together speak for most."""
    loudest: dict[str, Question] = {}
    for question in heard:
        if is_question(question.topic) and (
            question.topic not in loudest or _voice(question) > _voice(loudest[question.topic])
        ):
            loudest[question.topic] = question
    best = whole.ranking[0].id
    main = Question(loudest[best].text if best in loudest else text, whole.ranking, whole.band)
    if _is_settled(whole):
        return main
    support = {ranked.id: ranked.confidence for ranked in whole.ranking}
    for topic, question in loudest.items():
        support[topic] += _voice(question)
    topic = max(support, key=lambda one: support[one])
    if topic not in loudest or loudest[topic].band is not Band.SURE:
        return main
    contradicts = topic != main.topic and is_question(main.topic) and main.ranking[0].confidence >= CONTRADICTION
    return main if contradicts else loudest[topic]


def _voice(question: Question) -> float:
    """How loudly one sentence speaks for its topic."""
    return question.ranking[0].confidence * (1.0 if _asks(question) else STORY)


def _place(question: Question, heard: list[Question]) -> int:
    """Where a question is first asked; the whole stands where the first sentence on its topic does."""
    places = [place for place, one in enumerate(heard) if one is question or one.topic == question.topic]
    return min(places, default=0)


def _asks(question: Question) -> bool:
    return _ASKS.search(question.text) is not None


def _asks_in(text: str, span: Span) -> bool:
    return _ASKS.search(text[span.start : span.end]) is not None


def _is_one_wish(first: str, second: str) -> bool:
    return any(first in wish and second in wish for wish in ONE_WISH)


def _joined(lines: list[Span]) -> list[Span]:
    """Lines that touch, as one stretch: mail programs break lines inside sentences."""
    joined: list[Span] = []
    for line in lines:
        if joined and joined[-1].end == line.start:
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _clauses(text: str, spans: list[Span]) -> list[Span]:
    """Sentences, cut before a second question: "can I cancel it and when do I get the money"."""
    clauses: list[Span] = []
    for span in spans:
        start = span.start
        for cut in _ASKS_AGAIN.finditer(text, span.start, span.end):
            if len(text[start : cut.start()].split()) >= 4 and len(text[cut.end() : span.end].split()) >= 4:
                clauses.append(Span(start, cut.start()))
                start = cut.end()
        clauses.append(Span(start, span.end))
    return clauses


def _may_ask(text: str, span: Span) -> bool:
    """ "Hi!" and "Thanks, Maria" ask nothing, and reading them by themselves costs as much as any sentence."""
    words = text[span.start : span.end]
    return "?" in words or len(words.split()) > 2


def _most_telling(text: str, spans: list[Span]) -> list[Span]:
    """At most twelve, those that ask first, in the order written."""
    ranked = sorted(spans, key=lambda span: not _asks_in(text, span))
    return sorted(ranked[:MAX_SENTENCES], key=lambda span: span.start)
