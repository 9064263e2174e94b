"""What the doors of reporters and of handlers do alike with items, grants and epochs."""

from __future__ import annotations

from collections.abc import Sequence

from ninja import Status

from upstander.core.sealing import wire
from upstander.foundation.vault.models import Item
from upstander.foundation.vault.values import NewEpoch, NewGrant, NewItem

from . import schemas
from .answers import ItemReceivedOut

MOST_ITEM = 2 * 1024 * 1024
"""Bytes of JSON: an item of the largest class as base64, and its frame."""
MOST_GRANTS = 2 * 1024 * 1024


def new_item(sent: schemas.ItemIn) -> NewItem:
    return NewItem(sent.id, sent.ciphertext, sent.signature, sent.epoch, sent.sequence, sent.file)


def grants(sent: Sequence[schemas.GrantIn], epoch: int = 1) -> list[NewGrant]:
    """Grants as the vault takes them: the receipt is the principal None."""
    return [
        NewGrant(None if one.principal == "receipt" else one.principal, one.ciphertext, epoch) for one in sent
    ]


def new_epoch(sent: schemas.EpochIn) -> NewEpoch:
    return NewEpoch(sent.number, sent.recipient, grants(sent.grants, sent.number), sent.signature)


def answered(item: Item, fresh: bool) -> Status[ItemReceivedOut]:
    told = ItemReceivedOut(id=item.pk, sequence=item.sequence, received=wire.write_time(item.received_at))
    return Status(201 if fresh else 200, told)
