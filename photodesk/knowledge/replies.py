"""Which words say it, and which facts fill them?

A reply is a short text with placeholders such as `{order.number}` from the closed list `FACTS`. Words in double
square brackets are left out when a fact inside them is not on record; words in `[[? … ]]` ask for the order and are
left out once its number is known. Of `[[@ … | … ]]` the desk says the first part, and an agent who sends the reply as a
letter of their own the second: an agent does not announce that a person will answer. A third part is for a photographer
who passes the words on to a customer, and does not speak of "the photographer"; without it they take the agent's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency

from photodesk.orders.record import Charge, ChargeState, Order
from photodesk.policy.situation import days_since_delivery
from photodesk.problems import Problem

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_ASKS = "?"
_SPOKEN = "@"
_KEY = re.compile(r"^##\s+([a-z0-9-]+)\s*$")
GAP = "[…]"
"""Stands in an agent's words where they have to write what is written nowhere."""
THEIR_GAP = "(…)"
"""The same in words that a photographer passes on: the agent who sends them has nothing to fill in."""


class Speaker(Enum):
    """Whose words a reply is; the value is the place in `[[@ … | … | … ]]`."""

    DESK = 0
    AGENT = 1
    PHOTOGRAPHER = 2
    """To a customer of theirs."""


@dataclass(frozen=True)
class Reply:
    """A text under its key; `line` counts in the file from 1."""

    key: str
    text: str
    line: int


@dataclass(frozen=True)
class Reader:
    """For whom facts are written: the language's way with dates and money, and the clock on the wall."""

    language: str
    zone: ZoneInfo
    now: datetime
    words: Mapping[str, str]
    """Names of states and the like in the reader's language, by key such as `state-in_production`."""

    def day(self, moment: datetime | date | None) -> str | None:
        if moment is None:
            return None
        local = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return format_date(local, format="long", locale=self._locale)

    def weekday(self, moment: datetime) -> str:
        return format_date(moment.astimezone(self.zone).date(), format="EEEE d MMMM", locale=self._locale)

    def time(self, moment: datetime) -> str:
        return format_time(moment.astimezone(self.zone).time(), format="short", locale=self._locale)

    def money(self, amount: Decimal | None, currency: str | None) -> str | None:
        if amount is None:
            return None
        if currency is None:
            return f"{amount:.2f}"
        return format_currency(amount, currency, "#,##0.00 ¤¤", locale=self._locale, currency_digits=False)

    @property
    def _locale(self) -> str:
        # Nordic English readers write 2 November 2026, not November 2, 2026.
        return "en_GB" if self.language == "en" else self.language


def masked(email: str) -> str:
    """An e-mail address that its owner recognises and nobody else learns: `a•••o@example.com`."""
    name, _, host = email.partition("@")
    shown = name[0] + "•••" + (name[-1] if len(name) > 3 else "") if name else "•••"
    return f"{shown}@{host}"


def _charge(charge: Charge, order: Order, reader: Reader) -> str:
    amount = reader.money(charge.amount, order.currency)
    state = reader.words[f"charge-{charge.state.value}"]
    on = reader.day(charge.at)
    return f"{amount} {state}" + (f" {reader.words['on']} {on}" if on else "")


def _items(order: Order, reader: Reader) -> str:
    items = [f"{line.quantity} × {line.title}" if line.quantity > 1 else line.title for line in order.lines]
    if not items:
        return reader.words["no-items"]
    if len(items) > 4:
        rest = reader.words["more-items"].replace("{count}", str(len(items) - 3))
        return ", ".join(items[:3]) + f" {reader.words['and']} {rest}"
    return f" {reader.words['and']} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _last_shipment(order: Order, field: str) -> str | None:
    values = [getattr(shipment, field) for shipment in order.shipments if getattr(shipment, field)]
    return str(values[-1]) if values else None


def _captured(order: Order) -> Decimal | None:
    amounts = [charge.amount for charge in order.charges if charge.state is ChargeState.CAPTURED]
    return sum(amounts, Decimal(0)) if amounts else None


Fact = Callable[[Order, Reader], "str | None"]

