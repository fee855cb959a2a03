"""Is the knowledge base whole, and what does it hold?

Folders: `policy/<topic>.md` (one table a topic, free of language), `<language>/articles/<topic>.md`,
`<language>/replies/<topic>.md`, `<language>/replies/desk.md` (what the desk says of itself) and
`<language>/words.yml`. English is complete; another language may lack pages and falls back to English.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from photodesk.knowledge.articles import SUBJECTS, Article, Section, parse_article
from photodesk.knowledge.phrases import PHRASE_FACTS, PHRASE_NEEDS, Phrase
from photodesk.knowledge.replies import ALWAYS_KNOWN, FACTS, Reply, asks_for_order, parse_replies, placeholders
from photodesk.orders.record import ChargeState, OrderState, Production
from photodesk.policy.table import Citation, Table, parse_table
from photodesk.problems import KnowledgeBaseError, Problem

DEFAULT_LANGUAGE = "en"
_DESK = "desk"
_DESK_FACTS = frozenset().union(*PHRASE_FACTS.values())
_LINK = re.compile(r"\]\((?:/kb/([^)#]*)(?:#([^)]*))?|#([^)]*))\)")

WORDS = frozenset(
    {"on", "and", "no-items", "more-items"}
    | {f"state-{state.value}" for state in OrderState}
    | {f"charge-{state.value}" for state in ChargeState}
    | {f"production-{production.value}" for production in Production}
    | {f"subject-{subject}" for subject in SUBJECTS}
)


class ArticleVersions(Protocol):
    """Where every version of an article that was ever shown stays readable."""

    def remember(self, articles: list[tuple[str, str, str, str]]) -> None:
        """Keep (topic, language, version, text); what is kept already stays as it is."""

    def text_of(self, topic: str, language: str, version: str) -> str | None: ...


@dataclass(frozen=True)
class Page:
    """Everything that one language has to say."""

    articles: Mapping[str, Article]
    replies: Mapping[str, Mapping[str, Reply]]
    words: Mapping[str, str]


@dataclass(frozen=True)
class KnowledgeBase:
    """A checked knowledge base: loading refuses one in which anything does not hold together."""

    tables: Mapping[str, Table]
    languages: Mapping[str, Page]
    missing: Counter[tuple[str, str]]
    """How often a (language, page) was asked for and English stood in."""

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(self.tables)

    def article(self, topic: str, language: str) -> Article:
        return self._in(language, topic).articles[topic]

    def section(self, citation: Citation, language: str) -> tuple[Article, Section]:
        article = self.article(citation.article, language)
        section = article.sections.get(citation.section)
        if section is None:  # a translation that is behind: the English section is the one that exists
            article = self.article(citation.article, DEFAULT_LANGUAGE)
            section = article.sections[citation.section]
        return article, section

    def reply(self, topic: str, key: str, language: str) -> str:
        for each in (language, DEFAULT_LANGUAGE):
            page = self.languages.get(each)
            if page and key in page.replies.get(topic, {}):
                return page.replies[topic][key].text
            self.missing[each, f"{topic}#{key}"] += 1
        raise KeyError(f"no reply {key} for {topic}")

    def phrase(self, phrase: Phrase, language: str) -> str:
        return self.reply(_DESK, phrase.value, language)

    def words(self, language: str) -> Mapping[str, str]:
        page = self.languages.get(language)
        return {**self.languages[DEFAULT_LANGUAGE].words, **(page.words if page else {})}

    def _in(self, language: str, topic: str) -> Page:
        page = self.languages.get(language)
        if page and topic in page.articles:
            return page
        if language != DEFAULT_LANGUAGE:
            self.missing[language, topic] += 1
        return self.languages[DEFAULT_LANGUAGE]


def load(folder: Path) -> KnowledgeBase:
    """Read and check the whole folder; raises KnowledgeBaseError with every problem found."""
    knowledge, problems = examine(folder)
    if knowledge is None or problems:
        raise KnowledgeBaseError(problems)
    return knowledge


def examine(folder: Path) -> tuple[KnowledgeBase | None, list[Problem]]:
    """Read the folder and list everything that does not hold together; the base is None when it cannot be built."""
    if not folder.is_dir():
        return None, [Problem(str(folder), 1, "there is no such folder: PHOTODESK_KB names the knowledge base's")]
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for path in sorted((folder / "policy").glob("*.md")):
        table, faults = parse_table(path.stem, _text(path, folder, problems), _name(path, folder))
        problems += faults
        if table is not None:
            tables[path.stem] = table
    languages = {
        path.name: _page(path, folder, problems)
        for path in sorted(folder.iterdir())
        if path.is_dir() and (path / "articles").is_dir()
    }
    if DEFAULT_LANGUAGE not in languages:
        return None, [
            *problems,
            Problem(f"{folder.name}/{DEFAULT_LANGUAGE}", 1, "the English pages are missing"),
        ]
    knowledge = KnowledgeBase(tables, languages, Counter())
    problems += _balance(knowledge, folder)
    for table in tables.values():
        problems += table.walk()
    return knowledge, sorted(set(problems))


def _name(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder.parent))


def _text(path: Path, folder: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(_name(path, folder), line, f"not UTF-8: byte 0x{error.object[error.start]:02X}"))
        return ""


def _page(path: Path, folder: Path, problems: list[Problem]) -> Page:
    articles: dict[str, Article] = {}
    for file in sorted((path / "articles").glob("*.md")):
        article, faults = parse_article(file.stem, path.name, _text(file, folder, problems), _name(file, folder))
        problems += faults
        if article is not None:
            articles[file.stem] = article
            if article.subject not in SUBJECTS:
                fault = f"unknown subject {article.subject!r}" if article.subject else "there is no subject"
                problems.append(Problem(_name(file, folder), 1, f"{fault}; known are {', '.join(SUBJECTS)}"))
    replies: dict[str, dict[str, Reply]] = {}
    for file in sorted((path / "replies").glob("*.md")):
        known, always = (_DESK_FACTS, _DESK_FACTS) if file.stem == _DESK else (FACTS, ALWAYS_KNOWN)
        replies[file.stem], faults = parse_replies(_text(file, folder, problems), _name(file, folder), known, always)
        problems += faults
    return Page(articles, replies, _words(path / "words.yml", folder, problems))


def _words(file: Path, folder: Path, problems: list[Problem]) -> dict[str, str]:
    if not file.exists():
        return {}
    name = _name(file, folder)
    try:
        words = yaml.safe_load(_text(file, folder, problems)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problems.append(Problem(name, mark.line + 1 if mark else 1, f"not YAML: {error}"))
        return {}
    if not isinstance(words, dict):
        problems.append(Problem(name, 1, "the words are not a list of 'key: value' lines"))
        return {}
    problems += [Problem(name, 1, f"unknown word {key!r}") for key in words if key not in WORDS]
    problems += [  # YAML reads on, no and 5 as something else than text
        Problem(name, 1, f"the word {key!r} is no text: put it in quotes")
        for key, word in words.items()
        if not isinstance(word, str)
    ]
    return words


def _balance(knowledge: KnowledgeBase, folder: Path) -> list[Problem]:
    """Tables, articles, replies and words must agree with one another."""
    problems: list[Problem] = []
    english = knowledge.languages[DEFAULT_LANGUAGE]
    root = f"{folder.name}/{DEFAULT_LANGUAGE}"
    problems += [
        Problem(f"{root}/words.yml", 1, f"the word {key!r} is missing") for key in sorted(WORDS - set(english.words))
    ]
    desk_file = f"{root}/replies/{_DESK}.md"
    desk = english.replies.get(_DESK, {})
    for phrase in Phrase:
        if phrase.value not in desk:
            problems.append(Problem(desk_file, 1, f"the reply {phrase.value} is missing"))
    for topic in sorted(set(english.articles) | set(knowledge.tables)):
        # Of a file that is there and cannot be read, what is wrong has been told.
        if topic not in english.articles and not (folder / DEFAULT_LANGUAGE / "articles" / f"{topic}.md").exists():
            problems.append(Problem(f"{root}/articles/{topic}.md", 1, "there is no article for this topic"))
        if topic not in knowledge.tables and not (folder / "policy" / f"{topic}.md").exists():
            problems.append(Problem(f"{folder.name}/policy/{topic}.md", 1, "there is no policy table for this topic"))
    owners: dict[str, str] = {}
    buttons: dict[str, str] = {}
    for article in english.articles.values():
        if article.button in buttons:
            other = buttons[article.button]
            problems.append(
                Problem(
                    f"{root}/articles/{article.topic}.md",
                    1,
                    f"{other} has the same button {article.button!r}",
                )
            )
        buttons[article.button] = article.topic
    for topic, table in knowledge.tables.items():
        replies = english.replies.get(topic, {})
        used = set()
        for rule in table.rules:
            if rule.id in owners:
                problems.append(Problem(table.file, rule.line, f"{owners[rule.id]} has a rule {rule.id} too"))
            owners[rule.id] = topic
            used.add(rule.reply)
            if rule.reply not in replies:
                problems.append(
                    Problem(
                        table.file,
                        rule.line,
                        f"there is no reply {rule.reply!r} in {root}/replies/{topic}.md",
                    )
                )
            elif rule.needs_unknown_order and not asks_for_order(replies[rule.reply].text):
                problems.append(Problem(table.file, rule.line, f"{rule.reply!r} must ask for the order, in [[? … ]]"))
            elif rule.may_lack_order and placeholders(replies[rule.reply].text):
                problems.append(
                    Problem(
                        table.file,
                        rule.line,
                        f"{rule.id} can apply without an order, but {rule.reply!r} has facts in it",
                    )
                )
            for citation in rule.cites:
                cited = english.articles.get(citation.article)
                if cited is None or citation.section not in cited.sections:
                    problems.append(
                        Problem(table.file, rule.line, f"{citation.article}#{citation.section} does not exist")
                    )
        for key, reply in replies.items():
            if key not in used:
                problems.append(Problem(f"{root}/replies/{topic}.md", reply.line, f"no rule uses the reply {key}"))
    for language, page in knowledge.languages.items():
        problems += _link_problems(knowledge, page, f"{folder.name}/{language}")
        problems += _phrase_problems(page.replies.get(_DESK, {}), f"{folder.name}/{language}/replies/{_DESK}.md")
    return problems


def _phrase_problems(desk: Mapping[str, Reply], file: str) -> list[Problem]:
    """The desk's own replies are filled in one by one: a placeholder of another one would be read out as it stands."""
    phrases = {phrase.value: phrase for phrase in Phrase}
    problems = []
    for key, reply in desk.items():
        if key not in phrases:
            problems.append(Problem(file, reply.line, f"the desk has no use for the reply {key}"))
            continue
        known = PHRASE_FACTS.get(phrases[key], frozenset())
        problems += [
            Problem(file, reply.line, f"{{{name}}} is not filled in for {key}")
            for name in sorted(_DESK_FACTS.intersection(placeholders(reply.text)) - known)
        ]
        problems += [
            Problem(file, reply.line, f"{key} must hold {{{name}}}")
            for name in sorted(PHRASE_NEEDS.get(phrases[key], frozenset()).difference(placeholders(reply.text)))
        ]
        if "[[" in reply.text:
            problems.append(
                Problem(file, reply.line, f"{key} may hold no [[ … ]]: the desk reads them out as they are")
            )
    return problems


def _link_problems(knowledge: KnowledgeBase, page: Page, root: str) -> list[Problem]:
    english = knowledge.languages[DEFAULT_LANGUAGE].articles
    nowhere: Mapping[str, object] = {}  # a reply is read in a chat or a letter, which has no sections
    texts: list[tuple[str, str, int, Mapping[str, object]]] = [
        (f"{root}/articles/{topic}.md", article.text, 1, article.sections) for topic, article in page.articles.items()
    ]
    texts += [
        (f"{root}/replies/{topic}.md", reply.text, reply.line, nowhere)
        for topic, replies in page.replies.items()
        for reply in replies.values()
    ]

    def leads(match: re.Match[str], sections: Mapping[str, object]) -> bool:
        topic, section, own_section = match.groups()
        if own_section is not None:
            return own_section in sections
        return topic in english and (section is None or section in english[topic].sections)

    return [
        Problem(file, line + text[: match.start()].count("\n"), f"the link to {match[0][2:-1]} leads nowhere")
        for file, text, line, sections in texts
        for match in _LINK.finditer(text)
        if not leads(match, sections)
    ]
