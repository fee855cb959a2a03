"""Is the training data what it should be, and does a mistake in it name its line?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from photodesk.understanding.examples import Annotation, Example, InvalidExamplesError, parse_example, read_examples
from photodesk.understanding.reading import OUT_OF_SCOPE, TALK


def test_an_annotation_is_taken_out_of_the_text() -> None:
    example = parse_example("inform", "it's [PC-104223](order_number) and [00100](postcode)")
    assert example.text == "it's PC-104223 and 00100"
    assert example.annotations == (Annotation("order_number", 5, 14), Annotation("postcode", 19, 24))


def test_an_example_knows_its_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "greet.yml"
    file.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    - hi [there](email)\n')
    assert [(one.text, one.place) for one in read_examples(tmp_path)] == [
        ("hello", f"{file}:5"),
        ("hi there", f"{file}:6"),
    ]


def test_a_line_that_is_no_example_is_named(tmp_path: Path) -> None:
    (tmp_path / "greet.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    - hello\n    hi\n")
    with pytest.raises(InvalidExamplesError, match=r"greet\.yml:5"):
        read_examples(tmp_path)


def test_no_message_teaches_two_topics(examples: list[Example]) -> None:
    places: dict[str, list[str]] = {}
    for example in examples:
        places.setdefault(" ".join(example.text.lower().split()), []).append(example.place)
    assert not {text: found for text, found in places.items() if len(found) > 1}


def test_every_topic_has_enough_examples(examples: list[Example]) -> None:
    counts = Counter(example.intent for example in examples)
    assert counts.keys() >= TALK | {OUT_OF_SCOPE}
    assert not {intent: count for intent, count in counts.items() if count < 60}
