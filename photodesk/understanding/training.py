"""How does the classifier learn from examples, and how does it come to know how sure it may be?

Kernel ridge regression: the margins of all examples are fitted at once, by one factorisation of the matrix of their
likenesses. From its inverse, what the model would say of any part of the examples had it not seen them follows exactly
(Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, 5.4.2), so calibration costs no second training.
Near-copies are left out together. The inverse document frequencies and the centre of the vectors, which know no
intents, are those of all examples.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from photodesk.understanding.classifier import (
    BEST,
    CHARACTERS,
    CONSTANT,
    NEAREST,
    SAMENESS,
    WORDS,
    Calibration,
    Classifier,
    Evidence,
    Features,
    Model,
    Thresholds,
)
from photodesk.understanding.encoder import Encoder, Vectors
from photodesk.understanding.ngrams import Floats, Integers, NGrams
from photodesk.understanding.reading import OUT_OF_SCOPE, is_question
from photodesk.understanding.strangers import SIGNS, signs_of_a_stranger, stems

Doubles = npt.NDArray[np.float64]

RIDGE = 0.3
BALANCE = 0.5
"""The power of how rare an intent is, by which its examples weigh more: 0 all alike, 1 all intents alike."""

FOLDS = 5
SAME_WORDS = 0.8
"""Two examples whose character n-grams are at least this close are one group: both train, or both are judged."""
ENOUGH_STRANGERS = 0.05
"""Where fewer of the examples are out of scope, intents are left out in turn, to learn what a stranger looks like."""

# -- what a decision costs, in questions back ------------------------------------------------------------------------

WRONG_ANSWER = 6.0
"""A policy answer to a question that was not asked, or to a stranger's."""
WRONG_TALK = 2.0
"""A "you're welcome" to somebody who asked something."""
TURNED_AWAY = 3.0
"""A question of ours that is told to be none of our business."""
QUESTION_BACK = 1.0
USELESS_QUESTION_BACK = 2.0
"""A question back that does not offer what was meant."""


