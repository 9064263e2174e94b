"""What the organisations of the group are called in the languages in which they have an official name."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

NAMES = Path(__file__).parent / "content" / "organisations.csv"


@cache
def _by_code() -> dict[str, dict[str, str]]:
    if not NAMES.exists():
        return {}
    with NAMES.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def names_of(code: str) -> list[str]:
    """The code and every name; transliterations are the search's own affair."""
    row = _by_code().get(code, {})
    names = [name for key, name in row.items() if key != "code" and name]
    return list(dict.fromkeys([code, *names]))


def name_of(code: str, language: str) -> str:
    """In that language, in English where it has no name there, or the code."""
    row = _by_code().get(code, {})
    return row.get(language) or row.get("en") or row.get("name") or code
