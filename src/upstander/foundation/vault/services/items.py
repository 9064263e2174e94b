"""Items are appended, opened, and erased while nobody has opened them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from upstander.core.sealing.signatures import Place
from upstander.foundation.access.actors import Actor
from upstander.foundation.trail.verbs import Verb

from .. import checks
from ..errors import AlreadyOpened, EpochOver, IdTaken, Malformed, NotThere, NotYours, SequenceTaken
from ..models import Compartment, Grant, Item, KeySet, Opening, SealedFile
from ..rows import insert_unless_there
from ..values import NewItem
from .files import finished_file, wipe
from .reach import Who, act, held, keys_of, latest_epoch


@transaction.atomic
def append_item(actor: Who, compartment: UUID, new: NewItem) -> tuple[Item, bool]:
    """Append one sealed item; returns it, and False when this very item was appended before.

    The direction follows from who writes where. Raises NotThere, NoKeys, Malformed, TooLarge, NotSigned,
    EpochOver, SequenceTaken (with the next free number), IdTaken, FileUnfinished.
    """
    row = held(actor, compartment)
    keys = keys_of(actor, row)
    sha256 = checks.item_sha256(new.ciphertext, row.algorithm)
    before = Item.objects.filter(pk=new.id).first()
    if before is not None:
        return _same(before, row, keys, new, sha256), False
    place = Place(row.pk, new.epoch, new.sequence, direction(row, keys))
    checks.signed(keys.ed25519 if keys else row.author, place, sha256, new.signature)
    _check_place(row, place)
    item = Item(
        id=new.id,
        compartment=row,
        epoch=new.epoch,
        sequence=new.sequence,
        direction=place.direction,
        signer=keys,
        ciphertext=new.ciphertext,
        sha256=sha256,
        signature=new.signature,
        file=_file(row, keys, new.file),
        received_at=timezone.now(),
    )
    if not insert_unless_there(item):  # the same identifier in another compartment, at the same moment
        raise IdTaken
    act(actor, Verb.ITEM_APPEND, row, {"sequence": item.sequence, "direction": item.direction})
    return item, True


@transaction.atomic
def open_items(actor: Who, compartment: UUID) -> list[Item]:
    """All items in their order, with the ciphertext of those that the actor has a key for.

    Marks what somebody else wrote as opened, and puts it on the trail. Raises NotThere, NoKeys.
    """
    row = held(actor, compartment)
    keys = keys_of(actor, row)
    items = list(Item.objects.filter(compartment=row).select_related("signer__account"))
    readable = _epochs_of(row, keys)
    for item in items:
        if item.epoch not in readable:
            item.ciphertext = None
    fresh = _mark(row, keys, [item for item in items if item.ciphertext is not None])
    if fresh or keys is not None:  # when a reporter merely looks again, nothing needs to be known about it
        act(actor, Verb.ITEM_OPEN, row, {"items": len(items), "first_time": fresh})
    return items


@transaction.atomic
def erase_item(actor: Who, compartment: UUID, item: UUID) -> Item:
    """Erase an own item that nobody else has opened, with its file; place, hash and signature stay.

    Erasing again is the same erasure. Raises NotThere, NotYours, AlreadyOpened.
    """
    row = held(actor, compartment)
    found = Item.objects.select_for_update(of=("self",)).filter(pk=item, compartment=row).first()
    if found is None:
        raise NotThere
    if not _is_own(actor, found):
        raise NotYours
    if found.erased_at is not None:
        return found
    if found.openings.exists():
        raise AlreadyOpened
    erase(found)
    act(actor, Verb.ITEM_ERASE, row, {"sequence": found.sequence})
    return found


def erase(item: Item) -> None:
    """Inside a transaction that holds the compartment."""
    item.ciphertext, item.erased_at = None, timezone.now()
    item.save(update_fields=["ciphertext", "erased_at"])
    if item.file is not None:
        wipe(item.file)


def direction(row: Compartment, keys: KeySet | None) -> str:
    if row.kind == Compartment.Kind.CASE_FILE:
        if keys is None:
            raise NotThere
        return Item.Direction.STAFF.value
    return Item.Direction.REPORTER.value if keys is None else Item.Direction.HANDLERS.value


def _check_place(row: Compartment, place: Place) -> None:
    latest = latest_epoch(row)
    if place.epoch != latest:
        raise EpochOver(latest)
    last = Item.objects.filter(compartment=row).aggregate(last=Max("sequence"))["last"] or 0
    if place.sequence != last + 1:
        raise SequenceTaken(last + 1)


def _same(before: Item, row: Compartment, keys: KeySet | None, new: NewItem, sha256: bytes) -> Item:
    mine = before.compartment_id == row.pk and before.signer_id == (keys.pk if keys else None)
    alike = (before.epoch, before.sequence, bytes(before.sha256)) == (new.epoch, new.sequence, sha256)
    if not (mine and alike):
        raise IdTaken
    return before


def _file(row: Compartment, keys: KeySet | None, file: UUID | None) -> SealedFile | None:
    if file is None:
        return None
    found = finished_file(row, keys, file)
    if Item.objects.filter(file=found).exists():
        raise Malformed("file_twice")
    return found


def _is_own(actor: Who, item: Item) -> bool:
    if isinstance(actor, Actor):
        return item.signer is not None and item.signer.account_id == actor.account_id
    return item.signer_id is None


def _epochs_of(row: Compartment, keys: KeySet | None) -> set[int]:
    """The epochs whose key the reader was granted."""
    return set(Grant.objects.filter(compartment=row, principal=keys).values_list("epoch", flat=True))


def _mark(row: Compartment, keys: KeySet | None, items: list[Item]) -> int:
    """Openings of what others wrote, first time only; returns how many were new."""
    account = keys.account_id if keys else None
    known = Opening.objects.filter(item__compartment=row, account=account)
    seen = set(known.values_list("item_id", flat=True))
    foreign = [item for item in items if (item.signer.account_id if item.signer else None) != account]
    now = timezone.now()
    fresh = [Opening(item=item, account_id=account, opened_at=now) for item in foreign if item.pk not in seen]
    Opening.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
