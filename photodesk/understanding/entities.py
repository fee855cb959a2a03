"""Which order, code, e-mail address or postcode did they type?

A spaCy pipeline of our own, in three steps:

1. the tokeniser cuts where people forget a space ("order:104223", "(104223)", "no.104223");
2. a SpanRuler finds the words around a number that say what it is ("order number", "tracking", "Klarna"), in the
   languages of our shops, and the sentencizer says how far such a word reaches;
3. `typed_identifiers` matches the raw text (tokens fail on "pc 104 223" and "mailto:anna@example.com") and lets those
   words decide. What is found is laid back on the tokens with `char_span`, and kept to the exact character.

A number is taken only when something speaks for it. Leaving one out costs a question back; taking a parcel's or an
invoice's number for an order number costs a wrong answer.
"""

from __future__ import annotations

import itertools
import re
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from photodesk.understanding.reading import Entity


def _import_spacy() -> ModuleType:
    """Import spaCy without TensorFlow, which thinc imports when it is installed (3 s, 300 MB) and we never use."""
    if "tensorflow" in sys.modules or "spacy" in sys.modules:
        import spacy

        return spacy
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        import spacy
    finally:
        del sys.modules["tensorflow"]
    return spacy


spacy = _import_spacy()

from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex  # noqa: E402

# -- the words around a number ---------------------------------------------------------------------------------------

CUES: dict[str, tuple[str, ...]] = {
    "order": (
        "order", "orders", "oder", "oredr", "ordr", "ordre", "ordern", "ordren", "order number", "order numbers",
        "order no", "order nr", "order id", "order ref", "order reference", "ordernumber", "ordernr", "orderno",
        "order_number", "order confirmation", "confirmation", "ref", "reference", "tilaus", "tilaukseni",
        "tilausnumero", "tilausnro", "beställning", "beställningen", "beställningsnummer", "ordernummer",
        "ordrenummer", "ordrenr", "bestilling", "bestillingen", "bestillingsnummer", "bestilnummer",
    ),
    "number": ("number", "numbr", "nmber", "no", "nr", "nro", "num", "№", "#", "id", "numero", "nummer"),
    "postcode": (
        "postcode", "post code", "postal code", "postalcode", "zip", "zip code", "zipcode", "post nr", "postnr",
        "postnummer", "post number", "postinumero", "postinro", "postal number",
    ),
    "code": (
        "photo code", "photo codes", "photocode", "photocodes", "picture code", "image code", "gallery code", "gallery codes",
        "event code", "access code", "order code", "code", "codes", "gallery", "galleries", "kuvakoodi", "kuvakoodit", "kuvakoodini",
        "koodi", "koodini", "fotokod", "bildkod", "fotokode", "bildekode", "billedkode", "kode", "kod", "koden",
    ),
    "other code": (
        "discount code", "promo code", "promotion code", "promotional code", "campaign code", "coupon code", "coupon",
        "voucher code", "voucher", "gift code", "gift card code", "gift card", "giftcard", "verification code",
        "security code", "sms code", "login code", "one-time code", "confirmation code", "error code", "status code",
        "country code", "area code", "bar code", "barcode", "qr code", "pin code", "source code", "product code",
        "dress code", "colour code", "color code", "hex code", "door code",
        "alennuskoodi", "rabattkod", "rabatkode", "rabattkode", "lahjakortti",
    ),
    "other": (
        "invoice", "invoices", "invoice number", "receipt", "bill", "tracking", "tracking number", "tracking code",
        "tracking id", "parcel", "parcels", "package", "shipment", "consignment", "ticket", "case", "case number",
        "customer number", "client number", "member", "membership", "member number", "phone", "phone number", "tel",
        "telephone", "mobile", "call", "ring", "whatsapp", "account", "account number", "bank account", "iban",
        "bic", "swift", "business id", "company id", "vat", "vat number", "y-tunnus", "org", "org nr", "pin",
        "password", "flight", "booking", "reservation", "policy", "contract", "serial", "serial number", "model",
        "version", "build", "isbn", "ean", "room", "photo", "photo number", "picture", "picture number", "image",
        "image number", "file", "frame", "page", "error", "transaction", "transaction id", "payment reference",
        "reference number on the invoice", "lasku", "laskun", "faktura", "fakturan", "pakke", "paket", "paketti",
        "seurantakoodi", "sändningsnummer", "sporingsnummer", "puhelin", "puh", "telefon", "tlf",
    ),
    "company": (
        "zalando", "amazon", "ikea", "h&m", "hm", "dhl", "posti", "postnord", "post nord", "postin", "posten", "bring", "ups",
        "gls", "fedex", "dpd", "matkahuolto", "budbee", "instabox", "airmee", "schenker", "klarna", "walley",
        "qliro", "svea", "resurs", "collector", "paypal", "ebay", "etsy", "temu", "shein", "wish", "aliexpress",
        "boozt", "verkkokauppa", "gigantti", "elgiganten", "elkjøp", "ellos", "cdon", "tokmanni", "prisma",
        "netflix", "spotify", "telia", "elisa", "dna", "telenor", "tele2", "fortum", "vattenfall", "ryanair", "finnair", "sas",
        "norwegian", "gym", "bank", "insurance", "electricity",
    ),
    "camera": (
        "nikon", "canon", "sony", "fuji", "fujifilm", "leica", "olympus", "panasonic", "lumix", "pentax", "hasselblad",
        "camera", "lens", "iphone", "samsung", "galaxy", "huawei", "pixel",
    ),
}  # fmt: skip
"""Phrases, lower case, by what they say of a number near them. The longest phrase wins ("zip code" over "code")."""

