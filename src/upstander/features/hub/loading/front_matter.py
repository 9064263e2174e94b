"""The head of a content file: TOML between two lines `+++`, read key by key with its type checked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..audiences import Audience
from .faults import ContentError
from .markdown import Source

FENCE = "+++"


@dataclass(slots=True)
class Head:
    """The keys of one file; each is taken once, and what nobody takes is a fault (a mistyped key)."""

    file: str
    text: str
    values: dict[str, Any]
    left: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.left = set(self.values)

    def fault(self, key: str, problem: str) -> ContentError:
        lines = self.text.split("\n")
        places = (n for n, line in enumerate(lines, 2) if re.match(rf"{re.escape(key)}\s*=", line))
        return ContentError(self.file, next(places, 1), problem)

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value of `key`; needed when there is no default."""
        self.left.discard(key)
        if key not in self.values:
            if default is None:
                raise self.fault(key, f"{key} is missing")
            return default
        value = self.values[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.fault(key, f"{key} has the wrong type")
        return value

    def words(self, key: str, *, longest: int, needed: bool = True) -> str:
        text = str(self.take(key, str, None if needed else "")).strip()
        if needed and not text:
            raise self.fault(key, f"{key} is empty")
        if len(text) > longest:
            raise self.fault(key, f"{key} has more than {longest} characters")
        return text

    def number(self, key: str, *, needed: bool = True) -> int | None:
        if not needed and key not in self.values:
            return None
        return int(self.take(key, int))

    def lines(self, key: str, *, needed: bool = False) -> list[str]:
        found = self.take(key, list, None if needed else [])
        if not all(isinstance(one, str) and one.strip() for one in found):
            raise self.fault(key, f"{key} is a list of texts")
        return [one.strip() for one in found]

    def day(self, key: str) -> date | None:
        """A day, written as a TOML date or as text (2026-11-25)."""
        value = self.take(key, (str, date), "")
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self.fault(key, f"{key} is not a date such as 2026-11-25") from None

    def audience(self) -> str:
        return self.one_of("audience", set(Audience.values), Audience.PUBLIC.value)

    def one_of(self, key: str, known: set[str], default: str) -> str:
        value = str(self.take(key, str, default))
        if value not in known:
            raise self.fault(key, f"{key} is one of: {', '.join(sorted(known))}")
        return value

    def all_taken(self) -> None:
        for key in sorted(self.left):
            raise self.fault(key, f"{key} is not known here")


def split(file: str, text: str) -> tuple[Head, Source]:
    """Head and body of a file. Raises ContentError."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0] != FENCE:
        raise ContentError(file, 1, f"the file begins with a line {FENCE}")
    try:
        end = lines.index(FENCE, 1)
    except ValueError:
        raise ContentError(file, 1, f"the head is not closed by a line {FENCE}") from None
    head = "\n".join(lines[1:end])
    return Head(file, head, _toml(file, head)), Source(file, "\n".join(lines[end + 1 :]), end + 1)


def _toml(file: str, head: str) -> dict[str, Any]:
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise ContentError(file, int(place[1]) + 1 if place else 1, str(error)) from None
