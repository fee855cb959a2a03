"""Does a mail arrive as it should, at a server that is as servers are?"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from photodesk.cases.case import Case, CaseState
from photodesk.cases.notice import About, Channel, Notice, NotSentError, Parcel, Words
from photodesk.cases.support import Support, Team
from photodesk.knowledge.base import KnowledgeBase, load
from photodesk.notifying import mail
from photodesk.notifying.mail import Mails, MailServer, sender_of
from photodesk.settings import SettingError
from tests.notifying.receiving import Inbox, certified
from tests.notifying.writing import NOW, SUMMARY

KB = Path(__file__).parents[2] / "kb"
CASE = Case(12, "ainos", "lumi", "lumi", NOW, "asked for a person: cancel_order", SUMMARY, CaseState.OPEN)
OPENED = Parcel(Notice(34, 12, None, Channel.MAIL, About.CASE_OPENED, NOW, 1), CASE, "en")
ANSWERED = Parcel(
    Notice(35, 12, 5, Channel.MAIL, About.AGENT_WROTE, NOW, 1),
    replace(CASE, agent="anna", email="aino@example.com", state=CaseState.TAKEN),
    "en",
    Words(5, "agent", "It is on its way. Näkemiin!\n\n" + "long " * 300, "Anna"),
)
SUPPORT = Support({"lumi": Team("lumi", email="help@lumi.example")}, sends_mail=True)


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load(KB)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox().open() as inbox:
        yield inbox


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate, which this machine believes."""
    context, public = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    return context


def mails(url: str, knowledge: KnowledgeBase, support: Support = SUPPORT) -> Mails:
    sender = sender_of("Photodesk <desk@example.com>")
    return Mails(MailServer.of(url), sender, support, lambda: knowledge, "https://desk.example")


def sent(inbox: Inbox, knowledge: KnowledgeBase, *parcels: Parcel, support: Support = SUPPORT) -> None:
    for parcel in parcels:
        mails(f"smtp://127.0.0.1:{inbox.port}", knowledge, support)(parcel)


def refusal(url: str, knowledge: KnowledgeBase, parcel: Parcel = OPENED) -> NotSentError:
    with pytest.raises(NotSentError) as refused:
        mails(url, knowledge)(parcel)
    assert "example.com" not in str(refused.value)
    assert "p@ss" not in str(refused.value)
    return refused.value


# What arrives


def test_a_team_is_told_of_a_case(inbox: Inbox, knowledge: KnowledgeBase) -> None:
    sent(inbox, knowledge, OPENED)
    [told] = inbox.mails
    assert (inbox.envelopes[0].mail_from, inbox.envelopes[0].rcpt_tos) == ("desk@example.com", ["help@lumi.example"])
    assert told["From"] == "Photodesk <desk@example.com>"
    assert told["To"] == "help@lumi.example"
    assert told["Subject"] == "[lumi #12] asked for a person: cancel_order"
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["Date"].datetime == NOW
    assert told.get_content_type() == "text/plain"
    assert "> can I talk to somebody?" in told.get_content()
    assert "https://desk.example/kb/cancel_order" in told.get_content()


def test_an_asker_gets_the_agents_words(inbox: Inbox, knowledge: KnowledgeBase) -> None:
    sent(inbox, knowledge, ANSWERED)
    [told] = inbox.mails
    assert inbox.envelopes[0].rcpt_tos == ["aino@example.com"]
    assert told["Reply-To"] == "help@lumi.example"
    assert "(12)" in told["Subject"]
    assert ANSWERED.words is not None
    assert ANSWERED.words.text.strip() in told.get_content().replace("\r\n", "\n")
    assert "Anna" in told.get_content()
    raw = bytes(inbox.envelopes[0].original_content or b"")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998


def test_a_team_without_an_address_is_not_answered_to(inbox: Inbox, knowledge: KnowledgeBase) -> None:
    sent(inbox, knowledge, ANSWERED, support=Support(sends_mail=True))
    assert inbox.mails[0]["Reply-To"] is None


