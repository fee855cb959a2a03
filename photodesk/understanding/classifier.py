"""Which topic is a message about, how likely is that, and is it safe to answer?

A message is compared with every example: by the n-grams of characters and words that they share, and by how close their
sentence vectors lie. What was learned (`training.py`) turns the likenesses into one margin an intent. The margins, how
near the nearest example is, and a few signs that a message is not our business are weighed into one softmax, whose
weights are fitted on predictions for examples that were left out: so its probabilities are calibrated, and so are the
thresholds of the three bands.

Beside this model a second one has learned from n-grams alone. It goes first: what it is all but certain of needs no
encoder. And it reads alone where the encoder is missing.
"""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from photodesk.understanding.encoder import Encoder, Letter, Vectors
from photodesk.understanding.ngrams import Floats, Integers, NGrams
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Ranked, is_question
from photodesk.understanding.strangers import SIGNS, signs_of_a_stranger

logger = logging.getLogger(__name__)

FORMAT = "4"
"""Written into a saved model; another format is refused. Raise it when features or files change."""

MODEL_FILES = ("classifier.npz", "classifier.json")

# -- how alike two messages are: the same numbers did best on our examples and on BANKING77 ----------------------------

CHARACTERS = 1.0
WORDS = 0.5
VECTOR = 2.0
"""What each likeness counts: of n-grams their cosine, of one encoder's vectors exp(2 · (cosine − 1))."""
SAMENESS = 0.1
"""What any two messages have in common."""

AT_A_TIME = 1024
"""So many examples fit into a processor's cache: three messages are compared with all in half the time."""

CERTAIN = 0.98
"""From here on n-grams alone decide which topic is asked; docs/understanding.md has what that costs and saves. That
nothing is asked they do not decide: to them "where is this order" is all but "here is this order"."""


class UnusableModelError(Exception):
    """A saved model that this program cannot use; the message says why and that training again helps."""


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

    @classmethod
    def of(cls, intents: Sequence[str], probabilities: Floats, thresholds: Thresholds) -> Classified:
        """From one message's probabilities, in the order of the intents."""
        order = np.argsort(-probabilities, kind="stable")
        ranking = tuple(Ranked(intents[column], float(probabilities[column])) for column in order)
        outside = float(probabilities[list(intents).index(OUT_OF_SCOPE)])
        return cls(ranking, thresholds.band(ranking[0].id, ranking[0].confidence, outside))


@dataclass
class Evidence:
    """What speaks for each intent, before it is weighed; one row a message."""

    margins: Floats
    """About 1 where an example says so, −1 where all say not; one column an intent."""
    signs: Floats
    """Signs of a stranger, and how near the nearest example is."""
    outside_column: int

    def ours(self) -> tuple[Floats, Floats]:
        """The margins of our own intents, and the same read as odds: tells a poor second from a bad one."""
        margins: Floats = np.delete(self.margins, self.outside_column, axis=1)
        return margins, _odds(margins)

    def for_outside(self) -> Floats:
        """What tells a stranger: signs, nearness, our best margin, out_of_scope's own margin and odds, a constant."""
        best = self.ours()[0].max(axis=1, keepdims=True)
        own = self.margins[:, self.outside_column, None]
        return np.hstack([self.signs, best, own, _odds(own), np.ones_like(own)])


NEAREST, BEST, CONSTANT = SIGNS, SIGNS + 1, -1
"""Columns of `Evidence.for_outside`."""


def _odds(margins: Floats) -> Floats:
    result: Floats = np.log(np.clip((1 + margins) / 2, 0.02, None))
    return result


@dataclass(frozen=True)
class Calibration:
    """How margins and signs become probabilities, and probabilities bands.

    First whether the message is ours at all, then which of ours it is.
    """

    margin: float
    odds: float
    outside: tuple[float, ...]
    """Weights of `Evidence.for_outside`."""
    thresholds: Thresholds

    def probabilities(self, evidence: Evidence) -> Floats:
        margins, odds = evidence.ours()
        scores = self.margin * margins + self.odds * odds
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        outside = 1 / (1 + np.exp(-(evidence.for_outside() @ np.array(self.outside, dtype=np.float32))))
        ours = powers / powers.sum(axis=1, keepdims=True) * (1 - outside[:, None])
        result: Floats = np.insert(ours, evidence.outside_column, outside, axis=1).astype(np.float32)
        return result

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Calibration:
        return cls(record["margin"], record["odds"], tuple(record["outside"]), Thresholds(**record["thresholds"]))


