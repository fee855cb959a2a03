"""Which answers does an edit of the knowledge base change, and how many customers had them?

Two knowledge bases are asked the same: every situation that the rules of either can tell apart, and the situations in
which questions were answered lately. Situations that leave one rule for another are one change, since what two rules
share can be said in the words of one line of a table. What was answered without a look at the order is asked again
without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from photodesk.knowledge.articles import Article
from photodesk.knowledge.base import DEFAULT_LANGUAGE, KnowledgeBase
from photodesk.knowledge.replies import laid_out, spoken
from photodesk.learning.replay import Recorded
from photodesk.policy.situation import COLUMNS, DAYS, NOT_APPLICABLE, ORDER_COLUMNS, UNKNOWN, Situation
from photodesk.policy.table import Rule, Table

_DESK = "desk"
_OF_NO_ORDER = frozenset({NOT_APPLICABLE, UNKNOWN})


@dataclass(frozen=True)
class Told:
    """All of an answer that the knowledge base decides. Two are equal when nobody could tell them apart."""

    rule: str = field(compare=False)
    outcome: str
    hand_over: str
    words: str
    cites: tuple[str, ...]
    looks_up: bool
    """Whether a button offers to look the order up."""

    def as_said(self) -> Told:
        """To a customer, who does not see what agents write instead."""
        return replace(self, words=spoken(self.words))

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "cites": list(self.cites)}


@dataclass(frozen=True)
class Change:
    """Situations of one topic that had one rule before the edit, have one after it, and get another answer by it."""

    topic: str
    language: str
    before: Told | None
    """None where no rule applied, or there was no such topic."""
    after: Told | None
    when: Mapping[str, str]
    """What these situations share and others have not, as the cells of a policy table have it."""
    situations: int
    conversations: int
    """In how many of those looked at one of these situations was met."""

    def as_dict(self) -> dict[str, Any]:
        before, after = (told and told.as_dict() for told in (self.before, self.after))
        return {**vars(self), "before": before, "after": after, "when": dict(self.when)}


@dataclass(frozen=True)
class TextChange:
    """Words that are written once and stand in many answers, or in none: a part of an article, a phrase, a word."""

    file: str
    part: str
    before: str | None
    after: str | None
    cited_by: tuple[str, ...] = ()
    """The rules whose answers cite it."""
    conversations: int = 0
    """In how many of those looked at it was cited."""

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "cited_by": list(self.cited_by)}


@dataclass(frozen=True)
class Difference:
    """Everything that an edit changes for whoever asks; false when that is nothing."""

    changes: tuple[Change, ...]
    texts: tuple[TextChange, ...]
    situations: int
    """So many there are."""
    moved: int
    """So many of them get another answer."""
    conversations: int
    """So many were looked at."""
    touched: int
    """In so many of them an answer was given that would be another one now."""
    unplayable: int
    """Answers that could not be asked for again, because the policy looked at something else in their day."""

    def __bool__(self) -> bool:
        return bool(self.changes or self.texts)

    def as_dict(self) -> dict[str, Any]:
        changes, texts = ([one.as_dict() for one in several] for several in (self.changes, self.texts))
        return {**vars(self), "changes": changes, "texts": texts}


def difference(before: KnowledgeBase, after: KnowledgeBase, recorded: Iterable[Recorded] = ()) -> Difference:
    """Walk all situations, and replay those that were met."""
    moves = _Moves(before, after)
    cited = _Cited(before, after)
    conversations: set[str] = set()
    touched: set[str] = set()
    unplayable = 0
    for one in recorded:
        conversations.add(one.conversation)
        try:
            if moves.count(one):
                touched.add(one.conversation)
            cited.count(one, moves)
        except KeyError:
            unplayable += 1
    changes = sorted(moves.changes(), key=lambda change: (change.topic, -change.conversations, -change.situations))
    texts = (*cited.changes(), *_desk_changes(before, after))
    return Difference(tuple(changes), texts, moves.walked, moves.moved, len(conversations), len(touched), unplayable)


# Rules


@dataclass
class _Group:
    """The situations that leave one rule for another."""

    before: Rule | None
    after: Rule | None
    situations: list[Situation] = field(default_factory=list)
    met: dict[str, set[str]] = field(default_factory=dict)
    """By language, the conversations that met one of them and would get another answer."""
    differs: dict[str, bool] = field(default_factory=dict)
    """By language, whether it is another answer."""


Pair = tuple["str | None", "str | None"]


class _Moves:
    """Which situations get another answer."""

    def __init__(self, before: KnowledgeBase, after: KnowledgeBase) -> None:
        self.before, self.after = before, after
        self.walked = self.moved = 0
        self._groups: dict[str, dict[Pair, _Group]] = {}
        self._tables: dict[str, Table] = {}
        self._played: dict[tuple[str, frozenset[tuple[str, str]]], Pair] = {}
        for topic in sorted({*before.tables, *after.tables}):
            self._walk(topic)

    def _walk(self, topic: str) -> None:
        tables = [each.tables[topic] for each in (self.before, self.after) if topic in each.tables]
        used = {column for table in tables for column in table.columns}
        rules = tuple(rule for table in tables for rule in table.rules)
        joint = Table(topic, topic, 1, tuple(column for column in COLUMNS if column in used), rules)
        self._tables[topic] = joint
        if self._is_untouched(topic):
            self.walked += sum(1 for _ in tables[0].situations())
            return
        groups = self._groups.setdefault(topic, {})
        for situation in joint.situations():
            self.walked += 1
            before, after = self._rules(topic, situation)
            groups.setdefault(_pair(before, after), _Group(before, after)).situations.append(situation)
        self.moved += sum(len(group.situations) for group in groups.values() if self._languages(topic, group))

    def _is_untouched(self, topic: str) -> bool:
        return self.before.tables.get(topic) == self.after.tables.get(topic) and all(
            _replies(self.before, language, topic) == _replies(self.after, language, topic)
            for language in self._all_languages()
        )

    def _all_languages(self) -> tuple[str, ...]:
        others = {*self.before.languages, *self.after.languages} - {DEFAULT_LANGUAGE}
        return (DEFAULT_LANGUAGE, *sorted(others))

    def _rules(self, topic: str, situation: Situation) -> tuple[Rule | None, Rule | None]:
        before, after = (
            each.tables[topic].rule_for(situation) if topic in each.tables else None
            for each in (self.before, self.after)
        )
        return before, after

    def _told(self, topic: str, group: _Group, language: str) -> tuple[Told | None, Told | None]:
        return _told(self.before, topic, group.before, language), _told(self.after, topic, group.after, language)

    def _languages(self, topic: str, group: _Group) -> list[str]:
        """In which the answers differ. What differs in English differs in all; another is told of for its own words."""
        changed = []
        for language in self._all_languages():
            before, after = self._told(topic, group, language)
            own_words = (before and before.words) != (after and after.words) and any(
                rule is not None and rule.reply in _replies(knowledge, language, topic)
                for knowledge, rule in ((self.before, group.before), (self.after, group.after))
            )
            if before != after and (language == DEFAULT_LANGUAGE or own_words):
                changed.append(language)
        return changed

    def pair(self, one: Recorded) -> Pair:
        """The rules that apply to what was met; raises KeyError where a rule looks at what was not looked at then."""
        key = (one.topic, frozenset(one.situation.items()))
        if key not in self._played:
            self._played[key] = _pair(*self._rules(one.topic, Situation(one.situation)))
        return self._played[key]

    def count(self, one: Recorded) -> bool:
        """Whether who asked this then would get another answer now; it is kept for the change that it belongs to."""
        groups = self._groups.get(one.topic)
        group = groups and groups.get(self.pair(one))
        if not group:
            return False
        if one.language not in group.differs:
            before, after = (told and told.as_said() for told in self._told(one.topic, group, one.language))
            group.differs[one.language] = before != after
        if group.differs[one.language]:
            group.met.setdefault(one.language, set()).add(one.conversation)
        return group.differs[one.language]

    def changes(self) -> Iterator[Change]:
        for topic, groups in self._groups.items():
            everything = _values(self._tables[topic].situations())
            for group in groups.values():
                languages = self._languages(topic, group)
                for language in languages:
                    before, after = self._told(topic, group, language)
                    # Readers of a language that has no words of its own here read English.
                    others = set() if language != DEFAULT_LANGUAGE else group.met.keys() - {*languages}
                    met = set[str]().union(*(group.met.get(each, set()) for each in (language, *others)))
                    when = shared(group.situations, everything)
                    yield Change(topic, language, before, after, when, len(group.situations), len(met))


def _pair(before: Rule | None, after: Rule | None) -> Pair:
    return before.id if before else None, after.id if after else None


def _told(knowledge: KnowledgeBase, topic: str, rule: Rule | None, language: str) -> Told | None:
    if rule is None:
        return None
    replies = {**_replies(knowledge, DEFAULT_LANGUAGE, topic), **_replies(knowledge, language, topic)}
    return Told(
        rule.id,
        rule.outcome.value,
        rule.hand_over.value,
        replies.get(rule.reply, ""),
        tuple(f"{cite.article}#{cite.section}" for cite in rule.cites),
        knowledge.tables[topic].depends_on_order and rule.may_lack_order,
    )


def _replies(knowledge: KnowledgeBase, language: str, topic: str) -> Mapping[str, str]:
    """The words of a topic in one language, by key; without the count of what English stood in for."""
    page = knowledge.languages.get(language)
    return {key: laid_out(reply.text) for key, reply in page.replies.get(topic, {}).items()} if page else {}


# What situations share


def shared(some: Collection[Situation], everything: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The cells that hold these situations and no others; a column that may hold anything is left out."""
    cells = {}
    for column, found in _values(some).items():
        known = set(everything[column]) - _OF_NO_ORDER
        is_implied = column in ORDER_COLUMNS and "order" in everything and found in ({NOT_APPLICABLE}, known)
        if found != set(everything[column]) and not is_implied:
            cells[column] = _cell(column, found, known)
    return cells


