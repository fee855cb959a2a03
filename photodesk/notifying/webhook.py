"""How does a program of a team's hear of its cases, and know that it is us?

By the Standard Webhooks specification, version 1: what is signed is id, moment and body; the id stays the same when it
is tried again.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from photodesk.cases.letters import name_of, to_program
from photodesk.cases.notice import NotSentError, Parcel
from photodesk.cases.support import Support

SECONDS = 10.0
"""For all of a call, from the look-up of the name to the answer."""

_GONE = 410


@dataclass(frozen=True)
class Webhooks:
    """Sends notices to the programs of the teams."""

    support: Support
    clock: Callable[[], datetime]

    def __call__(self, parcel: Parcel) -> None:
        """Raises NotSentError. Called from a thread, in which nothing else goes on meanwhile."""
        webhook = self.support.of_queue(parcel.case.queue).webhook
        if webhook is None:
            raise NotSentError("the team has no webhook any more")
        body = json.dumps(to_program(parcel), separators=(",", ":")).encode()
        headers = signed(name_of(parcel), self.clock(), body, webhook.key)
        status = asyncio.run(_post(webhook.url, body, headers))
        if not 200 <= status < 300:
            raise NotSentError(f"the webhook answered {status}", final=status == _GONE)


def signed(id: str, at: datetime, body: bytes, key: bytes) -> dict[str, str]:
    """The headers of a call."""
    moment = str(int(at.timestamp()))
    signature = hmac.digest(key, f"{id}.{moment}.".encode() + body, "sha256")
    return {
        "Content-Type": "application/json",
        "User-Agent": "Photodesk",
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
    }


async def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, which is not read any further. The URL may hold a secret, and is told to nobody."""
    patience, checked = aiohttp.ClientTimeout(total=SECONDS), ssl.create_default_context()
    try:
        async with (
            aiohttp.ClientSession(timeout=patience, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(url, data=body, headers=headers, ssl=checked, allow_redirects=False) as response,
        ):
            return response.status
    except asyncio.TimeoutError:
        raise NotSentError(f"the webhook did not answer within {SECONDS:g} seconds") from None
    except aiohttp.ClientConnectorCertificateError as error:
        why = getattr(error.certificate_error, "verify_message", type(error.certificate_error).__name__)
        raise NotSentError(f"the webhook's certificate is not believed: {why}") from None
    except aiohttp.ClientConnectorError as error:
        raise NotSentError(f"no talk with the webhook: {error.os_error.strerror or type(error).__name__}") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NotSentError(f"no talk with the webhook: {type(error).__name__}") from None
