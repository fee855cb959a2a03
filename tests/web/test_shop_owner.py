"""Does what the shop owner's page tells people to write open a conversation?"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from test_chat_routes import is_problem
from web_desk import serving, settings_in

from photodesk.asking import Asker, Role

PAGE = (Path(__file__).parents[2] / "docs" / "shop-owner.md").read_text(encoding="utf-8")
RUN = {"python": sys.executable, "php": "php", "js": "node"}
PAIRS = {
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RS256": lambda: rsa.generate_private_key(65537, int(re.findall(r"rsa_keygen_bits:(\d+)", PAGE)[0])),
}
SNIPPETS = [
    pytest.param(language, algorithm, snippet, id=f"{language}-{algorithm}")
    for language, snippet in re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for algorithm in re.findall(r"""["'](HS256|RS256|ES256|EdDSA)["']""", snippet)
]


def interpreter(language: str) -> str:
    """What runs the language; without it the test is skipped, in CI it fails."""
    found = shutil.which(RUN[language])
    if found is None:
        message = f"there is no {RUN[language]} on this machine: install Debian's php-cli and nodejs"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return found


def key_of(algorithm: str, file: Path) -> str:
    """Make a key as the page says, the private one in the file; gives what the desk is given of it."""
    if algorithm == "HS256":
        return secrets.token_hex(32)
    key = PAIRS[algorithm]()
    pem = serialization.Encoding.PEM
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return str(key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode())


def test_each_language_has_a_shared_secret_and_a_key_pair() -> None:
    by_language = {language: [] for language in RUN}
    for language, algorithm, _ in (each.values for each in SNIPPETS):
        by_language[str(language)].append(algorithm == "HS256")
    assert by_language == {language: [True, False] for language in RUN}


@pytest.mark.parametrize(("language", "algorithm", "snippet"), SNIPPETS)
def test_a_token_that_a_snippet_prints_opens_one_conversation(
    language: str, algorithm: str, snippet: str, tmp_path: Path
) -> None:
    program, file, keys = tmp_path / "snippet", tmp_path / "photodesk.pem", tmp_path / "keys.json"
    program.write_text(snippet, encoding="utf-8")
    key = key_of(algorithm, file)
    keys.write_text(json.dumps({"lumi": {"2026-11": {"alg": algorithm, "key": key}}}))
    environment = {"PATH": os.environ["PATH"], "PHOTODESK_KEY": key, "PHOTODESK_KEY_FILE": str(file)}
    done = subprocess.run(
        [interpreter(language), str(program)], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    token = done.stdout.strip()
    settings = settings_in(tmp_path, PHOTODESK_SECRET="s" * 32, PHOTODESK_SHOP_KEYS=str(keys))
    with serving(tmp_path, settings=settings) as server:
        opened = server.post("/chat/sessions", {"shop": "lumi"}, token=token)
        assert opened.status == 201, opened
        asker = server.desk.askers[opened.json["session"]]
        assert asker == Asker(Role.CONSUMER, "lumi", "customer-17", "aino@example.com")
        assert is_problem(server.post("/chat/sessions", {"shop": "lumi"}, token=token), 401)


def test_the_settings_on_the_page_can_be_used(tmp_path: Path) -> None:
    public = key_of("EdDSA", tmp_path / "photodesk.pem")
    shown = dict(re.findall(r"^\| `(PHOTODESK_\w+)` \| `(\{.*?\})`:", PAGE, re.MULTILINE))
    given = {"PHOTODESK_SECRET": "s" * 32}
    for name, value in shown.items():
        (tmp_path / name).write_text(value.replace('"-----BEGIN PUBLIC KEY-----\\n…"', json.dumps(public)))
        given[name] = str(tmp_path / name)
    assert set(given) == {"PHOTODESK_SECRET", "PHOTODESK_SHOP_ORIGINS", "PHOTODESK_SHOP_KEYS"}
    with serving(tmp_path, settings=settings_in(tmp_path, **given)) as server:
        policy = server.get("/chat/window/lumi").headers["content-security-policy"]
        assert policy.endswith("frame-ancestors https://lumi.example")
        opened = server.post("/chat/sessions", {"shop": "lumi"}, headers={"Origin": "https://lumi.example"})
        assert opened.status == 201
