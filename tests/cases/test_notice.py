"""Does the right team hear of the right things?"""

from __future__ import annotations

import pytest

from photodesk.cases.notice import About, Channel, channels_of
from photodesk.cases.support import Support, Team, Webhook

HOOK = Webhook("https://lumi.example/hook", "0123456789abcdef01234567")


@pytest.mark.parametrize(
    ("about", "channels"),
    [
        (About.CASE_OPENED, (Channel.MAIL, Channel.WEBHOOK)),
        (About.ASKER_WROTE, (Channel.WEBHOOK,)),
        (About.AGENT_WROTE, (Channel.MAIL, Channel.WEBHOOK)),
        (About.CASE_ENDED, (Channel.WEBHOOK,)),
    ],
)
def test_a_mail_tells_what_is_new_to_somebody_and_a_webhook_everything(
    about: About, channels: tuple[Channel, ...]
) -> None:
    support = Support({"lumi": Team("lumi", email="help@lumi.example", webhook=HOOK)}, sends_mail=True)
    assert channels_of(support, "lumi", about) == channels


def test_without_a_mail_server_and_a_webhook_nothing_is_told() -> None:
    nothing = Support({"lumi": Team("lumi", email="help@lumi.example")})
    assert {channels_of(nothing, "lumi", about) for about in About} == {()}


def test_a_team_hears_in_the_ways_that_it_has() -> None:
    teams = {"lumi": Team("lumi", email="help@lumi.example"), "service": Team("service", webhook=HOOK)}
    support = Support(teams, sends_mail=True)
    assert channels_of(support, "lumi", About.CASE_OPENED) == (Channel.MAIL,)
    assert channels_of(support, "service", About.CASE_OPENED) == (Channel.WEBHOOK,)
    assert channels_of(support, "other", About.CASE_OPENED) == ()


def test_the_asker_gets_mail_whatever_the_team_has() -> None:
    assert channels_of(Support(sends_mail=True), "lumi", About.AGENT_WROTE) == (Channel.MAIL,)
