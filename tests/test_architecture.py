"""Do the arrows point inward?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ROOMS: dict[str, set[str]] = {
    # room: the rooms of ours that it may import
    "orders": set(),
    "limits": set(),
    "problems": set(),
    "spent": set(),
    "settings": set(),
    "asking": {"orders"},
    "privacy": {"orders", "settings"},
    "cases": {"asking", "settings"},
    "accounts": {"asking", "settings"},
    "policy": {"orders", "problems"},
    "knowledge": {"orders", "policy", "problems"},
    "learning": {"asking", "conversation", "knowledge", "orders", "policy", "problems"},
    "understanding": set(),
    "desk": {"asking", "knowledge", "orders", "policy", "understanding"},
    "conversation": {"asking", "cases", "desk", "knowledge", "orders", "policy", "understanding"},
    "suggesting": {"asking", "cases", "desk", "knowledge", "orders", "policy", "understanding"},
    "chatwoot": {"asking", "cases", "conversation", "knowledge", "settings", "suggesting", "understanding"},
    "notifying": {"cases", "knowledge", "settings"},
    "store": {
        *("accounts", "cases", "chatwoot", "conversation", "knowledge", "learning", "limits", "orders", "privacy"),
        *("settings", "spent", "suggesting"),
    },
    "tokens": {"asking", "settings", "spent"},
    "wiring": {
        *(
            "accounts",
            "asking",
            "cases",
            "chatwoot",
            "conversation",
            "desk",
            "knowledge",
            "learning",
            "limits",
            "notifying",
        ),
        *("orders", "policy", "settings", "spent", "store", "suggesting", "understanding"),
    },
    "serving": {"asking", "conversation", "orders", "settings", "store", "understanding", "wiring"},
    "web": {
        *("accounts", "asking", "cases", "chatwoot", "conversation", "knowledge", "learning", "limits", "notifying"),
        *("problems", "serving", "settings", "spent", "suggesting", "tokens", "understanding", "wiring"),
    },
}

ONLY_IN: dict[str, set[str]] = {
    # package: the rooms that may import it
    "sqlalchemy": {"store", "serving"},  # serving: Rasa's own tracker store is built on it
    "alembic": {"store"},
    "rasa": {"understanding", "serving", "web"},
    "rasa_sdk": {"serving"},
    "sanic": {"web"},
    "aiohttp": {"chatwoot", "notifying"},
    "smtplib": {"notifying"},
    "requests": {"accounts"},
    "authlib": {"accounts"},
    "joserfc": {"accounts"},
    "argon2": {"accounts"},
    "zxcvbn": {"accounts"},
    "jwt": {"tokens"},
    "cryptography": {"store", "tokens"},
    "spacy": {"understanding"},
    "onnxruntime": {"understanding"},
    "sklearn": {"understanding"},
    "babel": {"knowledge", "web"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / "photodesk").rglob("*.py")):
        yield path.relative_to(ROOT / "photodesk").parts[0].removesuffix(".py"), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_the_rooms_further_in(room: str) -> None:
    for name, path in modules():
        if name != room:
            continue
        ours = {each.split(".")[1] for each in imports(path) if each.startswith("photodesk.")}
        assert ours - {room} <= ROOMS[room], f"{path.relative_to(ROOT)} imports {ours - {room} - ROOMS[room]}"


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_a_package_stays_in_its_rooms(package: str) -> None:
    for name, path in modules():
        if package in {each.split(".")[0] for each in imports(path)}:
            assert name in ONLY_IN[package], f"{path.relative_to(ROOT)} imports {package}"


def test_every_room_is_on_the_map() -> None:
    assert {name for name, _ in modules()} - {"__init__", "cli"} == set(ROOMS)
