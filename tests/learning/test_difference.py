"""Is exactly that told which an edit changes?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from photodesk.cli import main
from photodesk.knowledge.base import KnowledgeBase, load
from photodesk.learning.difference import Change, Difference, difference, shared
from photodesk.learning.replay import Recorded
from photodesk.learning.telling import told
from photodesk.policy.situation import Situation, situation_of
from photodesk.policy.table import Table, _condition
from tests.conversation.talking import NOW, delivered
from tests.learning.editing import KB, copy_in, edit


@pytest.fixture(scope="module")
def before() -> KnowledgeBase:
    return load(KB)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_in(tmp_path)


Edited = Callable[..., Difference]


@pytest.fixture
def edited(copy: Path, before: KnowledgeBase) -> Edited:
    """What an edit of one file changes."""

    def compare(file: str, change: Callable[[str], str], *recorded: Recorded) -> Difference:
        edit(copy / file, change)
        return difference(before, load(copy), recorded)

    return compare


def met(days: int, conversation: str = "one", topic: str = "report_defect", **more: object) -> Recorded:
    situation = situation_of("consumer", delivered("PC-1", days), NOW)
    return Recorded(conversation, topic, str(more.get("language", "en")), situation.values, "of-then-1")


def longer(text: str) -> str:
    """A month to exchange what is faulty, instead of a fortnight."""
    return text.replace("0..14", "0..30").replace("15..", "31..")


def test_nothing_is_told_when_nothing_is_edited(before: KnowledgeBase) -> None:
    found = difference(before, load(KB), [met(3)])
    assert not found
    assert (found.moved, found.touched, found.conversations) == (0, 0, 1)
    assert found.situations == sum(1 for table in before.tables.values() for _ in table.situations())


def test_what_leaves_one_rule_for_another_is_one_change_with_what_it_shares(edited: Edited) -> None:
    found = edited("policy/report_defect.md", longer)
    assert {change.topic for change in found.changes} == {"report_defect"}
    to_consumers = next(change for change in found.changes if change.when["asker"] == "consumer")
    assert to_consumers.before is not None
    assert to_consumers.after is not None
    assert (to_consumers.before.outcome, to_consumers.after.outcome) == ("case_by_case", "exchange")
    assert to_consumers.when["days"] == "15..30"
    assert found.moved == sum(change.situations for change in found.changes) > 50
    assert not found.texts


def test_customers_are_counted_by_conversation_and_by_what_they_met(edited: Edited) -> None:
    asked = [met(3), met(14), met(20, "two"), met(20, "two"), met(30, "three"), met(31, "four")]
    found = edited("policy/report_defect.md", longer, *asked, met(20, "five", "refund"))
    assert (found.conversations, found.touched) == (5, 2)
    assert [change.conversations for change in found.changes] == [2, 0]
    assert found.changes[0].when["asker"] == "consumer"


def test_other_words_change_the_answers_of_the_rules_that_say_them(edited: Edited) -> None:
    found = edited("en/replies/cancel_order.md", lambda text: text.replace("Yes, you can simply", "You may simply"))
    [change] = found.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before.rule, change.after.rule) == ("cancel-3", "cancel-3")
    assert change.before.words.startswith("Yes, you can simply leave it.")
    assert change.after.words.startswith("You may simply leave it.")
    assert change.when == {"asker": "consumer", "order": "cart", "charges": "none, authorised"}


def test_a_new_id_or_reason_or_another_place_in_the_table_changes_nothing(edited: Edited) -> None:
    def shuffle(text: str) -> str:
        lines = text.replace("cancel-9 |", "cancel-90 |").replace("being made for this person", "made").splitlines()
        return "\n".join([*lines[:-2], lines[-1], lines[-2]]) + "\n"

    found = edited("policy/cancel_order.md", shuffle, met(3, topic="cancel_order"))
    assert not found, told(found, 30)
    assert found.situations > 8000


def test_the_same_words_in_other_lines_change_nothing(edited: Edited) -> None:
    assert not edited("en/replies/cancel_order.md", lambda text: text.replace(". If ", ".\nIf "))


def test_words_that_only_agents_write_are_told_and_no_customer_is_counted(edited: Edited) -> None:
    unpaid = {**met(3).situation, "order": "awaiting_payment", "charges": "none"}
    asked = Recorded("one", "cancel_order", "en", unpaid, "cancel-4")
    found = edited("en/replies/cancel_order.md", lambda text: text.replace("| write to me", "| turn to me"), asked)
    [change] = found.changes
    assert (change.situations, change.conversations, found.touched) == (30, 0, 0)


def test_another_citation_is_another_answer(edited: Edited) -> None:
    def first(text: str) -> str:
        return text.replace("still-a-cart | before-payment |", "still-a-cart | paid-then-produced |")

    found = edited("policy/cancel_order.md", first)
    assert "cites: cancel_order#before-payment → cancel_order#paid-then-produced" in told(found, 30)


def test_a_section_is_told_with_who_cites_it_and_how_many_were_shown_it(edited: Edited) -> None:
    def more(text: str) -> str:
        return text.replace("{#exchange}\n", "{#exchange}\nKeep the parcel. ", 1)

    found = edited("en/articles/report_defect.md", more, met(3), met(4), met(5, "two"), met(9, "three", "reminders"))
    assert not found.changes
    [text] = found.texts
    assert (text.file, text.part, text.conversations) == ("en/articles/report_defect.md", "#exchange", 2)
    assert "defect-5" in text.cited_by
    assert text.after is not None
    assert "Keep the parcel." in text.after


def test_who_reviewed_an_article_when_is_nothing_that_a_reader_sees(edited: Edited) -> None:
    assert not edited("en/articles/refund.md", lambda text: text.replace("reviewed: 2", "reviewed: 3", 1))


def test_the_desks_own_words_are_told(edited: Edited) -> None:
    found = edited("en/replies/desk.md", lambda text: text.replace("You are welcome", "My pleasure"))
    [text] = found.texts
    assert (text.file, text.part) == ("en/replies/desk.md", "welcome")
    assert (str(text.before)[:15], str(text.after)[:11]) == ("You are welcome", "My pleasure")


def test_words_that_facts_are_written_with_are_told(edited: Edited) -> None:
    found = edited("en/words.yml", lambda text: text.replace("\nand: and", "\nand: plus"))
    assert [(text.part, text.after) for text in found.texts] == [("and", "plus")]


def test_a_translation_is_told_of_for_its_own_readers(copy: Path, before: KnowledgeBase) -> None:
    (copy / "fi/articles").mkdir(parents=True)
    (copy / "fi/replies").mkdir()
    with_finnish = load(copy)
    (copy / "fi/replies/cancel_order.md").write_text("# cancel_order\n\n## still-a-cart\nVoit jättää sen.\n")
    asked = Recorded("one", "cancel_order", "fi", {**met(3).situation, "order": "cart"}, "cancel-3")
    found = difference(with_finnish, load(copy), [asked, replace(asked, conversation="two", language="en")])
    [change] = found.changes
    assert (change.language, change.conversations, found.touched) == ("fi", 1, 1)
    edit(copy / "policy/cancel_order.md", lambda text: text.replace("allowed | no | still", "allowed | offer | still"))
    changes = difference(with_finnish, load(copy), [asked, replace(asked, conversation="two", language="en")]).changes
    assert {(change.language, change.conversations) for change in changes} == {("fi", 1), ("en", 1)}


def test_readers_of_a_translation_that_has_no_words_of_its_own_are_counted_with_english(
    copy: Path, edited: Edited
) -> None:
    found = edited("policy/report_defect.md", longer, met(20, language="fi"))
    assert [(change.language, change.conversations) for change in found.changes] == [("en", 1), ("en", 0)]


def test_a_situation_from_before_the_policy_looked_at_so_much_is_left_out_and_counted(edited: Edited) -> None:
    old = replace(met(20), situation={"asker": "consumer", "order": "delivered"})
    found = edited("policy/report_defect.md", longer, old, met(20, "two"), met(20, "three", "no_such_topic"))
    assert (found.unplayable, found.touched) == (1, 1)
    assert "1 answer left out" in told(found, 30)


def test_a_new_column_is_told_for_the_situations_that_it_tells_apart(edited: Edited) -> None:
    def by_maker(text: str) -> str:
        lines = text.splitlines()
        rows = [line for line in lines if line.startswith("|")]
        made = []
        for row in rows:
            cells = row.split("|")
            word = {"rule": " made by ", "---": "---"}.get(cells[1].strip(), " - " if " unknown " in row else " * ")
            made.append("|".join([*cells[:4], word, *cells[4:]]))
        consumers = next(row for row in made if row.startswith("| return-9 "))
        made.remove(consumers)
        made.append(consumers.replace("| * |", "| not partner_lab |", 1))
        lab = consumers.replace("return-9", "return-99").replace("| * |", "| partner_lab |", 1)
        made.append(lab.replace("order_facts | offer", "order_facts | yes"))
        return "\n".join([line for line in lines if not line.startswith("|")] + made) + "\n"

    found = edited("policy/return_product.md", by_maker)
    [change] = found.changes
    assert change.when == {"asker": "consumer", "order": "refunded", "made by": "partner_lab"}
    assert change.after is not None
    assert change.after.hand_over == "yes"


def situations_of(change: Change, table: Table) -> Iterator[dict[str, str]]:
    """Those that the cells of a change hold, read as a table's are."""
    faults: list[str] = []
    cells = {column: _condition(column, cell, faults) for column, cell in change.when.items()}
    assert not faults
    for situation in table.situations():
        if all(cell.holds(situation[column]) for column, cell in cells.items()):
            yield dict(situation.values)


