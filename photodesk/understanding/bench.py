"""How well are messages understood, and which mistakes are the worst?

Two measurements. Without a file: our own examples, each judged by a model that saw neither it nor a near-copy of it,
with thresholds chosen on the other folds. With a file of {"text", "topics"}: the whole reader, sentences and all,
trained on all examples; `topics` lists what is asked, in the order asked, and `main` names the one that the message is
about when that is not the first. Other fields ("as", "asker", …) are for whoever reads the file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photodesk.understanding.encoder import KEPT_VECTORS, Encoder, find_encoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.examples import Example, read_examples
from photodesk.understanding.hearing import heard
from photodesk.understanding.reader import Reader
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
from photodesk.understanding.wording import in_plain_words, is_wordless, taught

Counts = npt.NDArray[np.int64]

EXAMPLES = Path("data/nlu")
SHOWN = 25


class InvalidMessagesError(Exception):
    """A file of messages that cannot be read; the message names file and line."""


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
    groups = group_near_duplicates(learned.texts)
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
    stated_main: str | None = None
    before: str | None = None
    """The topic that was answered just before, where the message follows on it."""

    @property
    def main(self) -> str:
        return self.stated_main or self.topics[0]


def read_asked(file: Path) -> list[Asked]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as failure:
        raise InvalidMessagesError(f"{file}: {failure.strerror}") from None
    return [_read_line(line, f"{file}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]


def _read_line(line: str, place: str) -> Asked:
    try:
        record = json.loads(line)
        text, topics, main = record["text"], record["topics"], record.get("main")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidMessagesError(f'{place}: a line is one JSON object with "text" and "topics"') from None
    topics = (topics,) if isinstance(topics, str) else tuple(topics)
    if not topics or (main is not None and main not in topics):
        raise InvalidMessagesError(
            f"{place}: " + (f"the main topic {main!r} is not among the topics" if topics else "no topic")
        )
    return Asked(text, topics, place, main, record.get("before"))


def understood_topics(reading: Reading) -> list[str]:
    """What the desk would speak to: its questions, else the intent."""
    return [question.topic for question in reading.questions] or [reading.intent]


def judge_reading(asked: Asked, reading: Reading) -> Judged:
    """The main question only: the first that is asked or, where the file states it, the one the message is about."""
    ranking, band = reading.ranking, reading.band
    if reading.questions and band is not Band.OUTSIDE:
        judged = reading.questions[0]
        if asked.stated_main:  # the reader orders questions by where they are asked; its main one ranks the reading
            judged = next((one for one in reading.questions if one.ranking == reading.ranking), judged)
        ranking, band = judged.ranking, judged.band
    return Judged(asked.text, asked.main, ranking, band, asked.place)


# -- the report ------------------------------------------------------------------------------------------------------


def run(
    file: Path | None = None,
    examples: Path = EXAMPLES,
    model: Path | None = None,
    picture: Path | None = None,
    *,
    totals: bool = False,
) -> str:
    """The report as text: of `file` when it is given, else of our own examples.

    `model` is an archive of `rasa train`; without it a model is trained for the file. The same is drawn to `picture`.
    With `totals` no message is shown: a set whose messages have been read tells less and less.
    """
    asked = read_asked(file) if file else []
    encoder = find_encoder(KEPT_VECTORS)
    if file is None:
        judged = cross_validate(read_examples(examples), encoder)
        title = f"{len(judged)} examples of {examples}, {FOLDS} folds by groups of near-copies"
        lines = rates(judged) if totals else report(judged)
    else:
        reader = Reader.load_archive(model) if model else _train_reader(read_examples(examples), encoder)
        readings = [heard(reader.read(one.text), before=one.before) for one in asked]
        judged = [judge_reading(one, reading) for one, reading in zip(asked, readings)]
        title = f"{len(asked)} messages of {file}"
        found, missed = _parts(asked, readings)
        lines = [*rates(judged), *found] if totals else [*report(judged), *found, *missed]
    if picture:
        draw(judged, picture, title)
    return "\n".join([title, *lines])


def _train_reader(examples: Sequence[Example], encoder: Encoder | None) -> Reader:
    finder = EntityFinder()
    texts, intents = zip(*taught(((example.text, example.intent) for example in examples), finder))
    return Reader(train(texts, intents, encoder), finder)


def report(judged: Sequence[Judged]) -> list[str]:
    return [*rates(judged), *_reliability(judged), *_topics(judged), *_confusions(judged), *_worst(judged)]


def rates(judged: Sequence[Judged]) -> list[str]:
    ours = [one for one in judged if one.is_ours]
    strangers = [one for one in judged if not one.is_ours]
    return [
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


def _parts(asked: Sequence[Asked], readings: Sequence[Reading]) -> tuple[list[str], list[str]]:
    """Of messages whatever their length: are all questions found, and only those; and where not."""
    understood = [understood_topics(reading) for reading in readings]
    found = sum(len(set(one.topics) & set(topics)) for one, topics in zip(asked, understood))
    claimed = sum(len(set(topics)) for topics in understood)
    wanted = sum(len(set(one.topics)) for one in asked)
    missed = [
        f"      {one.place} asked {', '.join(one.topics)}; understood {', '.join(topics)}"
        for one, topics in zip(asked, understood)
        if set(one.topics) != set(topics)
    ]
    rates = [
        "",
        _rate("main question among those found", [one.main in topics for one, topics in zip(asked, understood)]),
        f"{'questions found':48} {100 * found / max(1, wanted):6.2f} %  ({found} of {wanted})",
        f"{'questions found that were asked':48} {100 * found / max(1, claimed):6.2f} %  ({found} of {claimed})",
    ]
    return rates, missed


def _short(text: str, width: int = 140) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


# -- the picture -----------------------------------------------------------------------------------------------------


def confusion(judged: Sequence[Judged]) -> tuple[list[str], Counts]:
    """The topics that were asked or understood, out_of_scope last; how often each (row) was understood as each."""
    topics = sorted(
        {topic for one in judged for topic in (one.truth, one.best)}, key=lambda one: (one == OUT_OF_SCOPE, one)
    )
    place = {topic: row for row, topic in enumerate(topics)}
    counts = np.zeros((len(topics), len(topics)), dtype=np.int64)
    for one in judged:
        counts[place[one.truth], place[one.best]] += 1
    return topics, counts


def draw(judged: Sequence[Judged], file: Path, title: str) -> None:
    """One picture, PNG whatever the name: what is taken for what, and how far the confidence can be believed."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(23, 15), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=16)
    grid = figure.add_gridspec(2, 2, width_ratios=(3.2, 1))
    _draw_confusion(figure.add_subplot(grid[:, 0]), *confusion(judged))
    _draw_reliability(figure.add_subplot(grid[0, 1]), judged)
    _draw_confidences(figure.add_subplot(grid[1, 1]), judged)
    figure.savefig(file, format="png")


