"""`upstander verify-site` and `upstander hashes`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from .hashes import hashes_of_build, read, write
from .verifying import LANGUAGES, Verification

COMMANDS: Final = {
    "verify-site": "compare what a site serves with the published scripts, or with those of your own build",
    "hashes": "the list of hashes of this build, as a release publishes it",
}


class DiffersError(ValueError):
    """The site does not serve what was published; what differs was said before."""


def add_verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", help="the address of the site, such as https://report.example.org")
    parser.add_argument("--hashes", type=Path, metavar="FILE", help="a published list; else this build's")
    parser.add_argument(
        "--language",
        action="append",
        metavar="CODE",
        help=f"of the pages; may be repeated (else {' and '.join(LANGUAGES)})",
    )
    parser.set_defaults(act=verify)


def add_hashes_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(act=lambda options: sys.stdout.write(write(hashes_of_build())))


def verify(options: argparse.Namespace) -> None:
    """Say what was compared and what differs. Raises `DiffersError`, FetchError, HashesError."""
    hashes = read(options.hashes.read_text(encoding="utf-8")) if options.hashes else hashes_of_build()
    against = str(options.hashes or "the build on this computer")
    looked = Verification(options.url, hashes)
    looked.look(options.language or LANGUAGES)
    sys.stdout.write(_told(looked, against))
    if looked.faults:
        raise DiffersError(f"{looked.start} is not as published: {len(looked.faults)} differences.")


def _told(looked: Verification, against: str) -> str:
    lines = [
        f"Pages read: {len(looked.pages)}",
        *(f"  {url}" for url in looked.pages),
        f"Files compared with {against}: {len(looked.assets)}",
        *(f"  {served}  {name}" for name, served in sorted(looked.assets.items())),
    ]
    if looked.faults:
        lines += ["Differences:", *(f"  {fault.where}\n    {fault.what}" for fault in looked.faults)]
    else:
        lines += [
            "No difference. The site served these pages and files, to this computer and now, as published."
        ]
    return "\n".join(lines) + "\n"
