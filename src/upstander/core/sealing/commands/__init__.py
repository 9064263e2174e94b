"""The commands that need no server: keys, manifests, receipts, sealing and opening, looking at a site.

Secrets are typed unseen or read from files, never taken from the command line, where other users of the
machine and the shell's history would see them.
"""

from __future__ import annotations

import argparse
import sys
from typing import Final

from upstander.core.sealing.commands import keys, manifests, opening, receipt, sealing
from upstander.core.sealing.commands.terminal import RefusedError
from upstander.core.sealing.node import NodeError
from upstander.core.site import commands as site

COMMANDS: Final = {
    "seal": "seal a report, a record or a file",
    "open": "open a sealed copy, an item or a file with a keyring, a receipt or recovery shares",
    "receipt": "make a receipt, or show what is derived from one",
    "manifest": "sign, verify and print a team's manifest",
    "root": "make the root key that signs manifests (offline)",
    "recovery": "make, rehearse and put together the recovery key (offline)",
    **site.COMMANDS,
}


def run(arguments: list[str]) -> int:
    """Run one of `COMMANDS`: 0 when it succeeded, 1 when it was refused (bad usage exits with 2)."""
    options = _parser().parse_args(arguments)
    try:
        options.act(options)
    except (RefusedError, NodeError, ValueError, OSError) as error:
        sys.stderr.write(f"upstander {arguments[0]}: {error}\n")
        return 1
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nStopped.\n")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="upstander")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, add in {
        "seal": sealing.add_arguments,
        "open": opening.add_arguments,
        "receipt": receipt.add_arguments,
        "manifest": manifests.add_arguments,
        "root": keys.add_root_arguments,
        "recovery": keys.add_recovery_arguments,
        "verify-site": site.add_verify_arguments,
        "hashes": site.add_hashes_arguments,
    }.items():
        add(commands.add_parser(name, help=COMMANDS[name], description=COMMANDS[name]))
    return parser
