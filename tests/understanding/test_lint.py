"""Does the lint find what is wrong in training data, say where, and leave alone what is right?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from photodesk.cli import main
from photodesk.understanding import lint
from photodesk.understanding.bench import Judged
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.examples import parse_example
from photodesk.understanding.lint import Check, Finding, Line
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Ranked
from photodesk.understanding.wording import in_plain_words

ROOT = Path(__file__).parents[2]


def lines(finder: EntityFinder, *written: tuple[str, str]) -> list[Line]:
    """Lines of `topic.yml`, counted from 1."""
    result = []
    for number, (intent, text) in enumerate(written, 1):
        example = parse_example(intent, text, f"{intent}.yml", number)
        identifiers = finder.find(example.text)
        result.append(Line(example, identifiers, in_plain_words(example.text, identifiers)))
    return result


def places(found: Sequence[Finding]) -> list[str]:
    return [one.place for one in found]


# -- our own data ----------------------------------------------------------------------------------------------------


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("PHOTODESK_VAR", str(tmp_path / "var"))


@pytest.mark.usefixtures("own_settings")
def test_our_training_data_has_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "lint", "--no-model"]) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 errors, ")


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is my order?", "where is my order"),
        ("I've ordered 3 prints", "ive ordered 12 prints!"),
        ("where is [PC-104223](order_number)", "Where is [PC-118840](order_number)?"),
    ],
)
def test_case_punctuation_numbers_and_identifiers_do_not_make_another_message(
    finder: EntityFinder, one: str, other: str
) -> None:
    (found,) = lint.same_messages(lines(finder, ("order_status", one), ("order_status", other)))
    assert found.place == "order_status.yml:2"
    assert "order_status.yml:1" in found.message


def test_a_message_in_two_topics_comes_before_one_that_is_written_twice(finder: EntityFinder) -> None:
    written = (("refund", "money back"), ("refund", "Money back!"), ("return_product", "money back?"))
    found = list(lint.same_messages(lines(finder, *written)))
    assert places(found) == ["return_product.yml:3", "refund.yml:2"]
    assert "return_product and refund" in found[0].message


def test_two_bare_identifiers_are_two_messages_and_the_same_one_is_not(finder: EntityFinder) -> None:
    written = ("[PC-104223](order_number)", "[PC-104224](order_number)", "[pc-104224](order_number)")
    found = list(lint.same_messages(lines(finder, *(("inform", text) for text in written))))
    assert places(found) == ["inform.yml:3"]


def test_an_intent_that_the_domain_does_not_name_is_told_once(finder: EntityFinder) -> None:
    found = list(lint.unknown_intents(lines(finder, ("refnd", "a b"), ("refnd", "c d"), ("refund", "e")), {"refund"}))
    assert places(found) == ["refnd.yml:1"]


def test_a_topic_without_examples_is_told_with_the_file_to_write(finder: EntityFinder) -> None:
    found = list(
        lint.topics_without_examples(lines(finder, ("refund", "money back")), {"refund", "greet"}, Path("nlu"))
    )
    assert list(map(str, found)) == ["nlu/greet.yml:1: greet has no examples"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is [PC-104223](order_number) ready", None),
        ("is PC-104223 ready", "found as order_number, but not marked: “PC-104223”"),
        ("is [it](order_number) ready", "marked as order_number, but not found: “it”"),
        ("is [it](order number) ready", "not a mark as [PC-104223](order_number) is"),
    ],
)
def test_marks_must_be_what_the_finder_finds(finder: EntityFinder, text: str, said: str | None) -> None:
    found = list(lint.badly_marked(lines(finder, ("order_status", text))))
    assert [one.message.startswith(said or "") for one in found] == ([True] if said else [])


def test_a_mark_of_another_kind_is_told_as_both(finder: EntityFinder) -> None:
    found = list(lint.badly_marked(lines(finder, ("order_status", "is [PC-104223](photo_code) ready"))))
    assert len(found) == 2


def test_lines_that_no_model_reads_are_told_and_identifiers_of_inform_are_not(finder: EntityFinder) -> None:
    written = (
        (OUT_OF_SCOPE, ":-)"),
        (OUT_OF_SCOPE, "aaaaaa"),
        ("order_status", "[PC-104223](order_number)"),
        ("inform", "[PC-104223](order_number)"),
        ("greet", "hi"),
    )
    found = list(lint.wordless(lines(finder, *written)))
    assert places(found) == ["out_of_scope.yml:1", "out_of_scope.yml:2", "order_status.yml:3"]


# -- warnings --------------------------------------------------------------------------------------------------------


def test_a_near_copy_is_told_with_both_places_when_it_teaches_another_topic(finder: EntityFinder) -> None:
    text = "the colours of my canvas came out wrong and I want it replaced"
    written = (
        ("report_defect", text),
        ("report_defect", text + " today"),
        ("gallery_quality", text + " please"),
        ("greet", "good morning"),
    )
    found = [str(one) for one in lint.near_copies(lines(finder, *written))]
    assert len(found) == 2
    assert all("gallery_quality.yml:3" in one and "report_defect.yml:" in one for one in found)


def judged(place: str, truth: str, best: str, confidence: float, rest: float) -> Judged:
    return Judged("some words", truth, (Ranked(best, confidence), Ranked(truth, rest)), Band.SURE, place)


ELSEWHERE = [
    judged("a.yml:1", "cancel_order", "cancel_order", 0.9, 0.9),
    judged("a.yml:2", "cancel_order", "order_status", 0.85, 0.15),
    judged("a.yml:3", "cancel_order", "order_status", 0.9, 0.05),
    judged("a.yml:4", "cancel_order", "order_status", 0.6, 0.1),
]


def test_a_line_that_surely_belongs_elsewhere_is_told_worst_first() -> None:
    found = lint.misplaced(ELSEWHERE)
    assert places(found) == ["a.yml:3", "a.yml:2"]
    assert found[0].message.startswith("order_status (0.90) rather than cancel_order (0.05)?")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Refund?", {"terse", "questions"}),
        ("how do i get money back", {"carelessly typed"}),
        ("My customer wants her money.", {"statements", "a photographer's"}),
        ("Customer service is slow to answer.", {"statements"}),
        ("My parents have paid twice already.", {"statements"}),
        ("Please " + "do it " * 8 + "now.", {"long", "statements"}),
    ],
)
def test_a_style_is_told_from_the_text(text: str, names: set[str]) -> None:
    assert {style.name for style in lint.STYLES if style.fits(text)} == names


def test_a_topic_is_thin_in_a_style_below_six_or_a_twentieth(finder: EntityFinder) -> None:
    def thin(terse: int, others: int) -> bool:
        written = [("refund", "refund?")] * terse + [("refund", "how do i get all my money back")] * others
        found = lint.thin_styles(lines(finder, *written))
        return any(f"{terse} of {terse + others} are terse" in one.message for one in found)

    assert thin(5, 10)
    assert not thin(6, 10)
    assert thin(6, 130)
    assert not thin(7, 130)


def test_talk_is_short_by_nature(finder: EntityFinder) -> None:
    assert not list(lint.thin_styles(lines(finder, ("thank", "thanks"), (OUT_OF_SCOPE, "what a day"))))


# -- the report ------------------------------------------------------------------------------------------------------


def test_the_report_groups_by_kind_and_tells_errors_first() -> None:
    one = Finding("a.yml:1", "look")
    checks = [Check("doubtful", False, (one,)), Check("wrong", True, (one, one)), Check("none", True, ())]
    assert lint.report(checks).splitlines() == [
        "wrong: 2 errors",
        "a.yml:1: look",
        "a.yml:1: look",
        "",
        "doubtful: 1 warning",
        "a.yml:1: look",
        "",
        "2 errors, 1 warning",
    ]
    assert lint.has_errors(checks)
    assert not lint.has_errors(checks[:1])


@pytest.mark.usefixtures("own_settings")
def test_an_error_is_an_exit_status_and_a_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "refund.yml"
    file.write_text("nlu:\n- intent: refund\n  examples: |\n    - money back\n    - Money back!\n")
    assert main(["data", "lint", "--no-model", "--examples", str(tmp_path)]) == 1
    assert f"{file}:5: “Money back!” stands at {file}:4" in capsys.readouterr().out


@pytest.mark.usefixtures("own_settings")
@pytest.mark.parametrize(
    ("content", "said"),
    [("nlu:\n- intent: refund\n  examples: |\n    money back\n", "refund.yml:4"), ("", "no examples")],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    (tmp_path / "refund.yml").write_text(content)
    assert main(["data", "lint", "--no-model", "--examples", str(tmp_path)]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("with_model", [True, False])
def test_a_model_is_asked_only_when_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_model: bool) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(lint, "find_encoder", lambda _: None)
    monkeypatch.setattr(lint, "cross_validate", lambda *_: ELSEWHERE)
    (tmp_path / "refund.yml").write_text("nlu:\n- intent: refund\n  examples: |\n    - money back\n")
    shown = lint.report(lint.run(tmp_path, {"refund"}, with_model=with_model))
    assert ("a.yml:3: order_status" in shown) is with_model
