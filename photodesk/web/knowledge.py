"""Where does a lead find what the desk says?

All files of the knowledge base by topic, as the subjects of the articles have them, and where something stands in them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.accounts.account import Account
from photodesk.accounts.signing_in import form_token
from photodesk.asking import SERVICE, Agent
from photodesk.knowledge.articles import SUBJECTS, Article
from photodesk.knowledge.base import DEFAULT_LANGUAGE
from photodesk.learning.editing import EditingDesk, UnknownFileError
from photodesk.web.admission import admit_agent
from photodesk.web.problem import Refused, tell
from photodesk.web.service import service_of
from photodesk.web.sign_in import to_sign_in
from photodesk.web.signed_in import session_token, who_is_signed_in

_KINDS = {"policy": "Rules", "articles": "Article", "replies": "Replies"}
_ORDER = ("articles", "replies", "policy")
LONGEST_WANTED = 100
MOST_HITS = 3
"""Shown of one file; who looks for less narrows it down."""


@dataclass(frozen=True)
class Hit:
    """A line in which the wanted words stand."""

    line: int
    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Leaf:
    """One file, and where the wanted words stand in it."""

    path: str
    kind: str
    hits: Sequence[Hit] = ()
    more: int = 0
    """So many lines beside those."""


@dataclass
class Topic:
    """What belongs to one topic."""

    title: str
    article: Article | None = None
    leaves: list[Leaf] = field(default_factory=list)


async def list_topics(request: Request) -> HTTPResponse:
    """All files by topic, or those in which some words stand."""
    account = await who_is_signed_in(request)
    if account is None:
        return to_sign_in(request)
    lead, desk = await lead_of(request, account)
    wanted = " ".join(request.args.get("find", "")[:LONGEST_WANTED].split())
    shelves = await asyncio.to_thread(_shelves, desk, wanted)
    return page(
        request, "knowledge.html", lead, shelves=shelves, wanted=wanted, problems=desk.files.problems, many=MOST_HITS
    )


async def lead_of(request: Request, account: Account) -> tuple[Agent, EditingDesk]:
    """The lead who is signed in, and what they edit; raises Refused for anybody else."""
    agent, desk = account.as_agent(), service_of(request).desk.editing
    tell(request, account=account.name)
    await admit_agent(request, agent)
    if not agent.is_lead:
        raise Refused(403, f"Only leads edit what the desk says, and {agent.shown} is no lead. Ask one of your team.")
    if desk is None:
        raise Refused(404, "There is no knowledge base to edit here.")
    return agent, desk


def page(request: Request, template: str, lead: Agent | None, *, status: int = 200, **facts: object) -> HTTPResponse:
    """A page for a lead; without one it is for somebody who was signed in until a moment ago."""
    csrf = form_token(session_token(request) or "")
    may_save = lead is not None and SERVICE in lead.queues
    facts |= {"csrf": csrf if lead else "", "lead": lead, "may_save": may_save, "service": SERVICE}
    made = service_of(request).pages.page(template, status=status, framing="'none'", forms="'self'", **facts)
    made.headers["Cache-Control"] = "no-store"
    return made


def kind_of(path: str) -> str:
    """What kind of file it is, and in which language where it is another than English."""
    parts = PurePosixPath(path).parts
    kind = "Words" if parts[-1] == "words.yml" else _KINDS[parts[-2]]
    return kind if parts[0] in ("policy", DEFAULT_LANGUAGE) else f"{kind} ({parts[0]})"


def title_of(path: str, desk: EditingDesk) -> str:
    """What a file is about, as a person would call it."""
    stem, articles = PurePosixPath(path).stem, desk.files.knowledge.languages[DEFAULT_LANGUAGE].articles
    own = {"desk": "What the desk says of itself", "words": "Words that facts are written with"}
    return articles[stem].title if stem in articles else own.get(stem, stem)


def beside(path: str, desk: EditingDesk) -> list[str]:
    """The other files of the same topic."""
    stem = PurePosixPath(path).stem
    return sorted((each.path for each in desk.all() if each.path != path and _stem(each.path) == stem), key=_place)


def _shelves(desk: EditingDesk, wanted: str) -> list[tuple[str, list[Topic]]]:
    knowledge = desk.files.knowledge
    articles, words = knowledge.languages[DEFAULT_LANGUAGE].articles, knowledge.words(DEFAULT_LANGUAGE)
    topics: dict[str, Topic] = {}
    for path in sorted((file.path for file in desk.all()), key=_place):
        topic = topics.setdefault(_stem(path), Topic(title_of(path, desk), articles.get(_stem(path))))
        topic.leaves.append(_leaf(path, desk, wanted))
    found = [topic for stem, topic in topics.items() if _is_wanted(stem, topic, wanted.casefold())]
    found.sort(key=lambda topic: topic.title.casefold())
    shelves = [
        *((words[f"subject-{subject}"], _of(subject, found)) for subject in SUBJECTS),
        ("Beside the topics", _of(None, found)),
    ]
    return [(title, several) for title, several in shelves if several]


def _of(subject: str | None, topics: Sequence[Topic]) -> list[Topic]:
    return [topic for topic in topics if (topic.article.subject if topic.article else None) == subject]


def _is_wanted(stem: str, topic: Topic, wanted: str) -> bool:
    return wanted in topic.title.casefold() or wanted in stem or any(leaf.hits for leaf in topic.leaves)


def _leaf(path: str, desk: EditingDesk, wanted: str) -> Leaf:
    if not wanted:
        return Leaf(path, kind_of(path))
    try:
        text, _ = desk.read(path)
    except UnknownFileError:  # it has gone since it was listed
        return Leaf(path, kind_of(path))
    hits = list(_hits(text, wanted))
    return Leaf(path, kind_of(path), hits[:MOST_HITS], len(hits[MOST_HITS:]))


def _hits(text: str, wanted: str) -> Iterator[Hit]:
    """Each line with the wanted words, and as much around them as a person needs to know it again."""
    for number, line in enumerate(text.split("\n"), 1):
        at = line.lower().find(wanted.lower())
        if at >= 0:
            end = at + len(wanted)
            begin = line.rfind(" ", 0, max(at - 50, 0)) + 1
            yield Hit(number, line[begin:at], line[at:end], line[end : end + 70])


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _place(path: str) -> tuple[bool, str, int, str]:
    """English first, and within a language in the order in which a lead reads."""
    parts = PurePosixPath(path).parts
    language = DEFAULT_LANGUAGE if parts[0] == "policy" else parts[0]
    kind = parts[-2]
    return language != DEFAULT_LANGUAGE, language, _ORDER.index(kind) if kind in _ORDER else len(_ORDER), path
