"""A model of ten topics that learns in seconds, and the parts that every test shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from photodesk.understanding.classifier import Classifier
from photodesk.understanding.encoder import Encoder, find_encoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.examples import Example, read_examples
from photodesk.understanding.reader import Reader
from photodesk.understanding.training import train
from photodesk.understanding.wording import taught

EXAMPLES = Path(__file__).parents[2] / "data" / "nlu"

FEW_TOPICS = (
    "cancel_order",
    "order_status",
    "gift_cards",
    "lightroom_plugin",
    "login_problem",
    "report_defect",
    "greet",
    "thank",
    "inform",
    "out_of_scope",
)
EACH = 30


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    return read_examples(EXAMPLES)


@pytest.fixture(scope="session")
def finder() -> EntityFinder:
    return EntityFinder()


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    found = find_encoder()
    assert found is not None, "the tests need the encoder's package"
    return found


@pytest.fixture(scope="session")
def few_examples(examples: list[Example], finder: EntityFinder) -> list[tuple[str, str]]:
    """Thirty worded examples of each of ten topics, spread over its file."""
    chosen = []
    for topic in FEW_TOPICS:
        worded = taught(((one.text, one.intent) for one in examples if one.intent == topic), finder)
        chosen += worded[:: max(1, len(worded) // EACH)][:EACH]
    return chosen


@pytest.fixture(scope="session")
def classifier(few_examples: list[tuple[str, str]], encoder: Encoder) -> Classifier:
    texts, intents = zip(*few_examples)
    return train(texts, intents, encoder)


@pytest.fixture(scope="session")
def reader(classifier: Classifier, finder: EntityFinder) -> Reader:
    return Reader(classifier, finder)
