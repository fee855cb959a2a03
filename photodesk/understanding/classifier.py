"""Which topic is a message about, how likely is that, and is it safe to answer?

A linear classifier reads n-grams of characters and words beside the encoder's sentence vector. Its margins, the
closeness of the nearest example of every intent, and a few signs that a message is not our business are weighed into
one softmax whose eight weights are fitted on out-of-fold predictions: so its probabilities are calibrated, and so are
the thresholds of the three bands. Near-duplicates never straddle a fold.

Without an encoder the same model reads n-grams alone, with weights and thresholds of their own.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photodesk.understanding.encoder import Encoder, Vectors
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Ranked, is_question

logger = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

FORMAT = "2"
"""Written into a saved model; another format is refused. Raise it when features or files change."""

MODEL_FILES = ("classifier.npz", "classifier.json")

FOLDS = 5
SAME_WORDS = 0.8
"""Two examples whose character n-grams are at least this close are one group: both train, or both are judged."""

# -- what a decision costs, in questions back ------------------------------------------------------------------------

WRONG_ANSWER = 4.0
"""A policy answer to a question that was not asked, or to a stranger's."""
WRONG_TALK = 2.0
"""A "you're welcome" to somebody who asked something."""
TURNED_AWAY = 3.0
"""A question of ours that is told to be none of our business."""
QUESTION_BACK = 1.0
USELESS_QUESTION_BACK = 2.0
"""A question back that does not offer what was meant."""


class UnusableModelError(Exception):
    """A saved model that this program cannot use; the message says why and that training again helps."""


# -- n-grams ---------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"\b\w+\b|[?!]+")
_SPACES = re.compile(r"\s\s+")


def character_ngrams(text: str, shortest: int = 2, longest: int = 5) -> list[str]:
    """N-grams inside words padded with a space each side, as scikit-learn's `char_wb` cuts them."""
    grams = []
    for word in _SPACES.sub(" ", text.lower()).split():
        padded = f" {word} "
        for size in range(shortest, longest + 1):
            grams.append(padded[:size])
            if size >= len(padded):
                break
            grams.extend(padded[offset : offset + size] for offset in range(1, len(padded) - size + 1))
    return grams


def word_ngrams(text: str) -> list[str]:
    """Words and pairs of words; "?" and "!!" are words."""
    words = _WORD.findall(text.lower())
    return words + [f"{first} {second}" for first, second in itertools.pairwise(words)]


ANALYSERS: dict[str, Callable[[str], list[str]]] = {"characters": character_ngrams, "words": word_ngrams}


@dataclass(frozen=True)
class NGrams:
    """TF-IDF with sublinear counts and unit length: equals scikit-learn's TfidfVectorizer, without importing it."""

    analyser: str
    vocabulary: dict[str, int]
    weights: Floats

    @classmethod
    def learn(cls, analyser: str, texts: Sequence[str], at_least: int = 2) -> NGrams:
        """Keep n-grams that occur in `at_least` texts."""
        seen = Counter(gram for text in texts for gram in set(ANALYSERS[analyser](text)))
        kept = sorted(gram for gram, count in seen.items() if count >= at_least)
        counts = np.array([seen[gram] for gram in kept], dtype=np.float64)
        weights = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(analyser, {gram: column for column, gram in enumerate(kept)}, weights.astype(np.float32))

    def row(self, text: str) -> tuple[Integers, Floats]:
        """Columns and values of one text, columns ascending."""
        counts = Counter(
            column for gram in ANALYSERS[self.analyser](text) if (column := self.vocabulary.get(gram)) is not None
        )
        columns = np.fromiter(sorted(counts), dtype=np.int64, count=len(counts))
        values = 1 + np.log(np.array([counts[column] for column in columns], dtype=np.float32))
        values = values * self.weights[columns]
        length = float(np.linalg.norm(values))
        return columns, (values / length if length else values).astype(np.float32)


# -- signs that a message is not our business ------------------------------------------------------------------------

