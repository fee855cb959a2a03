"""How well are messages understood, and which mistakes are the worst?

Two measurements. Without a file: our own examples, each judged by a model that saw neither it nor a near-copy of it,
with thresholds chosen on the other folds. With a file of {"text", "topics"}: the whole reader, sentences and all,
trained on all examples; `topics` lists what is asked, in the order asked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from photodesk.understanding.encoder import KEPT_VECTORS, Encoder, find_encoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.examples import Example, read_examples
from photodesk.understanding.ngrams import NGrams
from photodesk.understanding.reader import Reader, in_plain_words, is_wordless, taught
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Ranked, Reading, is_question
from photodesk.understanding.training import (
    FOLDS,
    TrainingSet,
    encoded,
    folds,
    group_near_duplicates,
    train,
    train_on,
)

EXAMPLES = Path("data/nlu")
SHOWN = 25


@dataclass(frozen=True)
class Judged:
    """One message, what it asks and what was understood."""

    text: str
    truth: str
    ranking: tuple[Ranked, ...]
    band: Band
    place: str = ""

    @property
    def best(self) -> str:
        return self.ranking[0].id if self.ranking else OUT_OF_SCOPE

    @property
    def confidence(self) -> float:
        return self.ranking[0].confidence if self.ranking else 1.0

    @property
    def is_ours(self) -> bool:
        return self.truth != OUT_OF_SCOPE

    @property
    def is_right(self) -> bool:
        """Right first time: answered, and what was asked; or turned away, and rightly."""
        if self.band is Band.OUTSIDE:
            return not self.is_ours
        return self.band is Band.SURE and self.best == self.truth

    @property
    def is_within_a_click(self) -> bool:
        """Right, or offered among the first three that are ours."""
        offered = [ranked.id for ranked in self.ranking if ranked.id != OUT_OF_SCOPE][:3]
        return self.is_right or (self.band is Band.UNSURE and self.truth in offered)

    @property
    def is_policy_answer(self) -> bool:
        return self.band is Band.SURE and is_question(self.best)

    @property
    def is_wrong_answer(self) -> bool:
        return self.is_policy_answer and self.best != self.truth


# -- our own examples ------------------------------------------------------------------------------------------------


def cross_validate(examples: Sequence[Example], encoder: Encoder | None) -> list[Judged]:
    """Judge every example by a model and thresholds that never saw it.

    Examples that are nothing but an identifier are left out: no model judges them.
    """
    finder = EntityFinder()
    bare = [(in_plain_words(example.text, finder.find(example.text)), example) for example in examples]
    worded = [(text, example) for text, example in bare if not is_wordless(text)]
    learned = encoded([text for text, _ in worded], [example.intent for _, example in worded], encoder)
    return judge_out_of_fold([example for _, example in worded], learned)


def judge_out_of_fold(examples: Sequence[Example], learned: TrainingSet) -> list[Judged]:
    """The same, for texts that are bare of identifiers and encoded already."""
    groups = group_near_duplicates(NGrams.learn("characters", learned.texts, at_least=1).matrix(learned.texts))
    found: dict[int, Judged] = {}
    for training, judged in folds(learned.intents, groups, FOLDS):
        part = learned.part(judged)
        for row, result in zip(judged, train_on(learned.part(training)).classify_vectors(part.texts, part.vectors)):
            example = examples[row]
            found[int(row)] = Judged(example.text, example.intent, result.ranking, result.band, example.place)
    return [found[row] for row in range(len(examples))]


# -- a file of messages ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A message of the file and what it asks, in the order asked."""

    text: str
    topics: tuple[str, ...]
    place: str


def read_asked(file: Path) -> list[Asked]:
    asked = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            record = json.loads(line)
            topics = record["topics"]
            asked.append(
                Asked(record["text"], tuple([topics] if isinstance(topics, str) else topics), f"{file}:{number}")
            )
    return asked


def understood_topics(reading: Reading) -> list[str]:
    """What the desk would speak to: its questions, else the intent."""
    return [question.topic for question in reading.questions] or [reading.intent]


def judge_reading(asked: Asked, reading: Reading) -> Judged:
    """The main question only: the first that is asked."""
    first = reading.questions[0] if reading.questions else None
    if first is not None and reading.band is not Band.OUTSIDE:
        return Judged(asked.text, asked.topics[0], first.ranking, first.band, asked.place)
    return Judged(asked.text, asked.topics[0], reading.ranking, reading.band, asked.place)


# -- the report ------------------------------------------------------------------------------------------------------


def run(file: Path | None = None, examples: Path = EXAMPLES, model: Path | None = None) -> str:
    """The report as text: of `file` when it is given, else of our own examples.

    `model` is an archive of `rasa train`; without it a model is trained for the file.
    """
    encoder = find_encoder(KEPT_VECTORS)
    if file is None:
        judged = cross_validate(read_examples(examples), encoder)
        return "\n".join(
            [f"{len(judged)} examples of {examples}, {FOLDS} folds by groups of near-copies", *report(judged)]
        )
    asked = read_asked(file)
    reader = Reader.load_archive(model) if model else _train_reader(read_examples(examples), encoder)
    readings = [reader.read(one.text) for one in asked]
    judged = [judge_reading(one, reading) for one, reading in zip(asked, readings)]
    return "\n".join([f"{len(asked)} messages of {file}", *report(judged), *_report_parts(asked, readings)])


def _train_reader(examples: Sequence[Example], encoder: Encoder | None) -> Reader:
    finder = EntityFinder()
    texts, intents = zip(*taught(((example.text, example.intent) for example in examples), finder))
    return Reader(train(texts, intents, encoder), finder)


