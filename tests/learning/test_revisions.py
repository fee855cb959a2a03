"""Does git do what it is asked, and only that?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from photodesk.learning import revisions
from photodesk.learning.revisions import Commit, GitError, at_revision, commit, is_in_repository
from tests.learning.editing import copy_in, git, repository_in

FILE = "en/replies/refund.md"


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return repository_in(tmp_path)


def edit(kb: Path, text: str = "# refund\n", file: str = FILE) -> None:
    (kb / file).write_text(text)


def test_an_edit_becomes_a_commit_of_its_author_and_of_nothing_else(kb: Path) -> None:
    edit(kb)
    edit(kb, "# staged\n", "en/replies/reminders.md")
    git(kb, "add", "en/replies/reminders.md")
    edit(kb, "# not staged\n", "en/replies/shop_address.md")
    made = commit(kb, [FILE], "Lena <of> Lumi", "Edit refunds")
    assert made.failure is None
    assert git(kb, "log", "-1", "--format=%H %an <%ae> %s").strip() == f"{made.id} Lena of Lumi <> Edit refunds"
    assert git(kb, "show", "--name-only", "--format=", "HEAD").split() == [f"kb/{FILE}"]
    assert git(kb, "status", "--porcelain").splitlines() == [
        "M  kb/en/replies/reminders.md",
        " M kb/en/replies/shop_address.md",
    ]


def test_a_commit_on_no_branch_says_so(kb: Path) -> None:
    edit(kb)
    assert commit(kb, [FILE], "Lena", "Edit").is_on_branch
    git(kb, "checkout", "--quiet", "--detach")
    edit(kb, "# again\n")
    made = commit(kb, [FILE], "Lena", "Edit")
    assert made == Commit(git(kb, "rev-parse", "HEAD").strip(), is_on_branch=False)


def test_a_new_file_is_added(kb: Path) -> None:
    (kb / "fi/replies").mkdir(parents=True)
    edit(kb, "# refund\n", "fi/replies/refund.md")
    assert commit(kb, ["fi/replies/refund.md"], "Lena", "Translate").id is not None
    assert not git(kb, "status", "--porcelain")


def test_where_nothing_has_changed_there_is_nothing_to_commit(kb: Path) -> None:
    before = git(kb, "rev-parse", "HEAD")
    assert commit(kb, [FILE], "Lena", "Nothing") == Commit()
    assert git(kb, "rev-parse", "HEAD") == before


def test_without_a_repository_there_is_no_commit_and_nothing_to_be_told(tmp_path: Path) -> None:
    kb = copy_in(tmp_path)
    edit(kb)
    assert not is_in_repository(kb)
    assert commit(kb, [FILE], "Lena", "Edit") == Commit()


def test_no_hook_is_run_and_nobody_is_asked(kb: Path) -> None:
    hook = kb.parent / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\ntouch ran\nexit 1\n")
    hook.chmod(0o755)
    git(kb, "config", "commit.gpgSign", "true")
    edit(kb)
    assert commit(kb, [FILE], "Lena", "Edit").id is not None
    assert not (kb.parent / "ran").exists()


def test_a_name_that_no_commit_can_have_becomes_ours(kb: Path) -> None:
    edit(kb)
    assert commit(kb, [FILE], "<\n>", "--amend").failure is None
    assert git(kb, "log", "-1", "--format=%an %s").strip() == "Photodesk --amend"


def test_what_another_git_left_in_the_environment_is_not_heeded(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(kb / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(kb / "nowhere"))
    edit(kb)
    assert commit(kb, [FILE], "Lena", "Edit").failure is None


def test_a_git_that_fails_is_told_and_raises_nothing(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(kb)
    (kb.parent / ".git/index.lock").touch()
    failed = commit(kb, [FILE], "Lena", "Edit")
    assert failed.id is None
    assert "index.lock" in str(failed.failure)
    (kb.parent / ".git/index.lock").unlink()
    monkeypatch.setattr(revisions, "SECONDS", 0.0001)
    assert commit(kb, [FILE], "Lena", "Edit").failure == "git took longer than 0.0001 seconds"
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setattr(revisions, "SECONDS", 20)
    assert str(commit(kb, [FILE], "Lena", "Edit").failure).startswith("git cannot be run")


def test_the_folder_is_had_as_it_was(kb: Path) -> None:
    old = (kb / FILE).read_text()
    edit(kb)
    commit(kb, [FILE], "Lena", "Edit")
    with at_revision(kb, "HEAD~1") as then:
        assert then.name == "kb"
        assert (then / FILE).read_text() == old
    assert not then.exists()
    with at_revision(kb, "HEAD") as now:
        assert (now / FILE).read_text() == "# refund\n"


@pytest.mark.parametrize("revision", ["nonsense", "HEAD~9", "--output=/tmp/x", "", "HEAD:kb"])
def test_a_revision_that_is_none_is_told(kb: Path, revision: str) -> None:
    with pytest.raises(GitError, match="there is no revision"), at_revision(kb, revision):
        pass