_FILLER = re.compile(
    r"(?:[\s:;,.=#№\"'’“”«»(\[<\-–—*_|/]|\b(?:is|it'?s|its|was|it|my|our|the|this|that|says?|said|number|numbr|nmber|no|nr|nro|"
    r"num|id|on|er|är|on|:s|s|has|with|called|named|below|following|here|are|like|i think|about|for|of|should|must|be|"
    r"und|och|og|ja|und|pc)\b)*",
    re.IGNORECASE,
)
"""What may stand between a cue and its number: "order number is: #", "code = '"."""

FAR = 60
"""A word further away than this, in characters, says nothing of a number."""

_BACKWARDS = re.compile(r"\s*(?:\(|-|,|=|is|as)?\s*(?:my|the|our|his|her|(?:my )?\w+'s)?\s*", re.IGNORECASE)
"""What may stand between a number and a cue behind it: "104223 is my order number"."""

_BACKWARDS_PLAINLY = re.compile(r"\s*(?:\(|-|=|,?\s*is|as)\s*(?:my|the|our|his|her|a|(?:my )?\w+'s)?\s*", re.IGNORECASE)

_ABBREVIATION = re.compile(r"\b(?:no|\w{0,20}nr|nro|num|ref|tel|puh|id)\s*[.:]\s*$", re.IGNORECASE)

_OF = re.compile(r"\s*(?:of|on|for|in|at|from)\s+(?:the|my|our|this|that)?\s*", re.IGNORECASE)
"""What joins "postcode" to "order" in "the postcode on the order"."""

_LIST = re.compile(
    r"\s*(?:,|/|\+|&|;|\band\b|\bor\b|\bja\b|\boch\b|\bog\b|\s)\s*(?:\band\b\s*)?(?:the\s+)?(?:#\s*)?", re.IGNORECASE
)
"""What may stand between two values of one list: "104223 and 104224"."""