# -- the model -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Features:
    """What of a text is looked at; learned from the training texts, never from their intents."""

    characters: NGrams
    words: NGrams
    centre: Floats
    """The mean of the training vectors; empty without an encoder."""
    blocks: tuple[int, ...]
    """How many dimensions of the vectors each encoder gave."""

    def directions(self, vectors: Vectors) -> Floats:
        """Each encoder's part of the vectors, seen from the centre, at unit length."""
        parts = np.split(vectors - self.centre, np.cumsum(self.blocks)[:-1], axis=1)
        return np.hstack([part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9) for part in parts])

    def likeness(self, some: Floats, others: Floats) -> tuple[Floats, Floats]:
        """What the vectors of two lists of directions count for their likeness, and their mean cosine."""
        total = np.zeros((len(others), len(some)), dtype=np.float32)
        cosines = np.zeros_like(total)
        starts = np.cumsum((0, *self.blocks))
        for row in range(0, len(others), AT_A_TIME):
            rows = slice(row, row + AT_A_TIME)
            for first, last in itertools.pairwise(starts):
                cosine = others[rows, first:last] @ some[:, first:last].T
                cosines[rows] += cosine / len(self.blocks)
                cosine -= 1
                cosine *= 2
                total[rows] += VECTOR * np.exp(cosine, out=cosine)
        return total.T, cosines.T


@dataclass(frozen=True)
class Model:
    """What one training learned."""

    linear: Floats
    """How each n-gram (characters, then words) moves each intent."""
    intercepts: Floats
    weights: Floats
    """How being like an example moves each intent, one row an example; empty without an encoder."""
    calibration: Calibration


@dataclass(frozen=True)
class _Read:
    """What the words of one text hold: its n-grams (characters, then words), and the signs of a stranger."""

    columns: Integers
    values: Floats
    signs: Floats


