"""Which words of a text does the classifier read?

Not the identifiers: no topic learns a number by heart, and none is mistaken for the mere telling of one. Training and
reading go through here alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.mail import Span
from photodesk.understanding.reading import Entity

STAND_INS = {
    "order_number": "this order",
    "email": "my mail",
    "postcode": "here",
    "photo_code": "this code",
}

PROOFS = {"email", "postcode"}
_PART_OF_IT = re.compile(
    r"\b(?:to|at|from|in|into|via|for|on|under|instead of|than|not|till|til|från|fra)\s+"
    r"(?:(?:my|the|this|our|her|his|their)\s+)?"
    r"(?:(?:new|old|right|wrong|other)\s+)?(?:(?:e-?)?mail(?:\s*address)?|address|post\s?code|zip)?\W*$",
    re.IGNORECASE,
)
"""What leads up to a proof that the sentence is about: "please send them to anna@example.com"."""
_TELLING = re.compile(
    r"(?:\b(?:and|with|my|the|our|is|it'?s|was|used|under|e-?mail|mail|address|post\s?code|postal|zip|code|or)\b|[\s,;:=(<\-–.])*$",
    re.IGNORECASE,
)
"""What leads up to one that is only told: ", and my e-mail is"."""
_ORDER_SAID = re.compile(r"(?:\b(?:my|the|this|our|an)\s+)?\border(?:\s+(?:number|no|nr|id))?\W*$", re.IGNORECASE)
"""What leads up to a number and says no more than its stand-in: "where is my order PC-104223"."""
_WORDS = re.compile(r"\w+")
_TOLD_WITH = {
    *("this", "here", "my", "it", "its", "is", "s", "m", "i", "me", "the", "a", "and", "with", "for", "our", "please"),
    *("order", "code", "mail", "number", "numbers", "no", "nr", "id", "ref", "reference", "e", "email", "address"),
    *("post", "postcode", "zip", "photo", "hi", "hello", "hey", "ok", "yes", "sorry", "thanks", "thank", "you"),
    *("sure", "maybe", "was", "well", "so", "that", "then", "are"),
}
"""Words of a message that does nothing but tell."""
_SHOUTED = 8
"""Fewer letters than these may be capitals for another reason: "DPI?"."""
_NAME = r"[A-ZÅÄÖÆØÉ][\w'’-]*"
_GREETING = re.compile(
    r"^\W*(?:[Hh]i|HI|[Hh]ello|[Hh]ey|[Hh]ej|[Hh]ei|[Mm]oi|[Gg]ood (?:morning|afternoon|evening|day)|[Dd]ear)\b"
    rf"(?:\s+(?:there|all|again|everyone|team|support|sir|madam))*(?:(?:\s+{_NAME}){{1,3}}(?=\s*[,!.:–-]))?[\s,!.:–-]+"
)
_THANKS = re.compile(
    r"(?:(?<=[.!?,;:)])\s*|\s+(?=[A-Z]))"
    r"(?i:(?:many |with )?thanks|thank you|thx|cheers|br"
    r"|(?:(?:best|kind|warm) )?regards|best wishes|greetings|sincerely)"
    r"(?i:(?:\s+(?:a lot|so much|very much|in advance|for (?:your|the|any) \w+|already|again))*)"
    rf"[\s,.!:–-]*(?:{_NAME}[\s.]*){{0,3}}$"
)
"""A name is told by its capital: "thanks, where is it" asks."""
_LOOSE = re.compile(r"\s+([.,;:!?)])")


def in_plain_words(text: str, entities: Sequence[Entity], span: Span | None = None) -> str:
    """What the classifier reads of the text, or of a stretch of it: "where is this order?" for "where is PC-104223?".

    A proof that is told beside a question ("where is it, my e-mail is …") is left out: it says nothing of what is
    asked. A text that holds nothing but identifiers has no words.
    """
    start, end = (span.start, span.end) if span else (0, len(text))
    bare, asked, told, last = "", "", "", start
    for entity in sorted(entities, key=lambda one: one.start):
        if start <= entity.start and entity.end <= end and entity.start >= last:
            between = text[last : entity.start]
            bare += between
            told += f"{between} {STAND_INS[entity.entity]} "
            asked += between
            if entity.entity in PROOFS and not _PART_OF_IT.search(asked):
                asked = _TELLING.sub(" ", asked)
                last = entity.end + text.startswith((")", ">", "]"), entity.end)
            else:
                if entity.entity == "order_number":
                    asked = _ORDER_SAID.sub(" ", asked)
                asked += f" {STAND_INS[entity.entity]} "
                last = entity.end
    if is_wordless(bare + text[last:end]):
        return ""
    rest = text[last:end]
    return _LOOSE.sub(r"\1", squeezed((told if only_tells(asked + rest) else asked) + rest))


def taught(examples: Iterable[tuple[str, str]], finder: EntityFinder) -> list[tuple[str, str]]:
    """Examples and their intents as the classifier is to read them; without those that no model judges."""
    read = [(in_plain_words(text, finder.find(text)), intent) for text, intent in examples]
    return [(text, intent) for text, intent in read if not is_wordless(text)]


def only_tells(words: str) -> bool:
    """Whether plain words do nothing but tell an identifier: "my order number is this order"."""
    return _TOLD_WITH.issuperset(_WORDS.findall(words.lower()))


def to_the_point(text: str) -> str:
    """The text without the courtesies around what it says ("Hello! … Thanks, Aino"), and not in capitals.

    A text that is a courtesy and nothing else stays. Examples are learned with theirs: what is left out there as well
    costs a point of answers.
    """
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) >= _SHOUTED and sum(sign.isupper() for sign in letters) >= 0.9 * len(letters):
        text = text.lower()
    for courtesy in (_GREETING, _THANKS):
        rest = courtesy.sub("", text).strip(" ,;:–-")
        if len(rest.split()) > 1:
            text = rest
    return text


def is_wordless(text: str) -> bool:
    """Empty, only punctuation or emoji, or one sign over and over: nothing a model should judge."""
    signs = [sign for sign in text if sign.isalnum()]
    return not signs or (
        len(signs) > 3 and len(set(text.lower().split()[0])) == 1 and len(set(map(str.lower, signs))) == 1
    )


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
