"""How does an answer read as a letter, and where does each sentence of it come from?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from photodesk.asking import Asker
from photodesk.desk import Answer, Desk, PinnedCitation
from photodesk.knowledge.phrases import Phrase
from photodesk.knowledge.replies import GAP, THEIR_GAP, Speaker, sentences
from photodesk.policy.table import Outcome

_LINK = re.compile(r"\[([^\]]*)\]\((/[^)]*)\)")
_ITEM = re.compile(r"(?:-|\d+\.) ")


@dataclass(frozen=True)
class Source:
    """What a sentence rests on.

    `kind` is `reply` (of a topic, chosen by a rule, resting on sections of articles), `phrase` (the desk's own words),
    `links` (to the sections) or `settings` (the sign-off). `facts` are the fields of the order that it tells.
    """

    kind: str
    key: str
    rule: str | None = None
    facts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value}

    def __str__(self) -> str:
        rests_on = [f"{self.kind} {self.key}", *([f"rule {self.rule}"] if self.rule else []), *self.facts]
        return ", ".join([*rests_on, *(f"§ {section}" for section in self.sections if section != self.key)])


@dataclass(frozen=True)
class Line:
    """A sentence of a draft, the paragraph that it stands in, counted from 0, and its source."""

    text: str
    paragraph: int
    source: Source

    def as_dict(self) -> dict[str, Any]:
        return {"text": self.text, "paragraph": self.paragraph, "source": self.source.as_dict()}


@dataclass(frozen=True)
class Style:
    """How letters of a team end, and where the articles are found."""

    sign_off: str
    base_url: str


@dataclass(frozen=True)
class Draft:
    """A whole letter, ready to be sent unless there is a gap in it."""

    answer: Answer
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        paragraphs: dict[int, list[str]] = {}
        for line in self.lines:
            paragraphs.setdefault(line.paragraph, []).append(line.text)
        return "\n\n".join(_joined(lines) for _, lines in sorted(paragraphs.items()))

    @property
    def gaps(self) -> int:
        return self.text.count(GAP)


class Letter:
    """A letter while it is written, paragraph by paragraph."""

    def __init__(self, desk: Desk, language: str, now: datetime, style: Style) -> None:
        self._desk, self._language, self._now, self._style = desk, language, now, style
        self._lines: list[Line] = []
        self._paragraph = 0

    def say(self, phrase: Phrase, **facts: str) -> None:
        """A paragraph in words of the desk's own."""
        text = self._desk.say(Outcome.TALK, phrase, self._language, **facts).text
        self._add([(text, Source("phrase", phrase.value))])

    def answer(self, answer: Answer, asker: Asker, speaker: Speaker, *, number_known: bool) -> None:
        """An answer to one question, sentence by sentence; what the letter says already is not said again."""
        topic, order = answer.topic or "", answer.order
        rule = self._desk.rule(topic, asker, order, self._now)
        if rule is None:
            self._add([(GAP, Source("phrase", Phrase.NO_RULE.value))])
            return
        reader = self._desk.reader(self._now, self._language)
        sections = tuple(f"{cite.article}#{cite.section}" for cite in rule.cites)
        words = self._desk.knowledge.reply(topic, rule.reply, self._language)
        for paragraph in sentences(words, order, reader, number_known=number_known, speaker=speaker):
            said = {line.text for line in self._lines}
            # What leads to a gap tells what is to be written there.
            leads = [after.text in (GAP, THEIR_GAP) for after in paragraph[1:]] + [False]
            texts = [(self._with_addresses(one.text), one.facts) for one in paragraph]
            self._add(
                (text, Source("reply", f"{topic}#{rule.reply}", rule.id, facts, sections))
                for (text, facts), is_lead in zip(texts, leads)
                if text not in said or is_lead or text in (GAP, THEIR_GAP)
            )

    def links(self, citations: Sequence[PinnedCitation]) -> None:
        """Where it is written, in the versions that were used."""
        if not citations:
            return
        title = self._desk.say(Outcome.TALK, Phrase.DRAFT_LINKS, self._language).text
        links = ((f"- {cite.title}: {self._style.base_url}{cite.url}", _linked(cite)) for cite in citations)
        self._add([(title, Source("phrase", Phrase.DRAFT_LINKS.value)), *links])

    def _with_addresses(self, text: str) -> str:
        """A letter is plain text: a link's address stands behind its words."""
        return _LINK.sub(lambda match: f"{match[1]} ({self._style.base_url}{match[2]})", text)

    def finished(self, answer: Answer) -> Draft:
        self._add([(self._style.sign_off, Source("settings", "sign_off"))])
        return Draft(answer, tuple(self._lines))

    def _add(self, sentences: Iterator[tuple[str, Source]] | Sequence[tuple[str, Source]]) -> None:
        added = [Line(text, self._paragraph, source) for text, source in sentences]
        self._lines += added
        self._paragraph += bool(added)


def _joined(lines: Sequence[str]) -> str:
    """The lines of a paragraph; each item of a list begins a line of its own."""
    return "".join(f"\n{line}" if _ITEM.match(line) else f" {line}" for line in lines)[1:]


def _linked(cite: PinnedCitation) -> Source:
    return Source("links", f"{cite.article}#{cite.section}", sections=(f"{cite.article}#{cite.section}",))
