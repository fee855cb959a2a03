"""Is an account what it may be, and nothing else?"""

from __future__ import annotations

import pytest

from photodesk.accounts.account import AccountError, account_name, new_account
from photodesk.asking import Agent


def test_an_account_is_an_agent_with_its_queues() -> None:
    account = new_account(" Maija.M ", ["lumi", " service "], shown_as="Maija", is_lead=True)
    assert account.as_agent() == Agent("maija.m", frozenset({"lumi", "service"}), True, "Maija")


@pytest.mark.parametrize("name", ["", " ", "-", "maija m", "ä", "a" * 65, "a\0", "../x", "operator", "Unknown", "a\nb"])
def test_what_can_be_no_name_is_none(name: str) -> None:
    assert account_name(name) is None
    with pytest.raises(AccountError, match="no account's name"):
        new_account(name, ["lumi"])


@pytest.mark.parametrize("queues", [[], [""], ["Lumi"], ["lumi", "a b"], ["l" * 65]])
def test_what_can_be_no_queue_is_told(queues: list[str]) -> None:
    with pytest.raises(AccountError, match="is no queue"):
        new_account("maija", queues)


@pytest.mark.parametrize("shown", ["", " ", "a\nb", "x" * 101, "a\0"])
def test_what_askers_read_is_one_line(shown: str) -> None:
    with pytest.raises(AccountError, match="one line"):
        new_account("maija", ["lumi"], shown_as=shown)


def test_an_address_is_compared_in_small_letters_and_an_id_as_it_is() -> None:
    assert new_account("maija", ["lumi"], known_by="Maija@Example.com").known_by == "maija@example.com"
    assert new_account("maija", ["lumi"], known_by="aZ09|x").known_by == "aZ09|x"
    with pytest.raises(AccountError, match="neither"):
        new_account("maija", ["lumi"], known_by="maija @example.com")