_NAME = re.compile(r"(?<=[a-zåäöæø,] )[A-ZÅÄÖÆØ][a-zåäöæø]{2,}")
_LETTERS = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=1)
def other_companies() -> tuple[str, ...]:
    """Names of companies that are not ours, lower case."""
    lines = Path(__file__).with_name("other-companies.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=1)
def _company_pattern() -> re.Pattern[str]:
    names = sorted(other_companies(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


def stems(text: str) -> set[str]:
    """The first five letters of every word: a rough stem that joins "order", "orders" and "ordering"."""
    return {word[:5] for word in _LETTERS.findall(text.lower())}


def signs_of_a_stranger(text: str, known: frozenset[str]) -> Floats:
    """Words that no example of ours has (at most three count), another company's name, a capitalised name."""
    return np.array(
        [
            min(3, len(stems(text) - known)),
            bool(_company_pattern().search(text)),
            bool(_NAME.search(text)),
        ],
        dtype=np.float32,
    )


# -- the decision ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thresholds:
    """Where the bands lie. All are probabilities of the calibrated ranking."""

    sure: float
    """A policy answer needs at least this."""
    sure_talk: float
    """Small talk needs at least this."""
    outside: float
    """`out_of_scope` turns a message away from here on."""

    def band(self, best: str, probability: float, outside: float) -> Band:
        """`best` is the likeliest intent, `outside` the probability of out_of_scope."""
        if outside >= self.outside:
            return Band.OUTSIDE
        if is_question(best) and probability >= self.sure:
            return Band.SURE
        if best != OUT_OF_SCOPE and not is_question(best) and probability >= self.sure_talk:
            return Band.SURE
        return Band.UNSURE


@dataclass(frozen=True)
class Classified:
    """Every intent with its calibrated probability, best first, and how far to trust the first."""

    ranking: tuple[Ranked, ...]
    band: Band


@dataclass(frozen=True)
class Calibration:
    """How margins, closeness and signs become probabilities, and probabilities bands."""

    margin: float
    closeness: float
    outside: tuple[float, ...]
    """Weights that move out_of_scope: the signs of a stranger, the best margin of ours, a constant."""
    thresholds: Thresholds

    def logits(self, evidence: Evidence) -> Floats:
        scores = self.margin * evidence.margins + self.closeness * evidence.closeness
        scores[:, evidence.outside_column] += _signs(evidence) @ np.array(self.outside, dtype=np.float32)
        result: Floats = scores.astype(np.float32)
        return result

    def probabilities(self, evidence: Evidence) -> Floats:
        return _softmax(self.logits(evidence))


@dataclass
class Evidence:
    """What speaks for each intent, before it is weighed; one row a message."""

    margins: Floats
    closeness: Floats
    signs: Floats
    outside_column: int


def _signs(evidence: Evidence) -> Floats:
    ours = np.delete(evidence.margins, evidence.outside_column, axis=1)
    constant = np.ones((len(ours), 1), dtype=np.float32)
    return np.hstack([evidence.signs, ours.max(axis=1, keepdims=True), constant])


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result


# -- the classifier --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weights:
    """What one training learned, without its calibration."""

    intents: tuple[str, ...]
    characters: NGrams
    words: NGrams
    linear: Floats
    """One row a feature (characters, words, then the vector), one column an intent."""
    intercepts: Floats
    known: frozenset[str]
    """Word stems that examples of our own topics use."""
    centre: Floats
    """The mean of the training vectors; empty when trained without an encoder."""
    examples: Floats
    """Centred unit vectors of the training examples, sorted by intent."""
    first_of: Integers
    """Where each intent begins in `examples`."""

    def gather(self, texts: Sequence[str], vectors: Vectors | None) -> Evidence:
        """Without vectors the sentence vector adds nothing and nothing is close."""
        margins = np.tile(self.intercepts, (len(texts), 1))
        at_words = len(self.characters.vocabulary)
        at_vector = at_words + len(self.words.vocabulary)
        for row, text in enumerate(texts):
            columns, values = self.characters.row(text)
            margins[row] += values @ self.linear[columns]
            columns, values = self.words.row(text)
            margins[row] += values @ self.linear[at_words + columns]
        closeness = np.zeros_like(margins)
        if vectors is not None and len(self.centre):
            centred = vectors - self.centre
            margins += centred @ self.linear[at_vector:]
            closeness = np.maximum.reduceat(_unit(centred) @ self.examples.T, self.first_of, axis=1)
        signs = np.array([signs_of_a_stranger(text, self.known) for text in texts], dtype=np.float32)
        return Evidence(margins, closeness, signs.reshape(len(texts), 3), self.intents.index(OUT_OF_SCOPE))


class Classifier:
    """A trained model and, where there is one, its encoder."""

    def __init__(
        self, weights: Weights, calibrations: dict[str, Calibration], space: str | None, encoder: Encoder | None
    ) -> None:
        self.weights = weights
        self.calibrations = calibrations
        self.space = space
        self.encoder = encoder if encoder is not None and encoder.name == space else None
        if space is not None and self.encoder is None:
            logger.warning("The model was trained with the encoder %s, which is not here: n-grams alone.", space)

    @property
    def intents(self) -> tuple[str, ...]:
        return self.weights.intents

    @property
    def calibration(self) -> Calibration:
        return self.calibrations["encoder" if self.encoder else "n-grams"]

    def classify(self, texts: Sequence[str]) -> list[Classified]:
        if not texts:
            return []
        vectors = self.encoder.encode(texts) if self.encoder else None
        return self.classify_vectors(texts, vectors)

    def classify_vectors(self, texts: Sequence[str], vectors: Vectors | None) -> list[Classified]:
        """The same, for vectors that are there already."""
        evidence = self.weights.gather(texts, vectors)
        calibration = self.calibrations["encoder" if vectors is not None else "n-grams"]
        return [_classified(self.intents, row, calibration.thresholds) for row in calibration.probabilities(evidence)]

    # -- to disk and back; no pickle, which would run what it reads ---------------------------------------------------

    def save(self, folder: Path) -> None:
        weights = self.weights
        np.savez(
            folder / "classifier.npz",
            linear=weights.linear,
            intercepts=weights.intercepts,
            characters=weights.characters.weights,
            words=weights.words.weights,
            centre=weights.centre,
            examples=weights.examples.astype(np.float16),
            first_of=weights.first_of,
        )
        record = {
            "format": FORMAT,
            "space": self.space,
            "intents": weights.intents,
            "characters": list(weights.characters.vocabulary),
            "words": list(weights.words.vocabulary),
            "known": sorted(weights.known),
            "calibrations": {name: _calibration_to_dict(one) for name, one in self.calibrations.items()},
        }
        (folder / "classifier.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, encoder: Encoder | None) -> Classifier:
        record = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        if record.get("format") != FORMAT:
            raise UnusableModelError(f"{folder}: format {record.get('format')}, expected {FORMAT}; train again")
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            weights = Weights(
                intents=tuple(record["intents"]),
                characters=NGrams("characters", _columns(record["characters"]), arrays["characters"]),
                words=NGrams("words", _columns(record["words"]), arrays["words"]),
                linear=arrays["linear"],
                intercepts=arrays["intercepts"],
                known=frozenset(record["known"]),
                centre=arrays["centre"],
                examples=arrays["examples"].astype(np.float32),
                first_of=arrays["first_of"],
            )
        calibrations = {name: _calibration_from_dict(one) for name, one in record["calibrations"].items()}
        return cls(weights, calibrations, record["space"], encoder)


def _classified(intents: Sequence[str], probabilities: Floats, thresholds: Thresholds) -> Classified:
    order = np.argsort(-probabilities, kind="stable")
    ranking = tuple(Ranked(intents[column], float(probabilities[column])) for column in order)
    outside = float(probabilities[list(intents).index(OUT_OF_SCOPE)])
    return Classified(ranking, thresholds.band(ranking[0].id, ranking[0].confidence, outside))


def _columns(grams: Iterable[str]) -> dict[str, int]:
    return {gram: column for column, gram in enumerate(grams)}


def _unit(vectors: Floats) -> Floats:
    result: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return result


def _calibration_to_dict(calibration: Calibration) -> dict[str, Any]:
    return {
        "margin": calibration.margin,
        "closeness": calibration.closeness,
        "outside": list(calibration.outside),
        "thresholds": vars(calibration.thresholds),
    }


def _calibration_from_dict(record: dict[str, Any]) -> Calibration:
    return Calibration(
        record["margin"], record["closeness"], tuple(record["outside"]), Thresholds(**record["thresholds"])
    )


# -- training --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrainingSet:
    """Messages, their intents and, where there is an encoder, their vectors."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    vectors: Vectors | None

    def part(self, rows: Integers) -> TrainingSet:
        return TrainingSet(
            tuple(self.texts[row] for row in rows),
            tuple(self.intents[row] for row in rows),
            None if self.vectors is None else self.vectors[rows],
        )


def train(texts: Sequence[str], intents: Sequence[str], encoder: Encoder | None) -> Classifier:
    """Learn from messages and their intents; out_of_scope must be among them."""
    vectors = encoder.encode(texts) if encoder else None
    return train_on(TrainingSet(tuple(texts), tuple(intents), vectors), encoder)


def train_on(examples: TrainingSet, encoder: Encoder | None) -> Classifier:
    """The same, for vectors that are there already."""
    if OUT_OF_SCOPE not in examples.intents or len(set(examples.intents)) < 3:
        raise ValueError(f"training needs at least two topics and {OUT_OF_SCOPE}")
    weights = learn_weights(examples)
    with_vectors, without = out_of_fold(examples)
    calibrations = {"n-grams": calibrate(without, examples.intents, weights.intents)}
    if with_vectors is not None:
        calibrations["encoder"] = calibrate(with_vectors, examples.intents, weights.intents)
    return Classifier(weights, calibrations, encoder.name if encoder else None, encoder)


def learn_weights(examples: TrainingSet, intents: Sequence[str] = ()) -> Weights:
    """Fit the linear classifier; `intents` fixes the columns when a part of the examples may lack one."""
    import scipy.sparse
    from sklearn.svm import LinearSVC

    names = tuple(sorted(set(intents or examples.intents)))
    characters = NGrams.learn("characters", examples.texts)
    words = NGrams.learn("words", examples.texts)
    blocks: list[Any] = [_matrix(characters, examples.texts), _matrix(words, examples.texts)]
    centre = np.zeros(0, dtype=np.float32)
    close = np.zeros((0, 0), dtype=np.float32)
    first_of = np.zeros(0, dtype=np.int64)
    if examples.vectors is not None:
        centre = examples.vectors.mean(axis=0)
        centred = examples.vectors - centre
        blocks.append(scipy.sparse.csr_matrix(centred))
        order = np.argsort([names.index(intent) for intent in examples.intents], kind="stable")
        close = _unit(centred)[order]
        sorted_intents = [examples.intents[row] for row in order]
        first_of = np.array([sorted_intents.index(name) for name in names], dtype=np.int64)
    model = LinearSVC(C=1.0, class_weight="balanced", random_state=0)
    model.fit(scipy.sparse.hstack(blocks).tocsr(), np.array(examples.intents))
    if tuple(model.classes_) != names:
        raise ValueError(f"no examples of {sorted(set(names) - set(model.classes_))}")
    known = frozenset(
        stem for text, intent in zip(examples.texts, examples.intents) if intent != OUT_OF_SCOPE for stem in stems(text)
    )
    return Weights(
        names,
        characters,
        words,
        np.ascontiguousarray(model.coef_.T, dtype=np.float32),
        model.intercept_.astype(np.float32),
        known,
        centre,
        close,
        first_of,
    )


def _matrix(grams: NGrams, texts: Sequence[str]) -> Any:
    import scipy.sparse

    rows = [grams.row(text) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(texts), len(grams.vocabulary)))


def out_of_fold(examples: TrainingSet) -> tuple[Evidence | None, Evidence]:
    """What a model that never saw a message, nor a near-copy of it, says of it: with and without its vector."""
    names = sorted(set(examples.intents))
    groups = group_near_duplicates(examples.texts)
    size = len(examples.texts)
    outside = names.index(OUT_OF_SCOPE)

    def empty() -> Evidence:
        grid = np.zeros((size, len(names)), dtype=np.float32)
        return Evidence(grid, grid.copy(), np.zeros((size, 3), dtype=np.float32), outside)

    with_vectors, without = empty(), empty()
    parts = folds(examples.intents, groups, FOLDS)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the solver lets go of the interpreter
        learned = list(pool.map(lambda fold: learn_weights(examples.part(fold[0]), names), parts))
    for weights, (_, judged) in zip(learned, parts):
        part = examples.part(judged)
        for evidence, vectors in ((with_vectors, part.vectors), (without, None)):
            found = weights.gather(part.texts, vectors)
            evidence.margins[judged] = found.margins
            evidence.closeness[judged] = found.closeness
            evidence.signs[judged] = found.signs
    return (with_vectors if examples.vectors is not None else None), without


def group_near_duplicates(texts: Sequence[str], threshold: float = SAME_WORDS) -> Integers:
    """The same number for texts that are near-copies of each other, by way of others too."""
    matrix = _matrix(NGrams.learn("characters", texts, at_least=1), texts)
    leader = list(range(len(texts)))

    def find(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    for first in range(0, len(texts), 500):
        close = (matrix[first : first + 500] @ matrix.T).tocoo()
        near = close.data >= threshold
        for row, other in zip(close.row[near] + first, close.col[near]):
            if other > row:
                leader[find(int(other))] = find(int(row))
    return np.array([find(row) for row in range(len(texts))], dtype=np.int64)


def folds(intents: Sequence[str], groups: Integers, count: int) -> list[tuple[Integers, Integers]]:
    """Training and judged rows of each fold: groups stay together, every intent is spread evenly."""
    rows_of: dict[tuple[str, int], list[int]] = {}
    for row, (intent, group) in enumerate(zip(intents, groups)):
        rows_of.setdefault((intent, int(group)), []).append(row)
    fold_of_group: dict[int, int] = {}
    filled = {intent: [0] * count for intent in set(intents)}
    shuffled = sorted(rows_of)
    np.random.default_rng(0).shuffle(shuffled)
    for intent, group in sorted(((str(i), int(g)) for i, g in shuffled), key=lambda key: -len(rows_of[key])):
        emptiest = fold_of_group.setdefault(group, int(np.argmin(filled[intent])))
        filled[intent][emptiest] += len(rows_of[intent, group])
    fold = np.array([fold_of_group[int(group)] for group in groups])
    return [(np.flatnonzero(fold != one), np.flatnonzero(fold == one)) for one in range(count)]


# -- calibration -----------------------------------------------------------------------------------------------------


def calibrate(evidence: Evidence, intents: Sequence[str], names: Sequence[str]) -> Calibration:
    """Weights that make the out-of-fold probabilities likeliest, then the thresholds that cost least."""
    from scipy.optimize import minimize

    truth = np.array([list(names).index(intent) for intent in intents])
    rows = np.arange(len(truth))
    signs = _signs(evidence).astype(np.float64)
    margins, closeness = evidence.margins.astype(np.float64), evidence.closeness.astype(np.float64)
    outside = evidence.outside_column

    def loss(parameters: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = parameters[0] * margins + parameters[1] * closeness
        scores[:, outside] += signs @ parameters[2:]
        scores -= scores.max(axis=1, keepdims=True)
        probabilities = np.exp(scores)
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        value = -np.log(np.maximum(probabilities[rows, truth], 1e-12)).mean() + 1e-4 * float(parameters @ parameters)
        error = probabilities
        error[rows, truth] -= 1
        error /= len(truth)
        slope = np.concatenate([[(error * margins).sum(), (error * closeness).sum()], error[:, outside] @ signs])
        return value, slope + 2e-4 * parameters

    start = np.zeros(2 + signs.shape[1])
    start[0] = 4.0
    best = minimize(loss, start, jac=True, method="L-BFGS-B").x
    draft = Calibration(float(best[0]), float(best[1]), tuple(map(float, best[2:])), Thresholds(0.9, 0.5, 0.5))
    return replace(draft, thresholds=choose_thresholds(draft.probabilities(evidence), truth, names))


def choose_thresholds(probabilities: Floats, truth: Integers, names: Sequence[str]) -> Thresholds:
    """The cheapest thresholds for these predictions, one after the other: outside, sure, sure_talk."""
    costs = _Costs(probabilities, truth, names)
    thresholds = Thresholds(0.9, 0.6, 0.5)
    for _ in range(2):
        for field, grid in (
            ("outside", np.arange(0.30, 0.96, 0.02)),
            ("sure", np.arange(0.40, 0.99, 0.01)),
            ("sure_talk", np.arange(0.50, 0.96, 0.02)),
        ):
            candidates = [replace(thresholds, **{field: round(float(value), 2)}) for value in grid]
            thresholds = min(candidates, key=costs.of)
    return thresholds


class _Costs:
    """What given thresholds cost a message on average, on predictions whose truth is known."""

    def __init__(self, probabilities: Floats, truth: Integers, names: Sequence[str]) -> None:
        self._best = probabilities.argmax(axis=1)
        self._top = probabilities.max(axis=1)
        self._outside_column = list(names).index(OUT_OF_SCOPE)
        self._outside = probabilities[:, self._outside_column]
        self._right = self._best == truth
        self._stranger = truth == self._outside_column
        ours = probabilities.copy()
        ours[:, self._outside_column] = -1
        offered = np.argsort(-ours, axis=1)[:, :3]
        self._offered = (offered == truth[:, None]).any(axis=1)
        asks = np.array([is_question(name) for name in names])
        self._is_question = asks[self._best]

    def of(self, thresholds: Thresholds) -> float:
        outside = self._outside >= thresholds.outside
        answered = ~outside & self._is_question & (self._top >= thresholds.sure)
        talked = (
            ~outside & ~self._is_question & (self._best != self._outside_column) & (self._top >= thresholds.sure_talk)
        )
        asked = ~(outside | answered | talked)
        cost = (
            TURNED_AWAY * (outside & ~self._stranger)
            + WRONG_ANSWER * (answered & ~self._right)
            + WRONG_TALK * (talked & ~self._right)
            + np.where(self._offered | self._stranger, QUESTION_BACK, USELESS_QUESTION_BACK) * asked
        )
        return float(cost.mean())