class Classifier:
    """A trained model and, where there is one, its encoder."""

    def __init__(
        self,
        intents: tuple[str, ...],
        features: Features,
        examples: Floats,
        known: frozenset[str],
        *,
        with_vectors: Model | None,
        without: Model,
        space: str | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        """`examples` are the directions of the training vectors, `known` the word stems of our own topics' examples.

        `space` names the encoder that made the training vectors: another one is not used.
        """
        self.intents = intents
        self.features = features
        self.examples = examples
        self.known = known
        self.with_vectors = with_vectors
        self.without = without
        self.space = space
        self.encoder = encoder if encoder is not None and encoder.name == space else None
        if space is not None and self.encoder is None:
            logger.warning("The model was trained with the encoder %s, which is not here: n-grams alone.", space)

    @property
    def sure(self) -> float:
        """How likely a topic must be to be answered."""
        model = self.with_vectors if self.encoder and self.with_vectors else self.without
        return model.calibration.thresholds.sure

    def classify(self, texts: Sequence[str], letter: Letter | None = None) -> list[Classified]:
        """`letter` is where some of the texts stand."""
        encoder = self.encoder
        if encoder is None:
            return self._classify(texts, None)
        return self._classify(texts, lambda rows: encoder.encode([texts[row] for row in rows], letter))

    def glance(self, texts: Sequence[str]) -> list[Classified]:
        """By n-grams alone, which takes a tenth of the time."""
        return self._classify(texts, None)

    def classify_vectors(self, texts: Sequence[str], vectors: Vectors | None) -> list[Classified]:
        """The same, for vectors that are there already."""
        return self._classify(texts, None if vectors is None else vectors.__getitem__)

    def _classify(self, texts: Sequence[str], vectors_of: Callable[[list[int]], Vectors] | None) -> list[Classified]:
        """`vectors_of` gives the vectors of these rows; it is asked for those that n-grams leave in doubt."""
        read = [self._read(text) for text in texts]
        found = self._judge(self.without, read)
        if self.with_vectors is None or vectors_of is None:
            return found
        doubtful = [row for row, one in enumerate(found) if not _is_certain(one)]
        if doubtful:
            better = self._judge(self.with_vectors, [read[row] for row in doubtful], vectors_of(doubtful))
            for row, one in zip(doubtful, better):
                found[row] = one
        return found

    def _judge(self, model: Model, read: Sequence[_Read], vectors: Vectors | None = None) -> list[Classified]:
        if not read:
            return []
        probabilities = model.calibration.probabilities(self._evidence(model, read, vectors))
        return [Classified.of(self.intents, row, model.calibration.thresholds) for row in probabilities]

    def _read(self, text: str) -> _Read:
        characters, words = self.features.characters.row(text), self.features.words.row(text)
        return _Read(
            np.concatenate([characters[0], len(self.features.characters.vocabulary) + words[0]]),
            np.concatenate([characters[1], words[1]]),
            signs_of_a_stranger(text, self.known),
        )

    def _evidence(self, model: Model, read: Sequence[_Read], vectors: Vectors | None) -> Evidence:
        """`vectors` are for the model that has learned from them, and None for the other."""
        margins = np.array([model.intercepts + one.values @ model.linear[one.columns] for one in read])
        signs = np.array([one.signs for one in read])
        nearest = np.zeros((len(read), 1), dtype=np.float32)
        if vectors is not None:
            likeness, cosines = self.features.likeness(self.features.directions(vectors), self.examples)
            margins += likeness @ model.weights
            nearest = cosines.max(axis=1, keepdims=True)
        return Evidence(margins, np.hstack([signs, nearest]), self.intents.index(OUT_OF_SCOPE))

    # -- to disk and back; no pickle, which would run what it reads ---------------------------------------------------

    def save(self, folder: Path) -> None:
        models = {"without": self.without} | ({"with_vectors": self.with_vectors} if self.with_vectors else {})
        arrays = {
            f"{name}_{part}": getattr(model, part).astype(kept_as)
            for name, model in models.items()
            for part, kept_as in (("linear", np.float16), ("intercepts", np.float32), ("weights", np.float32))
        }
        np.savez(
            folder / "classifier.npz",
            characters=self.features.characters.weights,
            words=self.features.words.weights,
            centre=self.features.centre,
            examples=self.examples.astype(np.float16),
            **arrays,
        )
        record = {
            "format": FORMAT,
            "space": self.space,
            "intents": self.intents,
            "characters": list(self.features.characters.vocabulary),
            "words": list(self.features.words.vocabulary),
            "blocks": self.features.blocks,
            "known": sorted(self.known),
            "calibrations": {name: asdict(model.calibration) for name, model in models.items()},
        }
        (folder / "classifier.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, encoder: Encoder | None) -> Classifier:
        record = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        if record.get("format") != FORMAT:
            raise UnusableModelError(f"{folder}: format {record.get('format')}, expected {FORMAT}; train again")
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            features = Features(
                NGrams("characters", _columns(record["characters"]), arrays["characters"]),
                NGrams("words", _columns(record["words"]), arrays["words"]),
                arrays["centre"],
                tuple(record["blocks"]),
            )
            models = {
                name: Model(
                    arrays[f"{name}_linear"].astype(np.float32),
                    arrays[f"{name}_intercepts"],
                    arrays[f"{name}_weights"],
                    Calibration.from_dict(calibration),
                )
                for name, calibration in record["calibrations"].items()
            }
            examples = arrays["examples"].astype(np.float32)
        return cls(
            tuple(record["intents"]),
            features,
            examples,
            frozenset(record["known"]),
            with_vectors=models.get("with_vectors"),
            without=models["without"],
            space=record["space"],
            encoder=encoder,
        )


def _columns(grams: Iterable[str]) -> dict[str, int]:
    return {gram: column for column, gram in enumerate(grams)}


def _is_certain(one: Classified) -> bool:
    return one.band is Band.SURE and is_question(one.ranking[0].id) and one.ranking[0].confidence >= CERTAIN
