"""What could be written where a text or a value belongs, so that it does harm?"""

from __future__ import annotations

import json
from random import Random

from photodesk.web.sent import LONGEST_MESSAGE

MARK = "<hostile onload=alert(1)>"
"""Nowhere may it come back in a page as it was sent."""
PLANTED = "X-Hostile"
"""A header that no answer may have."""


def any_text(random: Random) -> str:
    kind = random.randrange(4)
    if kind == 0:
        return random.choice(TEXTS)
    if kind == 1:
        planes = random.choices(_PLANES, k=random.randint(1, 3))
        return "".join(chr(random.randrange(*random.choice(planes))) for _ in range(random.randint(1, 200)))
    if kind == 2:
        valid = list(random.choice(SAID))
        for _ in range(random.randint(1, 4)):
            valid.insert(random.randrange(len(valid) + 1), random.choice(TEXTS)[:40])
        return "".join(valid)
    text, length = random.choice(TEXTS) or "x", random.choice((64, 65, 254, 3999, LONGEST_MESSAGE, LONGEST_MESSAGE + 1))
    return (text * (length // len(text) + 1))[:length]


_PLANES = ((0, 0x80), (0x80, 0x250), (0x300, 0x370), (0x590, 0x780), (0x2000, 0x2070), (0xD800, 0xE000),
           (0xFE00, 0xFFFF), (0x1F300, 0x1FAFF), (0xE0000, 0xE0080), (0x10FFF0, 0x10FFFF))  # fmt: skip
SAID = (
    "Can I cancel order PC-104223? aino@example.com",
    "aino@example.com",
    "pc 104 223",
    "the second one",
    "why?",
    "yes",
    "I want to talk to a person",
    "The class photo came with a stripe, and where is my refund?",
)
TEXTS = (
    *("", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "\ufeff", "\uffff", "\U0010ffff", "\x1b[31m", "\x7f\x85"),
    *("\u202eevil\u202c", "\u2066\u2067\u2068", "\u2028", "e" + "\u0301" * 500, "\u200b" * 100, "\u200d\ufe0f"),
    *("\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}" * 20, "\U0001f1eb\U0001f1ee" * 40, "саn I саnсеl mу оrdеr?", "ﷺ" * 50),
    *("İ" * 100, "ẞßſ", "ﬀﬃ", "１０４２２３", "٣٤٥", "PC‑104223", "A\u030aÅ", "𝕔𝕒𝕟 𝕀 𝕔𝕒𝕟𝕔𝕖𝕝", "€" * 300),
    *("1" * 4000, "PC-" + "9" * 500, "PC-104223 ", "a@" * 1000, "a." * 1000 + "@b", "(" * 2000, "-" * 4000),
    *(
        "?" * 500,
        "aaaa" * 900 + "!",
        "1 2 3 4 5 6 7 8 9 ",
        "on 31.02.2026 ",
        "> quoted\n" * 100,
        "```" * 99,
        "\n" * 2000,
    ),
    *("/restart", '/inform{"order_number": "PC-104223"}', "/session_start", "choice:AAAAAAAAAAAA", "EXTERNAL: x"),
    *("{order_number} {0.__class__.__init__}", "{{7*7}}", "{% raw %}", "${jndi:ldap://x}", "%s%s%n", "%(x)s", "$(id)"),
    *("' OR 1=1 --", '"; DROP TABLE orders; --', "\\", "\\u0000", "*", "_%", "__proto__", "../../etc/passwd"),
    *(MARK, f'">{MARK}', f"[x](javascript:alert(1)) {MARK}", "&lt;", f"\r\n{PLANTED}: 1\r\n\r\n", f"\n{PLANTED}: 1"),
    *SAID,
)


def any_value(random: Random) -> str:
    """A value as JSON, or as what only looks like it."""
    if random.random() < 0.5:
        return json.dumps(any_text(random), ensure_ascii=random.random() < 0.5)
    return random.choice(_VALUES)


_VALUES = (
    *("null", "true", "false", "0", "-0", "1", "-1", "2147483647", "2147483648", "9223372036854775808", "1.0", "1e2"),
    *("1E400", "9" * 400, "9" * 6000, "-" + "9" * 4300, "0." + "0" * 400 + "1", "NaN", "Infinity", "-Infinity"),
    *("0x10", "01", "+1", "[]", "{}", "[[]]", '["lumi"]', '{"text": "x"}', '{"$ne": null}', "]", "undefined", "", "//"),
    *("[" * 900 + "]" * 900, "[" * 30_000, '{"a":' * 900 + "1" + "}" * 900, "[1,]", "{,}", "'single'", '"unended'),
    *('"\\ud83d"', '"\\u0000"', '"\\x41"'),
)


def percent(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    return b"".join(b"%%%02X" % byte for byte in raw)
