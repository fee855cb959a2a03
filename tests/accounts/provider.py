"""An OpenID Connect provider on this machine, which says what a test wants it to say."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "photodesk", "a-secret-of-the-two"
SUBJECT, EMAIL = "provider|17", "ville@example.com"


@dataclass
class FakeProvider:
    """Discovery, keys and token endpoint over real HTTP; `says` and `header` change what the next ID token says."""

    says: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    signs: ECKey | None = None
    """Another key than the one that is published."""
    id_token: Any = None
    """This in place of one that is signed."""
    published: Any = None
    """These in place of the keys."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """What came to the token endpoint."""
    fetched: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.keys = [_key("one")]
        self._codes: dict[str, dict[str, str]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        return {
            "PHOTODESK_OIDC_ISSUER": self.issuer,
            "PHOTODESK_OIDC_CLIENT_ID": CLIENT,
            "PHOTODESK_OIDC_CLIENT_SECRET": SECRET,
        }

    def consent(self, url: str) -> tuple[str, str]:
        """What a person who signs in at this address comes back with: code and state."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert set(asked["scope"].split()) == {"openid", "email"}
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return code, asked["state"]

    def change_key(self) -> None:
        self.keys = [_key("two")]

    def document(self, path: str) -> dict[str, Any] | None:
        self.fetched.append(path)
        if path == "/.well-known/openid-configuration":
            endpoints = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return {
                "issuer": self.issuer,
                **{name: f"{self.issuer}/{path}" for name, path in endpoints.items()},
                **self.described,
            }
        if path != "/keys":
            return None
        return self.published or {"keys": [key.as_dict(private=False) for key in self.keys]}

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(sent)
        by_header = authorization == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        by_body = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        begun = self._codes.pop(sent.get("code", ""), None)
        if not (by_header or by_body):
            return 401, {"error": "invalid_client"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if begun is None or begun["redirect_uri"] != sent.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if begun["code_challenge"] != challenge.decode().rstrip("="):
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60}
        return 200, {**answer, "id_token": self._id_token(begun) if self.id_token is None else self.id_token}

    def _id_token(self, begun: dict[str, str]) -> str:
        claims = {
            "iss": self.issuer,
            "sub": SUBJECT,
            "aud": CLIENT,
            "iat": int(time()),
            "exp": int(time()) + 300,
            "nonce": begun["nonce"],
            "email": EMAIL,
            "email_verified": True,
            **self.says,
        }
        key = self.signs or self.keys[0]
        header = {"alg": "ES256", "kid": self.keys[0].kid, **self.header}
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, said, key, [header["alg"]])

    @contextmanager
    def open(self) -> Iterator[FakeProvider]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = provider.document(self.path)
                self._answer(404 if found is None else 200, found or {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                sent = {name: values[0] for name, values in parse_qs(body).items()}
                self._answer(*provider.token(sent, self.headers.get("Authorization", "")))

            def _answer(self, status: int, document: dict[str, Any]) -> None:
                content = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        self.port = server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


def _key(id: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": id, "use": "sig", "alg": "ES256"})


def stranger() -> ECKey:
    """A key that the provider has not published, under the id of one that it has."""
    return _key("one")
