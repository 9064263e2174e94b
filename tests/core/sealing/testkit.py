"""The age test kit of C2SP/CCTV, read from the npm package `cctv-age` that `make` installs."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "node_modules" / "cctv-age" / "index.js"
VECTOR = re.compile(r'^// \.\./testdata/(\w+)\nvar \w+ = __toBinary\("([^"]*)"\);', re.MULTILINE)


@dataclass(frozen=True)
class Vector:
    """One file of the kit, with what must come of opening it."""

    name: str
    expect: str
    identity: str
    passphrase: str
    armored: bool
    payload: str
    file: bytes


@cache
def vectors() -> tuple[Vector, ...]:
    return tuple(_vector(name, base64.b64decode(text)) for name, text in VECTOR.findall(PACKAGE.read_text()))


def _vector(name: str, content: bytes) -> Vector:
    head, _, file = content.partition(b"\n\n")
    said = dict(re.findall(r"^([^:]+): (.*)$", head.decode(), re.MULTILINE))
    if said.get("compressed") == "zlib":
        file = zlib.decompress(file)
    return Vector(
        name=name,
        expect=said["expect"],
        identity=said.get("identity", ""),
        passphrase=said.get("passphrase", ""),
        armored=said.get("armored") == "yes",
        payload=said.get("payload", ""),
        file=file,
    )
