"""Are probabilities honest, thresholds sensible, and is a saved model the same model?"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from photodesk.understanding.classifier import Classifier, Thresholds, UnusableModelError
from photodesk.understanding.encoder import Encoder, Letter, Vectors
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, is_question


def test_the_ranking_holds_every_intent_and_sums_to_one(classifier: Classifier) -> None:
    (found,) = classifier.classify(["I would like to call off my order"])
    assert found.ranking[0].id == "cancel_order"
    assert {one.id for one in found.ranking} == set(classifier.intents)
    assert sum(one.confidence for one in found.ranking) == pytest.approx(1, abs=1e-4)
    assert [one.confidence for one in found.ranking] == sorted((one.confidence for one in found.ranking), reverse=True)


@pytest.mark.parametrize("text", ["cancel my gym membership", "zxcv qwer asdf", "what's the weather in Oslo"])
def test_a_stranger_gets_no_policy_answer(classifier: Classifier, text: str) -> None:
    (found,) = classifier.classify([text])
    assert not (found.band is Band.SURE and is_question(found.ranking[0].id))


def test_a_batch_is_judged_as_its_messages_one_by_one(classifier: Classifier) -> None:
    texts = ["where is my order", "thanks a lot", "the Lightroom plugin crashes"]
    together = classifier.classify(texts)
    assert [one.ranking[0].id for one in together] == ["order_status", "thank", "lightroom_plugin"]
    for text, found in zip(texts, together):
        (alone,) = classifier.classify([text])
        assert alone.ranking[0].confidence == pytest.approx(found.ranking[0].confidence, abs=0.02)


class Watched:
    """An encoder that keeps what it was asked."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.blocks = encoder.name, encoder.blocks
        self.asked: list[str] = []
        self._encoder = encoder

    def encode(self, texts: Sequence[str], letter: Letter | None = None) -> Vectors:
        self.asked += texts
        return self._encoder.encode(texts, letter)


@pytest.fixture
def watched(classifier: Classifier, encoder: Encoder, tmp_path: Path) -> Classifier:
    """The classifier with an encoder that tells what it was asked."""
    classifier.save(tmp_path)
    return Classifier.load(tmp_path, Watched(encoder))


def test_what_ngrams_are_certain_of_costs_no_encoder(watched: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, doubtful = "can I cancel my order", "is there any way back from what I bought yesterday"
    alone = watched.classify_vectors([plain, doubtful], None)
    assert alone[0].band is Band.SURE
    assert alone[0].ranking[0].confidence > alone[1].ranking[0].confidence + 0.1
    monkeypatch.setattr("photodesk.understanding.classifier.CERTAIN", alone[0].ranking[0].confidence)
    found = watched.classify([doubtful, plain])
    assert isinstance(watched.encoder, Watched)
    assert watched.encoder.asked == [doubtful]
    assert found[1] == alone[0]
    assert found[0].ranking[0].confidence != alone[1].ranking[0].confidence


def test_likely_but_out_of_scope_is_not_certain(watched: Classifier) -> None:
    """Only what is answered goes without the encoder: to turn somebody away needs the better judgement."""
    watched.classify(["cancel my gym membership"])
    assert isinstance(watched.encoder, Watched)
    assert watched.encoder.asked == ["cancel my gym membership"]


def test_that_nothing_is_asked_ngrams_do_not_decide(watched: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    """To them "where is this order" is all but "here is this order"."""
    told = "thanks a lot for your help"
    [alone] = watched.classify_vectors([told], None)
    assert alone.band is Band.SURE
    assert alone.ranking[0].id == "thank"
    monkeypatch.setattr("photodesk.understanding.classifier.CERTAIN", alone.ranking[0].confidence)
    watched.classify([told])
    assert isinstance(watched.encoder, Watched)
    assert watched.encoder.asked == [told]


def test_a_saved_model_is_the_same_model(classifier: Classifier, encoder: Encoder, tmp_path: Path) -> None:
    classifier.save(tmp_path)
    loaded = Classifier.load(tmp_path, encoder)
    texts = ["where is my order", "cancel my gym membership", "I forgot my password"]
    for before, after in zip(classifier.classify(texts), loaded.classify(texts)):
        assert [one.id for one in before.ranking[:3]] == [one.id for one in after.ranking[:3]]
        assert before.band is after.band
        assert before.ranking[0].confidence == pytest.approx(after.ranking[0].confidence, abs=1e-3)


def test_a_model_of_another_format_is_refused(classifier: Classifier, encoder: Encoder, tmp_path: Path) -> None:
    classifier.save(tmp_path)
    record = json.loads((tmp_path / "classifier.json").read_text())
    (tmp_path / "classifier.json").write_text(json.dumps(record | {"format": "0"}))
    with pytest.raises(UnusableModelError, match="train again"):
        Classifier.load(tmp_path, encoder)


def test_without_the_encoder_the_model_still_reads_ngrams(
    classifier: Classifier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    classifier.save(tmp_path)
    with caplog.at_level(logging.WARNING):
        loaded = Classifier.load(tmp_path, None)
    assert "n-grams alone" in caplog.text
    found = loaded.classify(["can I cancel my order", "the lightroom plugin does not work"])
    assert [one.ranking[0].id for one in found] == ["cancel_order", "lightroom_plugin"]
    assert sum(one.confidence for one in found[0].ranking) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("best", "probability", "outside", "band"),
    [
        ("cancel_order", 0.85, 0.05, Band.SURE),
        ("cancel_order", 0.75, 0.05, Band.UNSURE),
        ("greet", 0.6, 0.05, Band.SURE),
        ("greet", 0.4, 0.05, Band.UNSURE),
        (OUT_OF_SCOPE, 0.65, 0.65, Band.UNSURE),
        (OUT_OF_SCOPE, 0.75, 0.75, Band.OUTSIDE),
    ],
)
def test_the_three_bands(best: str, probability: float, outside: float, band: Band) -> None:
    assert Thresholds(sure=0.8, sure_talk=0.5, outside=0.7).band(best, probability, outside) is band
