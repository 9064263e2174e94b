"""Verbs of the search: noting changes, bringing the index up to date, building it anew."""

from __future__ import annotations

from collections.abc import Iterable

from . import outbox
from .shelf import shelf


def changed(keys: Iterable[str]) -> None:
    """Note that documents were published, changed or taken away.

    Called inside the transaction that does it: if that is rolled back, so is the note. Every index asks the
    sources for these keys before its next search, a third of a second later at most.
    """
    outbox.write(keys)


def rebuild() -> int:
    """Build the index anew beside the old one and put it in its place; how many things it holds."""
    return shelf().rebuild()


def catch_up() -> None:
    """Apply what changed, now: for tests and commands. A search does so by itself."""
    shelf().catch_up(at_once=True)