def _draw_confusion(axes: Any, topics: Sequence[str], counts: Counts) -> None:
    """Each row in per cent of what was asked there; cells below half a per cent stay empty."""
    asked = counts.sum(axis=1)
    shares = 100 * counts / np.maximum(asked[:, None], 1)
    axes.imshow(np.sqrt(shares), cmap="Blues", vmin=0, vmax=10, aspect="auto")
    axes.set_xticks(range(len(topics)), topics, rotation=90, fontsize=9)
    axes.set_yticks(range(len(topics)), [f"{topic} ({count})" for topic, count in zip(topics, asked)], fontsize=9)
    axes.set_xticks(np.arange(-0.5, len(topics)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(topics)), minor=True)
    axes.grid(which="minor", color="#e4e4e4", linewidth=0.5)
    axes.tick_params(which="minor", length=0)
    axes.set_xlabel("understood as", fontsize=12)
    axes.set_ylabel("asked (messages)", fontsize=12)
    axes.set_title("Likeliest topic, per cent of the row", fontsize=12)
    for row, column in np.argwhere(shares >= 0.5):
        share = shares[row, column]
        axes.text(
            column, row, f"{share:.0f}", ha="center", va="center", fontsize=8, color="white" if share > 45 else "black"
        )


def _draw_reliability(axes: Any, judged: Sequence[Judged]) -> None:
    bins = [inside for _, inside in _bins(judged)]
    said = [100 * float(np.mean([one.confidence for one in inside])) for inside in bins]
    right = [100 * float(np.mean([one.best == one.truth for one in inside])) for inside in bins]
    axes.plot((0, 100), (0, 100), color="#999999", linestyle="--", label="as it should be")
    axes.plot(said, right, marker="o", color="#08519c", label="as it is")
    for x, y, inside in zip(said, right, bins):
        axes.annotate(str(len(inside)), (x, y), xytext=(0, -18), textcoords="offset points", ha="center", fontsize=9)
    axes.set(xlim=(0, 104), ylim=(0, 104), xlabel="confidence, %", ylabel="right, %")
    axes.set_title(
        f"Confidence and truth (messages); calibration error {100 * calibration_error(judged):.1f} %", fontsize=12
    )
    axes.legend(loc="upper left")


def _draw_confidences(axes: Any, judged: Sequence[Judged]) -> None:
    right, wrong = (
        [100 * one.confidence for one in judged if (one.best == one.truth) is is_right] for is_right in (True, False)
    )
    axes.hist([right, wrong], bins=np.arange(0, 101, 10), color=["#6baed6", "#cb181d"], label=["right", "wrong"])
    axes.set(xlim=(0, 100), xlabel="confidence, %", ylabel="messages, logarithmic", yscale="log")
    axes.set_title("How often each confidence", fontsize=12)
    axes.legend(loc="upper left")
