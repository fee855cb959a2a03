"""Are questions without an answer masked, grouped, ranked, and drafted for somebody to review?"""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from photodesk.knowledge.articles import parse_article
from photodesk.learning.drafts import DraftError, Drafts, Sort
from photodesk.learning.gaps import HALF_LIFE, Gap, Kind, Unanswered, find_gaps, gaps
from photodesk.understanding.examples import read_examples

TODAY = date(2026, 11, 24)


def asked(text: str, back: int = 0, kind: Kind = Kind.OUT_OF_SCOPE, topic: str | None = None) -> Unanswered:
    return Unanswered(text, TODAY - timedelta(days=back), topic, kind)


def by_last_word(texts: Sequence[str]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        groups.setdefault(text.split()[-1], []).append(place)
    return list(groups.values())


def mask(text: str) -> str:
    return text.replace("Aino", "[name]").strip("!")


def found(*questions: Unanswered) -> list[Gap]:
    return gaps(questions, mask, by_last_word, TODAY)


def test_questions_that_mean_the_same_are_one_gap() -> None:
    [gap] = found(
        asked("you sell frames", 3, topic="order_status"),
        asked("you sell frames", 1, Kind.UNHELPFUL, "order_status"),
        asked("Aino wants frames", 2, topic="refund"),
    )
    assert gap.examples == ("[name] wants frames", "you sell frames")
    assert (gap.count, gap.newest, gap.topic) == (3, TODAY - timedelta(1), "order_status")
    assert gap.kinds == {Kind.OUT_OF_SCOPE: 2, Kind.UNHELPFUL: 1}
    assert gap.as_dict()["kinds"] == {"out_of_scope": 2, "unhelpful": 1}


def test_what_is_asked_often_and_lately_comes_first() -> None:
    often_long_ago = [asked("about mugs", 4 * HALF_LIFE) for _ in range(8)]
    twice_lately = [asked("about film", HALF_LIFE), asked("about film")]
    once_today = [asked("about frames")]
    ranked = found(*often_long_ago, *twice_lately, *once_today)
    assert [(gap.examples[0], gap.weight) for gap in ranked] == [
        ("about film", 1.5),
        ("about frames", 1.0),
        ("about mugs", 0.5),
    ]


def test_the_order_in_which_they_come_changes_nothing() -> None:
    questions = [asked(f"question {number} about {thing}") for number in range(5) for thing in ("film", "mugs")]
    assert [gap.id for gap in found(*questions)] == [gap.id for gap in found(*reversed(questions))]


def test_what_says_nothing_once_it_is_masked_is_no_gap() -> None:
    assert found(asked("!!!")) == []


def test_only_the_last_days_are_looked_at() -> None:
    class Book:
        def unanswered(self, queues: Collection[str] | None, since: date, most: int) -> list[Unanswered]:
            assert (queues, since, most) == (frozenset({"lumi"}), TODAY - timedelta(days=6), 10)
            return [asked("about film")]

    assert len(find_gaps(Book(), frozenset({"lumi"}), mask, by_last_word, TODAY, 7, 10)) == 1


# Drafts


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    (tmp_path / "kb/en/articles").mkdir(parents=True)
    (tmp_path / "data/nlu").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return Drafts(tmp_path / "var/drafts", tmp_path / "kb", tmp_path / "data/nlu", lambda text: "[" in text)


GAP = found(asked("do you sell [40x50] {frames}"), asked("Aino wants {frames}"), asked("which *are* {frames}"))[0]


def applied(drafts: Drafts, patch: Path) -> None:
    subprocess.run(["git", "apply", str(patch)], cwd=drafts.kb.parent, check=True)


def test_a_draft_of_a_new_article_is_a_patch_that_applies(drafts: Drafts) -> None:
    draft = drafts.write(GAP, Sort.ARTICLE, "frames", TODAY)
    file = drafts.kb / "en/articles/frames.md"
    assert not file.exists(), "the running desk would speak from it"
    applied(drafts, draft.path)
    article, problems = parse_article("frames", "en", file.read_text(), "frames")
    assert problems == []
    assert article is not None
    assert (article.status, article.reviewed) == ("needs-answer", TODAY)
    assert "TO BE WRITTEN" in article.opening
    assert [*article.sections] == [f"draft-{GAP.id}"]


def test_a_draft_for_an_article_that_is_there_adds_a_section(drafts: Drafts) -> None:
    file = drafts.kb / "en/articles/frames.md"
    file.write_text("---\ntopic: frames\n---\nWe sell none.\n")
    applied(drafts, drafts.write(GAP, Sort.ARTICLE, "frames", TODAY).path)
    text = file.read_text()
    assert text.startswith("---\ntopic: frames\n---\nWe sell none.\n\n## ")
    assert text.count("TO BE WRITTEN") == 1
    again = drafts.write(GAP, Sort.ARTICLE, "frames", TODAY)
    assert [*drafts.folder.iterdir()] == [again.path]


def test_signs_that_end_lines_elsewhere_spoil_no_patch(drafts: Drafts) -> None:
    file = drafts.kb / "en/articles/frames.md"
    pasted = "---\ntopic: frames\n---\nWe sell\u2028none.\x0cYet.\n"
    file.write_text(pasted)
    applied(drafts, drafts.write(GAP, Sort.ARTICLE, "frames", TODAY).path)
    assert file.read_text().startswith(f"{pasted}\n## ")


def test_a_long_question_makes_a_title_that_ends_with_a_word(drafts: Drafts) -> None:
    [gap] = found(asked(" ".join(["could you please", *["perhaps"] * 12, "sell frames"])))
    assert 'perhaps …"\n' in drafts.write(gap, Sort.ARTICLE, "frames", TODAY).patch


def test_a_draft_of_examples_adds_those_that_are_new_and_not_masked(drafts: Drafts) -> None:
    file = drafts.examples / "frames.yml"
    plain = found(asked("you sell frames"), asked("I want frames"), asked("Aino has frames"))[0]
    applied(drafts, drafts.write(plain, Sort.EXAMPLES, "frames", TODAY).path)
    assert [(one.intent, one.text) for one in read_examples(file)] == [
        ("frames", "I want frames"),
        ("frames", "you sell frames"),
    ]
    with pytest.raises(DraftError, match="an example already"):
        drafts.write(plain, Sort.EXAMPLES, "frames", TODAY)
    more = found(asked("you sell frames"), asked("no frames"))[0]
    applied(drafts, drafts.write(more, Sort.EXAMPLES, "frames", TODAY).path)
    assert [one.text for one in read_examples(file)] == ["I want frames", "you sell frames", "no frames"]


@pytest.mark.parametrize("topic", ["", "../refund", "Refund", "a__b", "refund/x", "_a", "a" * 41, "refund.md"])
def test_a_topic_is_a_name_and_no_path(drafts: Drafts, topic: str) -> None:
    with pytest.raises(DraftError, match="A topic is"):
        drafts.write(GAP, Sort.ARTICLE, topic, TODAY)
    assert not drafts.folder.exists()
