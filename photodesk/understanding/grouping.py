"""Which texts ask for the same thing?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from photodesk.understanding.encoder import Encoder, Vectors, find_encoder
from photodesk.understanding.ngrams import ANALYSERS, NGrams

ALIKE = 0.45
"""So alike on average, by the cosine of both encoders, are two groups that are one; docs/learning.md has figures."""
ALIKE_BY_NGRAMS = 0.2
MOST_REMEMBERED = 20_000


@dataclass
class Grouping:
    """Groups texts by meaning; the encoder is loaded when it is first needed, and vectors are remembered."""

    find: Callable[[], Encoder | None] = find_encoder
    alike: float = ALIKE
    _encoder: list[Encoder | None] = field(default_factory=list)
    _known: dict[bytes, Vectors] = field(default_factory=dict)

    def groups(self, texts: Sequence[str]) -> list[list[int]]:
        """The places of the texts, group by group; in each the text first that is most like the others.

        The same texts in the same order give the same groups.
        """
        if len(texts) < 2:
            return [[place] for place in range(len(texts))]
        from scipy.cluster.hierarchy import fcluster, linkage
        from scipy.spatial.distance import squareform

        likeness, alike = self._likeness(texts)
        distance = np.clip(1 - likeness, 0, 2)
        np.fill_diagonal(distance, 0)
        tree = linkage(squareform(distance, checks=False), method="average")
        labels = fcluster(tree, t=1 - alike, criterion="distance")
        groups: dict[int, list[int]] = {}
        for place, label in enumerate(labels.tolist()):
            groups.setdefault(label, []).append(place)
        return [_centre_first(places, likeness) for places in groups.values()]

    def _likeness(self, texts: Sequence[str]) -> tuple[Vectors, float]:
        encoder = self._load()
        if encoder is None:
            rows = [NGrams.learn(analyser, texts, at_least=1).matrix(texts) for analyser in ANALYSERS]
            return sum((row @ row.T).toarray() for row in rows) / len(rows), ALIKE_BY_NGRAMS
        vectors = self._vectors(encoder, texts)
        start, likeness = 0, np.zeros((len(texts), len(texts)), dtype=np.float32)
        for block in encoder.blocks:
            part = vectors[:, start : start + block]
            likeness += part @ part.T / len(encoder.blocks)
            start += block
        return (likeness + likeness.T) / 2, self.alike

    def _vectors(self, encoder: Encoder, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts) if key not in self._known}
        if len(self._known) + len(missing) > MOST_REMEMBERED:
            self._known.clear()
            missing = dict(zip(keys, texts))
        self._known |= dict(zip(missing, encoder.encode(list(missing.values()))))
        return np.array([self._known[key] for key in keys], dtype=np.float32)

    def _load(self) -> Encoder | None:
        if not self._encoder:
            self._encoder.append(self.find())
        return self._encoder[0]


def _centre_first(places: list[int], likeness: Vectors) -> list[int]:
    nearness = likeness[np.ix_(places, places)].sum(axis=1)
    order = sorted(range(len(places)), key=lambda one: (-round(float(nearness[one]), 4), places[one]))
    return [places[one] for one in order]