@pytest.mark.parametrize("topic", ["cancel_order", "report_defect", "order_status", "files_not_received"])
def test_the_cells_of_a_change_hold_its_situations_and_no_others(before: KnowledgeBase, topic: str) -> None:
    table = before.tables[topic]
    everything: dict[str, set[str]] = {}
    for situation in table.situations():
        for column, value in situation.values.items():
            everything.setdefault(column, set()).add(value)
    for rule in table.rules:
        applies = [situation for situation in table.situations() if rule.applies(situation)]
        when = shared(applies, everything)
        change = Change(topic, "en", None, None, when, len(applies), 0)
        assert list(situations_of(change, table)) == [dict(each.values) for each in applies], rule.id


def test_a_column_of_the_order_is_named_where_the_table_has_no_other_that_tells_it_is_known() -> None:
    everything = {"asker": {"consumer"}, "gallery": {"-", "open", "closed"}}
    known = [Situation({"asker": "consumer", "gallery": word}) for word in ("open", "closed")]
    assert shared(known, everything) == {"gallery": "open, closed"}
    assert shared([Situation({"asker": "consumer", "gallery": "-"})], everything) == {"gallery": "-"}


@pytest.mark.parametrize("command", ["diff", "gaps"])
@pytest.mark.parametrize("days", ["-4", "0", "999999999"])
def test_days_that_nobody_could_look_at_are_told(
    command: str, days: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    assert main(["kb", command, "--days", days]) > 0
    assert capsys.readouterr().err == "--days: use a whole number from 1 to 3660\n"


def test_everything_can_be_sent_as_json(edited: Edited) -> None:
    found = edited("policy/report_defect.md", longer, met(20))
    shown = found.as_dict()
    assert shown["changes"][0]["when"]["days"] == "15..30"
    assert shown["changes"][0]["before"]["outcome"] == "case_by_case"
    assert (shown["situations"], shown["touched"]) == (found.situations, 1)


def test_a_person_reads_what_goes_and_what_comes(edited: Edited) -> None:
    text = told(edited("policy/report_defect.md", longer, met(20)), 30)
    assert text.startswith("report_defect\n  defect-6 → defect-5: 36 situations, 1 conversation\n")
    when = "asker: consumer; order: not cart, awaiting_payment, refunded; kind: not files, gift_card; days: 15..30"
    assert f"\n    when {when}\n" in text
    assert "\n    outcome: case_by_case → exchange\n" in text
    assert text.endswith("1 of 1 conversation in the last 30 days had one of these answers")