_UNITS = re.compile(
    r"\s*(?:€|\$|£|%|°|(?:eur|euros?|sek|nok|dkk|kr|kronor|kroner|usd|gbp|px|pixels?|dpi|ppi|mp|megapixels?|kb|mb|gb|tb|"
    r"cm|mm|km|kg|g|m|photos?|pictures?|pics|images?|prints?|files?|jpe?gs?|copies|pieces|pcs|people|persons|pupils|"
    r"students|kids|children|players|visitors|views|clicks|followers|customers?|clients?|orders|members|guests|"
    r"families|teams|schools|events?|galleries|hours?|days?|weeks?|months?|years?|minutes|mugs|magnets|canvas(?:es)?|"
    r"calendars|flyers|cards?|frames?|business cards|more|extra|times|percent|something|or what|words|lines|steps|"
    r"employees|parents|euroa|kpl|st|stk)\b)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"(?:€|\$|£|\b(?:eur|sek|nok|dkk|usd|gbp|kr|paid|pay|costs?|price|total|sum of|worth|charged|refund me))\s*\.?\s*$",
    re.IGNORECASE,
)

# -- the shapes themselves -------------------------------------------------------------------------------------------

_EMAIL = re.compile(
    r"(?<![\w.+'’%-])(?P<local>[^\W_][\w.+'’%-]{0,63}|[^\W_])"
    r"(?P<at>@|\s?[(\[{]\s?(?:at|ät|@)\s?[)\]}]\s?|\s@|@\s)"
    r"(?P<domain>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?![\w@])(?!-\w)",
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"(?:(?<![\w@.])|(?<=[0-9]and))#?P\.?\s?C\.?\s{0,2}(?:[-–—−_:.#/=]|no\.?|nr\.?|number)?\s{0,2}#?(?P<digits>[0-9]{5,8}|[0-9]{3}[\s-][0-9]{3})"
    r"(?![0-9])(?!-[0-9])(?![.,][0-9])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![0-9])(?:(?<!\w)#)?(?P<digits>[0-9]{3}\s[0-9]{3}|[0-9]{4,8})(?![0-9])")
_POSTCODE = re.compile(
    r"(?<![\w.,@-])(?P<country>(?:FIN?|SE|NO|DK|S|N)\s?[-–]?\s?)?(?P<digits>[0-9]{3}\s[0-9]{2}|[0-9]{5}|[0-9]{4})(?![\w@])(?!-[0-9])(?![.,:/][0-9])",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"[A-Za-z@_]|[.,:/-][0-9]|\.\w|[ \u00a0]?[0-9]{2,}|[ \u00a0][0-9]\b|[xX×]\d")
_STARTS_ANEW = re.compile(r"and|(?:I|och|og|ja)\b|[ \u00a0](?:[0-9]{4,6}|[0-9]{3}\s[0-9]{2})(?![\w.,-][0-9]|[0-9])")
_RUNS_UP = re.compile(r"[\w@+€$£/.,:=-]$")
_INTRODUCES = re.compile(
    r"(?:order|ordernumber|ordre|tilaus|nr|no|number|order_number|id|ref|nro|and|och)[-.:=_/]?$|(?:^|[\s,;:(\w])[:=]$"
    r"|[0-9A-Za-z]\s?/$|[.,]$",
    re.IGNORECASE,
)
_DIGITS_BEFORE = re.compile(r"[0-9][\s.,/:-]{1,2}$|\+$")
_NUMBER_BEFORE = re.compile(r"[0-9]{5,}[,/;]?\s?$")
"""What stands right beside a number: does it belong to it, or is it another word or number of the list?"""

_CODE = re.compile(r"(?<![\w@./\\&?#-])(?P<code>[A-Za-z0-9]{4,8})(?![\w@])(?!-\w)(?!\.\w)")
_RULE_OFF = re.compile(r"[^\w\s]{6,}")
"""Ruled lines ("-----", ">>>>"): they hold nothing, and the tokeniser is slow on them."""
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)

