"""Is a team there when its file says so, and is a file that cannot be meant refused?"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from photodesk.asking import Asker, Role
from photodesk.cases.support import Hours, Support, Team, Webhook
from photodesk.settings import SettingError, Settings, read_settings

HELSINKI = ZoneInfo("Europe/Helsinki")
SECRET = "0123456789abcdef01234567"


def settings(**more: str) -> Settings:
    return read_settings({"PHOTODESK_TIMEZONE": "Europe/Helsinki", **more})


def support(tmp_path: Path, teams: Any) -> Support:
    file = tmp_path / "support.json"
    file.write_text(json.dumps(teams))
    return Support.of(settings(PHOTODESK_SUPPORT=str(file)))


def hours(tmp_path: Path, **team: Any) -> Hours:
    found = support(tmp_path, {"lumi": team}).of_queue("lumi").hours
    assert found is not None
    return found


def at(text: str) -> datetime:
    """A moment on the clock in Helsinki, as the desk has it: in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(timezone.utc)


def there(hours: Hours, text: str) -> bool:
    return hours.closing(at(text)) is not None


def opening(hours: Hours, text: str) -> str | None:
    found = hours.opening(at(text))
    return found.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M") if found else None


# When they are there


def test_a_team_is_there_from_its_first_minute_to_before_its_last(tmp_path: Path) -> None:
    of_the_team = hours(tmp_path, hours={"mon-fri": "09:00-17:00"})
    tuesday = [there(of_the_team, f"2026-11-24 {time}") for time in ("08:59:59", "09:00", "16:59:59", "17:00")]
    assert tuesday == [False, True, True, False]
    assert of_the_team.closing(at("2026-11-24 09:00")) == at("2026-11-24 17:00")
    assert not there(of_the_team, "2026-11-28 12:00")  # a Saturday


def test_the_next_opening_is_today_tomorrow_or_after_the_weekend(tmp_path: Path) -> None:
    of_the_team = hours(tmp_path, hours={"mon-fri": "09:00-17:00"})
    assert opening(of_the_team, "2026-11-24 07:00") == "2026-11-24 09:00"
    assert opening(of_the_team, "2026-11-24 09:00") == "2026-11-25 09:00"
    assert opening(of_the_team, "2026-11-27 18:00") == "2026-11-30 09:00"


def test_days_may_have_hours_of_their_own(tmp_path: Path) -> None:
    of_the_team = hours(tmp_path, hours={"mon-wed": "09:00-17:00", "fri": "10:00-12:00", "sun": "00:00-23:59"})
    assert there(of_the_team, "2026-11-27 11:00")
    assert not there(of_the_team, "2026-11-27 09:30")
    assert not there(of_the_team, "2026-11-26 11:00")  # a Thursday
    assert there(of_the_team, "2026-11-29 00:00")
    assert opening(of_the_team, "2026-11-25 17:00") == "2026-11-27 10:00"


def test_a_closed_day_is_a_day_on_the_teams_clock(tmp_path: Path) -> None:
    of_the_team = hours(tmp_path, hours={"mon-sun": "00:00-23:59"}, closed=["2026-12-24", "2026-12-25"])
    assert there(of_the_team, "2026-12-23 23:58")
    assert not there(of_the_team, "2026-12-24 00:00")
    assert not there(of_the_team, "2026-12-25 23:58")
    assert opening(of_the_team, "2026-12-24 12:00") == "2026-12-26 00:00"


def test_a_team_may_have_a_clock_of_its_own(tmp_path: Path) -> None:
    of_the_team = hours(tmp_path, hours={"tue": "09:00-17:00"}, timezone="America/New_York")
    assert not there(of_the_team, "2026-11-24 10:00")
    assert there(of_the_team, "2026-11-24 16:00")  # nine in the morning there
    assert there(of_the_team, "2026-11-24 23:59")  # five minutes to five


def test_hours_stay_on_the_wall_when_the_clocks_change(tmp_path: Path) -> None:
    of_the_team = hours(tmp_path, hours={"mon-sun": "09:00-17:00"})
    moments = [of_the_team.opening(at(f"{day} 00:00")) for day in ("2026-03-28", "2026-03-29", "2026-10-25")]
    assert [moment and moment.astimezone(timezone.utc).hour for moment in moments] == [7, 6, 7]
    assert there(of_the_team, "2026-03-29 09:00")
    assert not there(of_the_team, "2026-10-25 17:00")


