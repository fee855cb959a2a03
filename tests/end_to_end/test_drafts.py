"""Does an agent at a terminal get drafts, and see what each sentence rests on?"""

from __future__ import annotations

import itertools
import json

import pytest

from photodesk.cli import main
from photodesk.settings import Settings
from tests.end_to_end.conftest import Ask


@pytest.fixture(autouse=True)
def desk(settings: Settings, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PHOTODESK_VAR", str(settings.var))


LETTER = "Hello!\n\nWhere is my order PC-104223, and can I still cancel it?\n\nThanks, Aino"


def test_each_sentence_of_a_draft_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", LETTER, "--from", "aino@example.com", "--explain"]) == 0
    first = capsys.readouterr().out.split("== Draft 2")[0].splitlines()
    assert first[0] == "== Draft 1, to the consumer"
    explained = dict(itertools.pairwise(first[4:]))
    sentence = next(line for line in explained if line.startswith("Your order PC-104223"))
    assert "reply order_status#in-production, rule status-10, order.number" in explained[sentence]
    assert "§ order_status#" in explained[sentence]
    assert explained["Kind regards"] == "    settings sign_off"


def test_drafts_are_printed_as_letters_or_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", LETTER, "--from", "eve@example.com"]) == 0
    printed = capsys.readouterr().out
    assert "Look out: The letter does not come from the address on order PC-104223" in printed
    assert "in production" not in printed.split("== Draft 2")[0]
    assert main(["draft", LETTER, "--as", "photographer", "--json"]) == 0
    assert [one["to"] for one in json.loads(capsys.readouterr().out)][:2] == ["photographer", "customer"]


def test_no_letter_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", " "]) == 1
    assert "There is no letter" in capsys.readouterr().err
