"""A mailbox opened on the server, for one request, where the reporter has no JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pyrage

from upstander.core.sealing import serverside
from upstander.core.sealing.items import Item
from upstander.core.sealing.receipts import Receipt
from upstander.core.sealing.recipients import Algorithm
from upstander.core.sealing.serverside import Closed
from upstander.foundation.vault.errors import NotSigned, NotThere
from upstander.foundation.vault.selectors import mailbox

from .conversations import opened_by_reporter


class NeedsBrowserError(Exception):
    """Sealed in a browser: the server has no way to open it, and says so."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the receipt opens. Lives as long as the request."""

    compartment: UUID
    view: dict[str, Any]
    items: tuple[Item | Closed, ...]
    epoch: int
    recipient: str
    identity: str = field(repr=False)

    @property
    def next_sequence(self) -> int:
        return max((item["sequence"] for item in self.view["items"]), default=0) + 1


def found(receipt: Receipt) -> UUID:
    """The compartment of a receipt. Raises NotThere."""
    return mailbox(receipt.locator_hash).pk


def opened(receipt: Receipt, compartment: UUID) -> Opened:
    """Open the mailbox with the receipt. Raises NeedsBrowserError, NotThere, NotSigned."""
    view = opened_by_reporter(compartment)
    if view["compartment"]["algorithm"] != Algorithm.X25519:
        raise NeedsBrowserError
    conversation = serverside.open_mailbox(view, receipt)
    if not conversation.identities:
        raise NotThere
    if max(one["number"] for one in view["epochs"]) in conversation.refused_epochs:
        raise NotSigned
    epoch, identity = max(conversation.identities.items())
    recipient = str(pyrage.x25519.Identity.from_str(identity).to_public())
    return Opened(compartment, view, conversation.items, epoch, recipient, identity)
