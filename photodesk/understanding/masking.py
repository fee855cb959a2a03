"""What may be shown of a text to somebody who is to learn what people ask, and not who asked it?

Identifiers become the words that the classifier reads for them; addresses, links, numbers and names become marks.
Names are guessed: a word that does not begin small and is nowhere written small in our own texts, and whatever
follows "my name is" or, when it is no word of ours, "my daughter". Rather a word too many is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.mail import written_by_sender
from photodesk.understanding.strangers import other_companies
from photodesk.understanding.wording import STAND_INS, in_plain_words, is_wordless, squeezed

LONGEST_SHOWN = 240
LONGEST_READ = 2000
"""Of a longer letter the rest would not be shown, and words made to be slow to read are no slower than this."""
NAME, NUMBER, ADDRESS, LINK = "[name]", "[number]", "[address]", "[link]"
MARKS = (NAME, NUMBER, ADDRESS, LINK)

_LETTER = r"[^\W\d_]"
"""Of any script."""
_IN_NAME = rf"(?:{_LETTER}|['’-])"
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_ADDRESSES = re.compile(
    r"\S+@\S+(?:\s\.\s?\w+)?|\S+\s@\s?\S+\.\w+|\S+\sat\s\S+(?:\sdot\s\w+)+"
    r"|\S+\s?[(\[](?:at|ät)[)\]]\s?\S+(?:\s?[(\[]dot[)\]]\s?\S+)*",
    re.IGNORECASE,
)
_STREETS = re.compile(
    rf"\b{_LETTER}+(?:katu|tie|kuja|polku|gatan|gata|vägen|väg|gade|vej|veien|straße|strasse|weg)\s+\d+"
    rf"(?:\s?[a-z]\b)?(?:\s\d+\b)?|\b\d+[a-z]?,?\s(?:{_LETTER}+\s){{1,2}}(?:street|st|road|rd|avenue|ave|lane)\b\.?"
    r"|(?-i:\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b)",
    re.IGNORECASE,
)
"""Streets with the number of the house, of the north, in German and in English; British postcodes."""
_LINKS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S+", re.IGNORECASE)
_HANDLES = re.compile(r"(?<!\w)@\w+|\b[a-z0-9.]+_\w+", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:\b[A-Z]{2}|\+)?\d(?:(?:[\s().,/-]|\s\(|\)\s)?\d){4,}")
_MIXED = re.compile(
    r"\b(?!\d{2,3}[xX]\d{2,3}\b)(?=\w*[A-Za-z])(?=(?:\w*\d){3})[\w-]{5,}\b"
    r"|\b(?=[A-Z-]*\d)(?=[\d-]*[A-Z])[A-Z\d]{2,}-[A-Z\d]+-[A-Z\d]{2,}\b"
)
"""An account's, a gallery's or a parcel's number with letters in it, but no size of a picture."""
_LONGEST_ACRONYM = 3
_INTRODUCED = re.compile(
    rf"(?P<cue>\b(?:(?:sur)?name(?:'s|:| is| -)|called|signed:?|this is|i am|i'm|it is|it's|regards,?|greetings,?"
    rf"|best,|thanks,|thank you,|cheers,|yours,|mr\.?|mrs\.?|ms\.?|miss|dear|hi|hello|hey"
    rf"|(?:son|daughter|child|wife|husband|mother|mum|mom|father|dad|sister|brother),?)\s+)"
    rf"(?P<name>{_LETTER}{_IN_NAME}+(?:\s+{_LETTER}{_IN_NAME}+)?)",
    re.IGNORECASE,
)
_SURELY = re.compile(r"name(?:'s|:| is| -)\s+$|mr\.?\s+$|mrs\.?\s+$|ms\.?\s+$", re.IGNORECASE)
"""What only a name follows, however it is written."""
_CASED = re.compile(rf"(?<!\w){_LETTER}{_IN_NAME}+")
_WORDS = re.compile(rf"{_LETTER}+")
_NO_WORDS = re.compile(r"\S*[@/]\S*")
_PARTS = re.compile(rf"{_LETTER}{{2,}}")
_MARKED = (
    (_LINKS, LINK),
    (_ADDRESSES, ADDRESS),
    (_STREETS, ADDRESS),
    (_HANDLES, NAME),
    (_NUMBERS, NUMBER),
    (_MIXED, NUMBER),
)
_SEVERAL = re.compile(r"\[name\](?:\s+\[name\])+")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words that are written small somewhere in these texts, and so are no names; addresses are made of names."""
    plain = (_NO_WORDS.sub(" ", text) for text in texts)
    return frozenset(word for text in plain for word in _WORDS.findall(text) if word.islower())


@dataclass(frozen=True)
class Mask:
    """Masks texts; `known` are words that are no names."""

    finder: EntityFinder
    known: frozenset[str]

    def put_on(self, text: str) -> str:
        """What the sender wrote, in one line without whatever tells of a person; "" when that says nothing."""
        own = _cut(" ".join(text[span.start : span.end] for span in written_by_sender(text)), LONGEST_READ)
        shown = in_plain_words(own, self.finder.find(own)).translate(_DASHES)
        for pattern, mark in _MARKED:
            shown = pattern.sub(mark, shown)
        shown = _INTRODUCED.sub(self._introduced, shown)
        shown = _CASED.sub(lambda word: word[0] if word[0][0].islower() or self._is_known(word[0]) else NAME, shown)
        shown = squeezed(_SEVERAL.sub(NAME, shown))
        if is_wordless(shown) or not _PARTS.search(_without_marks(shown)):
            return ""
        return _cut(shown, LONGEST_SHOWN)

    def _introduced(self, found: re.Match[str]) -> str:
        is_surely = _SURELY.search(found["cue"]) is not None
        first, *rest = found["name"].split()
        if not is_surely and self._is_known(first):
            return found.group()
        # "my name is anna and I …": the second word belongs to it only when it is no word of ours.
        others = [NAME if not self._is_known(word) else word for word in rest]
        return " ".join([found["cue"].rstrip(), NAME, *others])

    def _is_known(self, word: str) -> bool:
        if word.isupper() and len(word) <= _LONGEST_ACRONYM:
            return True
        return all(part in self.known or part in _companies() for part in _PARTS.findall(word.lower()))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def is_marked(text: str) -> bool:
    """Whether something is masked, so that nothing should be learned from it by heart."""
    return any(mark in text for mark in MARKS)


def _without_marks(text: str) -> str:
    for mark in (*MARKS, *STAND_INS.values()):
        text = text.replace(mark, " ")
    return text


@lru_cache(maxsize=1)
def _companies() -> frozenset[str]:
    return frozenset(part for name in other_companies() for part in name.split())
