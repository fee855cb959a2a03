"""Are our n-grams those of scikit-learn, which serving does without?"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from photodesk.understanding.ngrams import NGrams

TEXTS = [
    "Can I cancel my order?",
    "can i cancel it??",
    "Missä tilaukseni on? Äiti kysyy",
    "x",
    "a  b\tc\n\nd",
    "WHERE IS MY ORDER!!! where is it",
    "two  spaces, and a-hyphen; e.g. 25.80 €",
    "",
]


@pytest.mark.parametrize(
    ("analyser", "settings"),
    [
        ("characters", {"analyzer": "char_wb", "ngram_range": (2, 5)}),
        ("words", {"token_pattern": r"\b\w+\b|[?!]+", "ngram_range": (1, 2)}),
    ],
)
@pytest.mark.parametrize("at_least", [1, 2])
def test_our_ngrams_equal_scikit_learns(analyser: str, settings: dict[str, object], at_least: int) -> None:
    theirs = TfidfVectorizer(sublinear_tf=True, min_df=at_least, **settings)
    wanted = theirs.fit_transform(TEXTS).toarray()
    ours = NGrams.learn(analyser, TEXTS, at_least)
    assert list(ours.vocabulary) == list(theirs.get_feature_names_out())
    found = np.zeros_like(wanted)
    for row, text in enumerate(TEXTS):
        columns, values = ours.row(text)
        found[row, columns] = values
    np.testing.assert_allclose(ours.matrix(TEXTS).toarray(), found)
    np.testing.assert_allclose(found, wanted, atol=1e-6)
