"""Does the bench count what it says it counts?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from photodesk.understanding.bench import (
    Judged,
    calibration_error,
    judge_out_of_fold,
    misplaced,
    read_asked,
    report,
    understood_topics,
)
from photodesk.understanding.classifier import TrainingSet
from photodesk.understanding.encoder import Encoder
from photodesk.understanding.examples import Example
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Question, Ranked, Reading


def judged(truth: str, best: str, confidence: float, band: Band, second: str = "refund") -> Judged:
    ranking = (Ranked(best, confidence), Ranked(second, round(1 - confidence, 4)))
    if truth not in (best, second):
        ranking += (Ranked("a", 0.0), Ranked("b", 0.0), Ranked(truth, 0.0))
    return Judged("some words", truth, ranking, band, "file.yml:7")


RIGHT = judged("cancel_order", "cancel_order", 0.9, Band.SURE)
WRONG = judged("cancel_order", "order_status", 0.9, Band.SURE)
OFFERED = judged("refund", "cancel_order", 0.6, Band.UNSURE)
NOT_OFFERED = judged("gift_cards", "cancel_order", 0.6, Band.UNSURE)
TURNED_AWAY = judged("cancel_order", OUT_OF_SCOPE, 0.9, Band.OUTSIDE)
STRANGER_AWAY = judged(OUT_OF_SCOPE, OUT_OF_SCOPE, 0.9, Band.OUTSIDE)
STRANGER_ANSWERED = judged(OUT_OF_SCOPE, "cancel_order", 0.9, Band.SURE)
STRANGER_GREETED = judged(OUT_OF_SCOPE, "greet", 0.9, Band.SURE)


def test_an_answer_is_right_when_it_is_sure_and_right() -> None:
    assert [one.is_right for one in (RIGHT, WRONG, OFFERED, TURNED_AWAY, STRANGER_AWAY)] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_one_click_away_means_offered_among_three() -> None:
    assert [one.is_within_a_click for one in (RIGHT, WRONG, OFFERED, NOT_OFFERED)] == [True, False, True, False]


def test_small_talk_to_a_stranger_is_no_policy_answer() -> None:
    assert [one.is_policy_answer for one in (STRANGER_ANSWERED, STRANGER_GREETED, STRANGER_AWAY)] == [
        True,
        False,
        False,
    ]


def test_the_report_counts_each_rate() -> None:
    text = "\n".join(report([RIGHT, WRONG, OFFERED, NOT_OFFERED, TURNED_AWAY, STRANGER_AWAY, STRANGER_ANSWERED]))
    assert "(1 of 5)" in next(line for line in text.splitlines() if line.startswith("answered right first time"))
    assert "(2 of 5)" in next(line for line in text.splitlines() if line.startswith("right or one click away"))
    assert "(1 of 5)" in next(line for line in text.splitlines() if line.startswith("policy answer to the wrong"))
    assert "(1 of 2)" in next(line for line in text.splitlines() if line.startswith("out of scope: no policy answer"))


def test_calibration_error_is_the_distance_of_confidence_and_accuracy() -> None:
    assert calibration_error([RIGHT] * 9 + [WRONG]) == pytest.approx(0.0, abs=1e-9)
    assert calibration_error([WRONG] * 10) == pytest.approx(0.9)


def test_a_suspect_line_is_named_with_its_place() -> None:
    (line,) = misplaced([RIGHT, WRONG, OFFERED])
    assert line.startswith("file.yml:7: order_status (0.90) rather than cancel_order")


def test_a_file_of_messages_may_name_one_topic_or_several(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    lines = [{"text": "a", "topics": "refund"}, {"text": "b", "topics": ["refund", "gift_cards"], "as": "consumer"}]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert [one.topics for one in read_asked(file)] == [("refund",), ("refund", "gift_cards")]


def test_a_reading_without_questions_is_its_intent() -> None:
    ranking = (Ranked("greet", 0.9),)
    assert understood_topics(Reading("hello", ranking, Band.SURE)) == ["greet"]
    question = Question("cancel", (Ranked("cancel_order", 0.9),), Band.SURE)
    assert understood_topics(Reading("cancel", ranking, Band.SURE, (question,))) == ["cancel_order"]


def test_cross_validation_judges_every_example_out_of_fold(
    few_examples: list[tuple[str, str]], encoder: Encoder
) -> None:
    texts, intents = zip(*few_examples)
    examples = [Example(intent, text, (), "file.yml", line) for line, (text, intent) in enumerate(few_examples)]
    results = judge_out_of_fold(examples, TrainingSet(texts, intents, encoder.encode(texts)))
    assert [one.text for one in results] == list(texts)
    right = sum(one.best == one.truth for one in results) / len(results)
    assert 0.7 < right < 1, "far above chance, and not perfect as it would be on its own training lines"
