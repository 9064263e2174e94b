"""Why the vault refuses, as types, each with a `code` for programs, a `status` for doors, and plain words.

The names say what happened; all of them are `VaultError`s.
"""

# ruff: noqa: N818

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class VaultError(Exception):
    """Nothing was changed. `extra` holds coded facts that belong in the answer."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    words: ClassVar[str | Promise] = _("This cannot be done.")

    def __init__(self, words: str | Promise | None = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.detail = str(words or self.words)
        self.extra = extra


class NotThere(VaultError):
    """It is not there, or not for this actor: the two are not told apart."""

    code, status, words = "not_found", 404, _("This is not here, or you may not see it.")


class Malformed(VaultError):
    """Something is not what the formats prescribe; `reason` says what."""

    code, words = "malformed", _("What was sent is not written as it should be.")

    def __init__(self, reason: str, words: str | Promise | None = None) -> None:
        super().__init__(words, reason=reason)


class IdTaken(VaultError):
    """The identifier was used for something else."""

    code, status, words = "id_taken", 409, _("This identifier is already used for something else.")


class SequenceTaken(VaultError):
    """The number is not the next free one, which `next` tells."""

    code, status, words = "sequence_taken", 409, _("Another message came first. Please send yours again.")

    def __init__(self, next_number: int) -> None:
        super().__init__(next=next_number)
        self.next = next_number


class EpochOver(VaultError):
    """The item or file was sealed to a key that is no longer the latest; `epoch` tells which is."""

    code, status, words = (
        "epoch_over",
        409,
        _("The key was changed in the meantime. Please seal and send again."),
    )

    def __init__(self, epoch: int) -> None:
        super().__init__(epoch=epoch)
        self.epoch = epoch


class NotSigned(VaultError):
    """The signature is not the author's over this content in this place."""

    code, words = "bad_signature", _("The signature does not fit what was sent.")


class NoManifest(VaultError):
    """The team has no manifest in force."""

    code, status, words = "no_manifest", 409, _("This team cannot receive reports at the moment.")


class ManifestOutdated(VaultError):
    """Sealed by an older manifest than the one in force, whose version `version` tells."""

    code, status = "manifest_outdated", 409
    words = _("The list of people who may read has changed. Please look at it again and send once more.")

    def __init__(self, version: int) -> None:
        super().__init__(version=version)
        self.version = version


class NotARecipient(VaultError):
    """A grant names someone who is not in the team's manifest."""

    code, words = "not_a_recipient", _("A person who is not on the list of recipients cannot be let in.")


class Excluded(VaultError):
    """A grant names a person whom the reporter shut out."""

    code, status, words = "excluded", 403, _("This person was shut out by the person who reported.")


class GrantMissing(VaultError):
    """Someone who must be able to read was left out; `principals` tells who."""

    code, words = "grant_missing", _("Not everybody who must be able to read was let in.")

    def __init__(self, principals: Iterable[UUID | None]) -> None:
        names = ["receipt" if principal is None else str(principal) for principal in principals]
        super().__init__(principals=sorted(names))
        self.principals = names


class EpochTaken(VaultError):
    """The epoch is not the next one, which `next` tells."""

    code, status, words = "epoch_taken", 409, _("The key was changed by someone else in the meantime.")

    def __init__(self, next_number: int) -> None:
        super().__init__(next=next_number)
        self.next = next_number


class AlreadyOpened(VaultError):
    """It cannot be erased any more, since somebody has opened it."""

    code, status, words = "already_opened", 409, _("This was opened already and cannot be erased any more.")


class NotYours(VaultError):
    """Only its author may do this."""

    code, status, words = "not_yours", 403, _("Only the person who wrote this may erase it.")


class NoKeys(VaultError):
    """The actor has no living key set in the entity."""

    code, status, words = "no_keys", 403, _("You have no keys in this organisation yet.")


class KeySetExists(VaultError):
    code, status, words = "key_set_exists", 409, _("You have keys in this organisation already.")


class LastKeyring(VaultError):
    code, status, words = "last_keyring", 409, _("The last way to unlock your keys cannot be removed.")


class FileUnfinished(VaultError):
    code, status, words = "file_unfinished", 409, _("The file has not arrived whole yet.")


class FileFinished(VaultError):
    code, status, words = "file_finished", 409, _("The file was finished already.")


class TooManyFiles(VaultError):
    code, status, words = (
        "too_many_files",
        409,
        _("Too many files at once. Please finish or give up another."),
    )


class NoRoomForFiles(VaultError):
    """One report's files would take more than a report's share; `left` bytes of it are left."""

    code, status = "files_full", 409
    words = _(
        "There is no more room for files of this report. Words are not affected; a smaller file may fit."
    )

    def __init__(self, left: int) -> None:
        super().__init__(left=left)
        self.left = left


class TooLarge(VaultError):
    code, status, words = "too_large", 413, _("This is too large.")


class WrongHash(VaultError):
    """What arrived is not what was announced: a line that dropped, or a change on the way."""

    code, words = "wrong_hash", _("The file was damaged on the way. Please send this part again.")


class StoreFull(VaultError):
    """The disk is full; nothing of it was kept."""

    code, status, words = (
        "store_full",
        507,
        _("There is no room left on the server. Nothing of this was kept."),
    )


class StoreError(VaultError):
    """The store does not answer."""

    code, status, words = "store_unavailable", 503, _("The file store does not answer. Please try again.")


class NoObject(StoreError):
    """The store answers that it has no such object."""


class ManifestRefused(VaultError):
    """A signed manifest does not fit; `reason` is a code, the words say it."""

    code, words = "manifest_refused", _("This manifest cannot be published.")

    def __init__(self, reason: str, words: str | Promise) -> None:
        super().__init__(words, reason=reason)
        self.reason = reason
