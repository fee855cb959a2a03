"""Is nobody known by what is shown of their words, and is still understood what they ask?"""

from __future__ import annotations

import pytest

from photodesk.settings import ROOT
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.masking import LONGEST_SHOWN, Mask, is_marked, words_of


@pytest.fixture(scope="module")
def mask() -> Mask:
    files = [*(ROOT / "kb").rglob("*.md"), *(ROOT / "data/nlu").rglob("*.yml")]
    return Mask(EntityFinder(), words_of(file.read_text(encoding="utf-8") for file in files))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("where is PC-104223?", "where is this order?"),
        ("can I cancel? my e-mail is aino@example.com", "can I cancel?"),
        ("send it to aino@example.com", "send it to my mail"),
        ("write to aino (at) example.com please", "write to my mail please"),
        ("call me on +358 50 123 4567", "call me on [number]"),
        ("my account is FI21 1234 5600 0007 85", "my account is [number]"),
        ("it is at www.example.com/aino", "it is at [link]"),
        ("My name is Aino Virtanen, can I cancel?", "My name is [name], can I cancel?"),
        ("my name is aino virtanen and I want my money", "my name is [name] and I want my money"),
        ("this is pekka from the school", "this is [name] from the school"),
        ("Can you tell Johanna Berg that it is late?", "Can you tell [name] that it is late?"),
        ("can I pick it up in Rovaniemi?", "can I pick it up in [name]?"),
        ("ask @aino_v about it", "ask [name] about it"),
        ("do you print 30x40 cm on a PDF?", "do you print 30x40 cm on a PDF?"),
        ("Unfortunately I cannot open my gallery", "Unfortunately I cannot open my gallery"),
        ("Is Lightroom needed?", "Is Lightroom needed?"),
        ("what costs 49 euros?", "what costs 49 euros?"),
        ("can I get 300-dpi files for an A4 print?", "can I get 300-dpi files for an A4 print?"),
        ("call +358 (0)40 123 45 67", "call [number]"),
        ("where is PC\u2011104\u2011223 please", "where is PC-[number] please"),
        ("write to aino at example dot com please", "write to [address] please"),
        ("write to aino [at] example [dot] com please", "write to [address] please"),
        ("it is under example.com/aino", "it is under [link]"),
        ("my login is aino_v87", "my login is [name]"),
        ("the gallery ABC-12-XY is empty", "the gallery [number] is empty"),
        ("send it to mannerheimintie 5 a 12 please", "send it to [address] please"),
        ("send it to 12 baker street please", "send it to [address] please"),
        ("do you send to SW1A 1AA?", "do you send to [address]?"),
        ("my daughter aino virtanen is not in it", "my daughter [name] is not in it"),
        ("my daughter has no photos", "my daughter has no photos"),
        ("my surname is virtanen, is it late?", "my surname is [name], is it late?"),
        ("the photos of Łukasz Kovačević are late", "the photos of [name] are late"),
        ("the photos of Ирина are late", "the photos of [name] are late"),
        ("the photos of 李明 are late", "the photos of [name] are late"),
        ("the photos of [Aino] are late", "the photos of [[name]] are late"),
    ],
)
def test_who_asks_is_masked_and_what_is_asked_stays(mask: Mask, text: str, shown: str) -> None:
    assert mask.put_on(text) == shown


def test_a_signature_and_what_was_quoted_are_left_out(mask: Mask) -> None:
    mail = "Can I add photos?\n\nBest regards,\nAino Virtanen\nMannerheimintie 12\n\n> On Monday Pekka wrote:\n> hello"
    assert mask.put_on(mail) == "Can I add photos?"


@pytest.mark.parametrize("text", ["", "PC-104223", "aino@example.com", "???", "+358 50 123 4567"])
def test_what_says_nothing_is_nothing(mask: Mask, text: str) -> None:
    assert mask.put_on(text) == ""


def test_a_long_letter_is_cut_at_a_word(mask: Mask) -> None:
    shown = mask.put_on("can I have the photos of my daughter, please? " * 20)
    assert len(shown) <= LONGEST_SHOWN + 2
    assert shown.endswith(" …")


def test_it_is_known_what_is_masked() -> None:
    assert is_marked("call [name]")
    assert not is_marked("call me")
