"""What is written, for whoever follows a citation?

The address of a citation shows the very version that was cited, also when the article has changed since.
"""

from __future__ import annotations

import asyncio
import re

from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.knowledge.articles import SUBJECTS, Article
from photodesk.knowledge.base import DEFAULT_LANGUAGE
from photodesk.web.problem import Refused
from photodesk.web.service import service_of

_TOPIC = re.compile(r"[a-z0-9_]{1,64}")
_VERSION = re.compile(r"[0-9a-f]{1,64}")


async def list_articles(request: Request) -> HTTPResponse:
    """All articles, by subject; within one by title."""
    service = service_of(request)
    language = service.language(request.args.get("lang"))
    knowledge = service.desk.knowledge
    topics = knowledge.languages[DEFAULT_LANGUAGE].articles
    articles = sorted(
        (knowledge.article(topic, language) for topic in topics), key=lambda article: article.title.casefold()
    )
    groups = {subject: [article for article in articles if article.subject == subject] for subject in SUBJECTS}
    return service.pages.page("articles.html", groups=groups, words=knowledge.words(language), language=language)


async def show_article(request: Request, topic: str) -> HTTPResponse:
    """One article: the version in the address, or the one that holds today."""
    service = service_of(request)
    language, version = service.language(request.args.get("lang")), request.args.get("version")
    if not _TOPIC.fullmatch(topic) or (version is not None and not _VERSION.fullmatch(version)):
        raise _missing()
    current = await asyncio.to_thread(service.desk.article, topic, language, None)
    article = current if version is None else await asyncio.to_thread(service.desk.article, topic, language, version)
    if current is None or article is None:
        raise _missing()
    return service.pages.page(
        "article.html",
        article=article,
        current=current,
        audience=_audience(article),
        is_current=article.version == current.version,
    )


async def show_file(request: Request, name: str) -> HTTPResponse:
    found = service_of(request).pages.file(name, request.args.get("v"))
    if found is None:
        raise Refused(404, "There is no such file.")
    return found


async def show_widget(request: Request, name: str) -> HTTPResponse:
    """The chat, for a shop's page of whatever origin."""
    found = service_of(request).pages.widget(name)
    if found is None:
        raise Refused(404, "There is no such file.")
    return found


def _missing() -> Refused:
    return Refused(404, "There is no article, or no such version of one, at this address.")


def _audience(article: Article) -> str:
    names = {"consumer": "customers", "photographer": "photographers"}
    return " and ".join(names[each] for each in sorted(article.audience))
