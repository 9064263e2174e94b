"""A conversation as the page without JavaScript shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upstander.core.sealing import wire
from upstander.core.sealing.items import Item

from .mailboxes import Opened


@dataclass(frozen=True)
class Line:
    """One thing that was said. `genuine` is false where a check failed; then it has no words."""

    hers: bool
    name: str
    received: datetime
    kind: str
    words: tuple[str, ...]
    erased: bool
    genuine: bool
    opened: bool


def lines_of(mailbox: Opened) -> list[Line]:
    """In the order of the conversation."""
    pairs = zip(mailbox.view["items"], mailbox.items, strict=True)
    known = _known_signers(mailbox.view)
    return [_line(stored, item, known) for stored, item in pairs]


def _known_signers(view: dict[str, Any]) -> set[str]:
    """Principals of the manifest in force: only they can have answered."""
    return {reader["principal"] for reader in view["readers"]}


def _line(stored: dict[str, Any], item: Any, known: set[str]) -> Line:
    shown = item if isinstance(item, Item) else None
    signer = stored["signer"]
    return Line(
        hers=signer is None,
        name=signer["name"] if signer else "",
        received=wire.read_time(stored["received"]),
        kind=shown.type if shown else "",
        words=_words(shown) if shown else (),
        erased=stored["ciphertext"] is None,
        genuine=shown is not None and (signer is None or signer["principal"] in known),
        opened=stored["opened"],
    )


def _words(item: Item) -> tuple[str, ...]:
    if item.type == "file":
        return (str(item.body.get("name", "")),)
    fields = ("text", "name", "contact", "safe_contact")
    return tuple(str(item.body[field]) for field in fields if item.body.get(field))
