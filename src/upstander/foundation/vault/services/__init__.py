"""The vault's verbs. Each takes the actor and values, is one transaction, and writes the trail.

An actor is a person (`access.actors.Actor`) or one of the words `reporter`, `system`, `operator`. A person
reaches a compartment through `selectors.compartments_for` only; for `reporter` the door has found it by the
receipt's locator (`selectors.mailbox`).
"""

from .compartments import create_compartment, hand_over, keep_compartment
from .epochs import begin_epoch, exclude
from .files import announce, chunk, erase_file, finish, give_up, put_chunk, status
from .grants import add_grants, remove_grants
from .items import append_item, erase_item, open_items
from .keys import add_keyring, enrol, remove_keyring, retire
from .leaving import leave
from .manifests import draft_manifest, publish_manifest
from .recovery import record_rehearsal, register_recovery

__all__ = [
    "add_grants",
    "add_keyring",
    "announce",
    "append_item",
    "begin_epoch",
    "chunk",
    "create_compartment",
    "draft_manifest",
    "enrol",
    "erase_file",
    "erase_item",
    "exclude",
    "finish",
    "give_up",
    "hand_over",
    "keep_compartment",
    "leave",
    "open_items",
    "publish_manifest",
    "put_chunk",
    "record_rehearsal",
    "register_recovery",
    "remove_grants",
    "remove_keyring",
    "retire",
    "status",
]