FACTS: Mapping[str, Fact] = {
    "order.number": lambda order, reader: order.number,
    "order.state": lambda order, reader: reader.words[f"state-{order.state.value}"],
    "order.placed_on": lambda order, reader: reader.day(order.placed_at),
    "order.items": _items,
    "order.total": lambda order, reader: reader.money(order.total, order.currency),
    "order.captured_total": lambda order, reader: reader.money(_captured(order), order.currency),
    "order.charges": lambda order, reader: (
        "; ".join(_charge(charge, order, reader) for charge in order.charges) or None
    ),
    "order.production": lambda order, reader: (
        reader.words[f"production-{order.production.value}"] if order.production else None
    ),
    "order.shipped_on": lambda order, reader: reader.day(order.shipped_at),
    "order.carrier": lambda order, reader: _last_shipment(order, "carrier"),
    "order.tracking": lambda order, reader: _last_shipment(order, "tracking"),
    "order.delivered_on": lambda order, reader: reader.day(order.delivered_at),
    "order.days_since_delivery": lambda order, reader: _days(order, reader),
    "order.files_sent_to": lambda order, reader: masked(order.files.sent_to) if order.files.sent_to else None,
    "order.files_sent_on": lambda order, reader: reader.day(order.files.sent_at),
    "order.files_expire_on": lambda order, reader: reader.day(order.files.link_expires_at),
    "order.gallery_code": lambda order, reader: order.gallery.code,
    "order.gallery_until": lambda order, reader: reader.day(order.gallery.available_until),
    "order.backed_up_on": lambda order, reader: reader.day(order.gallery.backed_up_at),
    "order.payment_method": lambda order, reader: order.payment_method,
    "order.email": lambda order, reader: masked(order.email),
}

ALWAYS_KNOWN = frozenset({"order.number", "order.state", "order.placed_on", "order.items", "order.email"})
"""Facts that every order has; the others stand in optional brackets."""


def _days(order: Order, reader: Reader) -> str | None:
    days = days_since_delivery(order, reader.now)
    return None if days is None else str(days)


def plain(markdown: str) -> str:
    """A section's Markdown as text for a chat: links stay, emphasis goes, table rows become lines."""
    lines = []
    for line in markdown.split("\n"):
        if re.fullmatch(r"\s*\|[\s:|-]+\|\s*", line):
            continue
        if line.strip().startswith("|"):
            line = "- " + ", ".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())
        lines.append(re.sub(r"(\*\*|__|`)", "", re.sub(r"^#+\s*", "", line)))
    return "\n\n".join(_joined(part) for part in re.split(r"\n\s*\n", "\n".join(lines)) if part.strip())


def parse_replies(
    text: str, file: str, known: Collection[str], always: Collection[str]
) -> tuple[dict[str, Reply], list[Problem]]:
    """Read a page of replies: `## key` headings with plain text below.

    `known` are the placeholders that the page may use, `always` those that may stand outside optional brackets.
    """
    replies: dict[str, Reply] = {}
    problems: list[Problem] = []
    key, start, body = "", 0, list[str]()

    def close() -> None:
        if not key:
            return
        words = "\n".join(body).strip()
        if key in replies:
            problems.append(Problem(file, start, f"the reply {key} is there twice"))
        if not words:
            problems.append(Problem(file, start, f"the reply {key} is empty"))
        problems.extend(Problem(file, start, fault) for fault in placeholder_faults(words, known, always))
        replies[key] = Reply(key, words, start)

    for number, line in enumerate(text.split("\n"), 1):
        heading = _KEY.match(line)
        if heading:
            close()
            key, start, body = heading[1], number, []
        elif line.startswith("#") and not line.startswith("# "):
            problems.append(Problem(file, number, "a reply's heading is '## key' with small letters and dashes"))
        elif not line.startswith("# "):
            body.append(line)
    close()
    return replies, problems


def placeholder_faults(text: str, known: Collection[str], always: Collection[str]) -> list[str]:
    """What is wrong with a reply's placeholders: unknown ones, and ones that may be missing outside brackets."""
    faults = []
    if text.count("[[") != text.count("]]"):
        faults.append("a double bracket [[ … ]] is not closed")
    for name in placeholders(text):
        if name not in known:
            faults.append(f"unknown placeholder {{{name}}}; known are {', '.join(sorted(known))}")
    for name in placeholders(_OPTIONAL.sub("", text)):
        if name in known and name not in always:
            faults.append(f"{{{name}}} may be missing from an order: put it and its words in [[ … ]]")
    for optional in _OPTIONAL.findall(text):
        if optional.startswith(_SPOKEN):
            faults += _spoken_faults(optional, always)
        elif not placeholders(optional) and not optional.startswith(_ASKS):
            faults.append(f"the optional words [[{optional}]] hold no placeholder")
    return faults


