"""One state of the index, opened for searching. It does not change; a later state is another view."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import tantivy

from .errors import BrokenIndexError, guarded
from .outbox import Position
from .ports import Results
from .schema import SCHEMA, STATE
from .things import position_in

MOST_ANSWERS: Final = 300
"""Pages of results, some 20 kB each."""


@dataclass(frozen=True, slots=True)
class View:
    """An open index. What it was asked is remembered with it, and forgotten when anything changes.

    `counts`: how many entries certain audiences see of a part of a query; `answers`: whole results. Both are
    kept under keys that hold the audiences.
    """

    generation: Path
    index: tantivy.Index
    searcher: tantivy.Searcher
    position: Position
    stamp: tuple[int, int]
    counts: dict[object, int] = field(default_factory=dict)
    answers: dict[object, Results] = field(default_factory=dict)

    def remember(self, key: object, results: Results) -> None:
        """Keep an answer; the oldest goes when there are many."""
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.pop(next(iter(self.answers), None), None)
        self.answers[key] = results

    def is_behind(self) -> bool:
        """Whether another process has committed since."""
        return self.stamp != _stamp(self.generation)


def open_view(generation: Path) -> View:
    with guarded():
        stamp = _stamp(generation)
        index = tantivy.Index.open(str(generation))
        index.config_reader("manual")
        index.reload()
        searcher = index.searcher()
        return View(generation, index, searcher, _position(searcher), stamp)


def _position(searcher: tantivy.Searcher) -> Position:
    found = searcher.search(tantivy.Query.term_query(SCHEMA, "key", STATE, "basic"), 1).hits
    if not found:
        raise BrokenIndexError("no state")
    return position_in(searcher.doc(found[0][1]))


def _stamp(generation: Path) -> tuple[int, int]:
    """tantivy replaces this file with every commit."""
    try:
        status = (generation / "meta.json").stat()
    except OSError as problem:
        raise BrokenIndexError("no index") from problem
    return status.st_mtime_ns, status.st_ino