def test_an_hour_that_a_day_lacks_or_has_twice_breaks_nothing(tmp_path: Path) -> None:
    of_the_team = hours(tmp_path, hours={"sun": "03:30-05:00"})
    opens = of_the_team.opening(at("2026-03-29 00:00"))  # the clock goes from three to four
    assert opens is not None
    assert opens.astimezone(timezone.utc) == datetime(2026, 3, 29, 1, 30, tzinfo=timezone.utc)
    twice = hours(tmp_path, hours={"sun": "03:15-03:45"})  # and here from four back to three: the first one counts
    first = datetime(2026, 10, 25, 0, 20, tzinfo=timezone.utc)
    second = datetime(2026, 10, 25, 1, 20, tzinfo=timezone.utc)
    assert twice.closing(first) is not None
    assert twice.closing(second) is None


def test_a_team_that_is_never_there_opens_never(tmp_path: Path) -> None:
    assert hours(tmp_path, hours={}).opening(at("2026-11-24 12:00")) is None


def test_a_team_may_have_no_hours(tmp_path: Path) -> None:
    assert support(tmp_path, {"lumi": {}}).of_queue("lumi") == Team("lumi")


def test_the_documented_file_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/people.md").read_text()
    example = page[page.index("    {\n") : page.index("    }\n") + 6]
    teams = support(tmp_path, json.loads(example))
    lumi = teams.of_queue("lumi")
    assert lumi.webhook is not None
    assert lumi.webhook.key == b"only an example, make one"
    assert lumi.hours is not None
    assert teams.of_queue("service").email == "support@service.example"


# Who answers whom


def test_without_a_file_each_shop_has_a_team_of_its_own() -> None:
    nobody_said = Support.of(settings())
    assert nobody_said.team_for(Asker(Role.CONSUMER, "lumi")) == Team("lumi")
    assert nobody_said.team_for(Asker(Role.AGENT, "lumi")) == Team("lumi")
    assert nobody_said.team_for(Asker(Role.PHOTOGRAPHER, "lumi")) == Team("service")


def test_with_a_file_the_service_stands_in_for_a_shop_that_has_none(tmp_path: Path) -> None:
    teams = support(tmp_path, {"lumi": {"email": "help@lumi.example"}, "service": {"email": "help@service.example"}})
    assert teams.team_for(Asker(Role.CONSUMER, "lumi")).email == "help@lumi.example"
    assert teams.team_for(Asker(Role.CONSUMER, "other")).queue == "service"
    assert teams.team_for(Asker(Role.PHOTOGRAPHER, "lumi")).email == "help@service.example"
    assert support(tmp_path, {"lumi": {}}).team_for(Asker(Role.CONSUMER, "other")) == Team("service")


def test_mail_is_sent_when_there_is_a_server_for_it() -> None:
    assert not Support.of(settings()).sends_mail
    assert Support.of(settings(PHOTODESK_SMTP_URL="smtp://mail", PHOTODESK_MAIL_FROM="a@b.example")).sends_mail


def test_a_webhooks_secret_is_bytes_in_base64_or_as_it_is() -> None:
    assert Webhook("https://a.example", SECRET).key == SECRET.encode()
    key = bytes(range(24))
    assert Webhook("https://a.example", "whsec_" + base64.b64encode(key).decode()).key == key
    assert SECRET not in repr(Webhook("https://a.example", SECRET))


# What is refused

HOOK = "https://lumi.example/hook"