def report(judged: Sequence[Judged]) -> list[str]:
    ours = [one for one in judged if one.is_ours]
    strangers = [one for one in judged if not one.is_ours]
    lines = [
        "",
        _rate("likeliest is right, of ours", [one.best == one.truth for one in ours]),
        _rate("answered right first time, of ours", [one.is_right for one in ours]),
        _rate("right or one click away, of ours", [one.is_within_a_click for one in ours]),
        _rate("policy answer to the wrong question, of ours", [one.is_wrong_answer for one in ours]),
        _rate("turned away, of ours", [one.band is Band.OUTSIDE for one in ours]),
        _rate("out of scope: no policy answer", [not one.is_policy_answer for one in strangers]),
        _rate("out of scope: turned away at once", [one.band is Band.OUTSIDE for one in strangers]),
        f"{'expected calibration error':48} {calibration_error(judged) * 100:6.2f} %",
    ]
    return [*lines, *_reliability(judged), *_topics(judged), *_confusions(judged), *_worst(judged)]


def _rate(title: str, claims: Sequence[bool]) -> str:
    if not claims:
        return f"{title:48}      –"
    return f"{title:48} {100 * sum(claims) / len(claims):6.2f} %  ({sum(claims)} of {len(claims)})"


def _bins(judged: Sequence[Judged]) -> Iterable[tuple[float, list[Judged]]]:
    for low in np.arange(0.0, 1.0, 0.1):
        inside = [one for one in judged if low < one.confidence <= low + 0.1 + 1e-9]
        if inside:
            yield float(low), inside


def calibration_error(judged: Sequence[Judged]) -> float:
    """Confidence against accuracy in ten bins, weighed by how many messages are in each."""
    total = 0.0
    for _, inside in _bins(judged):
        right = sum(one.best == one.truth for one in inside)
        total += abs(right - sum(one.confidence for one in inside))
    return total / max(1, len(judged))


def _reliability(judged: Sequence[Judged]) -> list[str]:
    lines = ["", "confidence      messages   right"]
    for low, inside in _bins(judged):
        right = sum(one.best == one.truth for one in inside) / len(inside)
        lines.append(
            f"{low:.1f} to {low + 0.1:.1f}     {len(inside):8d}   {100 * right:5.1f} %  {'#' * round(40 * right)}"
        )
    return lines


def _topics(judged: Sequence[Judged]) -> list[str]:
    lines = [
        "",
        f"{'topic':26}{'messages':>9}{'likeliest':>11}{'first time':>12}{'one click':>11}{'answered wrongly':>18}",
    ]
    for topic in sorted({one.truth for one in judged}):
        inside = [one for one in judged if one.truth == topic]
        rates = (
            sum(one.best == one.truth for one in inside),
            sum(one.is_right for one in inside),
            sum(one.is_within_a_click for one in inside),
            sum(one.is_wrong_answer for one in inside),
        )
        shown = [f"{100 * rate / len(inside):.0f} %" for rate in rates]
        lines.append(f"{topic:26}{len(inside):9d}{shown[0]:>11}{shown[1]:>12}{shown[2]:>11}{shown[3]:>18}")
    return lines


def _confusions(judged: Sequence[Judged]) -> list[str]:
    pairs = Counter((one.truth, one.best) for one in judged if one.best != one.truth)
    lines = ["", "most confused: asked, understood as"]
    lines += [f"{count:4d}  {truth}, {best}" for (truth, best), count in pairs.most_common(SHOWN)]
    return lines


def _worst(judged: Sequence[Judged]) -> list[str]:
    wrong = sorted((one for one in judged if one.is_wrong_answer), key=lambda one: -one.confidence)
    lines = ["", "worst mistakes: sure and wrong"]
    lines += [
        f"{one.confidence:.2f}  {one.best} for {one.truth}  {one.place}\n      {_short(one.text)}"
        for one in wrong[:SHOWN]
    ]
    return lines


def _report_parts(asked: Sequence[Asked], readings: Sequence[Reading]) -> list[str]:
    """Of messages whatever their length: are all questions found, and only those?"""
    understood = [understood_topics(reading) for reading in readings]
    found = sum(len(set(one.topics) & set(topics)) for one, topics in zip(asked, understood))
    claimed = sum(len(set(topics)) for topics in understood)
    wanted = sum(len(set(one.topics)) for one in asked)
    missed = [
        f"      {one.place} asked {', '.join(one.topics)}; understood {', '.join(topics)}"
        for one, topics in zip(asked, understood)
        if set(one.topics) != set(topics)
    ]
    return [
        "",
        _rate("main question among those found", [one.topics[0] in topics for one, topics in zip(asked, understood)]),
        f"{'questions found':48} {100 * found / max(1, wanted):6.2f} %  ({found} of {wanted})",
        f"{'questions found that were asked':48} {100 * found / max(1, claimed):6.2f} %  ({found} of {claimed})",
        *missed,
    ]


def misplaced(judged: Sequence[Judged]) -> list[str]:
    """Examples that a model which never saw them is sure belong elsewhere, worst first, as `file:line: …`."""
    confidence = {id(one): {ranked.id: ranked.confidence for ranked in one.ranking} for one in judged}
    suspects = [one for one in judged if one.best != one.truth and one.confidence >= 0.8]
    suspects.sort(key=lambda one: confidence[id(one)][one.truth])
    return [
        f"{one.place}: {one.best} ({one.confidence:.2f}) rather than {one.truth} "
        f"({confidence[id(one)][one.truth]:.2f})? {_short(one.text)}"
        for one in suspects
    ]


def _short(text: str, width: int = 140) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
