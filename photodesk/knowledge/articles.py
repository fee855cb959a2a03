"""What do we say in full, and which version of it?

An article is a Markdown file with front matter; its sections are addressable by id. An article's version is the
hash of its text, so a citation pins exactly what a person was shown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from photodesk.problems import Problem

STATUSES = ("answered", "partly", "needs-answer")
AUDIENCES = ("consumer", "photographer")
SUBJECTS = ("orders", "changes", "gallery", "shop", "people")
"""What articles are grouped by, in the order in which a reader sees the groups; `words.yml` has their titles."""
_KEYS = ("topic", "title", "button", "audience", "status", "sources", "reviewed")
_HEADING = re.compile(r"^##\s+(?P<title>.*?)\s*\{#(?P<id>[a-z0-9-]+)\}\s*$")


@dataclass(frozen=True)
class Section:
    """A part of an article, in Markdown without its heading."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Article:
    """One topic in one language."""

    topic: str
    language: str
    title: str
    button: str
    audience: frozenset[str]
    status: str
    reviewed: date
    subject: str | None
    """One of SUBJECTS; None in versions that were written before there were subjects."""
    opening: str
    sections: Mapping[str, Section]
    text: str
    version: str


def version_of(text: str) -> str:
    """The version of a text: the first 12 hexadecimal digits of its SHA-256, line ends unified."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:12]


def parse_article(topic: str, language: str, text: str, file: str) -> tuple[Article | None, list[Problem]]:
    """Read one article. Old versions are read back by this too: what an article must have today, such as one of
    today's subjects, is for the check of the whole knowledge base to ask."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
        return None, [Problem(file, 1, "the front matter between two lines of --- is missing")]
    end = next(number for number, line in enumerate(lines[1:], 1) if line.strip() == "---")
    try:
        front = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return None, [Problem(file, mark.line + 2 if mark else 1, f"the front matter is not YAML: {error}")]
    problems = [Problem(file, 1, fault) for fault in _front_matter_faults(topic, front)]
    sections: dict[str, Section] = {}
    opening: list[str] = []
    current: list[str] = opening
    starts: list[tuple[str, str, int, list[str]]] = []
    for number, line in enumerate(lines[end + 1 :], end + 2):
        heading = _HEADING.match(line)
        if heading:
            current = []
            starts.append((heading["id"], heading["title"], number, current))
        elif line.startswith(("# ", "## ")):
            problems.append(Problem(file, number, "a heading needs the form '## Title {#section-id}'"))
        else:
            current.append(line)
    for id, title, number, body in starts:
        if id in sections:
            problems.append(Problem(file, number, f"the section id {id} is used twice"))
        if not "".join(body).strip():
            problems.append(Problem(file, number, f"the section {id} is empty"))
        sections[id] = Section(id, title, "\n".join(body).strip())
    if not sections:
        problems.append(Problem(file, end + 2, "an article has at least one section"))
    if problems:
        return None, problems
    return (
        Article(
            topic,
            language,
            front["title"],
            front["button"],
            frozenset(front["audience"]),
            front["status"],
            front["reviewed"],
            front.get("subject"),
            "\n".join(opening).strip(),
            sections,
            text,
            version_of(text),
        ),
        [],
    )


def _front_matter_faults(topic: str, front: Any) -> list[str]:
    if not isinstance(front, dict):
        return ["the front matter is not a list of 'key: value' lines"]
    faults = [f"the front matter lacks {key!r}" for key in _KEYS if key not in front]
    faults += [f"unknown key {key!r} in the front matter" for key in front if key not in (*_KEYS, "subject")]
    if faults:
        return faults
    if front["topic"] != topic:
        faults.append(f"the topic is {front['topic']!r} but the file is named {topic!r}")
    if front["status"] not in STATUSES:
        faults.append(f"unknown status {front['status']!r}; known are {', '.join(STATUSES)}")
    audience = front["audience"]
    if not isinstance(audience, list) or not audience or any(each not in AUDIENCES for each in audience):
        faults.append("the audience is a list of consumer, photographer or both")
    if not isinstance(front["sources"], list):
        faults.append('the sources are a list of tags, such as ["1025"]')
    if not isinstance(front["reviewed"], date):
        faults.append("'reviewed' is a date, such as 2026-11-24")
    for key in ("title", "button"):
        if not isinstance(front[key], str) or not front[key].strip():
            faults.append(f"{key!r} is a text")
    return faults
