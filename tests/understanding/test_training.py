"""Is what was left out judged as by a model that never saw it, and do thresholds lie where answers turn wrong?"""

from __future__ import annotations

import numpy as np
import pytest

from photodesk.understanding.classifier import Evidence
from photodesk.understanding.encoder import Encoder
from photodesk.understanding.examples import Example
from photodesk.understanding.ngrams import NGrams
from photodesk.understanding.reading import OUT_OF_SCOPE, TALK
from photodesk.understanding.strangers import SIGNS
from photodesk.understanding.training import (
    _Fit,
    calibrate,
    choose_thresholds,
    encoded,
    folds,
    group_near_duplicates,
    near_duplicates,
    train,
    train_on,
)


def test_training_without_an_encoder_works(few_examples: list[tuple[str, str]]) -> None:
    texts, intents = zip(*few_examples)
    found = train(texts, intents, None).classify(["how do I sell gift cards"])
    assert found[0].ranking[0].id == "gift_cards"


def test_training_without_strangers_is_refused() -> None:
    with pytest.raises(ValueError, match=OUT_OF_SCOPE):
        train(["a", "b", "c"], ["x", "y", "z"], None)


def test_near_copies_are_judged_by_a_model_that_saw_none_of_them() -> None:
    texts = [
        "could you tell me where my order is now",
        "could you tell me where my order is now?",
        "Could you tell me where my orders are now",
        "cancel it please",
        "tell me a joke",
    ] * 2
    intents = ["a", "a", "a", "b", "c"] * 2
    groups = group_near_duplicates(texts)
    assert groups[0] == groups[1] == groups[2] == groups[5]
    assert groups[0] != groups[3]
    for training, judged in folds(intents, groups, 3):
        assert not set(groups[training]) & set(groups[judged])
    assert sorted(row for _, judged in folds(intents, groups, 3) for row in judged) == list(range(10))


def test_thresholds_ask_back_where_answers_turn_wrong() -> None:
    """Answers at 0.7 and below are wrong half of the time, those above are right: the threshold lies between."""
    names = ["cancel_order", OUT_OF_SCOPE, "refund"]
    confident = np.tile([0.9, 0.05, 0.05], (50, 1))
    doubtful = np.tile([0.7, 0.05, 0.25], (50, 1))
    probabilities = np.vstack([confident, doubtful]).astype(np.float32)
    truth = np.array([0] * 50 + [0, 2] * 25)
    chosen = choose_thresholds(probabilities, truth, names)
    assert 0.7 < chosen.sure <= 0.9


def test_near_duplicates_are_those_of_the_full_product(examples: list[Example]) -> None:
    texts = [example.text for example in examples if example.intent in TALK]
    matrix = NGrams.learn("characters", texts, at_least=1).matrix(texts)
    product = np.triu((matrix @ matrix.T).toarray(), 1)
    expected = {(int(row), int(other)) for row, other in np.argwhere(product >= 0.7)}
    assert len(expected) > 50
    assert {(row, other) for row, other, _ in near_duplicates(texts, 0.7)} == expected


def test_leaving_out_is_as_good_as_training_without() -> None:
    points = np.random.default_rng(1).normal(size=(60, 5)).astype(np.float32)
    likeness = (points @ points.T + 0.1).astype(np.float32)
    truth = np.arange(60) % 3
    left = np.arange(0, 60, 7)
    rest = np.setdiff1d(np.arange(60), left)
    whole = _Fit(likeness, truth, 3)
    # The rarity of an intent is that of all examples in both.
    rarity = (60 / 3 / np.bincount(truth)) ** 0.5
    system = likeness[np.ix_(rest, rest)] + np.diag(0.3 / rarity[truth[rest]])
    weights = np.linalg.solve(system, np.where(np.arange(3) == truth[rest][:, None], 1.0, -1.0))
    np.testing.assert_allclose(whole.without(left), likeness[np.ix_(left, rest)] @ weights, atol=1e-3)


def test_the_model_gives_an_example_the_margins_that_were_fitted(
    few_examples: list[tuple[str, str]], encoder: Encoder
) -> None:
    """The weights of n-grams and of examples, kept apart for serving, add up to what the likenesses gave."""
    texts, intents = zip(*few_examples)
    classifier = train_on(encoded(texts, intents, encoder))
    vectors = encoder.encode(texts)
    model = classifier.with_vectors
    assert model is not None
    matrices = [classifier.features.characters.matrix(texts), classifier.features.words.matrix(texts)]
    ngrams = (matrices[0] @ matrices[0].T + 0.5 * matrices[1] @ matrices[1].T).toarray() + 0.1
    directions = classifier.features.directions(vectors)
    fitted = (ngrams + classifier.features.likeness(directions, directions)[0]) @ model.weights
    evidence = classifier._evidence(model, [classifier._read(text) for text in texts], vectors)
    np.testing.assert_allclose(evidence.margins, fitted, atol=2e-3)


def test_without_any_stranger_among_the_examples_what_is_far_is_one(
    few_examples: list[tuple[str, str]], encoder: Encoder
) -> None:
    ours = [(text, intent) for text, intent in few_examples if intent != OUT_OF_SCOPE]
    classifier = train_on(encoded(*zip(*ours), encoder), encoder)
    near, far = classifier.classify(["can I cancel my order", "the mayor of Bergen opened a new swimming pool"])
    assert near.ranking[0].id == "cancel_order"
    assert far.ranking[0].id == OUT_OF_SCOPE


def test_calibrated_confidence_is_how_often_it_is_right() -> None:
    """Margins that are right seven times of ten come out at about seven tenths, whatever their scale."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 2000)
    said = np.where(random.random(2000) < 0.7, truth, 1 - truth)
    margins = np.full((2000, 3), -0.2, dtype=np.float32)
    margins[np.arange(2000), said] = 0.1
    margins[:, 2] = -1
    evidence = Evidence(margins, np.zeros((2000, SIGNS + 1), dtype=np.float32), 2)
    probabilities = calibrate(
        evidence, truth, ["cancel_order", "refund", OUT_OF_SCOPE], strangers_are_few=False
    ).probabilities(evidence)
    assert probabilities.max(axis=1).mean() == pytest.approx(0.7, abs=0.03)
