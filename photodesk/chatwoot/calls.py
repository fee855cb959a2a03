"""How does the desk act in a Chatwoot, and what does it read like there?

By three calls of its API, with the bot's own token: a message to the contact, a note that the contact does not see, and
opening the conversation, by which a bot hands it over to people.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiohttp

from photodesk.chatwoot.inboxes import Inbox

SECONDS = 10.0
"""For all of a call, from the look-up of the name to the answer."""

BUTTONS_IN = frozenset({"Channel::WebWidget"})
"""Where choices are shown as such and come back as what they stand for; elsewhere they are numbered lines."""

_MAY_BE_MENDED = frozenset({401, 403, 408, 425, 429})
"""A token that is exchanged, a limit that passes. All other 4xx say that this call will never do."""
_LIVE = re.compile(r"\{(?=[{%])|mention:(?=//)")
"""Chatwoot runs what is said there as a Liquid template, and calls the agents whom a note mentions: a contact whose
words stand in it could have both done."""
_LINK = re.compile(r"\]\((/[^)\s]*)\)")


class NotDoneError(Exception):
    """A call that did not do what it should. The message is short and names neither people nor secrets."""

    def __init__(self, why: str, *, final: bool = False, is_stranger: bool = False) -> None:
        super().__init__(why)
        self.final = final
        """Whether trying again is of no use."""
        self.is_stranger = is_stranger
        """Whether the token was not taken, so that no other call will be either."""


@dataclass(frozen=True)
class Call:
    """A call on one conversation: what of it is called, and with what."""

    what: str
    body: Mapping[str, Any]

    @property
    def opens(self) -> bool:
        return self.what == "toggle_status"

    def as_dict(self) -> dict[str, Any]:
        return {"what": self.what, "body": dict(self.body)}


OPEN = Call("toggle_status", {"status": "open"})


@dataclass(frozen=True)
class Style:
    """Where links lead, and the words above them."""

    base_url: str
    sources: str


def note(text: str) -> Call:
    """Something for the people there; a contact never sees it."""
    return Call("messages", _said(text, private=True))


def told(replies: Iterable[Mapping[str, Any]], channel: str, style: Style) -> Iterator[Call]:
    """The desk's answers, as messages to the contact."""
    for reply in replies:
        parts = reply.get("parts") or [reply]
        text = "\n\n".join(_linked(str(part["text"]), style) for part in parts)
        sources = [source for part in parts for source in _sources(part, style)]
        if sources:
            text += f"\n\n{style.sources}\n" + "\n".join(dict.fromkeys(sources))
        yield _message(text, reply.get("buttons") or [], channel)


def _message(text: str, buttons: Sequence[Mapping[str, Any]], channel: str) -> Call:
    if buttons and channel in BUTTONS_IN:
        items = [{"title": button["title"], "value": button["payload"]} for button in buttons]
        choices = {"content_type": "input_select", "content_attributes": {"items": items}}
        return Call("messages", _said(text, private=False) | choices)
    lines = [f"{place}. {button['title']}" for place, button in enumerate(buttons, 1)]
    return Call("messages", _said("\n".join([f"{text}\n", *lines]) if lines else text, private=False))


def _said(text: str, *, private: bool) -> dict[str, Any]:
    harmless = _LIVE.sub(lambda found: f"{found[0]} ", text)
    return {"content": harmless, "message_type": "outgoing", "private": private, "content_type": "text"}


def suggestion_note(id: str, suggestion: Mapping[str, Any], style: Style) -> str:
    """A draft for the people there, with why it says what it says, and what to look out for."""
    return "\n".join(
        [
            "Draft of the desk's, for you to check and send:",
            "",
            str(suggestion["draft"]),
            "",
            "—",
            *(f"Why: {_why(why)}" for why in suggestion.get("why", ())),
            *(f"Source: {source.removeprefix('- ')}" for source in dict.fromkeys(_all_sources(suggestion, style))),
            *(f"Look out: {warning['text']}" for warning in suggestion.get("warnings", ())),
            *(["Look out: […] stands where nothing is written that answers it."] if suggestion.get("gaps") else []),
            "Look out: who writes is not proven; Chatwoot checks no address.",
            f"Suggestion: {id}",
        ]
    )


def _why(why: Mapping[str, Any]) -> str:
    if why.get("topic") is None:
        return "nothing that the desk knows was asked"
    told = f"{why['topic']} ({why['confidence']:.0%} sure)"
    if why.get("rule"):
        told += f", rule {why['rule']}: {why['because']}"
    return told + (f"; order {why['order']}" if why.get("order") else "")


def _all_sources(answer: Mapping[str, Any], style: Style) -> Iterator[str]:
    for part in answer.get("parts") or [answer]:
        yield from _sources(part, style)


def _sources(part: Mapping[str, Any], style: Style) -> Iterator[str]:
    for cite in part.get("citations") or ():
        yield f"- {cite['title']}: {style.base_url}{cite['url']}"


def _linked(text: str, style: Style) -> str:
    return _LINK.sub(lambda link: f"]({style.base_url}{link[1]})", text)


async def call_chatwoot(inbox: Inbox, number: int, call: Call) -> None:
    """Do it; raises NotDoneError. What is answered is not read, and neither URL nor token is told to anybody."""
    url = f"{inbox.url}/api/v1/accounts/{inbox.account}/conversations/{number}/{call.what}"
    headers = {"Content-Type": "application/json", "User-Agent": "Photodesk", "api_access_token": inbox.token}
    status = await _post(url, json.dumps(call.body).encode(), headers)
    if not 200 <= status < 300:
        final = 400 <= status < 500 and status not in _MAY_BE_MENDED
        raise NotDoneError(f"Chatwoot answered {status} to {call.what}", final=final, is_stranger=status == 401)


@cache
def _checked() -> ssl.SSLContext:
    """Made once: reading the machine's certificates would hold up the server each time."""
    return ssl.create_default_context()


async def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    patience = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=patience, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(url, data=body, headers=headers, ssl=_checked(), allow_redirects=False) as response,
        ):
            return response.status
    except asyncio.TimeoutError:
        raise NotDoneError(f"Chatwoot did not answer within {SECONDS:g} seconds") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NotDoneError(f"no talk with Chatwoot: {type(error).__name__}") from None
