"""What does a request look like while it is being made?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Draft:
    """A request while it is being made; the values of `fields` are JSON already."""

    method: str
    target: bytes
    token: str | None
    fields: list[tuple[str, str]]
    words: Sequence[str]
    headers: list[tuple[bytes, bytes]] = field(default_factory=lambda: [(b"Content-Type", b"application/json")])
    body: bytes | None = None
    is_answered: bool = True

    def content(self) -> bytes:
        if self.body is not None:
            return self.body
        members = ", ".join(f"{json.dumps(key)}: {value}" for key, value in self.fields)
        return f"{{{members}}}".encode("utf-8", "surrogatepass")

    def wire(self) -> bytes:
        content = self.content() if self.fields or self.body is not None else b""
        own = {name.lower() for name, _ in self.headers}
        headers = list(self.headers)
        if b"host" not in own:
            headers.insert(0, (b"Host", b"127.0.0.1"))
        if b"connection" not in own:
            headers.append((b"Connection", b"close"))
        if self.token is not None:
            headers.append((b"Authorization", b"Bearer " + self.token.encode("utf-8", "surrogatepass")))
        if content and not own & {b"content-length", b"transfer-encoding"}:
            headers.append((b"Content-Length", str(len(content)).encode()))
        head = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        return self.method.encode() + b" " + self.target + b" HTTP/1.1\r\n" + head + b"\r\n" + content
