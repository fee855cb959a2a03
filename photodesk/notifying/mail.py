"""How is a mail made, and handed to the mail server?

A password goes over TLS only, to a server that proves who it is. Without one, TLS is used when it is offered and
nothing is proven: what would fall back to plain text gains nothing from a proof.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from email.utils import format_datetime, getaddresses
from urllib.parse import unquote, urlsplit

from photodesk.cases.letters import Letter, name_of, thread_of, to_asker, to_team
from photodesk.cases.notice import About, NotSentError, Parcel
from photodesk.cases.support import Support
from photodesk.knowledge.base import KnowledgeBase
from photodesk.knowledge.phrases import Phrase
from photodesk.settings import SettingError

SECONDS = 10.0
"""For each step of the talk with the mail server."""

_PORTS = {"smtp": 25, "smtps": 465}
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")
_SEVEN_BITS = MAIL.clone(cte_type="7bit")  # a server that takes more need not be asked whether it does
_STEPS: dict[type[smtplib.SMTPResponseException], str] = {
    smtplib.SMTPAuthenticationError: "the password",
    smtplib.SMTPSenderRefused: "the sender's address",
    smtplib.SMTPDataError: "the mail",
}


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in."""

    host: str
    port: int
    tls: bool = False
    """From the first byte; otherwise it begins in plain text."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> MailServer:
        """The server that PHOTODESK_SMTP_URL names; raises SettingError, which does not show the password."""
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname, parts.port
            user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        except ValueError:
            raise _bad_url() from None
        rest = parts.path.strip("/") + parts.query + parts.fragment
        if parts.scheme not in _PORTS or not host or rest or (user is None) != (password is None) or port == 0:
            raise _bad_url()
        if not f"{user}{password}".isascii():  # more is not in the protocol's old ways of signing in
            raise SettingError("PHOTODESK_SMTP_URL: the user and the password can have ASCII letters only")
        return cls(host, port or _PORTS[parts.scheme], parts.scheme == "smtps", user, password)

    def send(self, message: EmailMessage, *, refusal_is_final: bool) -> None:
        """Hand a mail in; raises NotSentError. A refusal is one of the receiver's address, for good."""
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            final = refusal_is_final and code >= 500
            raise NotSentError(f"the mail server answered {code} to the receiver's address", final=final) from None
        except smtplib.SMTPResponseException as error:
            step = _STEPS.get(type(error), "the greeting")
            raise NotSentError(f"the mail server answered {error.smtp_code} to {step}") from None
        except smtplib.SMTPServerDisconnected:
            raise NotSentError("the mail server hung up") from None
        except smtplib.SMTPException:
            raise NotSentError("the mail server has no way of signing in that is known here") from None
        except ssl.SSLCertVerificationError as error:
            raise NotSentError(f"the mail server's certificate is not believed: {error.verify_message}") from None
        except OSError as error:
            raise NotSentError(f"no talk with the mail server: {error.strerror or type(error).__name__}") from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=_tls(proven=True))
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if not self.tls:
                self._begin_tls(server)
            if self.user is not None and self.password is not None:
                server.login(self.user, self.password)
            yield server
            with suppress(smtplib.SMTPException, OSError):  # the mail has been taken
                server.quit()
        finally:
            server.close()

    def _begin_tls(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=_tls(proven=self.password is not None))
        elif self.password is not None:
            raise NotSentError("the mail server offers no STARTTLS, and a password is sent over TLS only")


@dataclass(frozen=True)
class Mails:
    """Sends notices by mail: an agent's words to the asker, all else to the team."""

    server: MailServer
    sender: Address
    support: Support
    knowledge: Callable[[], KnowledgeBase]
    """As it is now: its words may be edited while the server runs."""
    public_url: str

    def __call__(self, parcel: Parcel) -> None:
        """Raises NotSentError."""
        team = self.support.of_queue(parcel.case.queue)
        if parcel.notice.about is About.AGENT_WROTE:
            knowledge = self.knowledge()
            letter = to_asker(
                parcel,
                knowledge.phrase(Phrase.MAIL_SUBJECT, parcel.language),
                knowledge.phrase(Phrase.MAIL_BODY, parcel.language),
            )
            # An address that an asker mistyped stays wrong; a team's is mended in the settings.
            self._send(parcel, letter, parcel.case.email, reply_to=team.email, refusal_is_final=True)
        else:
            self._send(parcel, to_team(parcel, self.public_url), team.email)

    def _send(
        self,
        parcel: Parcel,
        letter: Letter,
        to: str | None,
        *,
        reply_to: str | None = None,
        refusal_is_final: bool = False,
    ) -> None:
        receiver = _address(to)
        if receiver is None:
            raise NotSentError("there is no address that a mail can be sent to", final=refusal_is_final)
        message = EmailMessage(_SEVEN_BITS)
        message["From"] = self.sender
        message["To"] = receiver
        if (answers := _address(reply_to)) is not None:
            message["Reply-To"] = answers
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(parcel.notice.made_at)
        message["Message-ID"] = f"<{name_of(parcel)}@{self.sender.domain}>"
        thread = f"<{thread_of(parcel)}@{self.sender.domain}>"  # no mail has this id: they are all answers to it
        message["In-Reply-To"] = thread
        message["References"] = thread
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine is to answer
        message.set_content(letter.text)
        self.server.send(message, refusal_is_final=refusal_is_final)


def sender_of(mail_from: str) -> Address:
    """The sender that PHOTODESK_MAIL_FROM names; raises SettingError."""
    found = getaddresses([mail_from])
    address = _address(found[0][1], found[0][0]) if len(found) == len(mail_from.splitlines()) == 1 else None
    if address is None:
        raise SettingError(f"PHOTODESK_MAIL_FROM is {mail_from!r}: use an address such as Photodesk <desk@example.com>")
    return address


def _address(spec: str | None, name: str = "") -> Address | None:
    """One address as it goes into a header, None when it is none; its name can have ASCII letters only."""
    if spec is None or not _ADDRESS.fullmatch(spec):
        return None
    local, _, domain = spec.partition("@")
    try:
        return Address(name, addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (MessageError, ValueError, IndexError):  # the parser's ways of not understanding
        return None


def _tls(*, proven: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not proven:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _bad_url() -> SettingError:
    return SettingError(
        "PHOTODESK_SMTP_URL is not like smtp://user:password@host:587 or smtps://user:password@host "
        "(user and password together or neither; in them write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23)"
    )
