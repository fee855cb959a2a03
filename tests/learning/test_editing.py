"""Can a lead edit the knowledge base while the desk runs, and nobody break it?"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from photodesk.asking import Agent
from photodesk.knowledge.articles import version_of
from photodesk.knowledge.base import KnowledgeBase, examine
from photodesk.knowledge.files import Files
from photodesk.learning import editing
from photodesk.learning.editing import (
    LARGEST_FILE,
    Edit,
    EditConflictError,
    EditingDesk,
    TooLargeError,
    UnknownFileError,
    UnwritableError,
)
from photodesk.learning.replay import Recorded
from photodesk.policy.situation import situation_of
from photodesk.problems import KnowledgeBaseError, Problem
from tests.conversation.talking import HELSINKI, NOW, delivered
from tests.learning.editing import copy_in, git, repository_in

LENA = Agent("lena", frozenset({"service"}), is_lead=True, shown_as="Lena")
REFUNDS = "en/replies/refund.md"
CANCEL = "en/replies/cancel_order.md"


@dataclass
class Kept:
    """What was asked lately, and what was edited."""

    asked: list[Recorded] = field(default_factory=list)
    looked_since: list[date] = field(default_factory=list)
    edits: list[tuple[str, datetime, Mapping[str, Any]]] = field(default_factory=list)

    def since(self, day: date) -> Iterator[Recorded]:
        self.looked_since.append(day)
        return iter(self.asked)

    def keep(self, agent: str, at: datetime, details: Mapping[str, Any]) -> None:
        self.edits.append((agent, at, details))


def desk_of(kb: Path, kept: Kept | None = None) -> EditingDesk:
    kept = kept or Kept()
    return EditingDesk(Files(kb), kept, kept, HELSINKI, lambda: NOW)


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return repository_in(tmp_path)


@pytest.fixture
def desk(kb: Path) -> EditingDesk:
    return desk_of(kb)


def edit(desk: EditingDesk, path: str, old: str, new: str) -> Edit:
    text, version = desk.read(path)
    assert old in text
    return Edit(path, text.replace(old, new), version)


def still_a_cart(desk: EditingDesk, new: str = "You may simply leave it.") -> Edit:
    return edit(desk, CANCEL, "Yes, you can simply leave it.", new)


def test_all_files_are_listed_with_what_they_are_about(desk: EditingDesk, kb: Path) -> None:
    titles = {file.path: file.title for file in desk.all()}
    assert titles["policy/cancel_order.md"] == titles[CANCEL] == titles["en/articles/cancel_order.md"]
    assert titles["en/words.yml"] == "words"
    assert desk.read(CANCEL) == ((kb / CANCEL).read_text(), version_of((kb / CANCEL).read_text()))


def test_a_check_names_what_is_wrong_and_changes_nothing(desk: EditingDesk, kb: Path) -> None:
    before = (kb / "policy/refund.md").read_text()
    checked = desk.check([edit(desk, "policy/refund.md", "| no |", "| perhaps |")])
    assert any(str(problem).startswith("kb/policy/refund.md:") for problem in checked.problems)
    assert (kb / "policy/refund.md").read_text() == before


def test_a_check_shows_how_an_article_would_read(desk: EditingDesk) -> None:
    changed = edit(desk, "en/articles/report_defect.md", "{#exchange}\n", "{#exchange}\nKeep the parcel. ")
    checked = desk.check([changed])
    assert not checked.problems
    assert checked.article is not None
    assert checked.article.sections["exchange"].text.startswith("Keep the parcel. ")


def test_a_check_shows_how_replies_would_sound_of_some_order(desk: EditingDesk) -> None:
    checked = desk.check([still_a_cart(desk, "[[@ You may leave it. | Just leave it. ]]")])
    said = {example.key: example for example in checked.replies}
    assert said["still-a-cart"].said.startswith("You may leave it. Number ")
    assert said["still-a-cart"].written.startswith("Just leave it. Number ")
    assert "{" not in said["still-a-cart"].said
    assert said["in-general"].said.endswith("what applies to your order.")


def test_a_reply_that_cannot_be_filled_in_is_shown_as_it_stands(desk: EditingDesk) -> None:
    checked = desk.check([still_a_cart(desk, "Leave {order.nubmer}.")])
    assert checked.problems
    assert "{order.nubmer}" in {example.key: example.said for example in checked.replies}["still-a-cart"]
    assert desk.check([edit(desk, "en/replies/desk.md", "{words}", "{words}")]).replies


def test_what_would_change_is_told_with_the_customers_of_the_last_days(kb: Path) -> None:
    situation = situation_of("consumer", delivered("PC-1", 20), NOW)
    kept = Kept([Recorded("one", "report_defect", "en", situation.values, None)])
    desk = desk_of(kb, kept)
    text, version = desk.read("policy/report_defect.md")
    longer = text.replace("0..14", "0..30").replace("15..", "31..")
    found = desk.compare([Edit("policy/report_defect.md", longer, version)], 7)
    assert (found.touched, found.changes[0].conversations) == (1, 1)
    assert kept.looked_since == [NOW.date() - timedelta(7)]
    with pytest.raises(KnowledgeBaseError):
        desk.compare([Edit("policy/report_defect.md", text.replace("0..14", "0..15"), version)])


def test_what_is_saved_is_the_file_a_commit_of_the_leads_and_on_record(kb: Path) -> None:
    kept = Kept()
    desk = desk_of(kb, kept)
    before, old = desk.files.knowledge, desk.read(CANCEL)[1]
    (kb / CANCEL).chmod(0o640)
    saved = desk.save(LENA, [still_a_cart(desk)], "It is theirs to leave")
    text = (kb / CANCEL).read_text()
    assert "You may simply leave it." in text
    assert saved.versions == {CANCEL: version_of(text)} == {CANCEL: desk.read(CANCEL)[1]}
    assert git(kb, "log", "-1", "--format=%H|%an|%s|%b").strip() == (
        f"{saved.commit.id}|Lena|Edit kb/{CANCEL}|It is theirs to leave"
    )
    assert not git(kb, "status", "--porcelain")
    assert (kb / CANCEL).stat().st_mode & 0o777 == 0o640
    assert desk.files.knowledge is not before, "it is spoken from at once"
    files = [{"path": CANCEL, "from": old, "to": version_of(text)}]
    details = {"files": files, "why": "It is theirs to leave", "commit": saved.commit.id, "failure": None}
    assert kept.edits == [("lena", NOW, details)]


def test_what_has_been_changed_meanwhile_is_not_written_over(desk: EditingDesk, kb: Path) -> None:
    mine, other = still_a_cart(desk), still_a_cart(desk, "Leave it, then.")
    desk.save(LENA, [other])
    with pytest.raises(EditConflictError):
        desk.save(LENA, [mine])
    assert "Leave it, then." in (kb / CANCEL).read_text()
    with pytest.raises(EditConflictError):
        desk.save(LENA, [Edit(CANCEL, mine.text, None)])
    with pytest.raises(EditConflictError):
        desk.save(LENA, [Edit("en/replies/no_such_topic.md", "# no\n", mine.version)])


def test_what_is_changed_by_hand_while_an_edit_is_examined_is_not_written_over(
    desk: EditingDesk, kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = still_a_cart(desk)

    def slowly(folder: Path) -> tuple[KnowledgeBase | None, list[Problem]]:
        (kb / CANCEL).write_text((kb / CANCEL).read_text().replace("Yes, you can simply", "By hand:"))
        return examine(folder)

    monkeypatch.setattr(editing, "examine", slowly)
    with pytest.raises(EditConflictError):
        desk.save(LENA, [mine])
    assert "By hand:" in (kb / CANCEL).read_text()


def test_what_does_not_hold_together_is_not_written(desk: EditingDesk, kb: Path) -> None:
    head = git(kb, "rev-parse", "HEAD")
    with pytest.raises(KnowledgeBaseError):
        desk.save(LENA, [still_a_cart(desk, "Leave {order.nubmer}.")])
    assert git(kb, "rev-parse", "HEAD") == head
    assert not git(kb, "status", "--porcelain")


def test_what_only_holds_together_with_another_file_is_saved_with_it(desk: EditingDesk, kb: Path) -> None:
    rule = edit(desk, "policy/cancel_order.md", "| still-a-cart |", "| leave-the-cart |")
    reply = edit(desk, CANCEL, "## still-a-cart", "## leave-the-cart")
    for alone in (rule, reply):
        with pytest.raises(KnowledgeBaseError):
            desk.save(LENA, [alone])
    saved = desk.save(LENA, [rule, reply])
    assert set(saved.versions) == {rule.path, reply.path}
    assert set(git(kb, "show", "--name-only", "--format=", "HEAD").split()) == {f"kb/{rule.path}", f"kb/{reply.path}"}


def test_a_translation_may_be_begun_where_its_folder_is(desk: EditingDesk, kb: Path) -> None:
    finnish = Edit("fi/replies/cancel_order.md", "# cancel_order\n\n## still-a-cart\nVoit jättää sen.\n")
    with pytest.raises(UnknownFileError):
        desk.save(LENA, [finnish])
    for folder in ("articles", "replies"):
        (kb / "fi" / folder).mkdir(parents=True)
    assert desk.save(LENA, [finnish]).commit.id is not None
    assert desk.files.knowledge.reply("cancel_order", "still-a-cart", "fi") == "Voit jättää sen."


def test_line_ends_are_those_of_the_other_files(desk: EditingDesk, kb: Path) -> None:
    changed = still_a_cart(desk)
    desk.save(LENA, [Edit(CANCEL, changed.text.replace("\n", "\r\n").rstrip(), changed.version)])
    assert (kb / CANCEL).read_bytes() == changed.text.encode()


def test_the_same_again_is_no_edit(kb: Path) -> None:
    kept = Kept()
    desk = desk_of(kb, kept)
    text, version = desk.read(CANCEL)
    saved = desk.save(LENA, [Edit(CANCEL, text, version)])
    assert saved.versions == {CANCEL: version}
    assert saved.commit.id is None
    assert not kept.edits


def test_a_file_is_saved_even_when_git_fails_and_that_is_told(kb: Path) -> None:
    kept = Kept()
    desk = desk_of(kb, kept)
    (kb.parent / ".git/index.lock").touch()
    saved = desk.save(LENA, [still_a_cart(desk)])
    assert "index.lock" in str(saved.commit.failure)
    assert "You may simply leave it." in (kb / CANCEL).read_text()
    assert kept.edits[0][2]["failure"] == saved.commit.failure
    (kb.parent / ".git/index.lock").unlink()
    again = desk.save(LENA, [Edit(CANCEL, *desk.read(CANCEL))])
    assert again.commit.id == git(kb.parent, "rev-parse", "HEAD").strip()
    assert [edit[2]["commit"] for edit in kept.edits] == [None, again.commit.id]


def test_without_a_repository_the_file_is_saved_all_the_same(tmp_path: Path) -> None:
    desk = desk_of(copy_in(tmp_path))
    saved = desk.save(LENA, [still_a_cart(desk)])
    assert (saved.commit.id, saved.commit.failure) == (None, None)
    assert "You may simply leave it." in desk.read(CANCEL)[0]


@pytest.mark.parametrize(
    "path", ["../kb/en/words.yml", "/etc/passwd", "policy/x.txt", "README.md", "policy/../en/words.yml", "a\0b", ""]
)
def test_no_other_file_is_read_or_written(desk: EditingDesk, path: str) -> None:
    for ask in (
        lambda: desk.read(path),
        lambda: desk.check([Edit(path, "x")]),
        lambda: desk.compare([Edit(path, "x")]),
        lambda: desk.save(LENA, [Edit(path, "x")]),
    ):
        with pytest.raises(UnknownFileError):
            ask()


def test_where_a_link_leads_is_nobodys_to_read_or_write(desk: EditingDesk, kb: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    (kb / "policy/linked.md").symlink_to(secret)
    (kb / "sv").symlink_to(tmp_path)
    (tmp_path / "articles").mkdir()
    for path in ("policy/linked.md", "sv/articles/refund.md"):
        with pytest.raises(UnknownFileError):
            desk.read(path)
        with pytest.raises(UnknownFileError):
            desk.save(LENA, [Edit(path, "x")])
    assert secret.read_text() == "mine"


def test_a_text_of_any_length_is_not_taken(desk: EditingDesk) -> None:
    with pytest.raises(TooLargeError):
        desk.check([Edit(CANCEL, "ä" * (LARGEST_FILE // 2))])


def test_a_file_that_is_not_utf_8_can_still_be_looked_at(desk: EditingDesk, kb: Path) -> None:
    (kb / CANCEL).write_bytes(b"J\xe4rvi\n")
    assert desk.read(CANCEL)[0] == "J\N{REPLACEMENT CHARACTER}rvi\n"


def test_of_two_who_save_the_same_file_at_once_one_is_told(kb: Path) -> None:
    desks = [desk_of(kb), desk_of(kb)]
    edits = [still_a_cart(desk, f"Leave it, says {name}.") for desk, name in zip(desks, ("Lena", "Leo"))]
    ends: list[str] = []

    def save(desk: EditingDesk, edit: Edit) -> None:
        try:
            desk.save(LENA, [edit])
            ends.append("saved")
        except EditConflictError:
            ends.append("told")

    threads = [threading.Thread(target=save, args=both) for both in zip(desks, edits)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["saved", "told"]
    assert not [path for path in kb.rglob(".*") if path.is_file()]


def test_a_disk_that_is_full_leaves_all_files_as_they_were(
    desk: EditingDesk, kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = edit(desk, "policy/cancel_order.md", "| still-a-cart |", "| leave-the-cart |")
    reply = edit(desk, CANCEL, "## still-a-cart", "## leave-the-cart")
    synced = iter([None])

    def sync(_: int) -> None:
        if next(synced, "full") == "full":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", sync)
    with pytest.raises(UnwritableError, match=r"kb/en/replies/cancel_order\.md cannot be written: No space left"):
        desk.save(LENA, [rule, reply])
    assert not git(kb, "status", "--porcelain")