@dataclass(frozen=True)
class TrainingSet:
    """Messages, their intents and, where there is an encoder, their vectors."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    vectors: Vectors | None
    blocks: tuple[int, ...] = ()
    """How many dimensions of the vectors each encoder gave."""

    def part(self, rows: Integers) -> TrainingSet:
        return TrainingSet(
            tuple(self.texts[row] for row in rows),
            tuple(self.intents[row] for row in rows),
            None if self.vectors is None else self.vectors[rows],
            self.blocks,
        )


def encoded(texts: Sequence[str], intents: Sequence[str], encoder: Encoder | None) -> TrainingSet:
    vectors = encoder.encode(texts) if encoder else None
    return TrainingSet(tuple(texts), tuple(intents), vectors, encoder.blocks if encoder else ())


def train(texts: Sequence[str], intents: Sequence[str], encoder: Encoder | None) -> Classifier:
    """Learn from messages and their intents; out_of_scope must be among them."""
    if OUT_OF_SCOPE not in intents or len(set(intents)) < 3:
        raise ValueError(f"training needs at least two topics and {OUT_OF_SCOPE}")
    return train_on(encoded(texts, intents, encoder), encoder)


def train_on(examples: TrainingSet, encoder: Encoder | None = None) -> Classifier:
    """The same, for vectors that are there already. Without any example out of scope, strangers are what is far."""
    with threadpool_limits(os.cpu_count()):  # serving has one thread for each library, learning has them all
        return _train_on(examples, encoder)


def _train_on(examples: TrainingSet, encoder: Encoder | None) -> Classifier:
    names = tuple(sorted({*examples.intents, OUT_OF_SCOPE}))
    truth = np.array([names.index(intent) for intent in examples.intents])
    features = learn_features(examples)
    matrices = [features.characters.matrix(examples.texts), features.words.matrix(examples.texts)]
    ngram_likeness = _ngram_likeness(*matrices)
    directions = np.zeros((0, 0), dtype=np.float32)
    likeness, cosines = ngram_likeness, None
    if examples.vectors is not None:
        directions = features.directions(examples.vectors)
        likeness, cosines = features.likeness(directions, directions)
        likeness += ngram_likeness
    splits = folds(examples.intents, group_near_duplicates(examples.texts), FOLDS)
    words = [stems(text) for text in examples.texts]
    few = (truth == names.index(OUT_OF_SCOPE)).mean() < ENOUGH_STRANGERS

    def learn(likeness: Floats, cosines: Floats | None) -> Model:
        fit = _Fit(likeness, truth, len(names))
        evidence, judged = _left_out(
            fit, examples.texts, words, truth, splits, cosines, names.index(OUT_OF_SCOPE), strangers_are_few=few
        )
        linear = np.vstack(
            [weight * (matrix.T @ fit.weights) for weight, matrix in zip((CHARACTERS, WORDS), matrices)]
        ).astype(np.float32)
        return Model(
            linear,
            (SAMENESS * fit.weights.sum(axis=0)).astype(np.float32),
            fit.weights if cosines is not None else np.zeros((0, len(names)), dtype=np.float32),
            calibrate(evidence, judged, names, strangers_are_few=few),
        )

    return Classifier(
        names,
        features,
        directions,
        _known(words, truth, range(len(truth)), names.index(OUT_OF_SCOPE)),
        with_vectors=learn(likeness, cosines) if cosines is not None else None,
        without=learn(ngram_likeness, None),
        space=encoder.name if encoder else None,
        encoder=encoder,
    )


def learn_features(examples: TrainingSet) -> Features:
    centre = examples.vectors.mean(axis=0) if examples.vectors is not None else np.zeros(0, dtype=np.float32)
    characters, words = (NGrams.learn(analyser, examples.texts) for analyser in ("characters", "words"))
    return Features(characters, words, centre, examples.blocks)


def _ngram_likeness(characters: Any, words: Any) -> Floats:
    total: Floats = (CHARACTERS * (characters @ characters.T) + WORDS * (words @ words.T)).toarray()
    total += SAMENESS
    return total.astype(np.float32, copy=False)


class _Fit:
    """The solution for all examples, and what it would have been without some of them."""

    def __init__(self, likeness: Floats, truth: Integers, intents: int) -> None:
        from scipy.linalg import lapack

        count = np.bincount(truth, minlength=intents)
        rarity = (len(truth) / intents / np.maximum(count, 1)) ** BALANCE
        self._targets = np.where(np.arange(intents) == truth[:, None], 1, -1).astype(np.float32)
        system = likeness.copy()
        system[np.diag_indices(len(truth))] += (RIDGE / rarity[truth]).astype(np.float32)
        # The transpose of a symmetric matrix is the same, but for the order that LAPACK wants: no copy is made.
        factor, failed = lapack.spotrf(system.T, lower=1, overwrite_a=1)
        if failed:
            raise ValueError("the examples' likenesses make no solvable system: are there vectors that are no numbers?")
        inverse, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
        for first in range(0, len(truth), 1000):  # the upper half, in parts, for copies of all of it fill the memory
            last = first + 1000
            inverse[first:last, last:] = inverse[last:, first:last].T
            corner = np.tril(inverse[first:last, first:last])
            inverse[first:last, first:last] = corner + np.tril(corner, -1).T
        self._inverse: Floats = inverse
        self.weights: Floats = inverse @ self._targets
        """How being like an example moves each intent; one row an example."""

    def without(self, rows: Integers) -> Floats:
        """The margins of these examples by a model that learned from all others."""
        result: Floats = self._targets[rows] - np.linalg.solve(self._inverse[np.ix_(rows, rows)], self.weights[rows])
        return result


def _left_out(
    fit: _Fit,
    texts: Sequence[str],
    words: Sequence[set[str]],
    truth: Integers,
    splits: Sequence[tuple[Integers, Integers]],
    cosines: Floats | None,
    outside: int,
    *,
    strangers_are_few: bool,
) -> tuple[Evidence, Integers]:
    """What a model that never saw an example, nor a near-copy of it, says of it; and what it really is.

    Where strangers are few, each example counts a second time, as a stranger to a model that never saw its intent.
    """
    found: list[tuple[Integers, Floats, Floats]] = []

    def judge(rows: Integers, as_strangers: bool) -> None:
        others = np.setdiff1d(np.arange(len(truth)), rows)
        known = _known(words, truth, others, outside)
        signs = np.array([signs_of_a_stranger(texts[row], known) for row in rows], dtype=np.float32)
        nearest = np.zeros((len(rows), 1), dtype=np.float32)
        if cosines is not None:
            nearest = cosines[np.ix_(rows, others)].max(axis=1, keepdims=True)
        judged = np.full(len(rows), outside) if as_strangers else truth[rows]
        found.append((judged, fit.without(rows), np.hstack([signs.reshape(len(rows), SIGNS), nearest])))

    for _, rows in splits:
        judge(rows, as_strangers=False)
    if strangers_are_few:
        ours = np.random.default_rng(0).permutation([intent for intent in np.unique(truth) if intent != outside])
        for intents in np.array_split(ours, min(2 * FOLDS, len(ours))):
            judge(np.flatnonzero(np.isin(truth, intents)), as_strangers=True)
    judged, margins, signs = (np.concatenate(parts) for parts in zip(*found))
    return Evidence(margins, signs, outside), judged


def _known(words: Sequence[set[str]], truth: Integers, rows: Sequence[int] | Integers, outside: int) -> frozenset[str]:
    return frozenset(stem for row in rows if truth[row] != outside for stem in words[row])


# -- what is left out together ---------------------------------------------------------------------------------------


def group_near_duplicates(texts: Sequence[str]) -> Integers:
    """The same number for texts that are near-copies of each other, by way of others too."""
    leader = list(range(len(texts)))

    def find(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    for row, other, _ in near_duplicates(texts):
        leader[find(other)] = find(row)
    return np.array([find(row) for row in range(len(texts))], dtype=np.int64)


def near_duplicates(texts: Sequence[str], least: float = SAME_WORDS) -> list[tuple[int, int, float]]:
    """Pairs of texts whose character n-grams have a cosine of at least `least`, and that cosine.

    The product of all with all takes most of its time on n-grams that nearly every text has. So of each row the
    commonest are set aside, up to a length of three quarters of `least`: with those, a row can add no more than that
    to a product, and the rest of it must give the rest.
    """
    import scipy.sparse

    matrix = NGrams.learn("characters", texts, at_least=1).matrix(texts)
    aside = 0.75 * least
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    commonness = np.bincount(matrix.indices, minlength=matrix.shape[1])[matrix.indices]
    order = np.lexsort((-commonness, rows))
    lengths = np.concatenate([[0.0], np.cumsum(matrix.data[order].astype(np.float64) ** 2)])
    so_far = lengths[1:] - lengths[matrix.indptr[rows]]
    telling = order[so_far > aside**2 - 1e-6]
    rest = scipy.sparse.csr_matrix((matrix.data[telling], (rows[telling], matrix.indices[telling])), matrix.shape)
    products = (rest @ matrix.T).tocoo()
    likely = (products.data >= least - aside - 1e-6) & (products.row != products.col)
    pairs = np.unique(np.sort(np.stack([products.row[likely], products.col[likely]], axis=1), axis=1), axis=0)
    closeness = np.asarray(matrix[pairs[:, 0]].multiply(matrix[pairs[:, 1]]).sum(axis=1)).ravel()
    return [(int(row), int(other), float(one)) for (row, other), one in zip(pairs, closeness) if one >= least]


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


def calibrate(evidence: Evidence, truth: Integers, names: Sequence[str], *, strangers_are_few: bool) -> Calibration:
    """Weights that make the probabilities of what was left out likeliest, then the thresholds that cost least.

    Where strangers are few, those made of intents left out lie nearer than real ones: a free fit then all but forgets
    how near the nearest example is. Nearness and the best margin count alike there, and nothing else counts.
    """
    ours = truth != evidence.outside_column
    margins, odds = (part[ours].astype(np.float64) for part in evidence.ours())
    meant = truth[ours] - (truth[ours] > evidence.outside_column)
    rows = np.arange(len(meant))

    def which(parameters: Doubles) -> tuple[float, Doubles]:
        chances = _softmax(parameters[0] * margins + parameters[1] * odds)
        value = -np.log(np.maximum(chances[rows, meant], 1e-12)).mean()
        chances[rows, meant] -= 1
        return value, np.array([(chances * margins).sum(), (chances * odds).sum()]) / len(meant)

    moves = evidence.for_outside().astype(np.float64)
    directions = np.eye(moves.shape[1])
    if strangers_are_few:
        directions = np.zeros((moves.shape[1], 2))
        for column in (NEAREST, BEST):
            directions[column, 0] = -1 / max(moves[:, column].std(), 1e-6)
        directions[CONSTANT, 1] = 1

    def whether(parameters: Doubles) -> tuple[float, Doubles]:
        scores = moves @ (directions @ parameters)
        value = (np.logaddexp(0, scores) - scores * ~ours).mean()
        return value, directions.T @ (moves.T @ (1 / (1 + np.exp(-scores)) - ~ours)) / len(truth)

    margin, odd = _smallest(which, np.array([2.0, 2.0]))
    outside = directions @ _smallest(whether, np.zeros(directions.shape[1]))
    draft = Calibration(float(margin), float(odd), tuple(map(float, outside)), Thresholds(0.9, 0.5, 0.5))
    return replace(draft, thresholds=choose_thresholds(draft.probabilities(evidence), truth, names))


def _smallest(loss: Callable[[Doubles], tuple[float, Doubles]], start: Doubles) -> Doubles:
    """Where the loss and a small penalty on large weights are least."""
    from scipy.optimize import minimize

    def penalised(parameters: Doubles) -> tuple[float, Doubles]:
        value, slope = loss(parameters)
        return value + 1e-4 * float(parameters @ parameters), slope + 2e-4 * parameters

    best: Doubles = minimize(penalised, start, jac=True, method="L-BFGS-B").x
    return best


def _softmax(scores: Doubles) -> Doubles:
    powers: Doubles = np.exp(scores - scores.max(axis=1, keepdims=True))
    powers /= powers.sum(axis=1, keepdims=True)
    return powers


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
