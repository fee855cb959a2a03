"""Is the real knowledge base whole, and is a broken one refused by file and line?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from photodesk.knowledge.articles import SUBJECTS, parse_article
from photodesk.knowledge.base import KnowledgeBase, examine, load
from photodesk.policy.table import Citation, HandOver, Outcome
from photodesk.problems import KnowledgeBaseError
from photodesk.understanding.reading import OUT_OF_SCOPE, TALK

ROOT = Path(__file__).parents[2]
KB = ROOT / "kb"


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load(KB)


def test_every_situation_of_every_topic_meets_exactly_one_rule(knowledge: KnowledgeBase) -> None:
    walked = 0
    for table in knowledge.tables.values():
        for situation in table.situations():
            assert table.rule_for(situation) is not None, (table.topic, situation)
            walked += 1
    assert walked > 1000


def test_topics_examples_domain_and_articles_name_the_same_things(knowledge: KnowledgeBase) -> None:
    intents = set(yaml.safe_load((ROOT / "domain.yml").read_text())["intents"])
    assert set(knowledge.topics) == intents - TALK - {OUT_OF_SCOPE}
    assert {path.stem for path in (ROOT / "data/nlu").glob("*.yml")} == intents
    assert len(knowledge.topics) == 38


def test_every_topic_has_forty_examples_and_out_of_scope_a_hundred_and_fifty() -> None:
    for path in (ROOT / "data/nlu").glob("*.yml"):
        examples = path.read_text().count("\n    - ")
        assert examples >= (150 if path.stem == "out_of_scope" else 40), path


def test_what_has_no_written_answer_always_reaches_a_person(knowledge: KnowledgeBase) -> None:
    for topic, table in knowledge.tables.items():
        article = knowledge.article(topic, "en")
        if article.status == "needs-answer":
            assert any(rule.outcome is Outcome.NEEDS_ANSWER for rule in table.rules), topic
        for rule in table.rules:
            if rule.outcome is Outcome.NEEDS_ANSWER:
                assert rule.hand_over is HandOver.YES


def test_no_reply_or_article_gives_the_decision_a_date_or_number(knowledge: KnowledgeBase) -> None:
    # kb-facts, conflict 8: no text of the Ombudsman's decision is available.
    for article in knowledge.languages["en"].articles.values():
        for paragraph in article.text.split("\n\n"):
            if "Ombudsman" in paragraph:
                assert not re.search(r"\b(19|20)\d\d\b|\b\d+/\d+", paragraph), paragraph


def test_no_support_address_number_or_hour_is_invented(knowledge: KnowledgeBase) -> None:
    # kb-facts, "Getting help": no e-mail address, phone number or opening hours appear in any text.
    page = knowledge.languages["en"]
    texts = [article.text for article in page.articles.values()]
    texts += [reply.text for replies in page.replies.values() for reply in replies.values()]
    for text in texts:
        assert not re.search(r"[\w.]+@[\w.]+\.\w+", text), text
        assert not re.search(r"\+\d{6,}|\b\d{1,2}[:.]\d\d\s*(?:-|to|–)\s*\d{1,2}[:.]\d\d", text), text


def test_the_storage_fees_stand_in_four_currencies(knowledge: KnowledgeBase) -> None:
    article = knowledge.article("gallery_availability", "en").text
    for fee in ("5.00", "55.00", "37.50", "9.90", "99.00", "75.00", "2.50", "25.00"):
        assert fee in article


def test_a_language_without_pages_speaks_english_and_is_counted(knowledge: KnowledgeBase) -> None:
    before = knowledge.missing["fi", "cancel_order"]
    assert knowledge.article("cancel_order", "fi").language == "en"
    assert knowledge.missing["fi", "cancel_order"] == before + 1


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KB, tmp_path / "kb"))


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text()
    after = change(before)
    assert after != before
    path.write_text(after)


def messages(folder: Path) -> list[str]:
    return [str(problem) for problem in examine(folder)[1]]


def test_a_citation_that_leads_nowhere_is_named(copy: Path) -> None:
    edit(copy / "en/articles/cancel_order.md", lambda text: text.replace("{#no-cancellation-right}", "{#renamed}"))
    assert any("cancel_order#no-cancellation-right does not exist" in message for message in messages(copy))
    with pytest.raises(KnowledgeBaseError):
        load(copy)


def test_an_unknown_placeholder_is_named(copy: Path) -> None:
    edit(copy / "en/replies/order_status.md", lambda text: text.replace("{order.number}", "{order.nubmer}", 1))
    assert any("unknown placeholder {order.nubmer}" in message for message in messages(copy))


def test_a_fact_that_may_be_missing_must_stand_in_brackets(copy: Path) -> None:
    edit(copy / "en/replies/cancel_order.md", lambda text: text + "\nShipped on {order.shipped_on}.\n")
    assert any("may be missing from an order" in message for message in messages(copy))


def test_a_reply_without_an_order_may_hold_no_facts(copy: Path) -> None:
    edit(
        copy / "en/replies/return_reason.md",
        lambda text: re.sub(r"(## [a-z-]+\n)", r"\1Order {order.number}. ", text, count=1),
    )
    assert any("can apply without an order" in message for message in messages(copy))


def test_a_missing_page_is_named(copy: Path) -> None:
    (copy / "en/articles/refund.md").unlink()
    assert any(message.startswith("kb/en/articles/refund.md:1: ") for message in messages(copy))


def test_of_a_page_that_cannot_be_read_it_is_not_told_that_it_is_missing(copy: Path) -> None:
    edit(copy / "en/articles/refund.md", lambda text: text + "\n## No id\nWords.\n")
    (copy / "policy/refund.md").write_text("# No table\n")
    told = messages(copy)
    assert any("a heading needs the form '## Title {#section-id}'" in message for message in told)
    assert any("there is no policy table (" in message for message in told)
    assert not any("for this topic" in message for message in told)


def test_an_unused_reply_is_named(copy: Path) -> None:
    edit(copy / "en/replies/refund.md", lambda text: text + "\n## never-said\nWords.\n")
    assert any("no rule uses the reply never-said" in message for message in messages(copy))


def test_a_dead_link_is_named_by_its_line(copy: Path) -> None:
    edit(copy / "en/articles/refund.md", lambda text: text + "\nSee [this](/kb/nowhere).\n")
    lines = len((copy / "en/articles/refund.md").read_text().splitlines())
    assert f"kb/en/articles/refund.md:{lines}: the link to /kb/nowhere leads nowhere" in messages(copy)


def test_a_section_of_the_same_page_is_there_in_an_article_and_nowhere_in_a_reply(copy: Path) -> None:
    edit(copy / "en/articles/refund.md", lambda text: text + "\nSee [this](#refund-outside).\n")
    assert messages(copy) == []
    edit(copy / "en/replies/refund.md", lambda text: text.rstrip() + " See [this](#refund-outside).\n")
    assert any(message.endswith(": the link to #refund-outside leads nowhere") for message in messages(copy))


def test_a_rule_id_is_used_by_one_table_only(copy: Path) -> None:
    edit(copy / "policy/refund.md", lambda text: text.replace("| refund-1 |", "| cancel-1 |"))
    assert any("has a rule cancel-1 too" in message for message in messages(copy))


def test_front_matter_is_checked_by_key(copy: Path) -> None:
    edit(copy / "en/articles/refund.md", lambda text: text.replace("status: answered", "status: fine"))
    assert any("unknown status 'fine'" in message for message in messages(copy))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "there is no subject; known are orders, changes,"),
        ("subject: weather\n", "unknown subject 'weather'; known"),
    ],
)
def test_every_article_has_a_known_subject(copy: Path, line: str, says: str) -> None:
    edit(copy / "en/articles/refund.md", lambda text: text.replace("subject: changes\n", line))
    assert any(message.startswith(f"kb/en/articles/refund.md:1: {says}") for message in messages(copy))


def test_a_version_from_before_there_were_subjects_stays_readable() -> None:
    text = (KB / "en/articles/refund.md").read_text().replace("subject: changes\n", "")
    article, problems = parse_article("refund", "en", text, "refund@old")
    assert article is not None, problems


def test_every_subject_has_a_title_and_articles(knowledge: KnowledgeBase) -> None:
    assert {article.subject for article in knowledge.languages["en"].articles.values()} == set(SUBJECTS)
    titles = [knowledge.words("en")[f"subject-{subject}"] for subject in SUBJECTS]
    assert len(set(titles)) == len(SUBJECTS)


@pytest.mark.parametrize("address", ["/kb/return-product", "/kb/Refund", "/kb/refund#No", "/kb/refund#", "/kb/", "#no"])
def test_a_link_of_whatever_form_leads_somewhere(copy: Path, address: str) -> None:
    edit(copy / "en/articles/refund.md", lambda text: text + f"\nSee [this]({address}).\n")
    assert any(message.endswith(f": the link to {address} leads nowhere") for message in messages(copy))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("welcome\nYou are welcome, {number}.", "{number} is not filled in for welcome"),
        ("welcome\nYou are welcome.[[ Bye.]]", "welcome may hold no [[ … ]]"),
    ],
)
def test_a_reply_of_the_desk_holds_nothing_that_would_be_read_out_as_it_stands(
    copy: Path, words: str, says: str
) -> None:
    edit(copy / "en/replies/desk.md", lambda text: text.replace("welcome\nYou are welcome.", words))
    assert any(says in message for message in messages(copy))


def test_a_mail_without_the_words_that_it_is_to_bring_is_named(copy: Path) -> None:
    edit(copy / "en/replies/desk.md", lambda text: text.replace("{words}", ""))
    assert any(message.endswith("mail-body must hold {words}") for message in messages(copy))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("and: and", "and: no"), "1: the word 'and' is no text: put it in quotes"),
        (lambda text: text.replace("and: and", "and: [and"), "not YAML"),
        (lambda text: "- and\n", "1: the words are not a list of 'key: value' lines"),
    ],
)
def test_words_that_cannot_be_said_are_refused(copy: Path, change: Callable[[str], str], says: str) -> None:
    edit(copy / "en/words.yml", change)
    assert any(message.startswith("kb/en/words.yml:") and says in message for message in messages(copy))


def test_an_audience_that_is_no_list_of_words_is_refused(copy: Path) -> None:
    edit(copy / "en/articles/refund.md", lambda text: text.replace("[consumer, photographer]", "[[consumer]]"))
    assert any("the audience is a list of consumer, photographer or both" in message for message in messages(copy))


def test_a_page_that_is_not_utf_8_is_named_with_its_folder_and_line(copy: Path) -> None:
    page = copy / "en/replies/refund.md"
    page.write_bytes(page.read_bytes() + b"\nJ\xe4rvi\n")
    lines = page.read_bytes().count(b"\n")
    assert f"kb/en/replies/refund.md:{lines}: not UTF-8: byte 0xE4" in messages(copy)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert messages(tmp_path / "kb") == [
        f"{tmp_path / 'kb'}:1: there is no such folder: PHOTODESK_KB names the knowledge base's"
    ]


def test_a_sections_first_citation_can_be_read_aloud(knowledge: KnowledgeBase) -> None:
    for table in knowledge.tables.values():
        for rule in table.rules:
            for citation in rule.cites[:1]:
                _, section = knowledge.section(Citation(citation.article, citation.section), "en")
                assert section.text