_NOT_A_CODE = re.compile(
    r"(?:\d+x\d+(?:cm|mm|px|in)?|\d+(?:st|nd|rd|th|am|pm|px|dpi|ppi|[kmgt]b|cm|mm|km|kg|mp|p|k|h|min|s|eur|kr|sek|nok|dkk|x|w|v|hz|mhz|ghz|pcs|kpl|stk)"
    r"|\d+h\d+(?:m|min)?|(?:img|dsc|dscf|dscn|mvi|pict|iso|rtx|gtx|eos|ilce|eur|sek|nok|dkk|usd|iphone|ipad|galaxy|pixel|covid|win|windows|"
    r"usb|mp|http|https|sha|md|utf|rgb|srgb|ps|chrome|safari|firefox|ios|android|macos|office|page|room|row|class|grade|photo|image|"
    r"picture|pic|file|team|order|pc|no|nr|summer|winter|spring|xmas|week|vk|kl|year|version|v|hunter|abc)\d+"
    r"|\d{4}s|[a-z]\d{5,})",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\d+x\d+\w*|\d+(?:st|nd|rd|th|am|pm|px|dpi|ppi)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_BESIDE = re.compile(
    r"(?:[\s,;:/|()<>.\-–—+&\"']|\b(?:and|ja|och|og|in|at|with|my|the|is|was|it|it's|its|our|i|used|live|from|for|order|number|e-?mail|mail|address|"
    r"fi|se|no|dk)\b)*",
    re.IGNORECASE,
)


_TOWN_ONLY = re.compile(
    r"\s*(?:(?:sorry|oh|oops|ah|no|not|actually|meant|mean|should|be|try|instead|of|correct|here|it'?s|it is|its|i|we|live|lives|in|at|from|the|my|is|to|yes|ok|well|hi|hello|delivery|was|sent|for|[,.:])\s*)*0"
    r"(?:,?\s+[A-ZÅÄÖÆØ][\wåäöæø]+)?(?:,?\s*(?:Finland|Sweden|Norway|Denmark))?[\s.!]*",
)
"""A message that is a postcode and its town: "it's 96100 Rovaniemi", "we live in 40100"."""


@dataclass(frozen=True)
class _Cue:
    kind: str
    start: int
    end: int


def _is_mixed(code: str) -> bool:
    return any(sign.isdigit() for sign in code) and any(sign.isalpha() for sign in code)


def _turns(code: str) -> int:
    """How often letters and digits take turns: K7M2Q9 five times, iphone12 once."""
    return sum(a.isdigit() != b.isdigit() for a, b in itertools.pairwise(code))


class _Text:
    """One message while its identifiers are being found; later finders see what earlier ones took."""

    def __init__(self, text: str, cues: list[_Cue], sentence_ends: list[int]) -> None:
        self.text = text
        self.cues = cues
        self.sentence_ends = sentence_ends
        self.found: list[Entity] = []
        self.taken: list[tuple[int, int]] = [match.span() for match in _URL.finditer(text)]

    def is_free(self, start: int, end: int) -> bool:
        return all(end <= first or last <= start for first, last in self.taken)

    def take(self, entity: str, value: str, start: int, end: int) -> None:
        self.found.append(Entity(entity, value, start, end, self.text[start:end]))
        self.taken.append((start, end))

    def cue_before(self, start: int) -> _Cue | None:
        """The nearest cue that leads up to `start` with nothing but filler between."""
        for cue in reversed(self.cues):
            if cue.end < start - FAR:
                break
            if self._reaches(cue, start) and _FILLER.fullmatch(self.text, cue.end, start):
                if cue.kind == "number":
                    return self.cue_before(cue.start) or cue
                return self._head_of(cue, start)
        return None

    def _reaches(self, cue: _Cue, position: int) -> bool:
        """A word speaks for its own sentence; "Ref." and "no." do not end one."""
        if cue.end > position:
            return False
        end = next((end for end in self.sentence_ends if cue.end <= end <= position), None)
        return end is None or bool(_ABBREVIATION.search(self.text, cue.start, end))

    def _head_of(self, cue: _Cue, start: int) -> _Cue:
        """In "the postcode on the order is 114 55" the postcode is the number, not the order."""
        if re.search(r"\b(?:is|was)\b|[:=]", self.text[cue.end : start]):
            for head in self.cues:
                if (
                    head.end >= cue.start - FAR
                    and head.kind != "number"
                    and head.end < cue.start
                    and _OF.fullmatch(self.text, head.end, cue.start)
                ):
                    return head
        return cue

    def cue_after(self, end: int) -> _Cue | None:
        """The cue of "104223 is my order number"."""
        for cue in self.cues:
            if cue.start > end + FAR:
                break
            link = _BACKWARDS if cue.kind == "order" else _BACKWARDS_PLAINLY
            if cue.start >= end and link.fullmatch(self.text, end, cue.start):
                leads_on = re.match(
                    r"(?:\s*(?:number|no|nr|is|:|=|#))*\s*#?[0-9]{4,}", self.text[cue.end :], re.IGNORECASE
                )
                return None if leads_on else cue
        return None

    def has_company_near(self, start: int, end: int) -> bool:
        """ "my Zalando order 104223", "order 104223 from H&M": the order of another shop."""
        for cue in self.cues:
            if cue.kind != "company":
                continue
            before = self.text[cue.end : start]
            if cue.end <= start and re.fullmatch(
                r"(?:'s|s|:|\s)*(?:order|parcel|package|delivery|number|no|nr|id|#|invoice|is|was|my|[\s:.,#-])*",
                before,
                re.IGNORECASE,
            ):
                return True
            led_by_from = re.search(
                r"\b(?:from|at|with|by|of|via|to)\s+(?:the\s+|my\s+)?$",
                self.text[max(0, cue.start - 14) : cue.start],
                re.IGNORECASE,
            )
            if led_by_from and (0 <= cue.start - end <= 14 or 0 <= start - cue.end <= 12):
                return True
        return False

    # -- finders, in the order they run ------------------------------------------------------------------------------

    def find_emails(self) -> None:
        for match in _EMAIL.finditer(self.text):
            start, end = match.span()
            local = match["local"].rstrip("'’")
            if local.lower() in ("mailto", "email", "mail"):
                continue
            is_spaced = match["at"] != "@" and match["at"].strip() == "@"
            if is_spaced and len(local) <= 3:
                continue  # "meet me @ example.com"; "anna.virtanen @example.com" is an address with a stray space
            if self.is_free(start, end):
                self.take("email", f"{local}@{match['domain']}".lower(), start, end)

    def find_prefixed_orders(self) -> None:
        for match in _PREFIXED.finditer(self.text):
            start, end = match.span()
            if self.is_free(start, end):
                self.take("order_number", "PC-" + re.sub(r"\D", "", match["digits"]), start, end)

    def find_bare_orders(self) -> None:
        for match in _NUMBER.finditer(self.text):
            start, end = match.span()
            digits = re.sub(r"\D", "", match["digits"])
            if self.is_free(start, end) and self._is_bare_order(match["digits"], digits, match.start("digits"), end):
                self.take("order_number", digits, start, end)

    def _is_bare_order(self, typed: str, digits: str, start: int, end: int) -> bool:
        if not self._is_whole_number(start, end) or self._is_an_amount(start, end) or self.has_company_near(start, end):
            return False
        listed = self._cue_of_list(start)
        cue = self.cue_before(start) or listed
        behind = self.cue_after(end)
        if cue and cue.kind in ("other", "other code", "company", "camera", "postcode", "code"):
            return False
        if behind and behind.kind in ("other", "other code", "postcode", "code"):
            return False
        if cue and cue == listed and len(digits) != len(re.sub(r"\D", "", self.text[cue.start : cue.end])):
            return False  # "104223 33100": what follows an order number is not always another
        is_spaced = typed != digits
        if (cue and cue.kind == "order") or (behind and behind.kind == "order"):
            return is_spaced or len(digits) >= 5 or (not _YEAR.fullmatch(digits) and self._names_a_number(cue))
        if is_spaced:
            return _is_alone(self.text, start, end)
        return len(digits) >= 6 or (len(digits) == 5 and bool(re.search(r"#\s?$", self.text[:start])))

    def _is_whole_number(self, start: int, end: int) -> bool:
        """Not a piece of a word, a date, a telephone number or a longer number."""
        before, after = self.text[:start], self.text[end:]
        if _RUNS_ON.match(after) and not _STARTS_ANEW.match(after):
            return False
        if _RUNS_UP.search(before) and not _INTRODUCES.search(before):
            return False
        return not (_DIGITS_BEFORE.search(before) and not _NUMBER_BEFORE.search(before))

    def _is_an_amount(self, start: int, end: int) -> bool:
        return bool(_UNITS.match(self.text, end) or _MONEY_BEFORE.search(self.text[:start]))

    def _names_a_number(self, cue: _Cue | None) -> bool:
        return cue is not None and bool(
            re.search(r"num|no\b|nr\b|#|id\b|ref", self.text[cue.start : cue.end + 8], re.IGNORECASE)
        )

    def _cue_of_list(self, start: int) -> _Cue | None:
        """The cue of the value before in a list, "orders 104223 and 104224"."""
        for entity in reversed(self.found):
            if entity.end <= start and _LIST.fullmatch(self.text, entity.end, start):
                kind = {"order_number": "order", "photo_code": "code"}.get(entity.entity)
                return _Cue(kind, entity.start, entity.end) if kind else None
        return None

    def find_photo_codes(self) -> None:
        for match in _CODE.finditer(self.text):
            start, end = match.span()
            if self.is_free(start, end) and self._is_photo_code(match["code"], start, end):
                self.take("photo_code", match["code"].upper(), start, end)

    def _is_photo_code(self, code: str, start: int, end: int) -> bool:
        cue, behind, listed = self.cue_before(start), self.cue_after(end), self._cue_of_list(start)
        if cue and (cue.kind in ("other code", "camera", "postcode") or (cue.kind == "other" and _turns(code) < 3)):
            return False
        if (behind and behind.kind in ("other code", "postcode")) or _SIZE.fullmatch(code):
            return False
        if _is_mixed(code) and any(one and one.kind == "code" for one in (cue, behind, listed)):
            return True
        if cue and cue.kind == "code" and not _is_mixed(code):
            return self._is_introduced_code(code, cue, end)
        if not _is_mixed(code) or _NOT_A_CODE.fullmatch(code) or self._is_about_a_camera(start):
            return False
        if _is_alone(self.text, start, end):
            return True
        if code == code.upper():
            return len(code) >= 5 and (_turns(code) >= 2 or sum(sign.isdigit() for sign in code) >= 2)
        return len(code) >= 6 and _turns(code) >= 3

    def _is_introduced_code(self, code: str, cue: _Cue, end: int) -> bool:
        """Only digits or only letters: "photo code 48213", "code LUMI", but not "the code does"."""
        if "galler" in self.text[cue.start : cue.end].lower():
            return False
        if code.isdigit():
            return not _YEAR.fullmatch(code) and not _UNITS.match(self.text, end)
        return code.isupper() and not self.text.isupper()

    def _is_about_a_camera(self, start: int) -> bool:
        return any(cue.kind == "camera" and 0 <= start - cue.end <= 12 for cue in self.cues)

    def find_postcodes(self) -> None:
        for match in _POSTCODE.finditer(self.text):
            start, end = match.span()
            digits = re.sub(r"\D", "", match["digits"])
            if match["country"] and not re.search(r"[-–]", match["country"]) and match["country"].strip().islower():
                start = match.start("digits")
            if self.is_free(start, end) and self._is_postcode(digits, bool(match["country"]), start, end):
                self.take("postcode", digits, start, end)

    def _is_postcode(self, digits: str, has_country: bool, start: int, end: int) -> bool:
        cue = self.cue_before(start)
        if cue and cue.kind == "postcode":
            return True
        behind = self.cue_after(end)
        if behind and behind.kind == "postcode":
            return True
        if cue and cue.kind in ("other", "other code", "code", "company", "camera", "order"):
            return False
        if self._is_an_amount(start, end):
            return False
        is_year = len(digits) == 4 and bool(_YEAR.fullmatch(digits))
        if has_country and re.search(r"[-–]", self.text[start:end]):
            return True
        if is_year:
            return False
        if _is_alone(self.text, start, end) or _TOWN_ONLY.fullmatch(self.text[:start] + "0" + self.text[end:]):
            return True
        return self._is_beside_an_identity(start, end) and not self._ends_a_longer_number(start)

    def _ends_a_longer_number(self, start: int) -> bool:
        """The last digits of "+358 50 123 4567", as against the second value of "104223 00100"."""
        digits = re.search(r"[0-9][ -]$", self.text[:start])
        return digits is not None and self.is_free(digits.start(), digits.end())

    def _is_beside_an_identity(self, start: int, end: int) -> bool:
        for entity in self.found:
            if entity.entity not in ("order_number", "email", "postcode", "photo_code"):
                continue
            between = self.text[entity.end : start] if entity.end <= start else self.text[end : entity.start]
            if len(between) <= 30 and _BESIDE.fullmatch(between):
                return True
        return False


def _is_alone(text: str, start: int, end: int) -> bool:
    return not re.search(r"\w", text[:start] + text[end:])


# -- the pipeline ----------------------------------------------------------------------------------------------------


@Language.component("typed_identifiers", retokenizes=False)
def typed_identifiers(doc: Doc) -> Doc:
    """Set `doc.ents` and, exact to the character, `doc.user_data["identifiers"]`."""
    cues = spacy.util.filter_spans(doc.spans["cues"])
    message = _Text(
        doc.text,
        [_Cue(span.label_, span.start_char, span.end_char) for span in cues],
        [sentence.end_char for sentence in doc.sents],
    )
    message.find_emails()
    message.find_prefixed_orders()
    message.find_bare_orders()
    message.find_photo_codes()
    message.find_postcodes()
    found = sorted(message.found, key=lambda entity: entity.start)
    spans = (doc.char_span(entity.start, entity.end, label=entity.entity, alignment_mode="expand") for entity in found)
    doc.ents = spacy.util.filter_spans([span for span in spans if span is not None])
    doc.user_data["identifiers"] = found
    return doc


def build_pipeline() -> Language:
    """The pipeline: tokeniser, sentencizer, cue ruler, identifiers. Nothing to download, nothing trained."""
    pipeline: Language = spacy.blank("en")
    tokenizer: Any = pipeline.tokenizer
    defaults: Any = pipeline.Defaults
    tokenizer.prefix_search = compile_prefix_regex([*defaults.prefixes, "mailto:", "№", r"[-–—_=:;/.|*]"]).search
    tokenizer.suffix_search = compile_suffix_regex([*defaults.suffixes, r"[-–—_=:;/|*]"]).search
    tokenizer.infix_finditer = compile_infix_regex(
        [
            *defaults.infixes,
            r"[#:=;/|()\[\]<>–—_]",
            r"(?<=[A-Za-z])[.,](?=[0-9])",
            r"(?<=[A-Za-z])-(?=[0-9])",
            r"(?<=[?!])",
        ]
    ).finditer
    pipeline.add_pipe("sentencizer")
    ruler: Any = pipeline.add_pipe(
        "span_ruler", config={"spans_key": "cues", "phrase_matcher_attr": "LOWER", "overwrite": True}
    )
    ruler.add_patterns([{"label": kind, "pattern": phrase} for kind, phrases in CUES.items() for phrase in phrases])
    pipeline.add_pipe("typed_identifiers", last=True)
    return pipeline


class EntityFinder:
    """Finds identifiers; one pipeline, built once."""

    def __init__(self) -> None:
        self._pipeline = build_pipeline()

    def find(self, text: str) -> tuple[Entity, ...]:
        """Identifiers in the order typed; positions are those of `text`."""
        return tuple(self._pipeline(_RULE_OFF.sub(_blank, text)).user_data["identifiers"])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
