"""Which lines of a pasted e-mail did its sender write, and where does each sentence end?

Small and cautious: a line is set aside only where mail programs leave a clear mark. When nothing would be left,
nothing is set aside, for then the quoted mail is the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A stretch of the message as it was sent."""

    start: int
    end: int


_QUOTED = re.compile(r"\s*(?:>|\|\s)")
_WROTE = re.compile(
    r"(?=.*\d)\s*(?:on|am|den|le|op|el|på|ma|ti|ke|to|pe|la|su|pt|mon|tue|wed|thu|fri|sat|sun)\b.{0,200}?"
    r"\b(?:wrote|writes|schrieb|skrev|kirjoitti|écrit)\b[^:\n]{0,60}:\s*$|^.{1,120}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|skrev|kirjoitti)\s*:\s*$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|forwarded message|alkuperäinen viesti|ursprungligt meddelande|opprinnelig melding|"
    r"oprindelig meddelelse|vidarebefordrat meddelande)\s*-{2,}|_{10,}|begin forwarded message:)\s*$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\s*\*?(?:from|sent|to|cc|date|subject|lähettäjä|lähetetty|vastaanottaja|aihe|från|skickat|till|ämne|fra|sendt|til|emne)\s?:\*?\s",
    re.IGNORECASE,
)
_SIGNATURE_MARK = re.compile(r"\s*(?:--|—|__+)\s*$")
_SENT_FROM = re.compile(
    r"\s*(?:sent from (?:my|mail|outlook|yahoo|gmail|proton|samsung)|get outlook for|lähetetty (?:iphone|puhelimesta|laitteesta)|"
    r"skickat från|sendt fra|hämta outlook)\b.*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(?:(?:[\w' ]{0,40}\b)?(?:regards|greetings|wishes|sincerely|faithfully|rgds|terveisin|hälsning(?:ar)?|hilsen|hilsner)\b[\w' ]{0,40}"
    r"|all the best|best|cheers|yours|yours truly|br|kr|mvh|vh|terv|love|take care|talk soon|bye"
    r"|(?:many\s+)?(?:thanks|thx|tack|kiitos|takk|tak)(?:\s+(?:a\s+lot|so\s+much|in\s+advance|again|på\s+förhand|etukäteen))?"
    r"|thank\s+you(?:\s+(?:so\s+much|in\s+advance|very\s+much|again))?)"
    r"\s*[,.!]*(?:\s+(?-i:[A-ZÅÄÖÆØ][\w.'-]*(?:\s+[A-ZÅÄÖÆØ][\w.'-]*){0,3}))?\s*[,.!]*\s*$",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?s\.?)\b", re.IGNORECASE)
SIGNATURE_LINES = 8


def written_by_sender(text: str) -> list[Span]:
    """The stretches of `text` that are neither quoted mail nor signature; all of it when nothing else is left."""
    kept = _without_quotes(text)
    kept = _without_signature(text, kept)
    if not any(re.search(r"\w", text[span.start : span.end]) for span in kept):
        return [Span(0, len(text))]
    return kept


def _lines(text: str) -> list[Span]:
    return [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]*\n|[^\n]+", text)]


def _without_quotes(text: str) -> list[Span]:
    kept: list[Span] = []
    lines = _lines(text)
    is_quote_marked = any(_QUOTED.match(text[line.start : line.end]) for line in lines)
    is_wrapped_wrote = False
    for place, line in enumerate(lines):
        if is_wrapped_wrote:
            is_wrapped_wrote = False
            continue
        words = text[line.start : line.end].rstrip("\r\n")
        following = text[lines[place + 1].start : lines[place + 1].end].rstrip("\r\n") if place + 1 < len(lines) else ""
        is_wrapped_wrote = bool(re.match(r"\s*(?:on|den|am|le)\b", words, re.IGNORECASE)) and bool(
            _WROTE.match(f"{words.rstrip()} {following.strip()}")
        )
        is_header = _HEADER.match(words) and _HEADER.match(following)
        if is_quote_marked and (_WROTE.match(words) or is_wrapped_wrote):
            continue  # the quoted lines go by their own mark, and the answer may stand below them
        if _WROTE.match(words) or is_wrapped_wrote or _FORWARDED.match(words) or is_header:
            if any(re.search(r"\w", text[span.start : span.end]) for span in kept):
                return kept
            continue  # a forward with nothing above it: what follows is the message
        if _QUOTED.match(words) or (_HEADER.match(words) and not kept):
            continue
        kept.append(line)
    return kept


def _without_signature(text: str, lines: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for place, line in enumerate(lines):
        words = text[line.start : line.end].strip("\r\n")
        if _SENT_FROM.match(words):
            continue
        if kept and _SIGNATURE_MARK.match(words):
            return kept + _postscript(text, lines[place + 1 :])
        if kept and _CLOSING.match(words) and _looks_like_a_signature(text, lines[place + 1 :]):
            return kept + _postscript(text, lines[place + 1 :])
        kept.append(line)
    return kept


def _looks_like_a_signature(text: str, lines: list[Span]) -> bool:
    filled = [words for span in lines if (words := text[span.start : span.end].strip())]
    own = [line for line in filled if not _POSTSCRIPT.match(line)]
    return len(own) <= SIGNATURE_LINES and all(len(line) <= 70 and "?" not in line for line in own)


def _postscript(text: str, lines: list[Span]) -> list[Span]:
    for place, line in enumerate(lines):
        if _POSTSCRIPT.match(text[line.start : line.end]):
            return lines[place:]
    return []


# -- sentences -------------------------------------------------------------------------------------------------------

_END = re.compile(r"(?:[.!?…]+[\"'’”)\]]*(?=\s)|\n\s*\n|\n(?=\s*[-*•]\s)|(?<=[:;,])\n|\n(?=\s*[A-ZÅÄÖÆØ0-9]))")
_BEGINS = re.compile(r"\s+(?:I|The|My|We|Can|Could|What|When|Where|How|Is|Are|Do|Does|Will|Why|And|But|Please|It)\b")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|no|nr|nro|vs|mr|mrs|ms|dr|st|tel|puh|esim|t\.ex|bl\.a|kl|ca|inc|ltd|max|min|pcs|ref|art|p\.c|p\.s|ps|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)|\b[a-zåäö]|(?<!\d)\d{1,2})\.$",
    re.IGNORECASE,
)


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of one stretch, without the space around them."""
    found: list[Span] = []
    start = span.start
    for end in _END.finditer(text, span.start, span.end):
        abbreviated = end.group() == "." and _ABBREVIATION.search(text[max(start, end.end() - 12) : end.end()])
        if abbreviated and not _BEGINS.match(text[end.end() : span.end]):
            continue
        found.append(Span(start, end.end()))
        start = end.end()
    found.append(Span(start, span.end))
    return [trimmed for one in found if (trimmed := _trim(text, one)) is not None]


def _trim(text: str, span: Span) -> Span | None:
    words = text[span.start : span.end]
    if not re.search(r"\w|\?", words):
        return None
    return Span(span.start + len(words) - len(words.lstrip()), span.end - (len(words) - len(words.rstrip())))
