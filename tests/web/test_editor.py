"""Does a lead edit what the desk says on a page, and lose nothing of it, and nobody else get there?"""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from leads import CANCEL, OLD, PAGE, RULES, answer, desk_of
from test_sign_in import FORM, FROM_HERE, Browser
from web_desk import Reply, Server

from photodesk.learning.difference import TextChange
from photodesk.learning.editing import EditingDesk
from photodesk.learning.marking import Piece
from photodesk.store.database import open_database, reading
from photodesk.store.tables import audit
from photodesk.web.comparing import text_cards
from tests.accounts.signing import Clock
from tests.learning.editing import copy_in, edit, git, repository_in

NEW = "Sadly, a photo order that is paid for cannot be cancelled"
HOSTILE = '<script>alert("x")</script></textarea><img src=x onerror=alert(1)>'


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return repository_in(tmp_path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(kb: Path, clock: Clock) -> Iterator[Server]:
    with desk_of(kb, clock) as running:
        yield running


def signed_in(server: Server, name: str = "lena") -> Browser:
    browser = Browser(server)
    assert browser.sign_in(name).status == 303
    return browser


class Form:
    """The editor as a browser without scripts has it: what stands in its fields goes along with each button."""

    def __init__(self, browser: Browser, path: str = CANCEL) -> None:
        self.browser, self.address = browser, f"/desk/knowledge/{path}"
        self.read(browser.get(self.address))

    def read(self, page: Reply) -> Reply:
        self.page = page
        fields = re.findall(r'<input (?:type="hidden"|id="why") name="([\w-]+)" value="([^"]*)"', page.text)
        texts = re.findall(r'<textarea [^>]*name="([\w-]+)"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
        self.fields = {name: unescape(value) for name, value in (*fields, *texts)}
        return page

    def press(self, do: str, name: str = "do", **more: str) -> Reply:
        sent = {key: value.replace("\n", "\r\n") for key, value in {**self.fields, **more}.items()}
        return self.read(self.browser.submit(self.address, **{**sent, name: do}))

    def write(self, old: str, new: str, n: int = 0) -> Form:
        assert old in self.fields[f"text-{n}"]
        self.fields[f"text-{n}"] = self.fields[f"text-{n}"].replace(old, new)
        return self

    @property
    def said(self) -> str:
        return told(re.search(r'<h2 id="result"[^>]*>(.*?)</h2>', self.page.text, re.DOTALL)[1])  # type: ignore[index]

    @property
    def shown(self) -> str:
        """The page as text, without what stands in the form."""
        return told(re.sub(r"<textarea.*?</textarea>", "", self.page.text, flags=re.DOTALL))


def told(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def test_all_files_are_listed_by_topic_with_how_they_stand(server: Server) -> None:
    page = signed_in(server).get("/desk/knowledge")
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    for path in (CANCEL, PAGE, RULES, "en/replies/desk.md", "en/words.yml"):
        assert f'href="/desk/knowledge/{path}"' in page.text, path
    shown = told(page.text)
    assert re.search(r"Charged twice for the same order .*?a person answers reviewed 24 November 2026", shown)
    assert shown.index("Changing, cancelling and returning") < shown.index("Can an order be cancelled?")


def test_words_are_found_where_they_stand(server: Server) -> None:
    lena = signed_in(server)
    page = lena.get("/desk/knowledge?find=PARTNER+lab+makes+your")
    assert f'href="/desk/knowledge/{CANCEL}?line=7"' in page.text
    assert "<mark>partner lab makes your</mark>" in page.text
    assert "Ordered photo files have not arrived" not in page.text
    assert "stands nowhere" in lena.get("/desk/knowledge?find=zeppelin").text
    hostile = lena.get("/desk/knowledge?find=%3Cscript%3Ealert(1)")
    assert "<script>alert" not in hostile.text
    assert 'data-line="7"' in lena.get(f"/desk/knowledge/{CANCEL}?line=7").text
    assert "data-line" not in lena.get(f"/desk/knowledge/{CANCEL}?line=x").text


def test_a_lead_checks_compares_and_saves_and_the_desk_speaks_so_at_once(server: Server, kb: Path) -> None:
    assert answer(server).startswith(OLD)
    form = Form(signed_in(server)).write(OLD, NEW)
    form.press("check")
    assert (form.page.status, form.said) == (200, "Checked: everything holds together")
    assert re.search(rf"As it will be said .*? in-general {NEW}", form.shown)
    assert "data-unsaved" in form.page.text
    form.press("compare")
    assert form.said == "What would change"
    assert "1 of 8,153 situations get another answer. Of 1 conversation in the last 30 days, 1 had one of" in form.shown
    assert "asker: consumer order: unknown cancel-1, 1 situation, 1 conversation" in form.shown
    assert "taken out: Once" in form.shown
    assert "put in: Sadly," in form.shown
    assert answer(server).startswith(OLD)
    form.press("save", why="it\n is kinder")
    assert (form.page.status, form.said) == (200, "Saved: the desk answers from it now")
    assert answer(server).startswith(NEW)
    commit, who, why = git(kb, "log", "-1", "--format=%h|%an|%b", "--abbrev=12").strip().split("|")
    assert (who, why) == ("Lena", "it is kinder")
    assert f"Commit {commit}, in your name" in form.shown
    assert NEW in (kb / CANCEL).read_text()
    assert "\r" not in (kb / CANCEL).read_text()
    assert "data-unsaved" not in form.page.text
    assert form.fields["why"] == ""


def test_another_text_altogether_is_shown_without_marks() -> None:
    few, all_ = (
        text_cards([TextChange("f", "p", "They are made for you alone.", after)])[0].sides
        for after in ("They are made for nobody else.", "Nothing is sent before you have paid.")
    )
    assert [piece.is_changed for piece in few[0]] == [False, True]
    assert all_ == (
        (Piece("They are made for you alone."),),
        (Piece("Nothing is sent before you have paid."),),
    )


def test_a_save_that_is_sent_again_does_nothing(server: Server, kb: Path) -> None:
    form = Form(signed_in(server)).write(OLD, NEW)
    before = dict(form.fields)
    form.press("save")
    head = git(kb, "rev-parse", "HEAD")
    form.fields = before
    form.press("save")
    assert (form.page.status, form.said) == (200, "There was nothing to save")
    assert git(kb, "rev-parse", "HEAD") == head


def test_where_there_is_no_repository_the_file_is_saved_all_the_same(tmp_path: Path) -> None:
    with desk_of(copy_in(tmp_path)) as server:
        form = Form(signed_in(server)).write(OLD, NEW)
        form.press("save")
        assert form.said == "Saved: the desk answers from it now"
        assert "Commit" not in form.shown
        assert answer(server).startswith(NEW)


def test_a_commit_that_fails_is_told(server: Server, kb: Path) -> None:
    (kb.parent / ".git/index.lock").touch()
    form = Form(signed_in(server)).write(OLD, NEW)
    form.press("save")
    assert form.said == "Saved: the desk answers from it now"
    assert "It is not committed: " in form.shown
    assert "index.lock': File exists. Tell whoever runs the desk." in form.shown


@pytest.mark.parametrize("do", ["check", "compare", "save"])
def test_what_does_not_hold_together_is_told_by_line_and_saved_by_nothing(server: Server, kb: Path, do: str) -> None:
    form = Form(signed_in(server), RULES).write("| cancel-4 | consumer |", "| cancel-4 | nobody |")
    form.press(do)
    assert form.page.status == (200 if do == "check" else 422)
    assert "problem" in form.said
    assert re.search(r'href="#text-0" data-line="12">line 12</a>:.*nobody', form.page.text)
    assert "| cancel-4 | nobody | awaiting_payment" in form.shown
    assert "| cancel-4 | nobody |" in form.fields["text-0"]
    assert ("Nothing was saved." in form.shown) == (do == "save")
    assert not git(kb, "status", "--porcelain", ".")


def test_files_that_only_hold_together_are_edited_and_saved_together(server: Server, kb: Path) -> None:
    form = Form(signed_in(server), RULES).write("| in-general |", "| at-first |")
    form.press("check")
    assert re.search(r"line 9: there is no reply 'at-first'", form.shown)
    assert f'name="with" value="{CANCEL}"' in form.page.text
    form.press(CANCEL, "with")
    assert form.fields["path-1"] == CANCEL
    form.press("check")
    assert re.search(r"Replies, line \d+: no rule uses the reply in-general", form.shown)
    form.write("## in-general\n", "## at-first\n", 1).press("save")
    assert form.said == "Saved: the desk answers from it now"
    assert set(git(kb, "show", "--name-only", "--format=", "HEAD").split()) == {f"kb/{CANCEL}", f"kb/{RULES}"}
    form.press(CANCEL, "without")
    assert "path-1" not in form.fields


def test_what_somebody_else_saved_meanwhile_is_shown_and_ones_own_is_kept(server: Server, kb: Path) -> None:
    form = Form(signed_in(server)).write(OLD, NEW)
    edit(kb / CANCEL, lambda text: text.replace(OLD, "Once it is paid"))
    form.press("check")
    assert form.said == "Checked: everything holds together"
    assert "what was saved meanwhile, and yours" in form.shown
    form = Form(signed_in(server)).write("Once it is paid", NEW)
    edit(kb / CANCEL, lambda text: text.replace("Once it is paid", "When it is paid"))
    form.press("save")
    assert (form.page.status, form.said) == (409, "Nothing was saved: somebody else saved meanwhile")
    assert re.search(r"Saved meanwhile, line 4taken out: When it is paid.* Yours, line 4put in: Sadly,", form.shown)
    assert NEW in form.fields["text-0"]
    assert "When it is paid" in (kb / CANCEL).read_text()
    form.press("save")
    assert form.said == "Saved: the desk answers from it now"
    assert NEW in (kb / CANCEL).read_text()


def test_what_somebody_else_saved_meanwhile_is_shown_to_who_takes_a_file_along(server: Server, kb: Path) -> None:
    form = Form(signed_in(server)).write(OLD, NEW)
    edit(kb / CANCEL, lambda text: text.replace(OLD, "When it is paid"))
    form.press(RULES, "with")
    assert form.said == "Somebody else saved meanwhile"
    assert re.search(r"Saved meanwhile, line 4taken out: When it is paid", form.shown)
    assert NEW in form.fields["text-0"]


def test_whose_file_was_removed_meanwhile_keeps_the_text_and_may_save_it(server: Server, kb: Path) -> None:
    form = Form(signed_in(server)).write(OLD, NEW)
    (kb / CANCEL).unlink()
    form.press("check")
    assert "the file was removed meanwhile" in form.shown
    (kb / CANCEL).write_text("There again")
    form.press("save")
    assert form.page.status == 409
    (kb / CANCEL).unlink()
    form.press("save")
    assert form.page.status == 409
    form.press("save")
    assert form.said == "Saved: the desk answers from it now"
    assert NEW in (kb / CANCEL).read_text()


def test_what_cannot_be_written_is_told_and_stays_in_the_form(
    server: Server, kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    form = Form(signed_in(server)).write(OLD, NEW)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", is_full)
        form.press("save")
    assert (form.page.status, form.said) == (503, "Nothing was saved")
    assert f"{kb / CANCEL} cannot be written: No space left on device. Tell whoever runs the desk." in form.shown
    assert NEW in form.fields["text-0"]
    assert not git(kb, "status", "--porcelain", ".")
    form.press("save")
    assert form.said == "Saved: the desk answers from it now"


def test_a_commit_on_no_branch_is_told(server: Server, kb: Path) -> None:
    git(kb, "checkout", "--quiet", "--detach")
    form = Form(signed_in(server)).write(OLD, NEW)
    form.press("save")
    assert "in your name, but on no branch: it is left behind" in form.shown


def test_of_two_saves_at_once_one_is_told_of_the_other(
    server: Server, kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Form(signed_in(server)).write(OLD, NEW)
    save = EditingDesk.save

    def too_late(desk: EditingDesk, *of: Any) -> Any:
        edit(kb / CANCEL, lambda text: text.replace(OLD, "When it is paid"))
        return save(desk, *of)

    monkeypatch.setattr(EditingDesk, "save", too_late)
    form.press("save")
    assert (form.page.status, form.said) == (409, "Nothing was saved: somebody else saved meanwhile")
    assert "Saved meanwhile, line 4" in form.shown


def test_whose_session_is_over_keeps_the_text_and_saves_after_signing_in_again(server: Server, clock: Clock) -> None:
    lena = signed_in(server)
    form = Form(lena).write(OLD, NEW)
    clock.pass_by(hours=2)
    form.press("save")
    assert (form.page.status, form.said) == (
        403,
        "You are no longer signed in. Nothing is lost: what you wrote is below.",
    )
    assert NEW in form.fields["text-0"]
    assert 'href="/desk/sign-in?' in form.page.text
    assert "Can an order be cancelled?" not in form.shown
    lena.sign_in("lena")
    form.press("save")
    assert (form.page.status, "signed in anew" in form.said) == (403, True)
    assert answer(server).startswith(OLD)
    form.press("save")
    assert form.said == "Saved: the desk answers from it now"
    assert answer(server).startswith(NEW)


def test_whoever_is_not_signed_in_reads_nothing_and_comes_back_after_signing_in(server: Server) -> None:
    stranger = Browser(server)
    for path in ("/desk/knowledge?find=a", f"/desk/knowledge/{CANCEL}"):
        sent = stranger.get(path)
        assert sent.status == 303
        assert "personalised" not in sent.text
    assert stranger.get(f"/desk/knowledge/{CANCEL}").headers["location"] == (
        f"/desk/sign-in?next=/desk/knowledge/{CANCEL}"
    )
    mine = stranger.submit(f"/desk/knowledge/{CANCEL}", **{"text-0": "mine", "do": "check", "with": PAGE})
    assert mine.status == 403
    assert ">\nmine</textarea>" in mine.text
    assert "personalised" not in mine.text


def test_agents_who_are_no_leads_are_told_so(server: Server) -> None:
    maija = signed_in(server, "maija")
    as_page = {"Accept": "text/html"}
    for page in (
        maija.get("/desk/knowledge", **as_page),
        maija.get(f"/desk/knowledge/{CANCEL}", **as_page),
        maija.submit(f"/desk/knowledge/{CANCEL}", FROM_HERE | as_page, **{"text-0": "x"}),
    ):
        assert page.status == 403
        assert "Only leads edit what the desk says, and Maija is no lead." in told(page.text)
        assert "personalised" not in page.text


def test_leads_of_a_shop_check_and_compare_and_do_not_save(server: Server, kb: Path) -> None:
    form = Form(signed_in(server, "leo")).write(OLD, NEW)
    assert 'value="save"' not in form.page.text
    assert "To save is for leads who also answer for “service”" in form.shown
    assert form.press("compare").status == 200
    form.press("save")
    assert (form.page.status, form.said) == (403, "Nothing was saved")
    assert not git(kb, "status", "--porcelain", ".")


def test_another_site_and_a_form_without_its_token_save_nothing(server: Server, kb: Path) -> None:
    lena = signed_in(server)
    form = Form(lena).write(OLD, NEW)
    elsewhere = lena.submit(form.address, {"Sec-Fetch-Site": "cross-site"}, **{**form.fields, "do": "save"})
    assert elsewhere.status == 403
    assert NEW not in elsewhere.text
    for csrf in ("", "0" * 64, "ä"):
        form.fields["csrf"] = csrf
        assert form.press("save").status == 403
        assert len(form.fields["csrf"]) == 64
    assert not git(kb, "status", "--porcelain", ".")


def test_hostile_text_stays_text(server: Server) -> None:
    form = Form(signed_in(server), PAGE).write("Can an order be cancelled?", "T")
    form.write("# There is no right", f"# {HOSTILE} There is no right")
    form.write("The texts speak of", f"{HOSTILE}\n\n[a](javascript:alert(1)) The texts speak of")
    for do in ("check", "compare", "save", "check"):
        form.press(do, why=f'"{HOSTILE}')
        assert HOSTILE in form.fields["text-0"], do
        assert not re.search(r"<script>|<img src=x|javascript:alert\(1\)\"", form.page.text), do
    assert "unsafe-inline" not in form.page.headers["content-security-policy"]
    assert "form-action 'self'; frame-ancestors 'none'" in form.page.headers["content-security-policy"]


def test_a_text_that_begins_with_empty_lines_or_holds_a_tag_comes_back_as_it_was(server: Server) -> None:
    form = Form(signed_in(server))
    form.fields["text-0"] = "\n\n" + form.fields["text-0"] + "</textarea>&amp; \0"
    sent = form.fields["text-0"]
    form.press("check")
    assert form.fields["text-0"] == sent.replace("\0", "\N{REPLACEMENT CHARACTER}")


def test_what_is_no_form_of_this_page_is_refused(server: Server) -> None:
    lena = signed_in(server)
    form = Form(lena)
    address = form.address
    bodies: tuple[tuple[dict[str, str], int], ...] = (
        ({}, 422),
        ({"text-0": "x", "path-1": RULES}, 422),
        ({"text-0": "x", "path-1": "../README.md", "text-1": "x"}, 404),
        ({"text-0": "x", "path-1": CANCEL, "text-1": "x"}, 404),
        ({"text-0": "x", "path-1": "policy/none.md", "text-1": "x"}, 404),
        ({"text-0": "x" * 50_000, "csrf": form.fields["csrf"]}, 413),
        ({"text-0": "x" * 70_000}, 413),
        ({"text-0": "x", "with": "policy/none.md"}, 404),
        ({"text-0": "x", "with": "../README.md"}, 200),
        ({"text-0": "x", "do": "fly", "csrf": form.fields["csrf"]}, 200),
    )
    for fields, status in bodies:
        assert lena.submit(address, **fields).status == status, str(fields)[:80]
    assert lena.call("POST", address, b"{}", FROM_HERE | {"Content-Type": "application/json"}).status == 422
    assert lena.call("POST", address, b"text-0=%ff%00", FROM_HERE | FORM).status == 403
    for path in ("/etc/passwd", "../README.md", "policy/none.md", "policy/x.txt", "%2e%2e/x.md", "%00"):
        assert lena.get(f"/desk/knowledge/{path}").status in (400, 404), path
        assert lena.submit(f"/desk/knowledge/{path}", **{"text-0": "x"}).status in (400, 404), path


def test_files_that_do_not_hold_together_as_they_are_are_told_of_in_the_list(server: Server, kb: Path) -> None:
    edit(kb / CANCEL, lambda text: text.replace("{order.number}", "{order.nubmer}", 1))
    server.desk.refresh()
    server.desk.refresh()
    page = signed_in(server).get("/desk/knowledge")
    assert "The files do not hold together as they are now." in told(page.text)
    assert f"kb/{CANCEL}:" in page.text
    form = Form(signed_in(server), PAGE).write("It is arranged case by case.", "It is arranged.")
    form.press("check")
    assert f"kb/{CANCEL}"[3:] in form.shown
    assert "unknown placeholder {order.nubmer}" in form.shown


def test_every_save_is_on_record(server: Server) -> None:
    Form(signed_in(server)).write(OLD, NEW).press("save", why="kinder")
    engine = open_database(server.settings.database_url)
    with reading(engine) as connection:
        rows = connection.execute(audit.select().where(audit.c.action == "kb.edit")).mappings().all()
    engine.dispose()
    assert [(row["actor"], row["details"]["why"]) for row in rows] == [("lena", "kinder")]


def test_of_what_no_draft_can_be_made_is_told_on_a_page_that_leads_back(server: Server) -> None:
    token = server.session()
    [reply] = server.post("/chat/messages", {"text": "my name is Aino, can I cancel?"}, token=token).json["replies"]
    assert server.post("/chat/feedback", {"message": reply["id"], "helpful": False}, token=token).status == 204
    lena = signed_in(server)
    page = lena.get("/desk/gaps?days=7")
    [address] = re.findall(r'action="(/desk/gaps/\w+/draft)"', page.text)
    [csrf, *_] = re.findall(r'name="csrf" value="(\w+)"', page.text)
    for topic, why in (("Cancel Order", "A topic is small letters"), ("cancel_order", "or is masked")):
        told_so = lena.submit(address, csrf=csrf, what="examples", topic=topic, days="7")
        assert told_so.status == 422
        assert why in told_so.text
        assert 'href="/desk/gaps?days=7"' in told_so.text


def test_two_leads_at_once_hold_up_no_turn(server: Server) -> None:
    forms = [Form(signed_in(server)).write(OLD, NEW) for _ in range(2)]
    threads = [threading.Thread(target=form.press, args=("compare",)) for form in forms]
    for thread in threads:
        thread.start()
    assert answer(server).startswith(OLD)
    for thread, form in zip(threads, forms):
        thread.join(30)
        assert form.said == "What would change"
