"""Who asks, and whose orders may they see?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from photodesk.orders.book import Owner, ProvenCustomer, ShopScope


class Role(str, Enum):
    """What a verified token says of a person; anybody without one is a consumer."""

    CONSUMER = "consumer"
    PHOTOGRAPHER = "photographer"
    AGENT = "agent"


@dataclass(frozen=True)
class Asker:
    """A person in a conversation, as far as it has been verified.

    `proven_email` comes from a signed token or from a proof that was checked against an order in this
    conversation; nothing that was only typed may ever be put there.
    """

    role: Role
    shop: str
    subject: str | None = None
    proven_email: str | None = None

    def owner(self) -> Owner | None:
        """The orders that this person may see; None until something has been proven."""
        if self.role is Role.CONSUMER:
            return ProvenCustomer(self.shop, self.proven_email) if self.proven_email else None
        return ShopScope(frozenset({self.shop}))

    @property
    def voice(self) -> str:
        """Whom the words are for: agents pass answers on to consumers, so they read the consumer's."""
        return "photographer" if self.role is Role.PHOTOGRAPHER else "consumer"

    def with_proof(self, email: str) -> Asker:
        return replace(self, proven_email=email)

    def as_dict(self) -> dict[str, Any]:
        return {
            "role": self.role.value,
            "shop": self.shop,
            "subject": self.subject,
            "proven_email": self.proven_email,
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Asker:
        return cls(Role(raw["role"]), raw["shop"], raw.get("subject"), raw.get("proven_email"))


SERVICE = "service"
"""The queue of the service's own support; every other queue is called after its shop."""


@dataclass(frozen=True)
class Agent:
    """A person who answers, as a verified token or a sign-in says: their name, and whose cases they may see."""

    name: str
    queues: frozenset[str]
    is_lead: bool = False
    shown_as: str | None = None
    """What askers read instead of the name."""

    @property
    def shown(self) -> str:
        return self.shown_as or self.name

    def may_see(self, shop: str) -> bool:
        """Whether the shop's orders may be looked at: the service's support answers for all shops."""
        return shop in self.queues or SERVICE in self.queues
