"""Talking to the person at the terminal: asking for secrets, saying things, writing private files."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import unicodedata
from pathlib import Path
from typing import Final

from upstander.core.sealing import typed
from upstander.core.sealing.receipts import Receipt

PRIVATE: Final = 0o600
SHORTEST_PASSPHRASE: Final = 12


class RefusedError(Exception):
    """Something cannot or must not be done; the message is for the person at the terminal."""


def say(*lines: str) -> None:
    """Write lines to standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def note(*lines: str) -> None:
    """Write lines to the terminal that must not mix with an output that is kept."""
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def add_passphrase_argument(parser: argparse.ArgumentParser) -> None:
    """`--passphrase-file`, for scripts; otherwise the passphrase is asked for."""
    parser.add_argument("--passphrase-file", type=Path, help="a file with the passphrase in its first line")


def passphrase(file: Path | None, *, what: str, new: bool = False) -> str:
    """The passphrase of `what`; a `new` one is asked for twice and has at least 12 characters.

    Composed (NFC) as the browser composes it, so that the same keys typed elsewhere open the same thing.
    """
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        given = lines[0] if lines else ""
    else:
        given = getpass.getpass(f"Passphrase of {what}: ")
        if new and getpass.getpass("Once more: ") != given:
            raise RefusedError("The two passphrases differ.")
    if new and len(given) < SHORTEST_PASSPHRASE:
        raise RefusedError(
            f"A passphrase has at least {SHORTEST_PASSPHRASE} characters; several words are best."
        )
    return unicodedata.normalize("NFC", given)


def receipt(file: Path | None) -> Receipt:
    """The receipt in a file, or typed unseen. A corrected word is shown by its place only."""
    text = file.read_text(encoding="utf-8") if file else getpass.getpass("Receipt (words or digits): ")
    readings = typed.read(text)
    if len(readings) > 1:
        raise RefusedError("This can be read as two different receipts; type the digits instead.")
    if readings[0].corrected:
        places = ", ".join(str(place) for place in readings[0].corrected)
        note(f"Took the word at place {places} for one that differs by one letter.")
    return readings[0].receipt


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read. Raises `RefusedError` where there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError:
        raise RefusedError(f"{path} is there already; choose another name.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