def test_mails_of_a_case_make_a_thread_and_a_mail_keeps_its_id(inbox: Inbox, knowledge: KnowledgeBase) -> None:
    sent(inbox, knowledge, OPENED, ANSWERED, ANSWERED)
    first, second, third = inbox.mails
    assert first["References"] == second["References"] == first["In-Reply-To"]
    assert first["Message-ID"] != second["Message-ID"] == third["Message-ID"]
    assert first["Message-ID"].endswith("@example.com>")


def test_nobody_writes_a_header(inbox: Inbox, knowledge: KnowledgeBase) -> None:
    typed = "x\r\nBcc: eve@evil.example\r\n\r\nAll is free"
    case = replace(CASE, reason=typed, queue="lumi")
    said = replace(ANSWERED, words=Words(5, "agent", typed, typed))
    sent(inbox, knowledge, replace(OPENED, case=case), said)
    for told, envelope in zip(inbox.mails, inbox.envelopes, strict=True):
        assert told["Bcc"] is None
        assert len(envelope.rcpt_tos) == 1
    assert inbox.mails[0]["Subject"] == "[lumi #12] x Bcc: eve@evil.example All is free"


@pytest.mark.parametrize(
    "address",
    [
        "aino@example.com\r\nBcc: eve@evil.example",
        "aino@example.com, eve@evil.example",
        "<aino@example.com>",
        "aino@example.com\u2028",
        "aino",
        "",
        "a@b@c",
        "aino@" + "ä" * 70 + ".example",
        "aino@..",
        "pöytä@example.com",
        None,
    ],
)
def test_what_is_no_address_is_given_up(inbox: Inbox, knowledge: KnowledgeBase, address: str | None) -> None:
    parcel = replace(ANSWERED, case=replace(ANSWERED.case, email=address))
    error = refusal(f"smtp://127.0.0.1:{inbox.port}", knowledge, parcel)
    assert error.final
    assert inbox.envelopes == []


def test_a_domain_in_other_letters_is_written_as_the_net_writes_it(inbox: Inbox, knowledge: KnowledgeBase) -> None:
    sent(inbox, knowledge, replace(ANSWERED, case=replace(ANSWERED.case, email="aino@mäki.example")))
    assert inbox.envelopes[0].rcpt_tos == ["aino@xn--mki-qla.example"]


def test_a_team_that_has_no_address_any_more_is_tried_again(inbox: Inbox, knowledge: KnowledgeBase) -> None:
    parcel = replace(OPENED, case=replace(CASE, queue="other"))
    assert not refusal(f"smtp://127.0.0.1:{inbox.port}", knowledge, parcel).final


# How it is handed in


def test_a_password_goes_over_tls(inbox: Inbox, knowledge: KnowledgeBase, certificate: ssl.SSLContext) -> None:
    secure = Inbox()
    with secure.open(tls_context=certificate, authenticator=secure.authenticate, auth_required=True):
        mails(f"smtp://desk:p%40ss%20word@127.0.0.1:{secure.port}", knowledge)(OPENED)
    assert len(secure.mails) == 1
    assert secure.passwords == [(b"desk", b"p@ss word")]
    assert "no STARTTLS" in str(refusal(f"smtp://desk:p%40ss@127.0.0.1:{inbox.port}", knowledge))


