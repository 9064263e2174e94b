"""The trail as a file: one JSON object a line, so that anybody can check an export without the database.

    {"lane":0,"sequence":1,"at":1712345678901234,"actor":"...","verb":"...","object_type":"...",
     "object_id":"...","entity":"...","detail":{},"hash":"<hex>"}

A line `{"head":{"lane":0,"sequence":17,"hash":"<hex>"}}` tells where a lane must end; a line `{"start":...}`
of the same form, where an export of a later part begins.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from upstander.core.chain.entries import Entry, Head, Link, Verified, verify

_FIELDS: Final = {
    "lane": int,
    "sequence": int,
    "at": int,
    "actor": str,
    "verb": str,
    "object_type": str,
    "object_id": str,
    "entity": str,
    "detail": dict,
}


class ExportError(ValueError):
    """A line of an export cannot be read."""


def write_link(link: Link) -> str:
    """One line of an export, without the line break."""
    return json.dumps({**link.entry._asdict(), "hash": link.hash.hex()}, ensure_ascii=False)


def write_head(lane: int, head: Head, word: str = "head") -> str:
    """The line that tells where a lane must end (or, with the word `start`, begins)."""
    return json.dumps({word: {"lane": lane, "sequence": head.sequence, "hash": head.hash.hex()}})


def verify_lines(lines: Iterable[str]) -> Verified:
    """Check an export. Raises `ExportError` for an unreadable line, `BrokenChainError` for a broken chain."""
    heads: dict[int, Head] = {}
    starts: dict[int, Head] = {}
    links = list(_links(lines, heads, starts))
    return verify(links, heads, starts)


def _links(lines: Iterable[str], heads: dict[int, Head], starts: dict[int, Head]) -> Iterator[Link]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            if "head" in values:
                heads.update([_head(values["head"])])
            elif "start" in values:
                starts.update([_head(values["start"])])
            else:
                yield _link(values)
        except (ValueError, TypeError, KeyError) as error:
            raise ExportError(f"Line {number} is not a line of an exported trail.") from error


def _head(values: dict[str, Any]) -> tuple[int, Head]:
    return _typed(values["lane"], int), Head(_typed(values["sequence"], int), bytes.fromhex(values["hash"]))


def _link(values: dict[str, Any]) -> Link:
    entry = Entry(*(_typed(values[name], kind) for name, kind in _FIELDS.items()))
    if not all(isinstance(value, str | int) for value in entry.detail.values()):
        raise TypeError("detail")
    return Link(entry, bytes.fromhex(values["hash"]))


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value