def _spoken_faults(words: str, always: Collection[str]) -> list[str]:
    faults = []
    if not 2 <= len(words.split("|")) <= len(Speaker):
        faults.append(
            f"[[{words}]] has not two or three parts: [[@ what the desk says | what an agent writes | what a "
            "photographer tells a customer ]]"
        )
    for name in placeholders(words):
        if name not in always:
            faults.append(f"{{{name}}} may be missing from an order: it cannot stand in [[@ … | … ]]")
    return faults


def placeholders(text: str) -> list[str]:
    return PLACEHOLDER.findall(text)


def asks_for_order(text: str) -> bool:
    """Whether a reply asks for the order by itself, in words of its own."""
    return any(optional.startswith(_ASKS) for optional in _OPTIONAL.findall(text))


def fill(text: str, order: Order | None, reader: Reader, *, number_known: bool, speaker: Speaker = Speaker.DESK) -> str:
    """Fill a reply with the order's facts, in the words of whoever speaks.

    Raises LookupError for a fact that stands outside optional brackets and is not on record; the check prevents it.
    """
    return _shown(_filled(text, order, reader, number_known, speaker), speaker)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a filled reply, and the facts that it took from the order: their placeholders' names."""

    text: str
    facts: tuple[str, ...]


def sentences(
    text: str, order: Order | None, reader: Reader, *, number_known: bool, speaker: Speaker
) -> list[list[Sentence]]:
    """The paragraphs of what `fill` gives, each sentence with where its facts come from."""
    filled = _filled(text, order, reader, number_known, speaker)
    return [
        [
            Sentence(
                _shown(sentence[0], speaker).strip(),
                tuple(dict.fromkeys(match[1] for match in _MARKED.finditer(sentence[0]))),
            )
            for sentence in _SENTENCE.finditer(paragraph)
            if sentence[0].strip()
        ]
        for paragraph in filled.split("\n\n")
    ]


_MARKED = re.compile("\ue000(.*?)\ue001(.*?)\ue002", re.DOTALL)
"""A fact as it stands in a filled reply, between characters that no text has: its placeholder's name, its value."""
_SENTENCE = re.compile(
    # an agent's gap, or words with an item's number, whole facts and links in them up to what ends a sentence
    "\\[…\\]\\s*"
    "|(?:(?:\\A|(?<=\n))\\d+\\.(?= )"
    "|\ue000.*?\ue002|\\[[^\\]…]*\\]\\([^)]*\\)|(?!\\[…\\])[^.!?\n\ue000]|[.!?](?!\\s|$))+"
    '(?:[.!?]+["”’)]*|\n|$|(?=\\[…\\]))\\s*',
    re.DOTALL,
)


def _shown(filled: str, speaker: Speaker) -> str:
    words = _MARKED.sub(lambda match: match[2], filled)
    return words.replace(GAP, THEIR_GAP) if speaker is Speaker.PHOTOGRAPHER else words


def _filled(text: str, order: Order | None, reader: Reader, number_known: bool, speaker: Speaker) -> str:
    def value(match: re.Match[str]) -> str:
        found = FACTS[match[1]](order, reader) if order is not None else None
        if found is None:
            raise LookupError(f"{match[1]} is not on record")
        return f"\ue000{match[1]}\ue001{found}\ue002"

    def optional(match: re.Match[str]) -> str:
        words = match[1]
        if words.startswith(_ASKS):
            return "" if number_known else words.removeprefix(_ASKS).strip()
        if words.startswith(_SPOKEN):
            parts = words.removeprefix(_SPOKEN).split("|")
            return parts[min(speaker.value, len(parts) - 1)].strip()
        if order is None or any(not FACTS[name](order, reader) for name in placeholders(words)):
            return ""
        return words

    return laid_out(PLACEHOLDER.sub(value, _OPTIONAL.sub(optional, text)))


def laid_out(text: str) -> str:
    """Lines of one paragraph are joined, lists and paragraphs stay."""
    return "\n\n".join(_joined(part) for part in re.split(r"\n\s*\n", text) if part.strip()).strip()


def spoken(text: str) -> str:
    """What of a reply the desk says, apart from what an agent writes instead."""

    def said(match: re.Match[str]) -> str:
        words = match[1]
        return words.removeprefix(_SPOKEN).partition("|")[0].strip() if words.startswith(_SPOKEN) else match[0]

    return laid_out(_OPTIONAL.sub(said, text))


def _joined(paragraph: str) -> str:
    lines: list[str] = []
    for line in paragraph.strip().split("\n"):
        starts_item = re.match(r"\s*([-*]|\d+\.)\s", line)
        if lines and not starts_item:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
    return re.sub(r" {2,}", " ", "\n".join(lines)).strip()
