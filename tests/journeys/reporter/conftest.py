"""Files that someone might add."""

from __future__ import annotations

import struct
from typing import Any

import pytest

JPEG = bytes.fromhex(
    "ffd8ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c1c20242e2720222c231c1c28372"
    "92c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc40014000100000000000000000000000000000008ff"
    "c40014100100000000000000000000000000000000ffda0008010100003f0037ffd9"
)


@pytest.fixture
def picture() -> dict[str, Any]:
    """A photograph that says where it was taken, as Playwright takes files."""
    hidden = b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0" + b"GPS-SECRET-PLACE"
    block = b"\xff\xe1" + struct.pack(">H", len(hidden) + 2) + hidden
    return {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": JPEG[:2] + block + JPEG[2:]}
