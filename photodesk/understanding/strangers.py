"""What in a message's words says that it is not our business?"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np

from photodesk.understanding.ngrams import Floats

SIGNS = 3

_NAME = re.compile(r"(?<=[a-zåäöæø,] )[A-ZÅÄÖÆØ][a-zåäöæø]{2,}")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=1)
def other_companies() -> tuple[str, ...]:
    """Names of companies that are not ours, lower case."""
    lines = Path(__file__).with_name("other-companies.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=1)
def _company_pattern() -> re.Pattern[str]:
    names = sorted(other_companies(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(found.group() for name in other_companies() if (found := _WORD.search(name)))


def _names_a_company(text: str) -> bool:
    """Hundreds of names are looked for only where one could begin."""
    return not _first_words().isdisjoint(_WORD.findall(text.lower())) and bool(_company_pattern().search(text))


def stems(text: str) -> set[str]:
    """The first five letters of every word: a rough stem that joins "order", "orders" and "ordering"."""
    return {word[:5] for word in _LETTERS.findall(text.lower())}


def signs_of_a_stranger(text: str, known: frozenset[str]) -> Floats:
    """Words that no example of ours has (at most three count), another company's name, a capitalised name."""
    return np.array(
        [
            min(3, len(stems(text) - known)),
            _names_a_company(text),
            bool(_NAME.search(text)),
        ],
        dtype=np.float32,
    )
