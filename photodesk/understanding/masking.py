"""What may be shown of a text to somebody who is to learn what people ask, and not who asked it?

Identifiers become the words that the classifier reads for them; addresses, links, numbers and names become marks.
Names are guessed: a capital letter on a word that is nowhere written small in our own texts, and whatever follows
"my name is". Rather a word too many is masked.
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
NAME, NUMBER, ADDRESS, LINK = "[name]", "[number]", "[address]", "[link]"
MARKS = (NAME, NUMBER, ADDRESS, LINK)

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_ADDRESSES = re.compile(r"\S+@\S+|\S+\s?\((?:at|ät)\)\s?\S+", re.IGNORECASE)
_LINKS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLES = re.compile(r"(?<!\w)@\w+")
_NUMBERS = re.compile(r"(?:\b[A-Z]{2}|\+)?\d(?:[\s().,/-]?\d){4,}")
_MIXED = re.compile(r"\b(?!\d{2,3}[xX]\d{2,3}\b)(?=\w*[A-Za-z])(?=(?:\w*\d){3})[\w-]{5,}\b")
"""An account's or a parcel's number with letters in it, but no size of a picture."""
_LONGEST_ACRONYM = 3
_INTRODUCED = re.compile(
    rf"(?P<cue>\b(?:my name is|name is|name's|name:|my name:|called|this is|i am|i'm|it is|it's|regards,?|greetings,?"
    rf"|best,|thanks,|thank you,|cheers,|yours,|mr\.?|mrs\.?|ms\.?|miss|dear|hi|hello|hey)\s+)"
    rf"(?P<name>[{_LETTER}][{_LETTER}'’-]+(?:\s+[{_LETTER}][{_LETTER}'’-]+)?)",
    re.IGNORECASE,
)
_SURELY = re.compile(r"name(?:'s|:| is)?\s+$|mr\.?\s+$|mrs\.?\s+$|ms\.?\s+$", re.IGNORECASE)
"""What only a name follows, however it is written."""
_CAPITALISED = re.compile(rf"(?<![\w\[])[A-ZÀ-ÖØ-Þ][{_LETTER}'’-]+")
_WORDS = re.compile(rf"[{_LETTER}]+")
_NO_WORDS = re.compile(r"\S*[@/]\S*")
_PARTS = re.compile(rf"[{_LETTER}]{{2,}}")
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
        own = " ".join(text[span.start : span.end] for span in written_by_sender(text))
        shown = in_plain_words(own, self.finder.find(own))
        for pattern, mark in ((_ADDRESSES, ADDRESS), (_LINKS, LINK), (_HANDLES, NAME), (_NUMBERS, NUMBER)):
            shown = pattern.sub(mark, shown)
        shown = _MIXED.sub(NUMBER, shown)
        shown = _INTRODUCED.sub(self._introduced, shown)
        shown = _CAPITALISED.sub(lambda word: word.group() if self._is_known(word.group()) else NAME, shown)
        shown = squeezed(_SEVERAL.sub(NAME, shown))
        if is_wordless(shown) or not _PARTS.search(_without_marks(shown)):
            return ""
        return shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN].rsplit(" ", 1)[0] + " …"

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
