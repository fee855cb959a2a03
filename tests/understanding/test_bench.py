"""Does the bench count what it says it counts?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from photodesk.cli import main
from photodesk.understanding import bench
from photodesk.understanding.bench import (
    Asked,
    InvalidMessagesError,
    Judged,
    calibration_error,
    confusion,
    draw,
    judge_out_of_fold,
    judge_reading,
    rates,
    read_asked,
    report,
    understood_topics,
)
from photodesk.understanding.encoder import Encoder
from photodesk.understanding.examples import Example
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Question, Ranked, Reading
from photodesk.understanding.training import TrainingSet


def judged(truth: str, best: str, confidence: float, band: Band, second: str = "refund") -> Judged:
    ranking: tuple[Ranked, ...] = (Ranked(best, confidence), Ranked(second, round(1 - confidence, 4)))
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


def test_a_file_of_messages_may_name_one_topic_or_several(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    lines = [{"text": "a", "topics": "refund"}, {"text": "b", "topics": ["refund", "gift_cards"], "as": "consumer"}]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert [one.topics for one in read_asked(file)] == [("refund",), ("refund", "gift_cards")]


def test_a_file_of_messages_may_name_who_asks_and_the_main_topic(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    lines = [
        {"text": "a", "topics": ["refund", "gift_cards"], "asker": "photographer", "main": "gift_cards"},
        {"text": "b", "topics": ["refund", "gift_cards"], "main": None},
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert [one.main for one in read_asked(file)] == ["gift_cards", "refund"]


def test_a_message_that_follows_on_an_answer_is_heard_with_it(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps({"text": "and for files?", "topics": "return_product", "before": "return_product"}))
    assert [one.before for one in read_asked(file)] == ["return_product"]


def test_totals_show_no_message() -> None:
    assert any(WRONG.text in line for line in report([WRONG]))
    assert not any(WRONG.text in line for line in rates([WRONG]))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", '"text" and "topics"'),
        ("[]", '"text" and "topics"'),
        ('{"text": "a"}', '"text" and "topics"'),
        ('{"text": "a", "topics": []}', "no topic"),
        ('{"text": "a", "topics": ["refund"], "main": "gift_cards"}', "'gift_cards' is not among"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    line: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"text": "a", "topics": "refund"}\n\n' + line)
    with pytest.raises(InvalidMessagesError, match=says):
        read_asked(file)
    assert main(["bench", "understanding", "--file", str(file)]) == 1
    assert f"{file}:3" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidMessagesError, match=r"none\.jsonl: No such file"):
        read_asked(tmp_path / "none.jsonl")


def test_the_main_question_is_the_first_unless_the_file_says_which() -> None:
    refund = Question("refund?", (Ranked("refund", 0.9),), Band.SURE)
    cards = Question("gift cards?", (Ranked("gift_cards", 0.8),), Band.UNSURE)
    reading = Reading("refund? gift cards?", cards.ranking, cards.band, (refund, cards))
    topics = ("refund", "gift_cards")
    first = judge_reading(Asked("", topics, ""), reading)
    assert (first.truth, first.best, first.band) == ("refund", "refund", Band.SURE)
    stated = judge_reading(Asked("", topics, "", "gift_cards"), reading)
    assert (stated.truth, stated.best, stated.band) == ("gift_cards", "gift_cards", Band.UNSURE)
    only_thanks = Reading("thanks. refund?", (Ranked("thank", 0.9),), Band.SURE, (refund,))
    assert judge_reading(Asked("", topics, "", "refund"), only_thanks).best == "refund"


def test_confusions_are_counted_by_row_with_strangers_last() -> None:
    topics, counts = confusion([RIGHT, RIGHT, WRONG, TURNED_AWAY, STRANGER_AWAY, STRANGER_GREETED])
    assert topics == ["cancel_order", "greet", "order_status", OUT_OF_SCOPE]
    assert counts.tolist() == [[2, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 1]]


def test_the_report_and_the_picture_come_from_one_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn: list[tuple[int, Path, str]] = []
    monkeypatch.setattr(bench, "find_encoder", lambda _: None)
    monkeypatch.setattr(bench, "read_examples", lambda _: [])
    monkeypatch.setattr(bench, "cross_validate", lambda *_: [RIGHT, WRONG, STRANGER_AWAY])
    monkeypatch.setattr(bench, "draw", lambda judged, file, title: drawn.append((len(judged), file, title)))
    assert main(["bench", "understanding"]) == 0
    assert drawn == []
    assert main(["bench", "understanding", "--picture", str(tmp_path / "a.png")]) == 0
    assert "(1 of 2)" in capsys.readouterr().out
    assert drawn == [(3, tmp_path / "a.png", "3 examples of data/nlu, 5 folds by groups of near-copies")]


def test_the_picture_is_a_png_whatever_was_judged(tmp_path: Path) -> None:
    for number, some in enumerate(([RIGHT, WRONG, STRANGER_AWAY], [WRONG])):
        file = tmp_path / f"picture{number}.png"
        draw(some, file, "a few")
        content = file.read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(content) > 20_000


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