def _cell(column: str, found: Collection[str], known: Collection[str]) -> str:
    of_no_order = sorted(_OF_NO_ORDER.intersection(found))
    if column == DAYS:
        return ", ".join([*of_no_order, *_ranges(found, known)])
    words = [word for word in COLUMNS[column] if word in known and word in found]
    lacking = [word for word in COLUMNS[column] if word in known and word not in found]
    if column == "order" and not lacking:
        return "known"
    if lacking and not of_no_order and column != "asker" and len(lacking) < len(words):
        return "not " + ", ".join(lacking)
    return ", ".join([*of_no_order, *words])


def _ranges(found: Collection[str], known: Collection[str]) -> Iterator[str]:
    """Days as ranges: of those that were walked, the days on both sides of each border are among them."""
    days = sorted(int(day) for day in known if day.isdecimal())
    run: list[int] = []
    for day, after in zip(days, [*days[1:], None]):
        if str(day) not in found:
            continue
        run.append(day)
        if after is None:
            yield f"{run[0]}.."
        elif str(after) not in found:
            yield f"{run[0]}..{day}" if run[0] != day else str(day)
            run = []
    yield from (word for word in COLUMNS[DAYS] if word in found)


def _values(situations: Iterable[Situation]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = {}
    for situation in situations:
        for column, value in situation.values.items():
            values.setdefault(column, set()).add(value)
    return values


# Articles, and the desk's own words


class _Cited:
    """Which parts of articles have changed, and who was referred to them."""

    def __init__(self, before: KnowledgeBase, after: KnowledgeBase) -> None:
        self.before, self.after = before, after
        self._texts: list[tuple[str, str, str, str | None, str | None]] = []
        for language in sorted({*before.languages, *after.languages}):
            old_articles, new_articles = (_articles(each, language) for each in (before, after))
            for topic in sorted({*old_articles, *new_articles}):
                old, new = (_parts(each.get(topic)) for each in (old_articles, new_articles))
                for part in dict.fromkeys([*new, *old]):
                    if old.get(part) != new.get(part):
                        self._texts.append((language, topic, part, old.get(part), new.get(part)))
        self._sections = {f"{topic}{part}" for _, topic, part, *_ in self._texts if part.startswith("#")}
        self._met: dict[tuple[str, str], set[str]] = {}
        self._rules = {rule.id: rule for table in before.tables.values() for rule in table.rules}

    def count(self, one: Recorded, moves: _Moves) -> None:
        """Note to which changed sections an answer referred."""
        rule = self._rules.get(moves.pair(one)[0] or "") if self._sections else None
        for cite in rule.cites if rule else ():
            section = f"{cite.article}#{cite.section}"
            if section in self._sections:
                self._met.setdefault((one.language, section), set()).add(one.conversation)

    def changes(self) -> Iterator[TextChange]:
        for language, topic, part, old, new in self._texts:
            section = f"{topic}{part}"
            met = set[str]()
            for (reader, cited), conversations in self._met.items():
                # Who reads a language that lacks the article was shown the English one.
                shown = reader if topic in _articles(self.before, reader) else DEFAULT_LANGUAGE
                if (shown, cited) == (language, section):
                    met |= conversations
            file = f"{language}/articles/{topic}.md"
            yield TextChange(file, part, old, new, self._citing(section), len(met))

    def _citing(self, section: str) -> tuple[str, ...]:
        rules = {
            rule.id: None
            for knowledge in (self.after, self.before)
            for table in knowledge.tables.values()
            for rule in table.rules
            if any(f"{cite.article}#{cite.section}" == section for cite in rule.cites)
        }
        return tuple(rules)


def _articles(knowledge: KnowledgeBase, language: str) -> Mapping[str, Article]:
    return knowledge.languages[language].articles if language in knowledge.languages else {}


def _parts(article: Article | None) -> dict[str, str]:
    """What a reader sees of an article, part by part; who reviewed it when is not among it."""
    if article is None:
        return {}
    return {
        "title": article.title,
        "button": article.button,
        "audience": ", ".join(sorted(article.audience)),
        "status": article.status,
        "subject": article.subject or "",
        "opening": article.opening,
        **{f"#{section.id}": f"{section.title}\n{section.text}" for section in article.sections.values()},
    }


def _desk_changes(before: KnowledgeBase, after: KnowledgeBase) -> Iterator[TextChange]:
    for language in sorted({*before.languages, *after.languages}):
        for file, old, new in (
            (f"{language}/replies/{_DESK}.md", _replies(before, language, _DESK), _replies(after, language, _DESK)),
            (f"{language}/words.yml", _words(before, language), _words(after, language)),
        ):
            for key in dict.fromkeys([*new, *old]):
                if old.get(key) != new.get(key):
                    yield TextChange(file, key, old.get(key), new.get(key))


def _words(knowledge: KnowledgeBase, language: str) -> Mapping[str, str]:
    return knowledge.languages[language].words if language in knowledge.languages else {}
