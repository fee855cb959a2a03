"""Which runs of letters and words does a text hold, and how much does each of them say?"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_WORD = re.compile(r"\b\w+\b|[?!]+")
SHORTEST, LONGEST = 2, 5


def character_ngrams(text: str) -> list[str]:
    """N-grams of two to five characters inside words padded with a space each side: scikit-learn's `char_wb`."""
    return list(itertools.chain.from_iterable(map(_inside, text.lower().split())))


@lru_cache(maxsize=4096)  # a letter says most words twice: as a whole, and sentence by sentence
def _inside(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    sizes = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    return tuple(padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1))


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
        seen: Counter[int | None] = Counter(map(self.vocabulary.get, ANALYSERS[self.analyser](text)))
        del seen[None]
        columns = np.fromiter(seen.keys(), dtype=np.int64, count=len(seen))
        counts = np.fromiter(seen.values(), dtype=np.float32, count=len(seen))
        ascending = np.argsort(columns)
        columns = columns[ascending]
        values = 1 + np.log(counts[ascending])
        values = values * self.weights[columns]
        length = float(np.linalg.norm(values))
        return columns, (values / length if length else values).astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> Any:
        """A sparse matrix (scipy's CSR), one row a text."""
        import scipy.sparse

        rows = [self.row(text) for text in texts]
        starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([columns for columns, _ in rows]) if rows else np.zeros(0, dtype=np.int64)
        values = np.concatenate([values for _, values in rows]) if rows else np.zeros(0, dtype=np.float32)
        return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(texts), len(self.vocabulary)))
