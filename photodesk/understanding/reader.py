"""What does one message ask, whether it is two words or a pasted e-mail?

The message is read as a whole and, when it has two sentences or more, sentence by sentence, in one batch. The whole says
what it is about; the sentences say whether it asks more than one thing, and find a question in the fifth sentence.
"""

from __future__ import annotations

import re
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from photodesk.understanding.classifier import MODEL_FILES, Classified, Classifier
from photodesk.understanding.encoder import find_encoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.mail import Span, sentences, written_by_sender
from photodesk.understanding.reading import Band, Entity, Question, Reading, is_question

MAX_SENTENCES = 12
MAX_QUESTIONS = 3

PLACEHOLDERS = {
    "order_number": "PC-100000",
    "email": "anna@example.com",
    "postcode": "00100",
    "photo_code": "A1B2C3",
}
"""What the classifier reads in place of an identifier, so that no topic learns a number by heart."""

ONE_WISH = (
    {"cancel_order", "refund", "return_product", "modify_order"},
    {"report_defect", "refund", "return_product"},
    {"charged_twice", "refund"},
    {"order_status", "order_not_found", "files_not_received"},
    {"return_product", "return_reason"},
    {"login_problem", "report_issue"},
    {"contact_support", "human_handover"},
    {"gallery_availability", "restore_gallery"},
    {"resolution_terms", "photo_file_size"},
    {"add_photos", "modify_order"},
    {"partner_lab", "cancel_order"},
)
"""Topics that one wish easily touches together: side by side they are one question, the one the whole is about."""

_ASKS = re.compile(
    r"\?|\b(?:how|what|when|where|why|which|who|can|could|may|would|will|should|is it|is there|are there|do i|do you|does|did|"
    r"please|want|need|wish|like to|wondering|wonder|help|tell me|let me know|explain|possible)\b",
    re.IGNORECASE,
)
_ASKS_AGAIN = re.compile(
    r"(?:[,;]?\s+(?:and|but|also|plus)\s+(?:also\s+|then\s+)?|[,;]\s+)(?=(?:how|what|when|where|why|which|who|can|could|may|is|are|do|does|did|will|would|should)\s+\w+)",
    re.IGNORECASE,
)


def masked(text: str, entities: Sequence[Entity], span: Span | None = None) -> str:
    """The text, or a stretch of it, with a placeholder for every identifier."""
    start, end = (span.start, span.end) if span else (0, len(text))
    written, last = "", start
    for entity in sorted(entities, key=lambda one: one.start):
        if start <= entity.start and entity.end <= end and entity.start >= last:
            written += text[last : entity.start] + PLACEHOLDERS[entity.entity]
            last = entity.end
    return written + text[last:end]


def is_wordless(text: str) -> bool:
    """Empty, only punctuation or emoji, or one sign over and over: nothing a model should judge."""
    signs = [sign for sign in text if sign.isalnum()]
    return not signs or (len(signs) > 3 and len(set(text.lower().split()[0])) == 1 and len(set(map(str.lower, signs))) == 1)


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
        own_words = " ".join(masked(text, entities, stretch) for stretch in body)
        asked = _most_telling(text, _clauses(text, spans))
        parts = [masked(text, entities, span) for span in asked] if len(asked) > 1 else []
        whole, *judged = self._classifier.classify([_squeezed(own_words), *map(_squeezed, parts)])
        shown = " ".join(text[stretch.start : stretch.end].strip() for stretch in _joined(body)).strip()
        questions = [
            Question(text[span.start : span.end], one.ranking, one.band)
            for span, one in zip(asked, judged)
        ]
        return _weigh(shown, whole, questions, entities)


def _weigh(text: str, whole: Classified, sentences_read: list[Question], entities: tuple[Entity, ...]) -> Reading:
    """Bring the whole and its sentences together."""
    main = Question(text, whole.ranking, whole.band)
    sure = [one for one in sentences_read if one.band is Band.SURE and is_question(one.topic)]
    found = _merged(sure, main)
    if main.band is Band.OUTSIDE:
        return Reading(text, main.ranking, main.band, (), entities)
    if not found:
        found = [main] if is_question(main.topic) or main.band is Band.UNSURE else []
    elif main.band is Band.SURE and is_question(main.topic) and main.topic not in {one.topic for one in found}:
        found = [main] if len(found) == 1 else [main, *found]
    if found and not (main.band is Band.SURE and is_question(main.topic)):
        main = found[0]
    return Reading(text, main.ranking, main.band, tuple(found[:MAX_QUESTIONS]), entities)


def _merged(sure: list[Question], main: Question) -> list[Question]:
    """One question a topic, in the order first asked; of neighbouring topics the one that the whole favours."""
    favour = {ranked.id: ranked.confidence for ranked in main.ranking}
    kept: list[Question] = []
    for question in sure:
        rival = next((one for one in kept if _is_one_wish(one.topic, question.topic)), None)
        if rival is None:
            kept.append(question)
        elif rival.topic != question.topic and favour[question.topic] > favour[rival.topic]:
            kept[kept.index(rival)] = question
    return list({question.topic: question for question in reversed(kept)}.values())[::-1]


def _is_one_wish(first: str, second: str) -> bool:
    return first == second or any(first in wish and second in wish for wish in ONE_WISH)


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


def _most_telling(text: str, spans: list[Span]) -> list[Span]:
    """At most twelve, those that ask first, in the order written."""
    ranked = sorted(spans, key=lambda span: not _ASKS.search(text[span.start : span.end]))
    return sorted(ranked[:MAX_SENTENCES], key=lambda span: span.start)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
