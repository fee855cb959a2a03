"""Is what is edited read, and what does not hold together left?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from photodesk.knowledge.files import PATH, Files, paths_in, stamp_of, with_edits
from photodesk.problems import KnowledgeBaseError
from tests.learning.editing import KB, copy_in, edit

REFUNDS = "en/replies/refund.md"


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return copy_in(tmp_path)


def more(text: str) -> str:
    return text.replace("\n\n", "\n\n<!-- more -->\n\n", 1) + "\n"


def test_what_was_edited_is_read_once_nothing_is_written_any_more(kb: Path) -> None:
    files = Files(kb)
    first = files.knowledge
    files.look()
    assert files.knowledge is first
    edit(kb / REFUNDS, more)
    files.look()
    assert files.knowledge is first, "it may be the first of several"
    edit(kb / "en/replies/reminders.md", more)
    files.look()
    assert files.knowledge is first
    files.look()
    second = files.knowledge
    assert second is not first
    files.look()
    assert files.knowledge is second, "nothing has changed since"


def test_at_once_is_at_once(kb: Path) -> None:
    files = Files(kb)
    first = files.knowledge
    edit(kb / REFUNDS, more)
    files.look(at_once=True)
    assert files.knowledge is not first


def test_what_does_not_hold_together_is_told_and_not_used(kb: Path) -> None:
    files = Files(kb)
    first = files.knowledge
    text = (kb / "policy/refund.md").read_text()
    edit(kb / "policy/refund.md", lambda text: text.replace("| no |", "| perhaps |", 1))
    files.look(at_once=True)
    assert files.knowledge is first
    assert any("'hand over' is 'perhaps'" in str(problem) for problem in files.problems)
    (kb / "policy/refund.md").write_text(text)
    files.look(at_once=True)
    assert files.problems == ()
    assert files.knowledge is not first


def test_a_topic_does_not_go_while_people_talk_about_it(kb: Path) -> None:
    files = Files(kb)
    for file in ("policy/reminders.md", REFUNDS.replace("refund", "reminders"), "en/articles/reminders.md"):
        (kb / file).unlink()
    files.look(at_once=True)
    assert "reminders" in files.knowledge.tables
    assert files.problems


def test_a_folder_that_goes_and_comes_back_is_lived_through(kb: Path) -> None:
    files = Files(kb)
    first = files.knowledge
    kb.rename(kb.with_name("away"))
    files.look(at_once=True)
    assert files.knowledge is first
    assert files.problems
    shutil.copytree(kb.with_name("away"), kb)
    files.look(at_once=True)
    assert files.problems == ()


def test_a_broken_knowledge_base_is_nothing_to_begin_with(kb: Path) -> None:
    (kb / "en/words.yml").unlink()
    with pytest.raises(KnowledgeBaseError):
        Files(kb)


def test_a_release_that_is_switched_by_a_link_is_seen(kb: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(kb, tmp_path / "releases/2/kb"))
    link = tmp_path / "current"
    link.symlink_to(kb)
    before = stamp_of(link)
    edit(other / REFUNDS, more)
    _linked(tmp_path / "next", other).replace(link)
    assert stamp_of(link) != before


def _linked(link: Path, to: Path) -> Path:
    link.symlink_to(to)
    return link


def test_a_copy_with_edits_is_the_whole_and_leaves_the_files_alone(kb: Path) -> None:
    (kb / "policy/.cancel_order.md.1a2b").write_text("half written")
    with with_edits(kb, {REFUNDS: "# refund\n", "fi/replies/refund.md": "# refund\n"}) as copy:
        assert copy.name == "kb"
        assert set(paths_in(kb)) == set(paths_in(copy))
        assert (copy / "fi/replies/refund.md").exists()
        assert (copy / REFUNDS).read_text() == "# refund\n"
    assert not copy.exists()
    assert (kb / REFUNDS).read_text() == (KB / REFUNDS).read_text()
    assert len(paths_in(kb)) == len(paths_in(KB)) > 100


@pytest.mark.parametrize(
    "path",
    [
        *("../secrets.md", "policy/../../x.md", "/etc/passwd", "policy/x.txt", "README.md", "en/words.yaml"),
        *("policy/.x.md", "policy/x.md\n", "en/other/x.md", "policy//x.md", "policy/X.md", "en/articles/x.md/", ""),
    ],
)
def test_no_other_file_can_be_edited(path: str) -> None:
    assert not PATH.fullmatch(path)


def test_every_file_that_there_is_can_be_edited() -> None:
    there = {str(path.relative_to(KB)) for path in KB.rglob("*") if path.is_file()} - {"README.md"}
    assert set(paths_in(KB)) == there
