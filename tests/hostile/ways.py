"""In which ways can a request be spoilt?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random

from photodesk.web.app import LARGEST_BODY
from photodesk.web.sent import LONGEST_MESSAGE
from tests.hostile.draft import Draft
from tests.hostile.keys import Keys
from tests.hostile.texts import MARK, any_text, any_value, percent

Way = Callable[[Random, Draft, Keys], None]


def spoil_value(random: Random, draft: Draft, keys: Keys) -> None:
    if not draft.fields:
        draft.fields = [(random.choice(draft.words), any_value(random))]
    for _ in range(random.randint(1, 2)):
        place = random.randrange(len(draft.fields))
        draft.fields[place] = (draft.fields[place][0], any_value(random))


def spoil_text(random: Random, draft: Draft, keys: Keys) -> None:
    """A text where a text belongs, so that it comes as deep as texts come."""
    texts = [place for place, (key, value) in enumerate(draft.fields) if value.startswith('"') and key != "id"]
    if not texts:
        return spoil_query(random, draft, keys)
    place = random.choice(texts)
    draft.fields[place] = (draft.fields[place][0], json.dumps(any_text(random)))
    return None


def spoil_fields(random: Random, draft: Draft, keys: Keys) -> None:
    fields = draft.fields
    for _ in range(random.randint(1, 3)):
        kind = random.randrange(3)
        if kind == 0 and fields:
            fields.pop(random.randrange(len(fields)))
        elif kind == 1 and fields:
            fields.append((random.choice(fields)[0], any_value(random)))  # the same key again
        else:
            key = random.choice([*draft.words, "", MARK, "\0"])
            fields.insert(random.randrange(len(fields) + 1), (key, any_value(random)))


def spoil_body(random: Random, draft: Draft, keys: Keys) -> None:
    whole = draft.content() or b"{}"
    draft.body = random.choice(
        (
            lambda: b"",
            lambda: whole[: random.randrange(len(whole))],
            lambda: whole + whole,
            lambda: b"\xef\xbb\xbf" + whole,
            lambda: whole.decode("utf-8", "replace").encode("utf-16"),
            lambda: whole.replace(b'"', b"\xff\xfe"),
            lambda: spoil_bytes(random, whole),
            lambda: b"\0" * random.randint(1, 100),
            lambda: random.randbytes(random.randint(1, 3000)),
            lambda: b"[" + whole + b"]",
            lambda: any_value(random).encode("utf-8", "surrogatepass"),
            lambda: b"text=hello&id=1",
            lambda: b"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n--x--\r\n",
            lambda: whole.ljust(LARGEST_BODY),
            lambda: whole.ljust(LARGEST_BODY + 1),
        )
    )()  # fmt: skip


def spoil_headers(random: Random, draft: Draft, keys: Keys) -> None:
    names = (*_ODD_HEADERS, "Authorization")
    for _ in range(random.randint(1, 3)):
        name = random.choice(names)
        values = _ODD_HEADERS.get(name, ())
        text = any_text(random)[:2000].replace("\r", "").replace("\n", "").encode("utf-8", "surrogatepass")
        draft.headers.append((name.encode(), random.choice([*values, text, b"", b"\xff\xfe", b"a\nX-Hostile: 1"])))
    if random.random() < 0.05:
        draft.headers.append((b"X-Long", b"x" * random.choice((7000, 8192, 20_000))))
    if random.random() < 0.05:
        draft.headers += [(b"X-%d" % place, b"1") for place in range(400)]
    if random.random() < 0.1:
        draft.headers.append((random.choice((b"X Y", b"", b"X\0", b" folded", "\u017f".encode(), b"\xff")), b"1"))


_ODD_HEADERS: Mapping[str, tuple[bytes, ...]] = {
    "Host": (b"[::1", b"]", b"evil.example:99999999", b"a b", b"127.0.0.1:x", b"@", b"x" * 3000, b"evil/../"),
    "Origin": (b"null", b"http://[", b"https://evil.example", b"x" * 3000, b"http://127.0.0.1", b"//", b"\xd0\x81"),
    "Last-Event-ID": (b"-1", b"1e5", b"9" * 15, b"9" * 16, b"9" * 5000, "٣".encode(), b"1 2", b"0x1", b"2147483648"),
    "Accept": (b"text/html", b"text/html;q=x", b"*/*;" * 500, b";", b",", b"a/b/c", b"q=0", b"text/html,\xff"),
    "Content-Type": (b"multipart/form-data", b"text/plain; charset=x", b"application/json; charset=utf-16", b"/", b";"),
    "X-Forwarded-For": (b"::::", b"1.2.3.4, 5", b"%00", b"unknown", b"999.1.1.1", b"fe80::1%eth0", b"," * 900),
    "Forwarded": (b"for=", b'for="[::1]:x";host=\\', b"for=" * 500, b'for="', b";;,,", b"by=_secret;for=\xff"),
    "X-Forwarded-Host": (b"evil.example", b"[", b"a, b"),
    "X-Forwarded-Port": (b"x", b"-1", b"99999999999"),
    "X-Scheme": (b"javascript", b"\xff"),
    "Cookie": (b"=", b";;;", b"a=" + b"x" * 4000, b'a="\\', b"a=b; a=c", b"\xff=\xff"),
    "Expect": (b"100-continue", b"200-ok", b"100-Continue, x"),
    "Connection": (b"upgrade", b"keep-alive", b"close, keep-alive", b"\xff"),
    "Upgrade": (b"websocket", b"h2c", b"x" * 500),
    "Range": (b"bytes=0-", b"bytes=-1", b"bytes=9-1", b"x"),
    "If-None-Match": (b"*", b'W/"x"', b'"'),
    "If-Modified-Since": (b"yesterday", b"Thu, 99 Foo 2026 99:99:99 GMT"),
    "X-HTTP-Method-Override": (b"DELETE",),
    "X-Request-ID": (b"1", b"x" * 3000),
    "Accept-Encoding": (b"gzip", b"x"),
    "Content-Encoding": (b"gzip", b"br"),
    "Access-Control-Request-Method": (b"DELETE", b"x y"),
}


def spoil_token(random: Random, draft: Draft, keys: Keys) -> None:
    everyone = [*keys.identities.values(), *(keys.doomed if draft.method == "DELETE" else keys.sessions)]
    token = random.choice([draft.token or random.choice(everyone), random.choice(everyone), random.choice(keys.bad)])
    kind = random.randrange(6)
    if kind == 0:
        place = random.randrange(len(token))
        token = token[:place] + chr(random.randrange(0x21, 0x300)) + token[place + 1 :]
    elif kind == 1:
        token = random.choice((token[: random.randrange(len(token))], token + token, f" {token} ", f"Bearer {token}"))
    elif kind == 2:
        token = any_text(random)[:3000].replace("\r", "").replace("\n", "")
    elif kind == 3:
        scheme = random.choice((b"Basic", b"bearer", b"BEARER", b"Bearer\t", b"", b"\xff", b"Token"))
        draft.headers.append((b"Authorization", scheme + b" " + token.encode("utf-8", "surrogatepass")))
        if random.random() < 0.7:
            draft.token = None
        return
    draft.token = token


def spoil_size(random: Random, draft: Draft, keys: Keys) -> None:
    """At a limit, or one over it."""
    limits = {"text": LONGEST_MESSAGE, "id": 64, "shop": 64, "email": 254, "order": 64}
    names = [key for key, _ in draft.fields if key in limits]
    if not names or random.random() < 0.2:
        draft.body = draft.content().ljust(LARGEST_BODY + random.choice((-1, 0, 1, 5000)))
        return
    name, letter = random.choice(names), random.choice("ax1é😀 ")
    text = letter * (limits[name] + random.choice((-1, 0, 0, 1)))
    draft.fields = [(key, json.dumps(text) if key == name else value) for key, value in draft.fields]


def spoil_query(random: Random, draft: Draft, keys: Keys) -> None:
    names = (*draft.words, "lang", "version", "v", "after", "before", "limit", "ticket", "lang[]", "", MARK)
    pairs = []
    for _ in range(random.choice((1, 1, 2, 50))):
        token = random.choice([*keys.sessions, *keys.bad])
        odd = (b"%", b"%zz", b"%00", b"%ff", b"9" * 15)
        value = random.choice((percent(any_text(random)[:300]), token[:3000].encode(), *odd))
        pairs.append(random.choice((b"%s=%s", b"%s%s", b"%s=%s=")) % (percent(random.choice(names)), value))
    draft.target += b"?" + b"&".join(pairs)


def spoil_path(random: Random, draft: Draft, keys: Keys) -> None:
    path = draft.target
    last = path.rpartition(b"/")[0] + b"/"
    odd = percent(any_text(random)[:300])
    traversals = (b"../../etc/passwd", b"..%2f..%2fetc%2fpasswd", b"%2e%2e/%2e%2e/app.py", b"%252e%252e%252f", b"..\\x")
    draft.target = random.choice(
        (
            last + odd,
            last + random.choice(traversals),
            last + b"%00",
            last + b"a" * random.choice((64, 65, 7000)),
            last + "ü\u202e".encode(),
            last + b"\xff\xfe",
            path + b"/",
            path + b"%20",
            path + b"\t",
            path + b";x=1",
            path + b"#x",
            path.upper(),
            path.replace(b"/", b"//"),
            path + b"/" + odd,
            b"http://evil.example" + path,
            b"//evil.example" + path,
            b"http://evil.example?" + path,
            b"*",
            b"",
            path[1:],
            b"/" + odd,
            b"/%",
            b"/" + b"a/" * 2000,
            b"http://[",
            b"?" + path,
        )
    )


def spoil_method(random: Random, draft: Draft, keys: Keys) -> None:
    odd = ("get", "TRACE", "CONNECT", "PROPFIND", "PRI", "NONE", "X" * 500, "G\u00ebT", "")
    draft.method = random.choice(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", random.choice(odd)))
    if draft.method == "DELETE" and draft.target.startswith((b"/chat/data", b"/chat/sessions")):
        draft.token = None  # or it would erase or end what others are about


def spoil_length(random: Random, draft: Draft, keys: Keys) -> None:
    """How long the body is: told twice, wrongly, or in chunks that are none."""
    body = draft.content() if draft.fields or draft.body is not None else b"{}"
    size = len(body)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (size, body)
    lengths = (b"+5", b"-1", b"0x5", b"5, 5", b"", b" ", b"1e3", b"9" * 30, "٣".encode(), b"\xff", b"%d" % (size - 1))
    codings = (b"chunked", b"Chunked", b"gzip, chunked", b"identity", b"xchunked", b"chunked\x0b", b"")
    bad_chunks = (
        b"zz\r\n",
        b"-5\r\n",
        b"F" * 16 + b"\r\nx",
        b"F" * 20_000,
        b"5;x=" + b"y" * 9000,
        b"3\r\nabcdef\r\n0",
        b"5",
    )
    kind = random.randrange(5)
    draft.is_answered = False
    if kind == 0:
        draft.headers.append((b"Content-Length", random.choice(lengths)))
    elif kind == 1:
        draft.headers += [(b"Content-Length", str(size).encode()), (b"Content-Length", random.choice(lengths))]
    elif kind == 2:
        draft.headers.append((b"Transfer-Encoding", random.choice(codings)))
        body = chunked
    elif kind == 3:
        smuggled = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
        draft.headers += [(b"Content-Length", str(len(smuggled)).encode()), (b"Transfer-Encoding", b"chunked")]
        body = smuggled
    else:
        draft.headers.append((b"Transfer-Encoding", b"chunked"))
        body = random.choice(bad_chunks)
    draft.body = body


def spoil_bytes(random: Random, whole: bytes) -> bytes:
    spoilt = bytearray(whole)
    for _ in range(random.randint(1, 8)):
        place = random.randrange(len(spoilt) + 1)
        kind = random.randrange(3)
        if kind == 0:
            spoilt[place : place + 1] = bytes([random.randrange(256)])
        elif kind == 1:
            spoilt[place : place + random.randint(1, 5)] = b""
        else:
            spoilt[place:place] = random.choice((b"\r\n", b"\0", b" ", b"\n", b"\r", b":", b"\xff", b"\r\n\r\n"))
    return bytes(spoilt)


WAYS: Mapping[str, tuple[int, Way]] = {
    "text": (5, spoil_text),
    "value": (4, spoil_value),
    "fields": (2, spoil_fields),
    "body": (3, spoil_body),
    "headers": (4, spoil_headers),
    "token": (3, spoil_token),
    "size": (2, spoil_size),
    "query": (2, spoil_query),
    "path": (2, spoil_path),
    "method": (2, spoil_method),
    "length": (1, spoil_length),
}
