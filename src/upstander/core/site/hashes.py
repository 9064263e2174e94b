"""The hashes of a build: what every script, sheet, worker and word list must be, by name.

A release publishes this list (SEALING.md, "What the server learns"): whoever compares a site with it needs
neither the sources nor Node.js. The names are those before the server gives hashed ones; the same sources
give the same list.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

COLLECTED: Final = Path(os.environ.get("UPSTANDER_BUILD", Path(__file__).parents[4] / "build")) / "collected"
NAMES: Final = "staticfiles.json"
HASHED: Final = re.compile(r"\.[0-9a-f]{12}(?=\.[^./]+$)")
"""What the server's storage puts into a name: the first 12 hex digits of a hash."""
LINE: Final = re.compile(r"(sha384-[A-Za-z0-9+/]{64})  (\S.*)")


class HashesError(ValueError):
    """There is no build to compare with, or a list that cannot be read."""


def integrity_of(content: bytes) -> str:
    """`sha384-<base64>`, as an `integrity` attribute writes it (W3C Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def hashes_of_build(collected: Path = COLLECTED) -> dict[str, str]:
    """Name to hash of everything that the build in `collected` serves. Raises `HashesError`."""
    try:
        paths: dict[str, str] = json.loads((collected / NAMES).read_text(encoding="utf-8"))["paths"]
        return {name: integrity_of((collected / paths[name]).read_bytes()) for name in sorted(paths)}
    except (OSError, ValueError, KeyError) as error:
        raise HashesError("Nothing is built here: run `make build`, or give --hashes FILE.") from error


def write(hashes: Mapping[str, str]) -> str:
    """The published list: one line an asset, sorted by name."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))


def read(text: str) -> dict[str, str]:
    """The list that `write` wrote. Raises `HashesError`."""
    found = [LINE.fullmatch(line) for line in text.splitlines() if line.strip()]
    if not found or None in found:
        raise HashesError("This is not a list of hashes, as `upstander hashes` writes it.")
    return {line[2]: line[1] for line in found if line}


def name_of(path: str, prefix: str) -> str:
    """The name in the list of an asset that is served at `path`, below `prefix` (as `/static/`)."""
    return HASHED.sub("", path.removeprefix(prefix))
