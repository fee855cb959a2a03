"""What is written to a team, to an asker, and to a team's program?

All of it is plain text. What people typed is quoted, so that none of it can be taken for the desk's own words.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from photodesk.cases.case import Case
from photodesk.cases.notice import Parcel

_LONGEST_SUBJECT = 120
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Letter:
    """A subject of one line, and a text."""

    subject: str
    text: str


def to_team(parcel: Parcel, public_url: str) -> Letter:
    """Tells people of a case: who asks what, what the desk said, and why it gave up. Links lead to `public_url`."""
    case = parcel.case
    subject = f"[{case.queue} #{case.id}] {case.reason}"
    return Letter(_one_line(subject), "\n".join(about_case(case, public_url)) + "\n")


def about_case(case: Case, public_url: str) -> Iterator[str]:
    """The lines that tell people all that the desk knows of a case."""
    summary = case.summary
    yield f"Case {case.id} in the queue {case.queue} is {case.state.value.replace('_', ' ')}."
    yield ""
    yield f"Why: {_one_line(case.reason, None)}"
    yield f"Who asks: {_asker(_mapping(summary.get('asker')))}"
    if case.email:
        yield f"The answer is also to be sent to: {_one_line(case.email, None)}"
    yield f"Order: {_order(summary)}"
    if summary.get("reference"):
        yield f"Reference in the log: {_one_line(str(summary['reference']), None)}"
    yield from _quoted("They asked:", summary.get("asked"))
    yield from _quoted("The desk said:", summary.get("answer"))
    cited = summary.get("cited")
    for cite in map(_mapping, cited if isinstance(cited, list) else []):
        url = str(cite.get("url", ""))
        yield _one_line(f"Source: {cite.get('title')} ({public_url if url.startswith('/') else ''}{url})", None)
    if summary.get("answer_before") != summary.get("answer"):
        yield from _quoted("Before that it had said:", summary.get("answer_before"))
    if summary.get("because"):
        rule = f" (rule {summary['rule']})" if summary.get("rule") else ""
        yield ""
        yield _one_line(f"It gave up because: {summary['because']}{rule}", None)


def to_asker(parcel: Parcel, subject: str, body: str) -> Letter:
    """Brings an agent's words. Subject and body are the knowledge base's; nothing that was typed by others gets in."""
    case, words = parcel.case, parcel.words
    facts = {
        "case": str(case.id),
        "shop": case.shop,
        "name": (words.name if words else None) or case.agent or case.queue,
        "words": words.text if words else "",
    }
    return Letter(_one_line(_filled(subject, facts)), _clean(_filled(body, facts)).strip() + "\n")


def to_program(parcel: Parcel) -> dict[str, Any]:
    """The same as JSON: little, for whoever is told may ask for the rest."""
    notice, case, words = parcel.notice, parcel.case, parcel.words
    told: dict[str, Any] = {
        "id": name_of(parcel),
        "type": notice.about.value,
        "at": notice.made_at.isoformat(),
        "case": {
            "id": case.id,
            "queue": case.queue,
            "shop": case.shop,
            "state": case.state.value,
            "reason": case.reason,
        },
    }
    if words:
        told["message"] = {"id": words.id, "author": words.author, "text": words.text}
    return told


def name_of(parcel: Parcel) -> str:
    """The notice's name at each attempt; no other notice has it, nor has one of another database."""
    return f"notice_{parcel.notice.id}_{_digest(parcel, str(parcel.notice.id))}"


def thread_of(parcel: Parcel) -> str:
    """The name that all notices of a case have in common."""
    return f"case_{parcel.case.id}_{_digest(parcel, '')}"


def _digest(parcel: Parcel, of: str) -> str:
    # A conversation's id is random and nobody's to know: numbers begin anew in every database, digests of it do not.
    return hashlib.sha256(f"{parcel.case.conversation_id} {parcel.case.id} {of}".encode()).hexdigest()[:24]


def _asker(asker: Mapping[str, Any]) -> str:
    if not asker:
        return "not noted"
    proven = f"proven: {asker['proven_email']}" if asker.get("proven_email") else "not proven"
    return _one_line(f"{asker.get('role') or 'somebody'}, e-mail address {proven}", None)


def _order(summary: Mapping[str, Any]) -> str:
    order = _mapping(summary.get("order"))
    if order:
        more = f" and {order['more']} more" if order.get("more") else ""
        title = f" ({order['title']}{more})" if order.get("title") else ""
        return _one_line(f"{order.get('number')}{title}, {str(order.get('state')).replace('_', ' ')}", None)
    typed = summary.get("number_typed")
    return _one_line(f"{typed}, as typed; it was not opened", None) if typed else "not known"


def _quoted(heading: str, text: object) -> Iterator[str]:
    if isinstance(text, str) and text.strip():
        yield ""
        yield heading
        yield from (f"> {line}".rstrip() for line in _clean(text).strip().splitlines())


def _filled(text: str, facts: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: facts.get(match[1], match[0]), text)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _one_line(text: str, longest: int | None = _LONGEST_SUBJECT) -> str:
    """For a header or a line of its own: whatever breaks a line would let somebody write further ones."""
    line = " ".join(_clean(text).split())
    return line if longest is None or len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _clean(text: str) -> str:
    """Without what is no text: control characters but the end of a line, and halves of surrogate pairs."""
    lines = "\n".join(text.replace("\t", " ").splitlines())
    return "".join(each for each in lines if each == "\n" or unicodedata.category(each) not in ("Cc", "Cs"))