def test_a_password_goes_to_nobody_who_is_not_believed(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    stranger, secure = certified(tmp_path)[0], Inbox()
    with secure.open(tls_context=stranger, authenticator=secure.authenticate):
        error = refusal(f"smtp://desk:p%40ss%20word@127.0.0.1:{secure.port}", knowledge)
        assert str(error).startswith("the mail server's certificate is not believed: self")
        assert not error.final
        mails(f"smtp://127.0.0.1:{secure.port}", knowledge)(OPENED)  # without one there is nothing to lose
    assert len(secure.mails) == 1
    assert secure.passwords == []


def test_a_server_may_speak_tls_from_the_first_byte(knowledge: KnowledgeBase, certificate: ssl.SSLContext) -> None:
    secure = Inbox()
    with secure.open(ssl_context=certificate):
        mails(f"smtps://127.0.0.1:{secure.port}", knowledge)(OPENED)
        assert "no talk with the mail server" in str(refusal(f"smtps://127.0.0.1:{Inbox().port}", knowledge))
    assert len(secure.mails) == 1


def test_a_wrong_password_is_told_without_it(knowledge: KnowledgeBase, certificate: ssl.SSLContext) -> None:
    secure = Inbox()
    with secure.open(tls_context=certificate, authenticator=secure.authenticate, auth_required=True):
        error = refusal(f"smtp://desk:p%40ss@127.0.0.1:{secure.port}", knowledge)
    assert str(error) == "the mail server answered 535 to the password"
    assert not error.final


def test_a_server_that_is_not_there_or_says_nothing_is_tried_again(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    away = refusal(f"smtp://127.0.0.1:{Inbox().port}", knowledge)
    assert str(away) == "no talk with the mail server: Connection refused"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = refusal(f"smtp://127.0.0.1:{silent.getsockname()[1]}", knowledge)
    assert not away.final
    assert not mute.final
    assert "no talk with the mail server" in str(refusal("smtp://nowhere.invalid", knowledge))


@pytest.mark.parametrize(
    ("step", "answer", "told", "final"),
    [
        ("RCPT", "550 5.1.1 <{address}>: no such user", "the mail server answered 550 to the receiver's address", True),
        ("RCPT", "450 4.2.1 {address} is busy", "the mail server answered 450 to the receiver's address", False),
        ("DATA", "554 5.7.1 aino@example.com thinks this is spam", "the mail server answered 554 to the mail", False),
        ("DATA", "451 4.3.0 later", "the mail server answered 451 to the mail", False),
    ],
)
def test_a_refusal_is_told_by_its_number_alone(
    inbox: Inbox, knowledge: KnowledgeBase, step: str, answer: str, told: str, final: bool
) -> None:
    inbox.refuses[step] = answer
    error = refusal(f"smtp://127.0.0.1:{inbox.port}", knowledge, ANSWERED)
    assert (str(error), error.final) == (told, final)
    assert not refusal(f"smtp://127.0.0.1:{inbox.port}", knowledge, OPENED).final


# What the settings say


def test_a_mail_server_is_named_by_a_url() -> None:
    assert MailServer.of("smtp://mail.example") == MailServer("mail.example", 25)
    assert MailServer.of("smtp://mail.example:587/") == MailServer("mail.example", 587)
    secret = MailServer.of("smtps://desk%40example.com:a%3Ab%2F@mail.example")
    assert secret == MailServer("mail.example", 465, True, "desk@example.com", "a:b/")
    assert "a:b/" not in repr(secret)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "mail.example:587",
        "http://mail.example",
        "smtp://",
        "smtp://:587",
        "smtp://mail.example:port",
        "smtp://mail.example:99999",
        "smtp://mail.example:0",
        "smtp://hidden@mail.example",
        "smtp://:hidden@mail.example",
        "smtp://desk:hid/den@mail.example",
        "smtp://desk:hid#den@mail.example",
        "smtp://desk:hidden@mail.example/path",
        "smtp://desk:hidden@mail.example?tls=no",
        "smtp://[::1",
        "smtp://desk:hiddä@mail.example",
    ],
)
def test_a_url_that_cannot_be_meant_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(SettingError, match="PHOTODESK_SMTP_URL") as refused:
        MailServer.of(url)
    assert "hid" not in str(refused.value)


def test_a_sender_has_an_address_and_perhaps_a_name() -> None:
    assert str(sender_of("desk@example.com")) == "desk@example.com"
    assert str(sender_of("Pöytä <desk@example.com>")) == "Pöytä <desk@example.com>"


@pytest.mark.parametrize(
    "given", ["desk", "Desk <desk>", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "pöytä@example.com"]
)
def test_a_sender_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(SettingError, match="PHOTODESK_MAIL_FROM"):
        sender_of(given)