@pytest.mark.parametrize(
    ("teams", "told"),
    [
        ([], "is not like"),
        ({"lumi": 5}, "is not like"),
        ({"Lumi": {}}, "the team 'Lumi' is called by small letters, digits and dashes"),
        ({"": {}}, "is called by small letters"),
        ({"lumi": {"mail": "x", "fax": "y"}}, "the team 'lumi' has fax, mail, which nobody knows"),
        ({"lumi": {"email": "help"}}, "has an e-mail address that is none: 'help'"),
        ({"lumi": {"email": "a@b.example\nBcc: c@d.example"}}, "has an e-mail address that is none"),
        ({"lumi": {"email": "a@b.example, c@d.example"}}, "has an e-mail address that is none"),
        ({"lumi": {"email": 5}}, "has an e-mail address that is none: 5"),
        ({"lumi": {"hours": "always"}}, "has hours that are not like"),
        ({"lumi": {"hours": {}, "closed": "2026-12-24"}}, "has hours that are not like"),
        ({"lumi": {"hours": {"monday": "09:00-17:00"}}}, "has hours for 'monday'; days are mon, tue"),
        ({"lumi": {"hours": {"fri-mon": "09:00-17:00"}}}, "has hours for 'fri-mon'"),
        ({"lumi": {"hours": {"mon-fri": "09:00-17:00", "fri": "09:00-15:00"}}}, "has hours for fri twice"),
        ({"lumi": {"hours": {"mon": "9-17"}}}, "has the hours '9-17'; write them as 09:00-17:00"),
        ({"lumi": {"hours": {"mon": "17:00-09:00"}}}, "within one day"),
        ({"lumi": {"hours": {"mon": "09:00-09:00"}}}, "within one day"),
        ({"lumi": {"hours": {"mon": "09:00-24:00"}}}, "has the hours '09:00-24:00'"),
        ({"lumi": {"hours": {"mon": ["09:00", "17:00"]}}}, "has the hours ['09:00', '17:00']"),
        ({"lumi": {"hours": {}, "closed": ["24.12.2026"]}}, "has a closed day or a timezone that is none"),
        ({"lumi": {"hours": {}, "closed": [5]}}, "has a closed day or a timezone that is none"),
        ({"lumi": {"hours": {}, "timezone": "Lapland"}}, "has a closed day or a timezone that is none"),
        ({"lumi": {"hours": {}, "timezone": "Europe"}}, "has a closed day or a timezone that is none"),
        ({"lumi": {"hours": {}, "timezone": ""}}, "has a closed day or a timezone that is none"),
        ({"lumi": {"hours": {}, "timezone": "../zone"}}, "has a closed day or a timezone that is none"),
        ({"lumi": {"hours": {}, "timezone": 2}}, "has a closed day or a timezone that is none"),
        ({"lumi": {"closed": ["2026-12-24"]}}, "has closed days or a timezone, but no hours"),
        ({"lumi": {"timezone": "Europe/Helsinki"}}, "has closed days or a timezone, but no hours"),
        ({"lumi": {"webhook": HOOK}}, "has a webhook that is not like that in"),
        ({"lumi": {"webhook": {"url": HOOK}}}, "has a webhook that is not like that in"),
        ({"lumi": {"webhook": {"url": "lumi.example", "secret": SECRET}}}, "whose URL is none: 'lumi.example'"),
        ({"lumi": {"webhook": {"url": "ftp://lumi.example", "secret": SECRET}}}, "whose URL is none"),
        ({"lumi": {"webhook": {"url": "https://[::1", "secret": SECRET}}}, "whose URL is none"),
        ({"lumi": {"webhook": {"url": "https://lumi.example:99999", "secret": SECRET}}}, "whose URL is none"),
        ({"lumi": {"webhook": {"url": HOOK, "secret": "short"}}}, "whose secret is too short"),
        ({"lumi": {"webhook": {"url": HOOK, "secret": 5}}}, "whose secret is too short"),
        ({"lumi": {"webhook": {"url": HOOK, "secret": "whsec_" + "A" * 24}}}, "whose secret is too short"),
        ({"lumi": {"webhook": {"url": HOOK, "secret": "whsec_" + "?" * 32}}}, "is no base64 after whsec_"),
    ],
)
def test_what_cannot_be_meant_is_told_by_its_team(tmp_path: Path, teams: Any, told: str) -> None:
    with pytest.raises(SettingError) as refused:
        support(tmp_path, teams)
    assert str(refused.value).startswith("PHOTODESK_SUPPORT: ")
    assert told in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_file_that_is_not_there_or_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read: No such file"):
        Support.of(settings(PHOTODESK_SUPPORT=str(tmp_path / "nowhere.json")))
    broken = tmp_path / "support.json"
    for content in (b"{", b"\xff"):
        broken.write_bytes(content)
        with pytest.raises(SettingError, match="is not JSON"):
            Support.of(settings(PHOTODESK_SUPPORT=str(broken)))
