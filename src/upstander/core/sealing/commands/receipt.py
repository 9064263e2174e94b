"""`upstander receipt`: make a receipt, or show what is derived from one."""

from __future__ import annotations

import argparse
from pathlib import Path

from upstander.core.sealing import keyfiles, receipts, wire
from upstander.core.sealing.commands import terminal
from upstander.core.sealing.commands.terminal import say
from upstander.core.sealing.wordlists import LANGUAGES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", required=True)
    new = acts.add_parser("new", help="make one and show its words and digits")
    new.add_argument("--language", choices=LANGUAGES, default="en", help="of the words")
    new.set_defaults(act=make)
    for name, act, told in (
        ("locator", show_locator, "show what is sent to find the mailbox, and what the server keeps of it"),
        ("identities", show_identities, "show the age identities that open the mailbox: keep them secret"),
    ):
        shown = acts.add_parser(name, help=told)
        shown.add_argument("--receipt-file", type=Path, help="a file with the words or digits")
        shown.set_defaults(act=act)


def make(options: argparse.Namespace) -> None:
    receipt = receipts.generate()
    say(" ".join(receipt.words(options.language)), " ".join(receipt.dice()))


def show_locator(options: argparse.Namespace) -> None:
    receipt = terminal.receipt(options.receipt_file)
    say(f"locator       {wire.encode(receipt.locator)}", f"kept as hash  {receipt.locator_hash.hex()}")


def show_identities(options: argparse.Namespace) -> None:
    keys = keyfiles.keys_of_receipt(terminal.receipt(options.receipt_file))
    say(keys.age1pq, keys.age1)
